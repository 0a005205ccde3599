/** Files of a layer as a tree: folders first made when they are opened would be too late for counts, so the tree is built once, rows lazily. */
export type Change = 'added' | 'changed' | 'removed'
export interface TreeFile {
  path: string
  type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'device' | 'fifo'
  change: Change
  /** Bytes; of a removed file, what it had. Null: not known. */
  size: number | null
  mode?: number
  uid?: number
  gid?: number
  linkname?: string
}
export interface TreeNode {
  /** Several names where folders hold nothing but the next one: "usr/local/lib". */
  name: string
  path: string
  /** Null: a folder that is not changed itself. */
  file: TreeFile | null
  folder: boolean
  children: TreeNode[]
  /** Bytes added and changed below and here, and bytes removed. */
  size: number
  removed: number
  /** Files, not folders, below. */
  files: number
}
export interface TreeRow {
  node: TreeNode
  /** 1 at the top. */
  level: number
  /** Among its siblings, 1 first. */
  position: number
  siblings: number
  open: boolean
}
export type Counts = Record<Change, number>

interface Draft extends TreeNode {
  index: Map<string, Draft>
}
const draft = (name: string, path: string): Draft => ({
  name,
  path,
  file: null,
  folder: false,
  children: [],
  size: 0,
  removed: 0,
  files: 0,
  index: new Map(),
})

export function buildTree(files: readonly TreeFile[]): TreeNode[] {
  const root = draft('', '')
  for (const file of files) {
    let at = root
    for (const name of file.path.split('/').filter(Boolean)) {
      let next = at.index.get(name)
      if (!next) at.index.set(name, (next = draft(name, `${at.path}/${name}`)))
      at.folder = true
      at = next
    }
    at.file = file
    at.folder ||= file.type === 'dir'
  }
  return finish(root).children
}
function finish(node: Draft): TreeNode {
  const children = [...node.index.values()].map(finish)
  children.sort((a, b) => Number(b.folder) - Number(a.folder) || (a.name < b.name ? -1 : 1))
  const own = node.file && node.file.type !== 'dir' ? node.file : null
  const total = (of: (child: TreeNode) => number): number => children.reduce((sum, child) => sum + of(child), 0)
  const done: TreeNode = {
    name: node.name,
    path: node.path,
    file: node.file,
    folder: node.folder,
    children,
    size: total((child) => child.size) + (own && own.change !== 'removed' ? (own.size ?? 0) : 0),
    removed: total((child) => child.removed) + (own?.change === 'removed' ? (own.size ?? 0) : 0),
    files: total((child) => child.files) + (own ? 1 : 0),
  }
  const [only] = children
  if (node.name && !node.file && children.length === 1 && only!.folder)
    return { ...only!, name: `${node.name}/${only!.name}` }
  return done
}

export function countChanges(files: readonly TreeFile[]): Counts {
  const counts: Counts = { added: 0, changed: 0, removed: 0 }
  for (const file of files) if (file.type !== 'dir') counts[file.change]++
  return counts
}

/** Files that match; with nothing asked for, all. `query`: part of the path, in any case. */
export function filterFiles(files: readonly TreeFile[], shown: Change | null, query: string): readonly TreeFile[] {
  const wanted = query.trim().toLowerCase()
  if (!shown && !wanted) return files
  return files.filter(
    (file) => (!shown || file.change === shown) && (!wanted || file.path.toLowerCase().includes(wanted)),
  )
}

export function toggled(open: ReadonlySet<string>, path: string, to: boolean): ReadonlySet<string> {
  const next = new Set(open)
  if (to) next.add(path)
  else next.delete(path)
  return next
}

export function rowsOf(nodes: readonly TreeNode[], isOpen: (path: string) => boolean): TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (list: readonly TreeNode[], level: number): void =>
    list.forEach((node, at) => {
      const open = node.folder && node.children.length > 0 && isOpen(node.path)
      rows.push({ node, level, position: at + 1, siblings: list.length, open })
      if (open) walk(node.children, level + 1)
    })
  walk(nodes, 1)
  return rows
}

/** Folders to open at first: breadth first, as long as the whole stays within `most` rows. */
export function firstOpen(nodes: readonly TreeNode[], most: number): Set<string> {
  const open = new Set<string>()
  let room = most - nodes.length
  let level = nodes.filter((node) => node.folder)
  while (level.length) {
    const next: TreeNode[] = []
    for (const node of level) {
      if (node.children.length > room) continue
      room -= node.children.length
      open.add(node.path)
      next.push(...node.children.filter((child) => child.folder))
    }
    level = next
  }
  return open
}
