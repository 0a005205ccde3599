/** Debian version numbers: epoch:upstream-revision, compared as deb-version(7) says. */
const split = (version: string): [epoch: number, upstream: string, revision: string] => {
  const colon = version.indexOf(':')
  const rest = version.slice(colon + 1)
  const dash = rest.lastIndexOf('-')
  return [
    colon < 0 ? 0 : Number(version.slice(0, colon)),
    dash < 0 ? rest : rest.slice(0, dash),
    dash < 0 ? '' : rest.slice(dash + 1),
  ]
}
/** "~" comes before the end, letters before all other signs. */
const weight = (sign: string | undefined): number => {
  if (sign === undefined || /\d/.test(sign)) return 0
  if (sign === '~') return -1
  return /[A-Za-z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256
}
function compareParts(a: string, b: string): number {
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    while ((i < a.length && !/\d/.test(a[i]!)) || (j < b.length && !/\d/.test(b[j]!))) {
      const difference = weight(a[i]) - weight(b[j])
      if (difference) return difference
      i++
      j++
    }
    const left = /^\d*/.exec(a.slice(i))![0]
    const right = /^\d*/.exec(b.slice(j))![0]
    const difference = Number(left) - Number(right)
    if (difference) return difference
    i += left.length
    j += right.length
  }
  return 0
}
export function compareVersions(a: string, b: string): number {
  const left = split(a)
  const right = split(b)
  return left[0] - right[0] || compareParts(left[1], right[1]) || compareParts(left[2], right[2])
}
export function satisfies(version: string, relation: string, wanted: string): boolean {
  const order = compareVersions(version, wanted)
  switch (relation) {
    case '<<':
      return order < 0
    case '<=':
      return order <= 0
    case '=':
      return order === 0
    case '>=':
      return order >= 0
    default:
      return order > 0
  }
}
