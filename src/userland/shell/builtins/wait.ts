/** wait */
import { BuiltinError } from '../exec/control.ts'
import { forget, jobLine, notifyJobs, reapFinished, reportForeground } from '../exec/notify.ts'
import { statusCode, waitOnce } from '../exec/wait.ts'
import { runPendingTraps } from '../exec/traps.ts'
import { assign } from '../state/access.ts'
import type { Job } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { findJob, noSuch } from './jobs.ts'

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
    await sh.stderr(sh.prefix(sh.blockLine) + jobLine(sh, job, { long: true, plain: true }))
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
