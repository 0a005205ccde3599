/** sortorder.NaturalLess: numbers inside text count as numbers. */
export function compareNaturally(a: string, b: string): number {
  const chunks = (text: string): string[] => text.match(/\d+|\D+/g) ?? []
  const left = chunks(a)
  const right = chunks(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!]
    if (x === y) continue
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = Number(x) - Number(y)
      if (difference !== 0) return difference
      return x.length - y.length
    }
    return x < y ? -1 : 1
  }
  return left.length - right.length
}
