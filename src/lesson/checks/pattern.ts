/** A text, or one that ends in `*` and stands for all that begin so. */
export const matchesPattern = (text: string, pattern: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
