/**
 * Commands that are defined, so that their help and their flags are right, but do nothing yet: they say so and fail. Where the real client
 * asks the engine first, so do they: what the engine refuses is refused in its words.
 */
import { ApiError, type RequestOptions } from '../../api/client/index.ts'
import type { ApiRequest } from '../../api/transport.ts'
import type { Invocation } from './command.ts'
import { CommandError } from './errors.ts'

export const notSimulated = ({ command }: Invocation): never => {
  throw new CommandError(`${command.path}: not simulated yet`)
}
type Run = (invocation: Invocation) => Promise<void>
/** An engine that does not know the route at all has nothing to say about the request. */
const isMissingRoute = (error: unknown): boolean => error instanceof ApiError && /page not found$/.test(error.message)

async function send({ cli }: Invocation, method: ApiRequest['method'], path: string): Promise<void> {
  const options: RequestOptions = method === 'POST' ? { json: {} } : {}
  try {
    await cli.client.text(method, path, options)
  } catch (error) {
    if (!isMissingRoute(error)) throw error
  }
}
/** Asks `path`, then gives up. */
export const asked =
  (method: ApiRequest['method'], path: string): Run =>
  async (invocation) => {
    await send(invocation, method, path)
    return notSimulated(invocation)
  }
/** The same for each argument. */
export const askedEach =
  (method: ApiRequest['method'], before: string, after = ''): Run =>
  async (invocation) => {
    for (const arg of invocation.args) await send(invocation, method, `${before}${encodeURIComponent(arg)}${after}`)
    return notSimulated(invocation)
  }
