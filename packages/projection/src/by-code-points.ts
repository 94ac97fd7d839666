/** Sorts by a text, the same on every machine; what is equal keeps its order. */
export const byCodePoints =
  <T>(text: (value: T) => string) =>
  (a: T, b: T): number => {
    const [x, y] = [text(a), text(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
