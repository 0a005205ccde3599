/** kill, and the lists of signals. */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { signalName, signalNumber } from '../../../base/abi/signals.ts'
import { BuiltinError } from '../exec/control.ts'
import { runPendingTraps } from '../exec/traps.ts'
import { type BuiltinCall, usage } from './call.ts'
import { findJob, noSuch } from './jobs.ts'

export async function kill(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  let signal = 15
  let at = 0
  const first = args[0]
  if (first === undefined) {
    if (sh.dialect.name === 'dash')
      throw new BuiltinError('Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]', 2)
    if (sh.dialect.name === 'ash') {
      await sh.stderr(`${sh.appletName}: you need to specify whom to kill\n`)
      return 1
    }
    return usage(call)
  }
  if (first === '-l' || first === '-L') return listSignals(call, args.slice(1))
  const bad = async (text: string): Promise<number> => {
    if (sh.dialect.name === 'ash') await sh.stderr(`${sh.appletName}: bad signal name '${text}'\n`)
    else if (sh.dialect.name === 'dash')
      throw new BuiltinError(
        /^-?[A-Za-z]/.test(text) && first === `-${text}`
          ? `Illegal option -${text[0]!}`
          : `invalid signal number or name: ${text}`,
        2,
      )
    else await sh.complainAs('kill', `${text}: invalid signal specification`)
    return 1
  }
  if (first === '-s' || first === '-n') {
    const text = args[1]
    if (text === undefined) {
      await sh.complainAs('kill', `${first}: option requires an argument`)
      return 1
    }
    const number = signalNumber(text)
    if (number === undefined) return bad(text)
    signal = number
    at = 2
  } else if (first === '--') at = 1
  else if (first.startsWith('-')) {
    const number = signalNumber(first.slice(1))
    if (number === undefined) return bad(first.slice(1))
    signal = number
    at = 1
  }
  if (args[at] === '--') at++
  const targets = args.slice(at)
  if (!targets.length) {
    if (sh.dialect.bash) return usage(call)
    if (sh.dialect.name === 'ash') {
      await sh.stderr(`${sh.appletName}: you need to specify whom to kill\n`)
      return 1
    }
    throw new BuiltinError('Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]', 2)
  }
  let status = 0
  let any = false
  for (const target of targets) {
    if (target.startsWith('%')) {
      const job = findJob(sh, target)
      if (!job || job === 'ambiguous') {
        if (sh.dialect.almquist) throw new BuiltinError(noSuch(sh, target), 2)
        await sh.complainAs('kill', `${target}: no such job`)
        status = 1
        continue
      }
      try {
        if (job.controlled) sh.sys.kill(-job.pgid, signal)
        else for (const process of job.processes) sh.sys.kill(process.pid, signal)
        // A stopped job must run to die.
        if (sh.jobs.state(job) === 'stopped' && (signal === 15 || signal === 1)) sh.sys.kill(-job.pgid, 18)
        any = true
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        await sh.complainAs('kill', `(${job.pgid}) - ${strerror(error.code)}`)
        status = 1
      }
      continue
    }
    if (!/^-?\d+$/.test(target)) {
      if (sh.dialect.name === 'dash') throw new BuiltinError(`Illegal number: ${target}`, 2)
      if (sh.dialect.name === 'ash') await sh.stderr(`${sh.appletName}: invalid number '${target}'\n`)
      else await sh.complainAs('kill', `${target}: arguments must be process or job IDs`)
      status = 1
      continue
    }
    try {
      sh.sys.kill(Number(target), signal)
      any = true
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (sh.dialect.bash) await sh.complainAs('kill', `(${target}) - ${strerror(error.code)}`)
      else if (sh.dialect.name === 'dash') await sh.complainAs('kill', `${strerror(error.code)}\n`)
      else await sh.stderr(`${sh.appletName}: can't kill pid ${target}: ${strerror(error.code)}\n`)
      status = 1
    }
  }
  // A signal to itself is delivered before anything else runs.
  if (targets.some((target) => Number(target) === sh.sys.pid || Number(target) <= 0)) await sh.sys.breathe()
  // Those who die of it are heard of a moment later: after the next prompt.
  sh.justKilled = true
  if (sh.pendingSignals.length) await runPendingTraps(sh)
  return sh.dialect.bash && any ? 0 : status
}

async function listSignals(call: BuiltinCall, args: readonly string[]): Promise<number> {
  const { sh } = call
  if (args.length) {
    let status = 0
    for (const arg of args) {
      if (/^\d+$/.test(arg)) {
        const number = Number(arg) > 128 ? Number(arg) - 128 : Number(arg)
        const name = signalName(number) ?? rtName(number)
        if (name) await sh.write(`${name.replace(/^SIG/, '')}\n`)
        else {
          if (sh.dialect.name === 'dash') throw new BuiltinError(`invalid signal number or name: ${arg}`, 2)
          await sh.complainAs('kill', `${arg}: invalid signal specification`)
          status = 1
        }
      } else {
        if (sh.dialect.name === 'dash') throw new BuiltinError(`Illegal number: ${arg}`, 2)
        const number = signalNumber(arg)
        if (number === undefined) {
          await sh.complainAs('kill', `${arg}: invalid signal specification`)
          status = 1
        } else await sh.write(`${number}\n`)
      }
    }
    return status
  }
  const numbers = [...Array.from({ length: 31 }, (_, i) => i + 1), ...Array.from({ length: 31 }, (_, i) => i + 34)]
  if (sh.dialect.name === 'dash') {
    const all = Array.from({ length: 65 }, (_, i) => i)
    await sh.write(
      all
        .map(
          (n) => `${n === 0 ? '0' : n === 16 ? '16' : (signalName(n) ?? rtName(n) ?? String(n)).replace(/^SIG/, '')}\n`,
        )
        .join(''),
    )
    return 0
  }
  if (sh.dialect.name === 'ash') {
    await sh.write(
      numbers
        .filter((n) => n < 32)
        .map((n) => `${String(n).padStart(2)}) ${(n === 29 ? 'SIGPOLL' : signalName(n)!).slice(3)}\n`)
        .join(''),
    )
    return 0
  }
  let out = ''
  numbers.forEach((n, i) => {
    out += `${String(n).padStart(2)}) ${signalName(n) ?? rtName(n)!}`
    out += (i + 1) % 5 === 0 || i === numbers.length - 1 ? '\n' : '\t'
  })
  await sh.write(out)
  return 0
}

function rtName(n: number): string | undefined {
  if (n < 34 || n > 64) return undefined
  if (n <= 49) return n === 34 ? 'SIGRTMIN' : `SIGRTMIN+${n - 34}`
  return n === 64 ? 'SIGRTMAX' : `SIGRTMAX-${64 - n}`
}
