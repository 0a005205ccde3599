/** Random operations on a tree file system against a naive model (a plain object graph), with snapshots, diffs and restores on the way. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { decode } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import {
  applyLayer,
  createTreeFs,
  diffTrees,
  EMPTY_TREE,
  restoreTree,
  serialiseTree,
  treeEntries,
  type TreeRoot,
} from './index.ts'
import type { TreeFs } from './tree-fs.ts'

const ticking = (): Clock => {
  let time = 1000
  return { now: () => ++time } as unknown as Clock
}

type ModelFile = { kind: 'file'; data: Uint8Array; mode: number }
type ModelDir = { kind: 'dir'; children: Map<string, ModelNode>; mode: number }
type ModelNode = ModelFile | ModelDir | { kind: 'symlink'; target: string }

const names = ['a', 'b', 'c']
const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
const op = fc.oneof(
  fc.record({
    op: fc.constant('write' as const),
    path,
    offset: fc.nat(200000),
    length: fc.nat(70000),
    byte: fc.nat(3),
  }),
  fc.record({ op: fc.constant('truncate' as const), path, size: fc.nat(200000) }),
  fc.record({ op: fc.constant('mkdir' as const), path }),
  fc.record({ op: fc.constant('remove' as const), path }),
  fc.record({ op: fc.constant('symlink' as const), path, target: path }),
  fc.record({ op: fc.constant('link' as const), path, to: path }),
  fc.record({ op: fc.constant('rename' as const), path, to: path }),
  fc.record({ op: fc.constant('chmod' as const), path, mode: fc.nat(0o7777) }),
  fc.record({ op: fc.constant('snapshot' as const) }),
)
type Op = typeof op extends fc.Arbitrary<infer T> ? T : never

/** 'ok' or the errno. */
function real(fs: TreeFs, step: Op): string {
  const inodeAt = (path: string) => {
    let at = fs.root
    for (const name of path.split('/')) {
      if (!isDir({ mode: at.type })) throw new SysError('ENOTDIR')
      const next = at.lookup(name)
      if (!next) throw new SysError('ENOENT')
      at = next
    }
    return at
  }
  const parentOf = (path: string) => {
    const parts = path.split('/')
    const name = parts.pop()!
    const dir = parts.length ? inodeAt(parts.join('/')) : fs.root
    if (!isDir({ mode: dir.type })) throw new SysError('ENOTDIR')
    return { dir, name }
  }
  const attributes = { mode: 0o644, uid: 0, gid: 0 }
  try {
    if (step.op === 'snapshot') return 'ok'
    if (step.op === 'truncate') inodeAt(step.path).setattr({ size: step.size })
    else if (step.op === 'chmod') inodeAt(step.path).setattr({ mode: step.mode })
    else {
      const { dir, name } = parentOf(step.path)
      if (step.op === 'write') {
        const handle = (dir.lookup(name) ?? dir.create(name, attributes)).open(true)
        handle.write(step.offset, new Uint8Array(step.length).fill(step.byte))
        handle.close()
      } else if (step.op === 'mkdir') dir.mkdir(name, attributes)
      else if (step.op === 'symlink') dir.symlink(name, step.target, attributes)
      else if (step.op === 'remove') {
        if (isDir({ mode: dir.lookup(name)?.type ?? 0 })) dir.rmdir(name)
        else dir.unlink(name)
      } else if (step.op === 'link') {
        const { dir: to, name: toName } = parentOf(step.to)
        const source = dir.lookup(name)
        if (!source) throw new SysError('ENOENT')
        to.link(toName, source)
      } else {
        const { dir: to, name: toName } = parentOf(step.to)
        dir.rename(name, to, toName)
      }
    }
    return 'ok'
  } catch (error) {
    if (error instanceof SysError) return error.code
    throw error
  }
}

function model(root: ModelDir, step: Op): string {
  const find = (path: string): ModelNode | string => {
    let at: ModelNode = root
    for (const name of path.split('/')) {
      if (at.kind !== 'dir') return 'ENOTDIR'
      const next = at.children.get(name)
      if (!next) return 'ENOENT'
      at = next
    }
    return at
  }
  const parent = (path: string): { dir: ModelDir; name: string } | string => {
    const parts = path.split('/')
    const name = parts.pop()!
    const dir = parts.length ? find(parts.join('/')) : root
    if (typeof dir === 'string') return dir
    return dir.kind === 'dir' ? { dir, name } : 'ENOTDIR'
  }
  if (step.op === 'snapshot') return 'ok'
  if (step.op === 'truncate' || step.op === 'chmod') {
    const node = find(step.path)
    if (typeof node === 'string') return node
    if (step.op === 'chmod') {
      if (node.kind === 'symlink') return 'EOPNOTSUPP'
      node.mode = step.mode
      return 'ok'
    }
    if (node.kind !== 'file') return node.kind === 'dir' ? 'EISDIR' : 'EINVAL'
    const data = new Uint8Array(step.size)
    data.set(node.data.subarray(0, step.size))
    node.data = data
    return 'ok'
  }
  const place = parent(step.path)
  if (typeof place === 'string') return place
  const { dir, name } = place
  const existing = dir.children.get(name)
  switch (step.op) {
    case 'write': {
      let node = existing
      if (!node) dir.children.set(name, (node = { kind: 'file', data: new Uint8Array(0), mode: 0o644 }))
      if (node.kind !== 'file') return 'EINVAL'
      if (!step.length) return 'ok'
      const data = new Uint8Array(Math.max(node.data.length, step.offset + step.length))
      data.set(node.data)
      data.fill(step.byte, step.offset, step.offset + step.length)
      node.data = data
      return 'ok'
    }
    case 'mkdir':
      if (existing) return 'EEXIST'
      dir.children.set(name, { kind: 'dir', children: new Map(), mode: 0o644 })
      return 'ok'
    case 'symlink':
      if (existing) return 'EEXIST'
      dir.children.set(name, { kind: 'symlink', target: step.target })
      return 'ok'
    case 'remove':
      if (!existing) return 'ENOENT'
      if (existing.kind === 'dir' && existing.children.size) return 'ENOTEMPTY'
      dir.children.delete(name)
      return 'ok'
    case 'link': {
      const to = parent(step.to)
      if (typeof to === 'string') return to
      if (!existing) return 'ENOENT'
      if (existing.kind === 'dir') return 'EPERM'
      if (to.dir.children.has(to.name)) return 'EEXIST'
      to.dir.children.set(to.name, existing)
      return 'ok'
    }
    case 'rename': {
      const to = parent(step.to)
      if (typeof to === 'string') return to
      if (!existing) return 'ENOENT'
      const target = to.dir.children.get(to.name)
      if (target === existing) return 'ok'
      if (existing.kind === 'dir') {
        if (holds(existing, to.dir)) return 'EINVAL'
        if (target && target.kind !== 'dir') return 'ENOTDIR'
        if (target?.kind === 'dir' && target.children.size) return 'ENOTEMPTY'
      } else if (target?.kind === 'dir') return 'EISDIR'
      dir.children.delete(name)
      to.dir.children.set(to.name, existing)
      return 'ok'
    }
  }
}
const holds = (dir: ModelDir, other: ModelDir): boolean =>
  dir === other || [...dir.children.values()].some((node) => node.kind === 'dir' && holds(node, other))

/** Both as plain lines; file data by length and a checksum of what is not zero. */
const sum = (data: Uint8Array): string => {
  let hash = 7
  for (let i = 0; i < data.length; i++) if (data[i]) hash = (Math.imul(hash, 31) + data[i]! * (i + 1)) | 0
  return `${data.length}:${hash}`
}
function linesOfModel(dir: ModelDir, path = ''): string[] {
  return [...dir.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, node]) => {
      const at = `${path}/${name}`
      if (node.kind === 'dir') return [`${at} dir ${node.mode.toString(8)}`, ...linesOfModel(node, at)]
      if (node.kind === 'symlink') return [`${at} -> ${node.target}`]
      return [`${at} file ${node.mode.toString(8)} ${sum(node.data)}`]
    })
}
function linesOfFs(fs: TreeFs, path = ''): string[] {
  return fs
    .readdir(path || '/')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => {
      const at = `${path}/${name}`
      const stat = fs.stat(at, { follow: false })
      const mode = (stat.mode & 0o7777).toString(8)
      if (isDir(stat)) return [`${at} dir ${mode}`, ...linesOfFs(fs, at)]
      if ((stat.mode & 0o170000) === 0o120000) return [`${at} -> ${fs.readlink(at)}`]
      return [`${at} file ${mode} ${sum(fs.readFile(at))}`]
    })
}
const treeLines = (root: TreeRoot): string[] => linesOfFs(createTreeFs(root, { type: 'ext4', clock: ticking() }))

it('agrees with a naive model, and snapshots never change afterwards', () => {
  fc.assert(
    fc.property(fc.array(op, { maxLength: 60 }), (steps) => {
      const fs = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ticking() })
      const root: ModelDir = { kind: 'dir', children: new Map(), mode: 0o755 }
      const snapshots: { tree: TreeRoot; lines: string[] }[] = []
      for (const step of steps) {
        expect(real(fs, step)).toBe(model(root, step))
        if (step.op === 'snapshot') snapshots.push({ tree: fs.snapshot(), lines: linesOfModel(root) })
      }
      expect(linesOfFs(fs)).toEqual(linesOfModel(root))
      const end = fs.snapshot()
      for (const { tree, lines } of snapshots) {
        expect(treeLines(tree)).toEqual(lines)
        // The layer between a snapshot and the end makes the end of it; so does the whole of it.
        expect(treeLines(applyLayer(tree, diffTrees(tree, end)))).toEqual(treeLines(end))
        expect(treeLines(restoreTree(structuredClone(serialiseTree(end, tree)), tree))).toEqual(treeLines(end))
      }
      const whole = [...treeEntries(end)]
      expect([...treeEntries(applyLayer(EMPTY_TREE, whole))]).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

it('diffs trees without common ancestry', () => {
  fc.assert(
    fc.property(fc.array(op, { maxLength: 25 }), fc.array(op, { maxLength: 25 }), (left, right) => {
      const [a, b] = [left, right].map((steps) => {
        const fs = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ticking() })
        for (const step of steps) real(fs, step)
        return applyLayer(EMPTY_TREE, [...treeEntries(fs.snapshot())])
      })
      expect(treeLines(applyLayer(a!, diffTrees(a!, b!)))).toEqual(treeLines(b!))
      expect(diffTrees(a!, a!)).toEqual([])
    }),
    { numRuns: 150 },
  )
})

it('changes() of an overlay name exactly the paths whose lines differ, and their parents', () => {
  fc.assert(
    fc.property(fc.array(op, { maxLength: 25 }), fc.array(op, { maxLength: 15 }), (before, after) => {
      const lower = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ticking() })
      for (const step of before) real(lower, step)
      const base = lower.snapshot()
      const fs = createTreeFs(base, { type: 'overlay', clock: { now: () => 99999 } as unknown as Clock })
      for (const step of after) if (step.op !== 'link') real(fs, step)
      const oldPaths = new Set(treeLines(base).map((line) => line.split(' ')[0]!))
      const newPaths = new Set(linesOfFs(fs).map((line) => line.split(' ')[0]!))
      const changes = fs.changes()
      for (const { path, kind } of changes) {
        expect(oldPaths.has(path)).toBe(kind !== 'A')
        expect(newPaths.has(path)).toBe(kind !== 'D')
      }
      for (const path of newPaths) if (!oldPaths.has(path)) expect(changes).toContainEqual({ path, kind: 'A' })
      const differing = linesOfFs(fs).filter((line) => !treeLines(base).includes(line))
      for (const line of differing) expect(changes.map((change) => change.path)).toContain(line.split(' ')[0])
      expect(changes.map((change) => change.path)).toEqual(changes.map((change) => change.path).sort())
    }),
    { numRuns: 150 },
  )
})

it('keeps text written in pieces', () => {
  const fs = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ticking() })
  fs.writeFile('/f', 'one')
  const handle = fs.root.lookup('f')!.open(true)
  fs.snapshot()
  handle.write(3, new TextEncoder().encode(' two'))
  fs.unlink('/f')
  handle.write(7, new TextEncoder().encode(' three'))
  expect(decode(handle.read(0, 100))).toBe('one two three')
  handle.close()
  expect(() => handle.read(0, 1)).toThrow(SysError)
})
