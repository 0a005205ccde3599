/** A .deb as the simulated mirror makes them: an ar archive of texts (registry/packages/mirror.ts), the list of files in the notation of registry/catalog/listing.ts. */
import { executableBytes } from '../../../base/abi/executable.ts'
import { readAr } from '../../../base/ar.ts'
import { decode, encode } from '../../../base/bytes.ts'
import { parseStanzas } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'

export interface PackageEntry {
  /** Absolute, in the words of the package ("/bin/netstat"). */
  path: string
  type: 'dir' | 'file' | 'symlink' | 'hardlink'
  mode: number
  uid: number
  gid: number
  /** The first bytes of a file; zeros follow up to `size`. */
  data: Uint8Array
  size: number
  target: string
}
export interface PackageFile {
  control: Stanza
  conffiles: string[]
  ldconfig: boolean
  actions: string[]
  /** Directories and files by path, then links. */
  entries: PackageEntry[]
}

/** Null: not a package of this world. */
export function readPackageFile(bytes: Uint8Array): PackageFile | null {
  const members = new Map(readAr(bytes)?.map(({ name, data }) => [name, decode(data)]))
  const control = parseStanzas(members.get('control') ?? '')[0]
  if (!control || !members.has('data.listing')) return null
  const lines = (name: string): string[] => (members.get(name) ?? '').split('\n').filter(Boolean)
  return {
    control,
    conffiles: lines('conffiles'),
    ldconfig: (members.get('triggers') ?? '').includes('ldconfig'),
    actions: lines('actions'),
    entries: readEntries(members.get('data.listing')!, readContents(members.get('data.contents') ?? '')),
  }
}

function readContents(text: string): Map<string, string> {
  const contents = new Map<string, string>()
  for (const part of text.split(/^@@ /m)) {
    const end = part.indexOf('\n')
    if (end > 0) contents.set(`/${part.slice(0, end)}`, part.slice(end + 1))
  }
  return contents
}

const PROGRAM = /\/(s?bin|games)\/[^/]+$/
function readEntries(listing: string, contents: ReadonlyMap<string, string>): PackageEntry[] {
  const entries: PackageEntry[] = []
  let folder = ''
  for (const line of listing.split('\n')) {
    if (!line) continue
    const [head = '', second = '', ...owner] = line.split('\t')
    const make = (type: PackageEntry['type'], path: string, more: Partial<PackageEntry>): void => {
      entries.push({ path, type, mode: 0o777, uid: 0, gid: 0, data: new Uint8Array(), size: 0, target: '', ...more })
    }
    const rest = head.slice(1)
    if (head[0] === '?') folder = rest ? `/${rest}` : ''
    else if (head[0] === '/') {
      folder = head
      make('dir', head, {
        mode: second ? parseInt(second, 8) : 0o755,
        uid: Number(owner[0] ?? 0),
        gid: Number(owner[1] ?? 0),
      })
    } else if (head[0] === '>') make('symlink', `${folder}/${rest}`, { target: second })
    else if (head[0] === '=') make('hardlink', `/${rest}`, { target: `/${second}` })
    else {
      const path = `${folder}/${head}`
      const mode = owner[0] ? parseInt(owner[0], 8) : 0o644
      const text = contents.get(path)
      const data =
        text !== undefined
          ? encode(text)
          : mode & 0o111 && PROGRAM.test(path)
            ? executableBytes(head)
            : new Uint8Array()
      make('file', path, {
        mode,
        uid: Number(owner[1] ?? 0),
        gid: Number(owner[2] ?? 0),
        data,
        size: text !== undefined ? data.length : Math.max(Number(second), data.length),
      })
    }
  }
  const late = ({ type }: PackageEntry): number => (type === 'symlink' || type === 'hardlink' ? 1 : 0)
  return entries.sort((a, b) => late(a) - late(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
