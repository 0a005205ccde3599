/** What the exec routes need of the engine. */
import type { ExecCreateRequest, ExecInspect } from '../../../../api/types/index.ts'
import type { Session } from '../container/backend.ts'

export interface ExecBackend {
  create(container: string, request: ExecCreateRequest): string
  inspect(id: string): ExecInspect
  /** notFound and conflict, to be answered before the connection is hijacked. */
  check(id: string): void
  start(id: string, size: { rows: number; cols: number } | null): Promise<Session>
  resize(id: string, rows: number, cols: number): Promise<void>
}
