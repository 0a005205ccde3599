/** jobs, fg, bg, disown, suspend */
import { SysError } from '../../../base/abi/errno.ts'
import { BuiltinError } from '../exec/control.ts'
import { forget, jobLine, reapFinished } from '../exec/notify.ts'
import { finishForeground } from '../exec/pipeline.ts'
import type { Job } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, parseOptions } from './call.ts'

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
export const noSuch = (sh: Shell, spec: string): string =>
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
