import type { Job } from './jobs.ts';

/**
 * POSTs a callback and tries again while it is not taken. Redirects are not followed.
 * @param accept which status counts as taken
 * @param pauses milliseconds before each further try
 */
export async function deliver(
  job: Job,
  url: string,
  body: string,
  options: { headers: () => Record<string, string>; accept: (status: number) => boolean; pauses: number[] },
): Promise<void> {
  for (const pause of [0, ...options.pauses]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const status = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...options.headers() },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    }).then(
      async (response) => {
        await response.arrayBuffer().catch(() => undefined);
        return response.status;
      },
      () => 0,
    );
    job.callbacks.push(status);
    if (options.accept(status)) return;
  }
}
