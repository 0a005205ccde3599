/** POST /containers/{id}/resize and /exec/{id}/resize (moby daemon/resize.go). */
import { conflict } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { findExec } from './exec.ts'

export function resizeContainer(ctx: ContainerContext, term: string, rows: number, cols: number): void {
  const container = ctx.containers.get(term)
  if (!container.task || container.state.restarting) throw conflict(`container ${container.id} is not running`)
  container.task.pty?.resize({ rows, cols })
  logEvent(ctx, container, 'resize', { height: String(rows), width: String(cols) })
}
export async function resizeExec(ctx: ContainerContext, id: string, rows: number, cols: number): Promise<void> {
  const exec = findExec(ctx, id)
  const running = await exec.started
  running?.pty?.resize({ rows, cols })
}
