import type { Session } from './session.ts';

/**
 * An object of the foreign document. It notes which keys were read; `rest` lists all others, so that nothing is dropped silently.
 * Values of the wrong kind are listed and read as absent.
 */
export class Part {
  readonly path: string;
  private readonly value: Record<string, unknown>;
  private readonly session: Session;
  private readonly seen = new Set<string>();

  constructor(value: Record<string, unknown>, path: string, session: Session) {
    this.value = value;
    this.path = path;
    this.session = session;
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  /** The value as it stands; undefined for null too. */
  raw(key: string): unknown {
    this.seen.add(key);
    return Object.hasOwn(this.value, key) ? (this.value[key] ?? undefined) : undefined;
  }

  /** The object as it stands. */
  whole(): Record<string, unknown> {
    return this.value;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.value, key) && this.value[key] !== null && this.value[key] !== undefined;
  }

  /** A number; text that is one counts. What lies outside the range is moved to its edge and listed. */
  number(key: string, min = -1e9, max = 1e9): number | undefined {
    const raw = this.raw(key);
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.wrong(key, 'a number');
    const inside = Math.min(max, Math.max(min, value));
    if (inside !== value) this.session.drop(this.at(key), `${value} lies outside ${min} to ${max}; ${inside} was taken.`);
    return inside;
  }

  text(key: string): string | undefined {
    const raw = this.raw(key);
    return raw === undefined || typeof raw === 'string' ? raw : this.wrong(key, 'a text');
  }

  flag(key: string): boolean | undefined {
    const raw = this.raw(key);
    return raw === undefined || typeof raw === 'boolean' ? raw : this.wrong(key, 'true or false');
  }

  part(key: string): Part | undefined {
    const raw = this.raw(key);
    if (raw === undefined) return undefined;
    return isObject(raw) ? new Part(raw, this.at(key), this.session) : this.wrong(key, 'an object');
  }

  /** The objects of a list; a single object counts as a list of one. */
  parts(key: string): Part[] {
    const raw = this.raw(key);
    if (raw === undefined) return [];
    if (isObject(raw)) return [new Part(raw, this.at(key), this.session)];
    if (!Array.isArray(raw)) return this.wrong(key, 'a list') ?? [];
    return raw.flatMap((value: unknown, i) => {
      const path = `${this.at(key)}[${i}]`;
      if (isObject(value)) return [new Part(value, path, this.session)];
      this.session.drop(path, 'An object was expected here.');
      return [];
    });
  }

  /** Keys that draw nothing and sound like nothing: how the other system works, labels. */
  ignore(...keys: string[]): void {
    for (const key of keys) this.seen.add(key);
  }

  /** Lists a key when it is there. */
  drop(key: string, why: string): void {
    this.seen.add(key);
    if (this.has(key)) this.session.drop(this.at(key), why);
  }

  /** Lists every key that nobody read. */
  rest(why: Readonly<Record<string, string>> = {}): void {
    for (const key of Object.keys(this.value)) {
      if (this.seen.has(key) || !this.has(key)) continue;
      this.session.drop(this.at(key), Object.hasOwn(why, key) ? why[key]! : `"${key}" has no counterpart in a timeline.`);
    }
  }

  private wrong(key: string, expected: string): undefined {
    this.session.drop(this.at(key), `${expected} was expected here.`);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
