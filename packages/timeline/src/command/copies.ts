/** A stream for each of several readers: what is composed or mixed once is encoded by all of them. Nothing is added for a single reader. */
export function copies(filter: 'split' | 'asplit', stream: string, count: number): { chains: string[]; labels: string[] } {
  if (count === 1) return { chains: [], labels: [stream] };
  const labels = Array.from({ length: count }, (_, i) => `[copy${i}]`);
  return { chains: [`${stream}${filter}=${count}${labels.join('')}`], labels };
}
