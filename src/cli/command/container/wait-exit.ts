/** The exit status of a container that is attached to: asked for before it starts, so that nothing is missed (waitExitOrRemoved). */
import { ApiError, ConnectionError, containerWait, type Cancel } from '../../../api/client/index.ts'
import type { Cli } from '../../framework/cli.ts'

/** The engine has been asked when this resolves; `status` comes when the container ended, or was removed. Rejects with Canceled. */
export async function waitExit(
  cli: Cli,
  id: string,
  removed: boolean,
  cancel: Cancel,
): Promise<{ status: Promise<number> }> {
  const { result } = await containerWait(cli.client, id, removed ? 'removed' : 'next-exit', cancel)
  const status = (async (): Promise<number> => {
    try {
      const { StatusCode, Error: failure } = await result
      if (!failure) return StatusCode
      await cli.err.line(`Error waiting for container: ${failure.Message}`)
      return 125
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
      await cli.err.line(`error waiting for container: ${error.message}`)
      return 125
    }
  })()
  status.catch(() => {})
  return { status }
}
