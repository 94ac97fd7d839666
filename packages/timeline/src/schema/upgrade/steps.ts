/** From one version of the language to a later one. */
export interface Upgrade {
  from: number;
  /** Greater than `from`. */
  to: number;
  /**
   * The document in the later form, without its `version`, which the chain sets. Pure: the argument stays as it is. It comes before
   * any check, so what is not as expected is handed on for the check to name.
   */
  apply(document: Record<string, unknown>): Record<string, unknown>;
}

/** Every step there is, each in a file of its own beside this one. Version 1 is the first: nothing leads to it. */
export const UPGRADES: readonly Upgrade[] = [];
