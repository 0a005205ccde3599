/** Files in and out of the machine: what was dropped or chosen, read whole before anything is written; and downloads. */
import type { FileEdit } from '../../../machine/facade.ts'
import { nameTrouble } from './paths.ts'

/** Bytes of one upload, and how many files it may have. */
export const UPLOAD_BYTES = 20_000_000
export const UPLOAD_FILES = 2000

export interface Incoming {
  /** Relative: "site/index.html". */
  path: string
  file: File
}
export interface Parcel {
  files: Incoming[]
  /** Relative paths of folders, parents first. */
  folders: string[]
}
export type ParcelTrouble = { kind: 'bytes' | 'count' | 'name' | 'unreadable'; name: string }

/** What was chosen in a file dialog; folders only by the paths of their files. */
export function chosen(list: Iterable<File>): Parcel {
  const files = [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
  return { files, folders: foldersOf(files) }
}
/** What was dragged in. Must be called while the event is handled: the list is empty afterwards. */
export function dropped(data: DataTransfer): Promise<Parcel> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null)
  const plain = [...data.files]
  return entries.some((entry) => entry?.isDirectory) ? walk(entries) : Promise.resolve(chosen(plain))
}
async function walk(entries: readonly (FileSystemEntry | null)[]): Promise<Parcel> {
  const parcel: Parcel = { files: [], folders: [] }
  const visit = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (parcel.files.length > UPLOAD_FILES) return
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
      parcel.files.push({ path, file })
      return
    }
    parcel.folders.push(path)
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    // A reader hands out a hundred at a time.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      if (!some.length) return
      for (const child of some) await visit(child, `${path}/${child.name}`)
    }
  }
  for (const entry of entries) if (entry) await visit(entry, entry.name)
  return parcel
}
function foldersOf(files: readonly Incoming[]): string[] {
  const folders = new Set<string>()
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1)
    parts.forEach((_, index) => folders.add(parts.slice(0, index + 1).join('/')))
  }
  return [...folders].sort()
}

/** null: it can be taken. */
export function troubleOf({ files, folders }: Parcel): ParcelTrouble | null {
  if (files.length > UPLOAD_FILES) return { kind: 'count', name: '' }
  let bytes = 0
  for (const { path, file } of files) {
    bytes += file.size
    if (bytes > UPLOAD_BYTES) return { kind: 'bytes', name: path }
  }
  const odd = [...folders, ...files.map(({ path }) => path)].find((path) => path.split('/').some(nameTrouble))
  return odd === undefined ? null : { kind: 'name', name: odd }
}

/**
 * Reads everything and says what to do; rejects when a file cannot be read, with nothing done. `exists`: of an absolute path, what is there
 * now ('dir' folders are joined).
 */
export async function editsFor(
  parcel: Parcel,
  folder: string,
  exists: (path: string) => Promise<'file' | 'dir' | null>,
): Promise<FileEdit[]> {
  const edits: FileEdit[] = []
  for (const name of parcel.folders) {
    const path = `${folder}/${name}`
    if ((await exists(path)) !== 'dir') edits.push({ kind: 'mkdir', path })
  }
  for (const { path, file } of parcel.files)
    edits.push({ kind: 'write', path: `${folder}/${path}`, data: new Uint8Array(await file.arrayBuffer()) })
  return edits
}

export function download(data: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(data)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
