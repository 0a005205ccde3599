/**
 * The compact text form of a layer's files, grouped by directory, fields separated by tabs:
 *
 *   /etc                        a directory; then mode (octal, 755 unless said) and uid, gid (0 unless said)
 *   ?usr/share                  the group of a directory that is itself not in the layer
 *   passwd  839                 a file with its size; then mode (644 unless said) and uid, gid
 *   >awk    /usr/bin/mawk       a symbolic link
 *   !default.cow                a whiteout
 *   =usr/bin/x   usr/bin/y      a hard link, both paths whole; these stand at the end
 *
 * scripts/catalog-data.mjs writes it. Contents come from elsewhere (contents.ts); files that are executable become stubs that name their
 * program, all others are sparse: they have their size, and zeros.
 */
import { executable, fileContent } from '../../kernel/vfs/content.ts'
import type { FileContent, LayerEntry } from '../../kernel/vfs/types.ts'

export interface ListingOptions {
  /** Milliseconds since the epoch, for every entry. */
  mtime: number
  /** Real contents by path. */
  contents?: ReadonlyMap<string, string>
  /** The program of an executable, where it is not the file's own name. */
  programs?: Readonly<Record<string, string>>
}

/** Where programs lie; shared libraries and maintainer scripts are executable too. Small ones are scripts of a line or two. */
const PROGRAM_PATH = /(^|\/)(s?bin|games|cli-plugins)\/[^/]+$|^[^/]+$/
const SMALLEST_PROGRAM = 128

export function readListing(text: string, options: ListingOptions): LayerEntry[] {
  const { mtime } = options
  const entries: LayerEntry[] = []
  let prefix = ''
  for (const line of text.split('\n')) {
    if (line === '') continue
    const fields = line.split('\t')
    const head = fields[0]!
    const mode = (usual: number): number => (fields.length > 1 && fields[1] !== '' ? parseInt(fields[1]!, 8) : usual)
    switch (head[0]) {
      case '?':
        prefix = head.length > 1 ? `${head.slice(1)}/` : ''
        break
      case '/': {
        const path = head.slice(1)
        prefix = `${path}/`
        entries.push({ path, type: 'dir', mode: mode(0o755), uid: +(fields[2] ?? 0), gid: +(fields[3] ?? 0), mtime })
        break
      }
      case '>':
        entries.push({
          path: prefix + head.slice(1),
          type: 'symlink',
          mode: 0o777,
          uid: 0,
          gid: 0,
          mtime,
          linkname: fields[1]!,
        })
        break
      case '!':
        entries.push({ path: prefix + head.slice(1), type: 'whiteout', mode: 0, uid: 0, gid: 0, mtime })
        break
      case '=':
        entries.push({
          path: head.slice(1),
          type: 'hardlink',
          mode: 0,
          uid: 0,
          gid: 0,
          mtime,
          linkname: fields[1]!,
        })
        break
      default: {
        const path = prefix + head
        const size = +fields[1]!
        const bits = fields[2] ? parseInt(fields[2], 8) : 0o644
        const content = contentOf(path, size, bits, options)
        entries.push({
          path,
          type: 'file',
          mode: bits,
          uid: +(fields[3] ?? 0),
          gid: +(fields[4] ?? 0),
          mtime,
          content,
        })
      }
    }
  }
  return entries
}

function contentOf(path: string, size: number, mode: number, options: ListingOptions): FileContent {
  const known = options.contents?.get(path)
  if (known !== undefined) return fileContent(known)
  const program = options.programs?.[path]
  if (program !== undefined) return executable(program, size)
  const name = path.slice(path.lastIndexOf('/') + 1)
  return mode & 0o111 && size >= SMALLEST_PROGRAM && PROGRAM_PATH.test(path)
    ? executable(name, size)
    : fileContent('', size)
}

/**
 * Contents by path, one text file for many: a line "@@ etc/passwd" and then the file's text. "@@ path -" says that the text has no newline
 * at its end, "@@ path 769" that it is filled up to that size with a comment line (texts of ours in the place of others' of the same use).
 */
export function readContents(text: string): Map<string, string> {
  const contents = new Map<string, string>()
  for (const part of text.split(/^@@ /m)) {
    if (part === '') continue
    const end = part.indexOf('\n')
    const [path, option] = part.slice(0, end).split(' ') as [string, string?]
    const body = part.slice(end + 1)
    if (option === '-') contents.set(path, body.replace(/\n$/, ''))
    else contents.set(path, option ? fill(body, +option) : body)
  }
  return contents
}

/** Comment lines of at most 100 characters, so that the whole has `size` bytes (of ASCII). */
function fill(body: string, size: number): string {
  let missing = size - body.length
  let out = body
  while (missing > 0) {
    const take = missing > 101 ? Math.min(100, missing - 2) : missing
    out += `${'#'.repeat(take - 1)}\n`
    missing -= take
  }
  return out
}
