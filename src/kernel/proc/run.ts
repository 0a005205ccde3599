/** Running programs on processes: loading, starting, replacing (exec), and what becomes of a program that fails. */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { encode } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import type { Program } from '../sys/types.ts'
import type { LazyProgram } from '../types.ts'
import { BASE_MEMORY } from './clone.ts'
import { onExec } from './credentials.ts'
import type { Image } from './image.ts'
import type { Task } from './task.ts'
import { Unwind } from './unwind.ts'

/** An exec costs as much as so many system calls. */
const EXEC_CALLS = 32
const loaded = new WeakMap<LazyProgram, Program>()

/** The program at once, or a promise while its module is imported; simulated time stands still meanwhile. */
export function loadProgram(clock: Clock, image: Image): Program | Promise<Program> {
  const { program } = image
  if (!program) return notSimulated(image.name)
  if (typeof program === 'function') return program
  return loaded.get(program) ?? importProgram(clock, program)
}
async function importProgram(clock: Clock, lazy: LazyProgram): Promise<Program> {
  const release = clock.hold()
  try {
    const { default: program } = await lazy.load()
    loaded.set(lazy, program)
    return program
  } finally {
    release()
  }
}
const notSimulated =
  (name: string): Program =>
  async (sys) => {
    await sys.write(2, `${name}: not simulated yet\n`)
    return 1
  }

/** The point of no return of execve(2). */
export function becomeImage(task: Task, image: Image, env: Readonly<Record<string, string>>): void {
  if (task.sys) task.abandonProgram()
  task.fds.closeOnExec()
  task.signals.exec()
  task.ids = onExec(task.ids, image.owner)
  task.argv = image.argv
  task.title = null
  task.comm = image.comm
  task.exe = image.exe
  task.exeLocation = image.location
  task.env = { ...env }
  task.execed = true
  task.charge(EXEC_CALLS)
  // Of the file a part gets mapped and touched; what the program allocates comes on top.
  task.cgroup.chargeMemory(task, BASE_MEMORY * 2 + Math.min(image.size / 4, 6291456) - task.rss)
}

/** Starts `program` in a microtask of its own. */
export function startProgram(task: Task, program: Program): void {
  // Killed for its memory before its first instruction.
  if (task.dead) return
  const sys = task.system.createSys(task)
  task.sys = sys
  queueMicrotask(() => void run(task, sys, program))
}

async function run(task: Task, sys: NonNullable<Task['sys']>, program: Program): Promise<void> {
  if (task.sys !== sys) return
  try {
    if (task.attention) await task.settle()
    const status = await program(sys)
    if (task.sys === sys) task.system.exit(task, { kind: 'exited', code: status & 0xff })
  } catch (error) {
    if (task.sys !== sys) return
    if (error instanceof SysError) {
      uncaught(task, error)
      task.system.exit(task, { kind: 'exited', code: 1 })
    } else crash(task, error)
  }
}

function uncaught(task: Task, error: SysError): void {
  try {
    task.fds.find(2)?.write(encode(`${task.comm}: ${error.message}\n`))
  } catch (again) {
    if (!(again instanceof SysError)) throw again
  }
}

/** A bug of ours in a program: the process dies as by a wild pointer, the machine goes on, and the developer hears of it. */
export function crash(task: Task, error: unknown): void {
  const reported =
    error instanceof Unwind
      ? new Error(`${task.comm} used the facade of a program that is over`, { cause: error })
      : error
  task.system.options.onBug?.(reported, task.comm)
  task.system.exit(task, { kind: 'signaled', signal: SIGNALS.SIGSEGV.number, core: false })
}
