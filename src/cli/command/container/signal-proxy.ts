/** Hands the client's signals on to the container (container/signals.go). */
import { containerKill, ApiError, ConnectionError } from '../../../api/client/index.ts'
import { SIGNALS, type SignalName } from '../../../base/abi/signals.ts'
import type { Cli } from '../../framework/cli.ts'

/** Not forwarded: what cannot be caught, and what is about the client itself. */
const OWN: ReadonlySet<SignalName> = new Set([
  'SIGKILL',
  'SIGSTOP',
  'SIGCHLD',
  'SIGPIPE',
  'SIGURG',
  'SIGSEGV',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
])

export function proxySignals(cli: Cli, id: string): void {
  for (const name of Object.keys(SIGNALS) as SignalName[]) {
    if (OWN.has(name)) continue
    cli.onSignal(SIGNALS[name].number, () => {
      containerKill(cli.client, id, name.slice(3)).catch((error: unknown) => {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
      })
    })
  }
}
