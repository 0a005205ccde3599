/** Depends, Recommends and their like: groups, parted by commas, of alternatives, parted by bars: "name:arch (>= version) [arches]". */
export interface Relation {
  name: string
  /** "any" or an architecture. */
  arch?: string
  relation?: string
  version?: string
}

export function parseRelations(field: string | undefined): Relation[][] {
  if (!field) return []
  return field
    .replaceAll('\n', ' ')
    .split(',')
    .map((group) =>
      group.split('|').flatMap((text): Relation[] => {
        const match = /^\s*([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9]+))?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?/.exec(
          text,
        )
        return match ? [{ name: match[1]!, arch: match[2], relation: match[3], version: match[4] }] : []
      }),
    )
    .filter((group) => group.length > 0)
}
