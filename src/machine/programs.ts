/**
 * Every program of the simulated world, by the name in its executable's header. Only the shells and the daemons are there from the start:
 * a prompt needs no more, and the page's first download stays small. The rest comes in three parts, when one of them is first run.
 */
import type { Program } from '../kernel/sys/types.ts'
import type { LazyProgram, ProgramTable } from '../kernel/types.ts'
import { observedShells, type CommandObserver } from '../userland/shell/index.ts'
import { idle } from './host-programs.ts'

export const programTable = (observer: CommandObserver): ProgramTable => ({
  ...observedShells(observer),
  containerd: idle,
  dockerd: idle,
  docker: { load: async () => ({ default: (await import('../cli/index.ts')).docker }) },
  'docker-buildx': { load: async () => ({ default: (await import('../cli/index.ts')).dockerBuildx }) },
  'docker-compose': { load: async () => ({ default: (await import('../compose/index.ts')).dockerCompose }) },
  busybox: { load: async () => ({ default: (await import('../userland/busybox/index.ts')).busybox }) },
})

const tools = (): Promise<typeof import('./tools.ts')> => import('./tools.ts')
/** `ready`: what must have happened before one of them runs. */
export const otherPrograms =
  (ready: () => Promise<unknown>) =>
  (name: string): LazyProgram => ({
    load: async () => {
      const [{ table }] = await Promise.all([tools(), ready()])
      const found = Object.hasOwn(table, name) ? table[name] : undefined
      if (!found) return { default: notSimulated(name) }
      return typeof found === 'function' ? { default: found } : found.load()
    },
  })
const notSimulated =
  (name: string): Program =>
  async (sys) => {
    await sys.write(2, `${name}: not simulated yet\n`)
    return 1
  }

/** Fetches what a learner will need next, so that the first command does not wait for it. */
export async function warmUp(): Promise<void> {
  await Promise.all([import('../cli/index.ts'), tools()])
  await import('../userland/busybox/index.ts')
}
