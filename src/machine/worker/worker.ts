/** The machine in a Web Worker: MachineFacade through comlink. Callbacks come as comlink proxies. */
import { expose } from 'comlink'
import { Unwind } from '../../kernel/proc/unwind.ts'
import { Machine } from '../machine.ts'
import { warmUp } from '../programs.ts'
import { provideInterpreters } from '../../userland/interpreters/host.ts'

/** After the first terminal opened: milliseconds until the engine is fetched; the prompt goes first. */
const DOCKER_MS = 40
/** After the first prompt: milliseconds until the rest of the programs is fetched in the background. */
const WARM_UP_MS = 300

addEventListener('unhandledrejection', (event) => {
  // A program that was killed or replaced while it did something without waiting for it.
  if (event.reason instanceof Unwind) event.preventDefault()
})

class WorkerMachine extends Machine {
  private warm = false
  override async openTerminal(...args: Parameters<Machine['openTerminal']>): Promise<string> {
    const id = await super.openTerminal(...args)
    // What fails to load now is asked for again when it is run.
    if (!this.warm) setTimeout(() => void this.startDocker().catch(() => {}), DOCKER_MS)
    if (!this.warm) setTimeout(() => void warmUp().catch(() => {}), WARM_UP_MS)
    this.warm = true
    return id
  }
}
provideInterpreters({
  start: async (kind) => (await import('./interpreters.ts')).startInterpreter(kind),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
})
expose(new WorkerMachine((error, program) => console.error(`${program}:`, error)))
