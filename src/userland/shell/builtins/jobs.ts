/** jobs, fg, bg, disown, wait, kill, suspend */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { signalName, signalNumber } from '../../../base/abi/signals.ts'
import { BuiltinError } from '../exec/control.ts'
import { forget, jobLine, notifyJobs, reapFinished, reportForeground } from '../exec/notify.ts'
import { finishForeground } from '../exec/pipeline.ts'
import { statusCode, waitOnce } from '../exec/wait.ts'
import { runPendingTraps } from '../exec/traps.ts'
import { assign } from '../state/access.ts'
import type { Job } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, parseOptions, usage } from './call.ts'

/** %1, %+, %-, %name, %?text, or a pid. undefined: none; 'ambiguous'. */
export function findJob(sh: Shell, spec: string): Job | 'ambiguous' | undefined {
  const jobs = sh.jobs.listed()
  if (!spec.startsWith('%')) {
    if (/^\d+$/.test(spec))
      return jobs.find(
        (job) => job.processes.some((process) => process.pid === Number(spec)) || job.pgid === Number(spec),
      )
    return undefined
  }
  const text = spec.slice(1)
  const ranking = sh.jobs.ranking()
  if (text === '' || text === '%' || text === '+') return ranking[0]
  if (text === '-') return ranking[1] ?? ranking[0]
  if (/^\d+$/.test(text)) return jobs.find((job) => job.number === Number(text))
  const found = jobs.filter((job) =>
    text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text),
  )
  return found.length > 1 ? 'ambiguous' : found[0]
}
const noSuch = (sh: Shell, spec: string): string =>
  sh.dialect.bash ? `${spec}: no such job` : /^%/.test(spec) ? `No such job: ${spec}` : `No such job: ${spec}`

export async function jobs(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, sh.dialect.bash ? 'lnprsx' : 'lp')
  if (!options) return 2
  await reapFinished(sh)
  let status = 0
  let list = sh.dialect.bash ? sh.jobs.listed() : sh.jobs.ranking(true)
  if (options.rest.length) {
    list = []
    for (const spec of options.rest) {
      const job = findJob(sh, spec)
      if (job && job !== 'ambiguous') list.push(job)
      else {
        if (sh.dialect.almquist) throw new BuiltinError(noSuch(sh, spec), 2)
        await sh.complainAs('jobs', job === 'ambiguous' ? `${spec}: ambiguous job spec` : noSuch(sh, spec))
        status = 1
      }
    }
  }
  for (const job of list) {
    const state = sh.jobs.state(job)
    if (options.has('r') && state !== 'running') continue
    if (options.has('s') && state !== 'stopped') continue
    if (options.has('n') && job.notified) continue
    if (options.has('p')) await sh.write(`${job.pgid || job.processes[0]!.pid}\n`)
    else await sh.write(jobLine(sh, job, { long: options.has('l') }))
    job.notified = true
    if (state === 'done') forget(sh, job)
  }
  return status
}

async function pick(call: BuiltinCall, spec: string | undefined): Promise<Job | null> {
  const { sh, name } = call
  const job = findJob(
    sh,
    spec === undefined
      ? '%%'
      : /^\d+$/.test(spec) && sh.dialect.bash
        ? `%${spec}`
        : spec.startsWith('%') || sh.dialect.almquist
          ? spec
          : `%${spec}`,
  )
  if (job === 'ambiguous') {
    await sh.complainAs(name, `${spec!}: ambiguous job spec`)
    return null
  }
  if (!job) {
    if (sh.dialect.almquist) throw new BuiltinError(spec === undefined ? 'No current job' : noSuch(sh, spec), 2)
    await sh.complainAs(name, `${spec ?? 'current'}: no such job`)
    return null
  }
  return job
}

export async function fg(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (!sh.opt('monitor') && sh.dialect.bash) {
    await sh.complainAs(name, 'no job control')
    return 1
  }
  await reapFinished(sh)
  const job = await pick(call, args[0])
  if (!job) return 1
  if (!job.controlled) {
    if (sh.dialect.almquist) throw new BuiltinError(`job ${args[0] ?? '%%'} not created under job control`, 2)
    await sh.complainAs(name, `job ${job.number} started without job control`)
    return 1
  }
  if (sh.jobs.state(job) === 'done') {
    await sh.complainAs(name, 'job has terminated')
    forget(sh, job)
    return 1
  }
  await sh.write(`${job.text}\n`)
  job.foreground = true
  resume(sh, job, true)
  return finishForeground(sh, job)
}
function resume(sh: Shell, job: Job, foreground: boolean): void {
  try {
    if (foreground && sh.tty !== undefined) {
      sh.sys.tcsetpgrp(sh.tty, job.pgid)
      if (job.termios) sh.sys.tcsetattr(sh.tty, job.termios)
    }
    for (const process of job.processes) if (process.status?.kind === 'stopped') process.status = null
    sh.sys.kill(-job.pgid, 18)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}
export async function bg(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (!sh.opt('monitor') && sh.dialect.bash) {
    await sh.complainAs(name, 'no job control')
    return 1
  }
  let status = 0
  for (const spec of args.length ? args : [undefined]) {
    const job = await pick(call, spec)
    if (!job) {
      status = 1
      continue
    }
    if (sh.jobs.state(job) === 'running') {
      await sh.complainAs(name, `job ${job.number} already in background`)
      continue
    }
    job.foreground = false
    sh.jobs.touch(job)
    resume(sh, job, false)
    const mark = job === sh.jobs.ranking()[0] ? '+' : '-'
    sh.lastBackground = job.processes.at(-1)!.pid
    await sh.write(sh.dialect.bash ? `[${job.number}]${mark} ${job.text} &\n` : `[${job.number}] ${job.text}\n`)
  }
  return status
}

export async function disown(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'har')
  if (!options) return 2
  const act = (job: Job): void => {
    if (options.has('h')) job.noHangup = true
    else sh.jobs.remove(job)
  }
  if (!options.rest.length) {
    if (options.has('a') || options.has('r')) {
      for (const job of sh.jobs.listed()) if (!options.has('r') || sh.jobs.state(job) === 'running') act(job)
      return 0
    }
    const job = sh.jobs.ranking()[0]
    if (!job) {
      await sh.complainAs('disown', 'current: no such job')
      return 1
    }
    act(job)
    return 0
  }
  let status = 0
  for (const spec of options.rest) {
    const job = findJob(sh, spec)
    if (job && job !== 'ambiguous') act(job)
    else {
      await sh.complainAs('disown', `${spec}: no such job`)
      status = 1
    }
  }
  return status
}

/** A trapped signal came while waiting: its status, after the trap. */
async function interruptedStatus(sh: Shell): Promise<number | null> {
  if (sh.interrupted) return 130
  if (!sh.pendingSignals.length) return null
  const status = 128 + sh.pendingSignals[0]!
  await runPendingTraps(sh)
  return status
}

export async function wait(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, sh.dialect.bash ? 'fnp:' : '')
  if (!options) return 2
  const { rest } = options
  const into = options.value('p')
  if (into !== undefined) sh.vars.unset(into)
  if (options.has('n')) return waitNext(sh, rest, into)
  if (!rest.length) {
    for (;;) {
      await reapFinished(sh)
      const running = sh.jobs.jobs.some((job) => sh.jobs.state(job) === 'running') || sh.jobs.loose.size > 0
      if (!running) break
      const result = await waitOnce(sh)
      if (result === 'none') break
      if (result === 'signal') {
        const status = await interruptedStatus(sh)
        if (status !== null) return status
      }
    }
    if (sh.interactive) await notifyJobs(sh)
    else for (const job of [...sh.jobs.jobs]) if (sh.jobs.state(job) === 'done') await finished(sh, job, false)
    sh.jobs.finished.clear()
    return 0
  }
  let status = 0
  for (const spec of rest) {
    if (!spec.startsWith('%') && !/^\d+$/.test(spec)) {
      if (sh.dialect.almquist)
        throw new BuiltinError(sh.dialect.name === 'dash' ? `Illegal number: ${spec}` : `Illegal number: ${spec}`, 2)
      await sh.complainAs('wait', `\`${spec}': not a pid or valid job spec`)
      status = 1
      continue
    }
    const job = findJob(sh, spec)
    if (job && job !== 'ambiguous') {
      while (sh.jobs.state(job) === 'running') {
        const result = await waitOnce(sh)
        if (result === 'none') break
        if (result === 'signal') {
          const caught = await interruptedStatus(sh)
          if (caught !== null) return caught
        }
      }
      const last = job.processes.find((process) => String(process.pid) === spec) ?? job.processes.at(-1)!
      status = last.status ? statusCode(last.status) : 127
      if (into !== undefined) assign(sh, into, String(last.pid))
      if (sh.jobs.state(job) === 'done') await finished(sh, job)
      continue
    }
    const pid = Number(spec)
    if (sh.jobs.loose.has(pid)) {
      while (sh.jobs.loose.has(pid)) {
        const result = await waitOnce(sh)
        if (result === 'none') break
        if (result === 'signal') {
          const caught = await interruptedStatus(sh)
          if (caught !== null) return caught
        }
      }
    }
    const done = sh.jobs.finished.get(pid)
    if (done) {
      status = statusCode(done)
      if (into !== undefined) assign(sh, into, spec)
      continue
    }
    if (sh.dialect.bash)
      await sh.complainAs(
        'wait',
        spec.startsWith('%') ? `${spec}: no such job` : `pid ${spec} is not a child of this shell`,
      )
    else if (spec.startsWith('%')) throw new BuiltinError(noSuch(sh, spec), 2)
    status = 127
  }
  return status
}
/** Forgets a job that was waited for; says when a signal ended it, as scripts do. */
async function finished(sh: Shell, job: Job, told = true): Promise<void> {
  const { status } = job.processes.at(-1)!
  if (
    !sh.interactive &&
    sh.dialect.bash &&
    status?.kind === 'signaled' &&
    ![2, 13, 15].includes(status.signal) &&
    !sh.inSubstitution
  ) {
    await sh.stderr(sh.prefix() + jobLine(sh, job, { long: true, plain: true }))
  } else if (sh.interactive && !job.notified && sh.dialect.bash) await sh.stderr(jobLine(sh, job))
  else if (sh.dialect.almquist && told) await reportForeground(sh, job)
  forget(sh, job)
}
async function waitNext(sh: Shell, specs: readonly string[], into: string | undefined): Promise<number> {
  for (;;) {
    const wanted = specs.length ? specs.map((spec) => findJob(sh, spec)) : sh.jobs.jobs.slice()
    const candidates = wanted.filter((job): job is Job => job !== undefined && job !== 'ambiguous')
    if (!candidates.length) return 127
    const done = candidates.find((job) => sh.jobs.state(job) === 'done')
    if (done) {
      const last = done.processes.at(-1)!
      if (into !== undefined) assign(sh, into, String(last.pid))
      await finished(sh, done)
      return last.status ? statusCode(last.status) : 0
    }
    const result = await waitOnce(sh)
    if (result === 'none') return 127
    if (result === 'signal') {
      const caught = await interruptedStatus(sh)
      if (caught !== null) return caught
    }
  }
}

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

export async function suspend(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'f')
  if (!options) return 2
  if (!sh.opt('monitor')) {
    await sh.complainAs('suspend', 'cannot suspend: no job control')
    return 1
  }
  if (sh.login && !options.has('f')) {
    await sh.complainAs('suspend', 'cannot suspend a login shell')
    return 1
  }
  sh.sys.kill(0, 19)
  await sh.sys.breathe()
  return 0
}
