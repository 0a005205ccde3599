/** python3: CPython in a worker (worker/cpython.ts) as a program of the simulated world. */
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { runInterpreter } from '../bridge.ts'
import { installationOf } from './installation.ts'
import { prompt } from './prompt.ts'
import type { InterpreterCalls } from '../calls.ts'
import { exitCode } from '../../../kernel/proc/types.ts'

const sources = import.meta.glob<string>('./lib/**/*.py', { query: '?raw', import: 'default', eager: true })

/** Files of ours beside the standard library, by their name in it. */
const library = Object.fromEntries(
  Object.entries(sources)
    .filter(([path]) => path !== './lib/prelude.py')
    .map(([path, text]) => [path.slice('./lib/'.length), text]),
)

const calls: InterpreterCalls = {
  /** system(3): the wait status. */
  system: async (sys, command: string, env?: Record<string, string>) => {
    const pid = await sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', command], env: env ?? sys.env })
    const ended = await sys.wait(pid)
    if (!ended) return 0
    return ended.status.kind === 'signaled' ? ended.status.signal : exitCode(ended.status) << 8
  },
  packageEntry: async (_sys, name: string) => (await import('./packages/index.ts')).indexEntry(name),
  packageFiles: async (_sys, name: string) => (await import('./packages/index.ts')).packageFiles(name),
  receive: async (sys, fd: number) => {
    const { data, peer } = await sys.recvfrom(fd)
    return { data: [...data], peer }
  },
}

/** What CPython needs before it does anything. */
const RESIDENT_BYTES = 7_500_000

/** pip and pip3: scripts that start python with the module. */
export const pip: Program = (sys) => run(sys, [installationOf(sys).executable, '-m', 'pip', ...sys.argv.slice(1)])
export const python: Program = (sys) => run(sys, sys.argv)

async function run(sys: Sys, argv: readonly string[]): Promise<number> {
  const before = sys.now()
  const installation = installationOf(sys)
  await sys.allocate(RESIDENT_BYTES)
  return runInterpreter(sys, {
    kind: 'python',
    boot: () => ({
      argv,
      env: sys.env,
      now: sys.now(),
      // On a clock of events nothing passes while workers are loaded.
      realTime: sys.now() !== before,
      prelude: sources['./lib/prelude.py'] ?? '',
      library,
      installation,
    }),
    calls: (signals) => ({ ...calls, ...prompt(sys, signals) }),
  })
}
