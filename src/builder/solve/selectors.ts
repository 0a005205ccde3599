/** Which files of an input a step depends on; null: on all that the input is. */
import type { ExecOp, FileOp, Op } from '../graph/vertex.ts'
import type { Selector } from '../ops/checksum.ts'
import { baseName } from '../../base/go/filepath.ts'

/** By index of the input. */
export function contentInputs(op: Op, inputs: number): (Selector[] | null)[] {
  const out = Array.from({ length: inputs }, (): Selector[] | null => null)
  if (op.type === 'file') fileInputs(op, out)
  else if (op.type === 'exec') execInputs(op, out)
  return out
}
function fileInputs(op: FileOp, out: (Selector[] | null)[]): void {
  const target = op.scratch ? -1 : 0
  for (const action of op.actions) {
    if (action.kind !== 'copy' || action.input < 0 || action.input === target) continue
    ;(out[action.input] ??= []).push({
      path: action.src,
      wildcard: action.wildcard,
      follow: action.followSymlinks,
      include: action.include,
      exclude: action.exclude,
      required: action.requiredPaths,
    })
  }
}
function execInputs(op: ExecOp, out: (Selector[] | null)[]): void {
  for (const { type, input, readOnly, source } of op.mounts) {
    if (input <= 0 || type !== 'bind' || !readOnly) continue
    ;(out[input] ??= []).push({ path: source, wildcard: false, follow: false, include: [], exclude: [], required: [] })
  }
}
/** The operation as its cache key sees it: names of sources and what a mount is called elsewhere do not count. */
export function keyText(op: Op): string {
  if (op.type === 'file') {
    const actions = op.actions.map((action) =>
      action.kind === 'copy' ? { ...action, src: baseName(action.src) } : action,
    )
    return JSON.stringify({ ...op, actions })
  }
  if (op.type !== 'exec') return JSON.stringify({ type: op.type })
  const mounts = op.mounts.map((mount) => ({
    ...mount,
    source: '',
    ...(mount.type === 'cache' && mount.cacheId !== `/${mount.target}` ? { cacheId: '', sharing: '' } : {}),
  }))
  const extraHosts = op.extraHosts.map(({ host }) => host)
  return JSON.stringify({ ...op, mounts, extraHosts, proxy: undefined })
}
