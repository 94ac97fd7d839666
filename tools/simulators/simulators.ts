import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { FAL_MODERATION, falRoutes, falWebhook, openFalSigner } from './fal.ts';
import { type Fault, openFaults } from './faults.ts';
import { type Call, createRouter, type Route } from './http.ts';
import { type JobStore, type LedgerEntry, openJobs, PROFILES, type Profile } from './jobs.ts';
import { LUMA_MODERATION, lumaCallback, lumaRoutes } from './luma.ts';
import type { S3Access } from './mediaconvert/objects.ts';
import type { MediaConvertSimulator } from './mediaconvert/simulator.ts';
import { REPLICATE_MODERATION, replicateRoutes, replicateWebhooks } from './replicate.ts';
import { type Film, openStudio } from './video.ts';

const SHORT_FILM: Film = { provider: 'any', model: 'any', prompt: 'any', seconds: 0.5, width: 160, height: 90 };

/** Running simulators. */
export interface Simulators {
  /** Base URLs for the providers' own clients. */
  replicate: string;
  luma: string;
  fal: string;
  /** Endpoint of MediaConvert and what stands behind it; null: no object store was named. */
  mediaConvert: (MediaConvertSimulator & { endpoint: string }) | null;
  origin: string;
  addFault(fault: Omit<Fault, 'times'> & { times?: number }): void;
  ledger(): LedgerEntry[];
  jobs: JobStore;
  close(): Promise<void>;
}

/** Only where it is asked for: it reaches the object store, which the others need not. */
async function mediaConvertOf({
  ffmpeg = 'ffmpeg',
  ffprobe = 'ffprobe',
  events = undefined,
  ...options
}: {
  base: string;
  origin: () => string;
  s3: S3Access;
  faults: ReturnType<typeof openFaults>;
  ffmpeg?: string | undefined;
  ffprobe?: string | undefined;
  events?: string | undefined;
}): Promise<MediaConvertSimulator> {
  const { openMediaConvert } = await import('./mediaconvert/simulator.ts');
  return openMediaConvert({ ...options, ffmpeg, ffprobe, target: events ?? null });
}

/**
 * Starts Replicate, Luma, fal and, over an object store, MediaConvert on one port.
 * @param port 0 for a free one
 * @throws when the port is taken
 */
export async function startSimulators(options: {
  port: number;
  host?: string | undefined;
  ffmpeg?: string | undefined;
  profile?: Profile | undefined;
  publicOrigin?: string | undefined;
  /** With it MediaConvert is simulated too. */
  s3?: S3Access | undefined;
  ffprobe?: string | undefined;
  /** Where MediaConvert's events go. */
  events?: string | undefined;
  /** All jobs end with one short film, for those who need many and look at none. */
  sameFilm?: boolean | undefined;
}): Promise<Simulators> {
  const bases = { replicate: '/replicate/v1', luma: '/luma/dream-machine/v1', fal: '/fal', mediaConvert: '/mediaconvert' };
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const falSigner = openFalSigner();
  const cinema = openStudio(options.ffmpeg ?? 'ffmpeg');
  const studio = options.sameFilm
    ? { ...cinema, film: ({ seconds }: Film) => cinema.film(seconds === 0 ? { ...SHORT_FILM, seconds } : SHORT_FILM) }
    : cinema;
  const faults = openFaults();
  let origin = '';
  const jobs: JobStore = openJobs(studio, faults, {
    changed: {
      replicate: (job) => void replicateWebhooks(job, bases.replicate, origin, secret, jobs.profile().keepMs),
      luma: (job) => void lumaCallback(job, origin),
      fal: (job) => void falWebhook(job, origin, falSigner),
    },
    moderation: { replicate: REPLICATE_MODERATION, luma: LUMA_MODERATION, fal: FAL_MODERATION },
  });
  if (options.profile) jobs.setProfile(options.profile);

  const media = options.s3
    ? await mediaConvertOf({ ...options, s3: options.s3, base: bases.mediaConvert, origin: () => origin, faults })
    : null;
  const server = createRouter([
    ...replicateRoutes(bases.replicate, () => origin, secret, jobs, faults),
    ...lumaRoutes(bases.luma, () => origin, jobs, faults),
    ...falRoutes(bases.fal, () => origin, falSigner, jobs, faults),
    { method: 'GET', path: '/files/:name', handle: (call) => fileOf(call, jobs) },
    ...(media?.routes ?? []),
    ...controls(jobs, faults, media),
  ]);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, host, resolve));
  origin = options.publicOrigin ?? `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    replicate: origin + bases.replicate,
    luma: origin + bases.luma,
    fal: origin + bases.fal,
    mediaConvert: media && { ...media, endpoint: origin + bases.mediaConvert },
    origin,
    addFault: faults.add,
    ledger: () => [...jobs.ledger(), ...(media?.jobs.ledger() ?? [])],
    jobs,
    async close() {
      jobs.reset();
      media?.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await studio.close();
    },
  };
}

function fileOf(call: Call, jobs: JobStore): ReturnType<Route['handle']> {
  const id = (call.params.name ?? '').replace(/\.(mp4|png)$/, '');
  const job = jobs.find('replicate', id) ?? jobs.find('luma', id) ?? jobs.find('fal', id);
  const kept = job?.endedAt && Date.now() - job.endedAt.getTime() <= jobs.profile().keepMs;
  if (job?.spoiled && kept) return { bytes: job.spoiled === 'no-video' ? 'This is no video.' : '', contentType: 'video/mp4' };
  return job?.file && kept
    ? { file: job.file, contentType: job.file.endsWith('.png') ? 'image/png' : 'video/mp4' }
    : { status: 404, json: { detail: 'Not found.' } };
}

/** /_sim/…: health, time profile, faults, ledger. */
function controls(jobs: JobStore, faults: ReturnType<typeof openFaults>, media: MediaConvertSimulator | null): Route[] {
  return [
    { method: 'GET', path: '/_sim/health', handle: () => ({ status: 200, json: { status: 'ok' } }) },
    { method: 'GET', path: '/_sim/ledger', handle: () => ({ status: 200, json: [...jobs.ledger(), ...(media?.jobs.ledger() ?? [])] }) },
    { method: 'GET', path: '/_sim/faults', handle: () => ({ status: 200, json: faults.list() }) },
    {
      method: 'POST',
      path: '/_sim/faults',
      handle(call) {
        for (const fault of [call.body].flat() as Fault[]) faults.add(fault);
        return { status: 200, json: faults.list() };
      },
    },
    {
      method: 'DELETE',
      path: '/_sim/faults',
      handle() {
        faults.clear();
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/_sim/profile',
      handle(call) {
        const { name, ...own } = (call.body ?? {}) as Partial<Profile> & { name?: string };
        jobs.setProfile({ ...(PROFILES[name ?? ''] ?? jobs.profile()), ...own });
        return { status: 200, json: jobs.profile() };
      },
    },
    {
      method: 'POST',
      path: '/_sim/listing',
      handle(call) {
        const { callbacks = true } = (call.body ?? {}) as { callbacks?: boolean };
        jobs.listCallbacks(callbacks);
        return { status: 200, json: { callbacks: jobs.listsCallbacks() } };
      },
    },
    {
      method: 'POST',
      path: '/_sim/reset',
      handle() {
        jobs.reset();
        media?.jobs.reset();
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}
