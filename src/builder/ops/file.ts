/** A file step: its actions, one after the other, on the tree of its first input or on nothing. */
import { createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import type { FileOp } from '../graph/vertex.ts'
import { copyFiles } from './copy.ts'
import { makeDirs, makeFile } from './mkdir.ts'
import { ownerOf } from './owner.ts'

/** `id`: of the snapshot that is written. */
export function runFileOp(clock: Clock, op: FileOp, inputs: readonly TreeRoot[], id: string): TreeRoot {
  const base = op.scratch ? EMPTY_TREE : (inputs[0] ?? EMPTY_TREE)
  const fs = createTreeFs(base, { type: 'overlay', clock })
  const sources = new Map<number, TreeFileSystem>()
  const sourceAt = (index: number): TreeFileSystem => {
    let source = sources.get(index)
    if (!source) {
      source = createTreeFs(index < 0 ? EMPTY_TREE : inputs[index]!, { type: 'overlay', clock })
      sources.set(index, source)
    }
    return source
  }
  const stamp = op.timestamp === null ? null : Number(op.timestamp) * 1000
  const now = stamp ?? Math.floor(clock.now())
  for (const action of op.actions) {
    if (action.kind === 'mkdir') makeDirs(fs, action.path, action.mode, ownerOf(fs, action.owner), now)
    else if (action.kind === 'mkfile') makeFile(fs, action.path, action.mode, action.data, now)
    else {
      const owner = ownerOf(fs, action.owner)
      copyFiles(
        {
          source: sourceAt(action.input),
          target: fs,
          owner,
          now,
          mtime: stamp,
          mount: `/var/lib/docker/overlay2/${id}/merged`,
        },
        action,
      )
    }
  }
  return fs.snapshot()
}
