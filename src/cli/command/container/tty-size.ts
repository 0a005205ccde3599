/** Keeps a container's or an exec's terminal as big as ours (container/tty.go). */
import { ApiError, type Client } from '../../../api/client/index.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Cli } from '../../framework/cli.ts'

type Resize = (client: Client, id: string, rows: number, cols: number) => Promise<void>

/** Now, and at every SIGWINCH. What the engine refuses (a process that is gone, or not there yet) is tried a few times more, then dropped. */
export async function monitorTtySize(cli: Cli, id: string, resize: Resize): Promise<void> {
  const apply = async (): Promise<boolean> => {
    const { rows, cols } = cli.out.size()
    if (rows === 0 && cols === 0) return true
    try {
      await resize(cli.client, id, rows, cols)
      return true
    } catch (error) {
      if (error instanceof ApiError) return false
      throw error
    }
  }
  cli.onSignal(SIGNALS.SIGWINCH.number, () => void apply().catch(() => {}))
  for (let retry = 0; retry < 10 && !(await apply()); retry++) await cli.sys.sleep((retry + 1) * 10)
}
