import type { ImportMedia, ImportRequest, MediaKind, MediaUse, Unsupported } from './types.ts';

/** What one import gathers on its way: media met, things left out. */
export class Session {
  readonly unsupported: Unsupported[] = [];
  readonly metadata: Record<string, unknown> = {};
  readonly canvas: { width?: number | null; height?: number | null; fps?: number | null };
  private readonly known: ReadonlyMap<string, ImportMedia>;
  private readonly said = new Set<string>();
  private readonly uses = new Map<string, MediaUse>();

  constructor(request: ImportRequest) {
    this.canvas = request.canvas ?? {};
    this.known = new Map(Object.entries(request.media ?? {}));
  }

  drop(path: string, why: string): void {
    const line = `${path}\n${why}`;
    if (this.said.has(line)) return;
    this.said.add(line);
    this.unsupported.push({ path, why });
  }

  /** "asset:<id>" for an address; one that is not mapped gets a stand-in by order of appearance. */
  source(url: string, path: string, kind: MediaKind): string {
    if (/^asset:[A-Za-z0-9_-]{1,64}$/.test(url)) return url;
    let use = this.uses.get(url);
    if (!use) {
      const mapped = this.known.get(url);
      use = { url, kind, paths: [], assetId: mapped?.assetId ?? `media-${this.uses.size + 1}`, mapped: mapped !== undefined };
      this.uses.set(url, use);
    }
    use.paths.push(path);
    return `asset:${use.assetId}`;
  }

  /** Seconds of an address' media, or null as long as nobody knows. */
  durationOf(url: string): number | null {
    return this.known.get(url)?.durationSeconds ?? null;
  }

  media(): MediaUse[] {
    return [...this.uses.values()];
  }
}
