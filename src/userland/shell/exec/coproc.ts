/** coproc: a background command with pipes to its input and from its output. */
import { SysError } from '../../../base/abi/errno.ts'
import { IndexedArray } from '../state/arrays.ts'
import { assign } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import type { Command } from '../syntax/ast.ts'
import { printCommand } from '../syntax/print.ts'
import { forkShell } from './child.ts'
import { forkFailed } from './fork-failed.ts'
import { runCommand } from './run.ts'
import { move } from './substitution.ts'

/** NAME[0] reads from it, NAME[1] writes to it, NAME_PID is its process. */
export async function runCoproc(sh: Shell, command: Extract<Command, { kind: 'coproc' }>): Promise<number> {
  const { sys } = sh
  const [theirInput, myOutput] = sys.pipe()
  const [myInput, theirOutput] = sys.pipe()
  const monitor = sh.opt('monitor')
  let pid: number
  try {
    pid = forkShell(
      sh,
      async (child) => {
        child.sys.close(myOutput)
        child.sys.close(myInput)
        move(child, theirInput, 0)
        move(child, theirOutput, 1)
        return runCommand(child, command.body, true)
      },
      { ...(monitor ? { pgid: 0 } : {}), background: !monitor },
    )
  } catch (error) {
    for (const fd of [theirInput, myOutput, myInput, theirOutput]) sys.close(fd)
    return forkFailed(sh, error)
  }
  sys.close(theirInput)
  sys.close(theirOutput)
  const text = `coproc ${command.name} ${printCommand(command.body)}`
  const job = sh.jobs.add(
    {
      pgid: monitor ? pid : 0,
      processes: [{ pid, text, status: null }],
      text,
      foreground: false,
      cwd: sys.cwd(),
      controlled: monitor,
    },
    true,
  )
  sh.lastBackground = pid
  const input = moveHigh(sh, myInput, 63)
  const output = moveHigh(sh, myOutput, input - 1)
  sh.vars.set(command.name, { value: undefined, array: IndexedArray.of([String(input), String(output)]) })
  assign(sh, `${command.name}_PID`, String(pid))
  if (sh.interactive) await sh.stderr(`[${job.number}] ${pid}\n`)
  return 0
}
function moveHigh(sh: Shell, fd: number, from: number): number {
  const open = new Set(sh.sys.fds())
  let to = from
  while (to > 10 && open.has(to)) to--
  sh.sys.dup2(fd, to)
  sh.sys.close(fd)
  try {
    sh.sys.setCloexec(to, true)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  return to
}
