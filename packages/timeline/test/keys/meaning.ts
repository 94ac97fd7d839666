export interface Meaning {
  unit: string;
  /** What an absent key means, where a value says the same. */
  default?: unknown;
  /** What an absent key means, in words. */
  absent?: string;
}
