/**
 * docker-init, which is tini: PID 1 of containers started with --init. Starts the command in a group of its own, passes signals on, reaps
 * orphans, and ends with the command's status. Leaves out: tini's own options, subreaper mode.
 */
import { SysError } from '../../base/abi/errno.ts'
import { S_IFMT, S_IFREG, X_OK } from '../../base/abi/files.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import type { Sys } from '../../kernel/sys/types.ts'

/** Those that concern tini itself, or that nobody can catch. */
const NOT_FORWARDED: readonly number[] = [
  SIGNALS.SIGKILL,
  SIGNALS.SIGSTOP,
  SIGNALS.SIGCHLD,
  SIGNALS.SIGFPE,
  SIGNALS.SIGILL,
  SIGNALS.SIGSEGV,
  SIGNALS.SIGBUS,
  SIGNALS.SIGABRT,
  SIGNALS.SIGTRAP,
  SIGNALS.SIGSYS,
  SIGNALS.SIGTTIN,
  SIGNALS.SIGTTOU,
].map((signal) => signal.number)

/** execvp's search: what would be run, or the name itself for the error. */
function searchPath(sys: Sys, name: string): string {
  if (name.includes('/')) return name
  for (const directory of (sys.env['PATH'] ?? '/bin:/usr/bin').split(':')) {
    const path = `${directory || '.'}/${name}`
    try {
      if ((sys.stat(path).mode & S_IFMT) === S_IFREG && sys.access(path, X_OK)) return path
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  return name
}
function terminal(sys: Sys): number | undefined {
  return sys.isatty(0) ? 0 : undefined
}

export async function dockerInit(sys: Sys): Promise<number> {
  const args = sys.argv.slice(sys.argv[1] === '--' ? 2 : 1)
  const [name] = args
  if (name === undefined) {
    await sys.write(2, 'tini (tini version 0.19.0)\nUsage: docker-init [OPTIONS] PROGRAM -- [ARGS] | --version\n')
    return 1
  }
  let child: number
  try {
    const tty = terminal(sys)
    child = await sys.spawn({
      path: searchPath(sys, name),
      argv: args,
      pgid: 0,
      ...(tty === undefined ? {} : { foreground: tty }),
    })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const reason = new SysError(error.code).message
    await sys.write(2, `[FATAL tini (7)] exec ${name} failed: ${reason}\n`)
    return error.code === 'ENOENT' ? 127 : 126
  }
  for (const { number } of Object.values(SIGNALS)) {
    if (NOT_FORWARDED.includes(number)) continue
    const forward = (signal: number): void => {
      try {
        sys.kill(child, signal)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
    }
    sys.signal(number, forward, { restart: true })
  }
  for (;;) {
    const ended = await sys.wait(-1)
    if (ended?.pid === child) return exitCode(ended.status)
  }
}
