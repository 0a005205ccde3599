/** GET /containers/{id}/changes (moby daemon/changes.go). */
import type { FilesystemChange } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'

const KINDS = { C: 0, A: 1, D: 2 } as const

export const containerChanges = (ctx: ContainerContext, term: string): FilesystemChange[] =>
  ctx.containers
    .get(term)
    .rootfs.changes()
    .map((change) => ({ Path: change.path, Kind: KINDS[change.kind] }))
