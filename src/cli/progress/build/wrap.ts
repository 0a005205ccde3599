/** A step of the client's own among those of the build (buildx progress.Wrap): it begins, has lines of its own, ends or fails. */
import type { BuildVertexStatus } from '../../../api/types/index.ts'
import { hex } from '../../../base/rng.ts'
import type { Cli } from '../../framework/cli.ts'
import type { Printer } from './printer.ts'

export interface StepLog {
  status(status: Omit<BuildVertexStatus, 'vertex' | 'timestamp'>): void
}
export async function wrapStep<T>(
  cli: Cli,
  printer: Pick<Printer, 'write'>,
  name: string,
  fn: (log: StepLog) => Promise<T>,
): Promise<T> {
  const { sys } = cli
  const digest = `sha256:${hex(sys.rng.bytes(32))}`
  const stamp = (): string => new Date(sys.now()).toISOString()
  const started = stamp()
  printer.write({ vertexes: [{ digest, name, started }] })
  const end = (error?: string): void =>
    printer.write({
      vertexes: [{ digest, name, started, completed: stamp(), ...(error === undefined ? {} : { error }) }],
    })
  try {
    const result = await fn({
      status: (status) => printer.write({ statuses: [{ ...status, vertex: digest, timestamp: stamp() }] }),
    })
    end()
    return result
  } catch (error) {
    if (error instanceof Error) end(error.message)
    throw error
  }
}
