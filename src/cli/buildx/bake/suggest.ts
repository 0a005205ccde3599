/** "Did you mean": the nearest name, at most two edits away (hashicorp/hcl didyoumean.go). */
function distance(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  let row = [0, ...right.map((_, i) => i + 1)]
  for (const [i, char] of left.entries()) {
    const next = [i + 1]
    for (const [j, other] of right.entries())
      next.push(Math.min(row[j]! + (char === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1))
    row = next
  }
  return row.at(-1)!
}
/** The first within reach; '' for none. */
export const search = (given: string, names: Iterable<string>): string =>
  [...names].find((name) => distance(given, name) < 3) ?? ''
