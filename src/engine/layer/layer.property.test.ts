/** Layers of random work: diff and apply are inverse, also through the bytes of the archive, and many layers give the tree that one gives. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concat } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import { applyLayer, contentBytes, createTreeFs, diffTrees, EMPTY_TREE, treeEntries } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import { digestOfPieces, layerEntries, sizeOfEntries, sparse, tarPieces } from './content.ts'

let time = 0
const clock = { now: () => (time += 1000) } as unknown as Clock
const path = fc
  .array(fc.constantFrom('a', 'b', 'ㄱ'), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`)
const step = fc.oneof(
  fc.record({ op: fc.constant('write' as const), path, size: fc.nat(200_000), text: fc.string({ maxLength: 9 }) }),
  fc.record({ op: fc.constant('mkdir' as const), path }),
  fc.record({ op: fc.constant('remake' as const), path }),
  fc.record({ op: fc.constant('remove' as const), path }),
  fc.record({ op: fc.constant('symlink' as const), path, to: path }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function remove(fs: TreeFileSystem, path: string): void {
  const inside = fs.entries(path)
  const parent = path.slice(0, path.lastIndexOf('/')) || '/'
  const name = path.slice(path.lastIndexOf('/') + 1)
  fs.apply(parent, inside.length ? [whiteout(name)] : [])
}
const whiteout = (path: string): LayerEntry => ({ path, type: 'whiteout', mode: 0o600, uid: 0, gid: 0, mtime: 0 })
function perform(fs: TreeFileSystem, work: readonly Step[]): void {
  for (const item of work)
    try {
      if (item.op === 'write')
        fs.writeFile(
          item.path,
          new Uint8Array(concat([new Uint8Array(item.size), new TextEncoder().encode(item.text)])),
        )
      else if (item.op === 'mkdir') fs.mkdir(item.path)
      else if (item.op === 'symlink') fs.symlink(item.to, item.path)
      else {
        remove(fs, item.path)
        if (item.op === 'remake') fs.mkdir(item.path)
      }
    } catch {
      // What cannot be done changes nothing.
    }
}
const lines = (tree: TreeRoot): string[] =>
  [...treeEntries(tree)].map(({ path, type, mode, uid, gid, mtime, linkname, content }) =>
    JSON.stringify([
      path,
      type,
      mode,
      uid,
      gid,
      mtime,
      linkname,
      content && Array.from(contentBytes(content)).filter(Boolean),
      content?.size,
    ]),
  )
const work = fc.array(step, { minLength: 1, maxLength: 12 })

it('gives the tree back, as entries and as an archive', () => {
  fc.assert(
    fc.property(work, work, (first, second) => {
      const below = createTreeFs(EMPTY_TREE, { type: 'overlay', clock })
      perform(below, first)
      const lower = below.snapshot()
      const above = createTreeFs(lower, { type: 'overlay', clock })
      perform(above, second)
      const upper = above.snapshot()
      const entries = diffTrees(lower, upper)
      expect(lines(applyLayer(lower, entries))).toEqual(lines(upper))
      // The root directory itself is not in an archive.
      const archive = { archive: sparse(tarPieces({ entries })) }
      expect(digestOfPieces(tarPieces(archive))).toEqual(digestOfPieces(tarPieces({ entries })))
      const back = layerEntries(archive)
      expect(lines(applyLayer(lower, back)).slice(1)).toEqual(lines(upper).slice(1))
      expect(sizeOfEntries(back)).toBe(sizeOfEntries(entries))
    }),
    { numRuns: 150 },
  )
})
it('gives equal trees through any number of layers and in one', () => {
  fc.assert(
    fc.property(fc.array(work, { minLength: 1, maxLength: 5 }), (parts) => {
      const fs = createTreeFs(EMPTY_TREE, { type: 'overlay', clock })
      let lower = EMPTY_TREE
      let stacked = EMPTY_TREE
      for (const part of parts) {
        perform(fs, part)
        const upper = fs.snapshot()
        stacked = applyLayer(
          stacked,
          layerEntries({ archive: sparse(tarPieces({ entries: diffTrees(lower, upper) })) }),
        )
        lower = upper
      }
      const whole = applyLayer(EMPTY_TREE, diffTrees(EMPTY_TREE, lower))
      expect(lines(stacked).slice(1)).toEqual(lines(lower).slice(1))
      expect(lines(whole)).toEqual(lines(lower))
    }),
    { numRuns: 80 },
  )
})
