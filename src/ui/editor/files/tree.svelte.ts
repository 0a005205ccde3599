/**
 * The learner's home as a tree: folders are read when they are opened and again when something in them changes. Hidden files are files like
 * any other here; folders come first.
 */
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { MachineFacade } from '../../../machine/facade.ts'
import { folderOf, HOME, isWithin, moved } from './paths.ts'

export interface Entry {
  name: string
  type: 'file' | 'dir' | 'symlink' | 'other'
  size: number
}
export interface TreeRow extends Entry {
  path: string
  /** From 1. */
  level: number
  expanded: boolean
  /** Its place among its siblings, from 1, and how many there are. */
  position: number
  siblings: number
}

export class HomeTree {
  /** Entries of folders that have been read. */
  private readonly folders = new SvelteMap<string, readonly Entry[]>()
  readonly expanded = new SvelteSet<string>()
  /** The row that the keyboard stands on. */
  current: string | null = $state(null)
  loaded = $derived(this.folders.has(HOME))
  rows: TreeRow[] = $derived(this.rowsOf(HOME, 1))

  private readonly list: MachineFacade['listFiles']

  constructor(list: MachineFacade['listFiles']) {
    this.list = list
  }

  private rowsOf(folder: string, level: number): TreeRow[] {
    const entries = this.folders.get(folder) ?? []
    return entries.flatMap((entry, index) => {
      const path = `${folder}/${entry.name}`
      const expanded = entry.type === 'dir' && this.expanded.has(path)
      const row: TreeRow = { ...entry, path, level, expanded, position: index + 1, siblings: entries.length }
      return expanded ? [row, ...this.rowsOf(path, level + 1)] : [row]
    })
  }
  row(path: string | null): TreeRow | undefined {
    return this.rows.find((row) => row.path === path)
  }
  has(path: string): boolean {
    return this.folders.get(folderOf(path))?.some(({ name }) => path.endsWith(`/${name}`)) ?? false
  }
  /** Where something new goes: the folder that the keyboard stands on or in. */
  get folder(): string {
    const row = this.row(this.current)
    return row ? (row.type === 'dir' ? row.path : folderOf(row.path)) : HOME
  }

  async read(folder: string = HOME): Promise<void> {
    const found = await this.list(folder).catch(() => null)
    if (!found) return
    const entries = found
      .map(({ name, type, size }) => ({ name, type, size }))
      .sort((a, b) => Number(b.type === 'dir') - Number(a.type === 'dir') || order(a.name, b.name))
    this.folders.set(folder, entries)
  }
  async expand(path: string): Promise<void> {
    if (this.expanded.has(path)) return
    if (!this.folders.has(path)) await this.read(path)
    this.expanded.add(path)
  }
  collapse(path: string): void {
    this.expanded.delete(path)
    if (this.current && isWithin(this.current, path)) this.current = path
  }
  toggle(path: string): void {
    if (this.expanded.has(path)) this.collapse(path)
    else void this.expand(path)
  }
  /** Opens all folders on the way. */
  async reveal(path: string): Promise<void> {
    if (!isWithin(path, HOME)) return
    const folders: string[] = []
    for (let at = folderOf(path); at !== HOME && isWithin(at, HOME); at = folderOf(at)) folders.unshift(at)
    for (const folder of folders) await this.expand(folder)
    this.current = path
  }

  /** Folders of changed paths, and folders told as a whole, are read again if they are shown. */
  async changed(paths: readonly string[]): Promise<void> {
    const touched = paths.flatMap((path) => [path, folderOf(path)])
    await Promise.all(
      [...this.folders.keys()].filter((folder) => touched.includes(folder)).map((folder) => this.read(folder)),
    )
    this.forgetMissing()
  }
  /** Everything anew: another machine. */
  async reload(): Promise<void> {
    const shown = [HOME, ...this.expanded]
    this.folders.clear()
    for (const folder of shown) await this.read(folder)
    this.forgetMissing()
  }
  /** What is gone is not open any more, and the keyboard does not stand on it. */
  private forgetMissing(): void {
    for (const folder of [...this.folders.keys()])
      if (folder !== HOME && !this.rowExists(folder)) {
        this.folders.delete(folder)
        this.expanded.delete(folder)
      }
    if (this.current && !this.has(this.current)) {
      let at = folderOf(this.current)
      while (at !== HOME && isWithin(at, HOME) && !this.has(at)) at = folderOf(at)
      this.current = isWithin(at, HOME) && at !== HOME ? at : null
    }
  }
  private rowExists(folder: string): boolean {
    const parent = this.folders.get(folderOf(folder))
    return !parent || parent.some(({ name, type }) => type === 'dir' && folder === `${folderOf(folder)}/${name}`)
  }
  moved(from: string, to: string): void {
    for (const path of [...this.expanded])
      if (isWithin(path, from) && this.expanded.delete(path)) this.expanded.add(moved(path, from, to))
    for (const [path, entries] of [...this.folders])
      if (isWithin(path, from) && this.folders.delete(path)) this.folders.set(moved(path, from, to), entries)
    if (this.current) this.current = moved(this.current, from, to)
  }
}

const collator = new Intl.Collator('ko', { numeric: true })
const order = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1)
