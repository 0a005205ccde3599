/** One operation on several containers, at the same time and reported in their order (parallelOperation). */
import { ApiError, ConnectionError } from '../../../api/client/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'

const PARALLEL = 50
const isFailure = (error: unknown): error is Error =>
  error instanceof ApiError || error instanceof ConnectionError || error instanceof CommandError

/** Prints each name that worked as soon as it is its turn; the errors come together at the end. Throws StatusError. */
export async function forEachContainer(
  cli: Cli,
  names: readonly string[],
  operation: (name: string) => Promise<void>,
  /** Errors that are only mentioned, on standard error. */
  forgive: (error: Error) => boolean = () => false,
): Promise<void> {
  const results: Promise<Error | null>[] = []
  let running = 0
  const waiting: (() => void)[] = []
  const start = async (name: string): Promise<Error | null> => {
    if (running >= PARALLEL) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      await operation(name)
      return null
    } catch (error) {
      if (isFailure(error)) return error
      throw error
    } finally {
      running--
      waiting.shift()?.()
    }
  }
  for (const name of names) results.push(start(name))
  const errors: Error[] = []
  for (let i = 0; i < names.length; i++) {
    const error = await results[i]!
    if (error && forgive(error)) await cli.err.line(error.message)
    else if (error) errors.push(error)
    else await cli.out.line(names[i]!)
  }
  if (errors.length > 0) throw new StatusError(errors.map(({ message }) => message).join('\n'), 1)
}
/** Collects what goes wrong in a loop. Anything that is no failure of a request is thrown on. */
export async function tryEach(items: readonly string[], operation: (item: string) => Promise<void>): Promise<Error[]> {
  const errors: Error[] = []
  for (const item of items)
    try {
      await operation(item)
    } catch (error) {
      if (!isFailure(error)) throw error
      errors.push(error)
    }
  return errors
}
