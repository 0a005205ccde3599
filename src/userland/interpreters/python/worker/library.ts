/**
 * The standard library of the interpreter, which lies in an archive and not in the container: to Python it looks like its folder (/usr/lib/python3.11), over
 * what the container has there (where the files are, but without their contents). Read-only descriptors of it begin at FIRST_FD.
 */
import { inflateSync, strFromU8 } from 'fflate'
import { decode, encode } from '../../../../base/bytes.ts'

export const FIRST_FD = 1 << 16

/** All extension modules are built in; Python looks for their folder. */
const EXTENSIONS = 'lib-dynload'

/** Lines of the library that must know of lib/_naru.py: file, text, replacement. */
const CHANGES: readonly (readonly [file: string, from: string, to: string])[] = [
  ['subprocess.py', 'errno_num = int(hex_errno, 16)', 'errno_num = errno.Errno(int(hex_errno, 16))'],
  ['concurrent/futures/thread.py', 'self._work_queue.put(w)\n', 'w.run()\n'],
  ['concurrent/futures/thread.py', 'self._adjust_thread_count()\n            return f', 'return f'],
]

interface Entry {
  /** Compressed, or as it is. */
  data: Uint8Array
  method: number
  size: number
}
export interface LibraryFile {
  path: string
  /** Null: a directory. */
  content: Uint8Array | null
  position: number
}

export class Library {
  private readonly entries = new Map<string, Entry>()
  private readonly folders = new Map<string, Set<string>>()
  private readonly files = new Map<number, LibraryFile>()
  private readonly contents = new Map<string, Uint8Array>()
  private nextFd = FIRST_FD
  private readonly base: string
  private readonly built: string
  /** `base`: the folder that it lies over. */
  constructor(archive: Uint8Array, own: Readonly<Record<string, string>>, base: string) {
    this.base = base
    this.built = base.replace(/[^/]*$/, 'python3.11')
    for (const [name, entry] of centralDirectory(archive)) this.add(name, entry)
    this.folders.set(EXTENSIONS, new Set())
    this.folders.get('')?.add(EXTENSIONS)
    for (const [name, text] of Object.entries(own)) {
      const data = encode(text)
      this.add(name, { data, method: 0, size: data.length })
    }
  }
  private add(name: string, entry: Entry): void {
    if (name.endsWith('/') || name.startsWith('site-packages')) return
    this.entries.set(name, entry)
    let at = name
    for (;;) {
      const slash = at.lastIndexOf('/')
      const folder = slash < 0 ? '' : at.slice(0, slash)
      let names = this.folders.get(folder)
      if (!names) this.folders.set(folder, (names = new Set()))
      names.add(at.slice(slash + 1))
      if (folder === '') return
      at = folder
    }
  }
  /** The name inside the archive; null: not of the library. */
  private inside(path: string): string | null {
    let bare = path.startsWith('/lib/') ? `/usr${path}` : path
    // Where the interpreter, a 3.11 whatever it says, looks before lib/_naru.py has told it where it is.
    if (bare.startsWith(this.built)) bare = this.base + bare.slice(this.built.length)
    if (bare === this.base) return ''
    return bare.startsWith(`${this.base}/`) ? bare.slice(this.base.length + 1).replace(/\/+$/, '') : null
  }
  /** Of such paths the container's files are not looked at: they have no contents. Packages that were installed there are. */
  owns(path: string): boolean {
    const name = this.inside(path)
    return name !== null && !/^(dist|site)-packages(\/|$)/.test(name)
  }
  /** Compiled files of the library belong to it: Python need not, and cannot, leave them in the container. */
  isBytecode(path: string): boolean {
    return path.includes('/__pycache__') && this.owns(path)
  }
  stat(path: string): { folder: boolean; size: number } | null {
    const name = this.inside(path)
    if (name === null) return null
    if (this.folders.has(name)) return { folder: true, size: 4096 }
    const entry = this.entries.get(name)
    return entry ? { folder: false, size: entry.size } : null
  }
  names(path: string): ReadonlySet<string> | undefined {
    const name = this.inside(path)
    return name === null ? undefined : this.folders.get(name)
  }
  isFolder(path: string): boolean {
    return this.stat(path)?.folder === true
  }
  private read(name: string): Uint8Array {
    let content = this.contents.get(name)
    if (!content) {
      const entry = this.entries.get(name)!
      content = entry.method === 0 ? entry.data : inflateSync(entry.data, { out: new Uint8Array(entry.size) })
      for (const [file, from, to] of CHANGES) if (file === name) content = encode(decode(content).replace(from, to))
      this.contents.set(name, content)
    }
    return content
  }
  /** A descriptor, or null when the library has no such file. */
  open(path: string): number | null {
    const stat = this.stat(path)
    if (!stat || stat.folder) return null
    const fd = this.nextFd++
    this.files.set(fd, { path, content: this.read(this.inside(path)!), position: 0 })
    return fd
  }
  file(fd: number): LibraryFile | undefined {
    return this.files.get(fd)
  }
  close(fd: number): boolean {
    return this.files.delete(fd)
  }
}

/** APPNOTE.TXT 4.3.12: every file of a zip archive. */
function* centralDirectory(archive: Uint8Array): Generator<[string, Entry]> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  let end = archive.length - 22
  while (end > 0 && view.getUint32(end, true) !== 0x06054b50) end--
  let at = view.getUint32(end + 16, true)
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const size = view.getUint32(at + 24, true)
    const nameLength = view.getUint16(at + 28, true)
    const name = strFromU8(archive.subarray(at + 46, at + 46 + nameLength))
    const local = view.getUint32(at + 42, true)
    const dataAt = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    yield [name, { data: archive.subarray(dataAt, dataAt + packed), method, size }]
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
}
