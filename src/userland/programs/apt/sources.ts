/** What /etc/apt/sources.list and sources.list.d name, and where the lists of it are kept. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { parseStanzas } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'

export const LISTS = '/var/lib/apt/lists'

export interface Source {
  /** Without a slash at its end. */
  uri: string
  suite: string
  components: string[]
}
export class BadSource extends Error {}

const readDirIfThere = (sys: Sys, path: string): string[] => {
  try {
    return sys
      .readdir(path)
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}

/** Only binary packages: deb-src lines are not fetched. Throws BadSource. */
export function readSources(sys: Sys): Source[] {
  const sources: Source[] = []
  const oneLine = (path: string): void => {
    sys
      .readText(path)
      .split('\n')
      .forEach((line, i) => {
        const text = line.replace(/#.*/, '').trim()
        if (!text) return
        const match = /^(deb|deb-src)\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(text)
        if (!match) {
          const type = text.split(/\s+/)[0]!
          throw new BadSource(
            /^deb(-src)?$/.test(type)
              ? `Malformed entry ${i + 1} in list file ${path} (URI)`
              : `Type '${type}' is not known on line ${i + 1} in source list ${path}`,
          )
        }
        if (match[1] === 'deb')
          sources.push({
            uri: match[2]!.replace(/\/+$/, ''),
            suite: match[3]!,
            components: match[4]!.split(/\s+/).filter(Boolean),
          })
      })
  }
  if (sys.access('/etc/apt/sources.list', 0)) oneLine('/etc/apt/sources.list')
  const folder = '/etc/apt/sources.list.d'
  for (const name of readDirIfThere(sys, folder)) {
    if (name.endsWith('.list')) oneLine(`${folder}/${name}`)
    if (!name.endsWith('.sources')) continue
    const words = (stanza: Stanza, field: string): string[] => (stanza.get(field) ?? '').split(/\s+/).filter(Boolean)
    const text = sys.readText(`${folder}/${name}`).replace(/^#.*\n/gm, '')
    for (const stanza of parseStanzas(text)) {
      if (stanza.get('Enabled') === 'no' || !words(stanza, 'Types').includes('deb')) continue
      for (const uri of words(stanza, 'URIs'))
        for (const suite of words(stanza, 'Suites'))
          sources.push({ uri: uri.replace(/\/+$/, ''), suite, components: words(stanza, 'Components') })
    }
  }
  return sources
}

/** "http://a.b/c" as the beginning of a list's file name: "a.b_c". */
export const escapeUri = (uri: string): string =>
  uri
    .replace(/^[a-z]+:\/\//, '')
    .replaceAll('_', '%5f')
    .replaceAll('/', '_')
export const releaseFile = ({ uri, suite }: Source): string => `${LISTS}/${escapeUri(uri)}_dists_${suite}_InRelease`
export const packagesFile = ({ uri, suite }: Source, component: string): string =>
  `${LISTS}/${escapeUri(uri)}_dists_${suite}_${component}_binary-amd64_Packages`

/** One version of a package that can be had, and from where. */
export interface Available {
  stanza: Stanza
  source: Source
  component: string
}
/** What the fetched lists hold, by name, in the order of the sources. */
export function readLists(sys: Sys): { packages: Map<string, Available[]>; releases: Map<Source, Stanza> } {
  const packages = new Map<string, Available[]>()
  const releases = new Map<Source, Stanza>()
  for (const source of readSources(sys)) {
    if (!sys.access(releaseFile(source), 4)) continue
    const release = parseStanzas(sys.readText(releaseFile(source)).replace(/^-----BEGIN[^]*?\n\n/, ''))[0]
    if (release) releases.set(source, release)
    for (const component of source.components) {
      const path = packagesFile(source, component)
      if (!sys.access(path, 4)) continue
      for (const stanza of parseStanzas(sys.readText(path))) {
        const name = stanza.get('Package') ?? ''
        const known = packages.get(name)
        if (known) known.push({ stanza, source, component })
        else packages.set(name, [{ stanza, source, component }])
      }
    }
  }
  return { packages, releases }
}
