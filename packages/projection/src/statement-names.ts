/** So many statements are kept prepared on each connection at most; each takes the server some ten kilobytes there. */
const MOST = 200;

/**
 * Names for statements that come again, by their text: the server then parses and plans them once a connection. Those that come once, such as
 * lists of another length each time, get none ('').
 */
export function statementNames(): (query: { sql: string; args: readonly unknown[] }) => string {
  const names = new Map<string, string>();
  /** Came once. */
  const noted = new Set<string>();
  return ({ sql, args }) => {
    // COMMIT and the like go out as one short message as they are.
    if (args.length === 0) return '';
    const name = names.get(sql);
    if (name !== undefined || names.size >= MOST) return name ?? '';
    if (!noted.has(sql)) {
      if (noted.size >= MOST) noted.clear();
      noted.add(sql);
      return '';
    }
    const next = `s${names.size + 1}`;
    names.set(sql, next);
    return next;
  };
}
