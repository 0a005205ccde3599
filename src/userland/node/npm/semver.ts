/** Versions and ranges as node-semver has them, without pre-release rules beyond "not unless asked". */
type Version = readonly [major: number, minor: number, patch: number, pre: string]

export function parseVersion(text: string): Version | null {
  const found = /^[v=\s]*(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(text.trim())
  return found ? [+found[1]!, +found[2]!, +found[3]!, found[4] ?? ''] : null
}
export function compareVersions(a: string, b: string): number {
  const x = parseVersion(a)
  const y = parseVersion(b)
  return x && y ? order(x, y) : 0
}
function order(x: Version, y: Version): number {
  for (const i of [0, 1, 2] as const) if (x[i] !== y[i]) return x[i] - y[i]
  if (x[3] === y[3]) return 0
  if (!x[3]) return 1
  if (!y[3]) return -1
  return x[3] < y[3] ? -1 : 1
}
const PARTIAL = /^[v=\s]*(\d+|[xX*])?(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([\w.-]+))?/
type Test = (version: Version) => boolean
const atLeast =
  (low: Version): Test =>
  (version) =>
    order(version, low) >= 0
const below =
  (high: Version): Test =>
  (version) =>
    order(version, high) < 0

function comparator(text: string): Test[] {
  const [, operator = '', rest = ''] = /^(\^|~>?|>=|<=|>|<|=)?\s*(.*)$/.exec(text) ?? []
  const [, a, b, c, pre = ''] = PARTIAL.exec(rest) ?? []
  const part = (value: string | undefined): number | null =>
    value === undefined || /[xX*]/.test(value) ? null : +value
  const [major, minor, patch] = [part(a), part(b), part(c)]
  if (major === null) return []
  const low: Version = [major, minor ?? 0, patch ?? 0, pre]
  const next: Version =
    minor === null ? [major + 1, 0, 0, ''] : patch === null ? [major, minor + 1, 0, ''] : [major, minor, patch + 1, '']
  switch (operator) {
    case '^':
      if (major > 0 || minor === null) return [atLeast(low), below([major + 1, 0, 0, ''])]
      if (minor > 0 || patch === null) return [atLeast(low), below([0, minor + 1, 0, ''])]
      return [atLeast(low), below([0, 0, patch + 1, ''])]
    case '~':
    case '~>':
      return [atLeast(low), below(minor === null ? [major + 1, 0, 0, ''] : [major, minor + 1, 0, ''])]
    case '>=':
      return [atLeast(low)]
    case '>':
      return [patch === null ? atLeast(next) : (version) => order(version, low) > 0]
    case '<':
      return [below(low)]
    case '<=':
      return [patch === null ? below(next) : (version) => order(version, low) <= 0]
  }
  return patch === null ? [atLeast(low), below(next)] : [(version) => order(version, low) === 0]
}
export function satisfies(text: string, range: string): boolean {
  const version = parseVersion(text)
  if (!version) return false
  return range.split('||').some((part) => {
    const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(part)
    const words = hyphen
      ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`]
      : part
          .trim()
          .replace(/(\^|~>?|>=|<=|>|<|=)\s+/g, '$1')
          .split(/\s+/)
    if (version[3] && !part.includes('-')) return false
    return words.every((word) => comparator(word).every((test) => test(version)))
  })
}
export const isRange = (text: string): boolean =>
  text === '' || text === '*' || text === 'latest' || /^[\s\d^~<>=vx*|.-]/i.test(text)
/** The newest that the range allows. */
export const maxSatisfying = (versions: readonly string[], range: string): string | null =>
  versions
    .filter((version) => satisfies(version, range))
    .sort(compareVersions)
    .at(-1) ?? null
