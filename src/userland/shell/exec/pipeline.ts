/** Pipelines, background commands, and the foreground jobs that they and subshells are. */
import { SysError } from '../../../base/abi/errno.ts'
import { O_RDONLY } from '../../../base/abi/files.ts'
import type { Job } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'
import type { AndOr, Command, Pipeline } from '../syntax/ast.ts'
import { printAndOr, printCommand } from '../syntax/print.ts'
import { forkShell } from './child.ts'
import { forkFailed } from './fork-failed.ts'
import { jobLine, reportForeground } from './notify.ts'
import { failed, ignoringErrors, runCommand, runSequence } from './run.ts'
import { move } from './substitution.ts'
import { Discard } from './control.ts'
import { timed } from './time.ts'
import { runPseudoTrap } from './traps.ts'
import { SIGINT, statusCode, waitJob } from './wait.ts'

export async function runPipeline(sh: Shell, pipeline: Pipeline, last: boolean): Promise<number> {
  const run = async (): Promise<number> => {
    if (!pipeline.commands.length) return 0
    if (pipeline.commands.length === 1)
      return runCommand(sh, pipeline.commands[0]!, last && !pipeline.bangs && !pipeline.time)
    return runStages(sh, pipeline)
  }
  const guarded = pipeline.bangs ? () => ignoringErrors(sh, run) : run
  let status = pipeline.time ? await timed(sh, pipeline.time, guarded) : await guarded()
  if (pipeline.bangs % 2) status = status === 0 ? 1 : 0
  else if (pipeline.commands.length > 1 && status !== 0 && !pipeline.bangs) await failed(sh, status)
  return status
}

async function runStages(sh: Shell, pipeline: Pipeline): Promise<number> {
  const { commands } = pipeline
  const { sys } = sh
  const monitor = sh.opt('monitor')
  const lastHere = sh.dialect.bash && sh.shopt('lastpipe') && !monitor
  const job = sh.jobs.add(
    {
      pgid: 0,
      processes: [],
      text: commands.map(printCommand).join(' | '),
      foreground: true,
      cwd: sys.cwd(),
      controlled: monitor,
    },
    false,
  )
  let input = -1
  let result: number | undefined
  for (let i = 0; i < commands.length; i++) {
    const command = commands[i]!
    const final = i === commands.length - 1
    const [reader, writer] = final ? [-1, -1] : sys.pipe()
    const from = input
    if (command.kind === 'simple' && sh.traps.has('DEBUG')) {
      sh.currentCommand = command
      await runPseudoTrap(sh, 'DEBUG')
    }
    if (final && lastHere) {
      result = await runHere(sh, command, from)
      break
    }
    try {
      const pid = forkShell(
        sh,
        async (child) => {
          if (from >= 0) move(child, from, 0)
          if (writer >= 0) {
            child.sys.close(reader)
            move(child, writer, 1)
            if (pipeline.both[i]) child.sys.dup2(1, 2)
          }
          return runCommand(child, command, true)
        },
        monitor ? { pgid: job.pgid, foreground: true } : {},
      )
      if (!job.pgid) job.pgid = monitor ? pid : 0
      job.processes.push({ pid, text: printCommand(command) + (pipeline.both[i] ? ' 2>&1' : ''), status: null })
    } catch (error) {
      for (const fd of [from, reader, writer]) if (fd >= 0) sys.close(fd)
      sh.jobs.remove(job)
      await forkFailed(sh, error)
    }
    if (from >= 0) sys.close(from)
    if (writer >= 0) sys.close(writer)
    input = reader
  }
  const status = await finishForeground(sh, job)
  if (result === undefined) return status
  sh.pipestatus.push(result)
  return result
}
/** shopt lastpipe: the last command runs in the shell itself. */
async function runHere(sh: Shell, command: Command, from: number): Promise<number> {
  const saved = sh.sys.dup(0, 10)
  sh.sys.dup2(from, 0)
  sh.sys.close(from)
  try {
    return await runCommand(sh, command)
  } finally {
    sh.sys.dup2(saved, 0)
    sh.sys.close(saved)
  }
}

/** A command in a child that the shell waits for. */
export async function runForegroundFork(
  sh: Shell,
  command: Command,
  main: (child: Shell) => Promise<number>,
): Promise<number> {
  const monitor = sh.opt('monitor')
  let pid: number
  try {
    pid = forkShell(sh, main, monitor ? { pgid: 0, foreground: true } : {})
  } catch (error) {
    return forkFailed(sh, error)
  }
  const text = printCommand(command)
  const job = sh.jobs.add(
    {
      pgid: monitor ? pid : 0,
      processes: [{ pid, text, status: null }],
      text,
      foreground: true,
      cwd: sh.sys.cwd(),
      controlled: monitor,
    },
    false,
  )
  return finishForeground(sh, job)
}

/** Waits for a foreground job; takes the terminal back; tells of signals; sets PIPESTATUS. */
export async function finishForeground(sh: Shell, job: Job): Promise<number> {
  let interrupted = false
  const watch = !sh.interactive && !sh.opt('monitor') && sh.sys.disposition(SIGINT) === 'default'
  if (watch && sh.dialect.bash) sh.sys.signal(SIGINT, () => (interrupted = true))
  try {
    await waitJob(sh, job)
  } finally {
    if (watch && sh.dialect.bash) sh.sys.signal(SIGINT, 'default')
  }
  const last = job.processes.at(-1)
  if (!last) return 0
  takeTerminal(sh, job)
  const codes = job.processes.map((process) => (process.status ? statusCode(process.status) : 0))
  sh.pipestatus = codes
  if (sh.jobs.state(job) === 'stopped') {
    job.foreground = false
    sh.jobs.enlist(job)
    if (sh.interactive) await sh.stderr(`${sh.dialect.bash ? '\n' : ''}${jobLine(sh, job)}`)
    job.notified = true
    const stopped = job.processes.find((process) => process.status?.kind === 'stopped')!
    return statusCode(stopped.status!)
  }
  sh.jobs.remove(job)
  await reportForeground(sh, job)
  if (last.status?.kind === 'signaled' && last.status.signal === SIGINT) {
    // The rest of the line is given up as well, unless the signal is trapped.
    if (sh.interactive) {
      if (sh.dialect.almquist && sh.traps.has('INT')) sh.pendingSignals.push(SIGINT)
      else if (!sh.traps.has('INT') || sh.loopDepth > 0) throw new Discard(130)
    } else if (interrupted) {
      // The child died of the SIGINT that the whole group got: so does the script.
      sh.sys.kill(sh.sys.pid, SIGINT)
      await sh.sys.breathe()
    }
  }
  if (sh.opt('pipefail')) {
    const failing = codes.filter((code) => code !== 0).at(-1)
    return failing ?? 0
  }
  return codes.at(-1)!
}

/** The terminal belongs to the shell again. */
export function takeTerminal(sh: Shell, job: Job): void {
  if (sh.tty === undefined || !job.controlled) return
  try {
    const state = sh.jobs.state(job)
    if (state === 'stopped') job.termios = sh.sys.tcgetattr(sh.tty)
    sh.sys.tcsetpgrp(sh.tty, sh.sys.getpgid())
    const last = job.processes.at(-1)!
    if (sh.termios && (state === 'stopped' || last.status?.kind === 'signaled')) sh.sys.tcsetattr(sh.tty, sh.termios)
    else if (last.status?.kind === 'exited') sh.termios = sh.sys.tcgetattr(sh.tty)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}

/** command & */
export async function runBackground(sh: Shell, item: AndOr): Promise<number> {
  const monitor = sh.opt('monitor')
  const command = item.first
  sh.line = item.line + sh.lineOffset
  const text = printAndOr(item)
  const stages =
    !item.rest.length && command.kind === 'pipeline' && command.commands.length > 1 && !command.bangs && !command.time
  const job = sh.jobs.add(
    { pgid: 0, processes: [], text, foreground: false, cwd: sh.sys.cwd(), controlled: monitor },
    false,
  )
  try {
    if (stages) startStages(sh, command, job, monitor)
    else {
      const pid = forkShell(
        sh,
        async (child) => {
          if (!monitor) await nullInput(child)
          return runSequence(child, { items: [{ ...item, background: false }] }, true)
        },
        { ...(monitor ? { pgid: 0 } : {}), background: !monitor },
      )
      job.processes.push({ pid, text, status: null })
      if (monitor) job.pgid = pid
    }
  } catch (error) {
    sh.jobs.remove(job)
    await forkFailed(sh, error)
  }
  sh.jobs.enlist(job)
  const { pid } = job.processes.at(-1)!
  sh.lastBackground = pid
  if (sh.interactive) {
    await sh.stderr(sh.dialect.bash ? `[${job.number}] ${pid}\n` : '')
  }
  sh.pipestatus = [0]
  return 0
}
function startStages(sh: Shell, pipeline: Pipeline, job: Job, monitor: boolean): void {
  const { sys } = sh
  let input = -1
  pipeline.commands.forEach((command, i) => {
    const final = i === pipeline.commands.length - 1
    const [reader, writer] = final ? [-1, -1] : sys.pipe()
    const from = input
    const pid = forkShell(
      sh,
      async (child) => {
        if (from >= 0) move(child, from, 0)
        else if (!monitor) await nullInput(child)
        if (writer >= 0) {
          child.sys.close(reader)
          move(child, writer, 1)
          if (pipeline.both[i]) child.sys.dup2(1, 2)
        }
        return runCommand(child, command, true)
      },
      { ...(monitor ? { pgid: job.pgid } : {}), background: !monitor },
    )
    if (monitor && !job.pgid) job.pgid = pid
    job.processes.push({ pid, text: printCommand(command), status: null })
    if (from >= 0) sys.close(from)
    if (writer >= 0) sys.close(writer)
    input = reader
  })
}
/** Without job control an asynchronous command reads nothing. */
async function nullInput(child: Shell): Promise<void> {
  try {
    const fd = await child.sys.open('/dev/null', O_RDONLY)
    move(child, fd, 0)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}
