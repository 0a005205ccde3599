/** What the shell says about jobs (bash's pretty_print_job and notify_of_job_status; dash's showjob). */
import { signalName } from '../../../base/abi/signals.ts'
import type { Job, JobProcess } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'
import { signalText, SIGINT, SIGPIPE, SIGTERM, waitOnce } from './wait.ts'

const STATUS_WIDTH = 24

/** "Running", "Done", "Exit 3", "Stopped", "Terminated" … */
function processState(sh: Shell, process: JobProcess, long: boolean): string {
  const { status } = process
  if (!status || status.kind === 'continued') return 'Running'
  if (status.kind === 'stopped') return long ? signalText(status) : 'Stopped'
  if (status.kind === 'signaled') return signalText(status).replace(' (core dumped)', '')
  if (status.code === 0) return 'Done'
  return sh.dialect.bash && !sh.posix ? `Exit ${status.code}` : `Done(${status.code})`
}
const mark = (sh: Shell, job: Job): string => {
  const ranking = sh.jobs.ranking()
  return job === ranking[0] ? '+' : job === ranking[1] ? '-' : ' '
}

/** `long`: with pids, a line for each process. `plain`: without the number (messages of scripts). */
export function jobLine(sh: Shell, job: Job, options: { long?: boolean; plain?: boolean } = {}): string {
  if (sh.dialect.almquist) return almquistLine(sh, job, options.long ?? false)
  const long = options.long ?? false
  let out = options.plain ? '' : `[${job.number}]${mark(sh, job)} `
  const first = job.processes[0]!
  const last = job.processes.at(-1)!
  for (const process of job.processes) {
    const shown = long ? process : last
    if (process !== first) out += long ? '     ' : ' |'
    if (long) out += String(process.pid).padStart(5)
    out += ' '
    let state: string | null = processState(sh, shown, long)
    if (process !== first) state = long ? (sameState(process, first) ? '' : state) : null
    if (state !== null) {
      out += state + ' '.repeat(Math.max(0, STATUS_WIDTH - (state.length || 2)))
      if (shown.status?.kind === 'signaled' && shown.status.core) out += '(core dumped) '
    }
    if (process !== first && long) out += '| '
    out += process.text
    if (process === last) {
      if (sh.jobs.state(job) === 'running' && !job.foreground) out += ' &'
      if (sh.sys.cwd() !== job.cwd) out += `  (wd: ${tildeForm(sh, job.cwd)})`
    }
    if (long || process === last) out += '\n'
  }
  return out
}
const sameState = (a: JobProcess, b: JobProcess): boolean => JSON.stringify(a.status) === JSON.stringify(b.status)
function tildeForm(sh: Shell, path: string): string {
  const home = sh.get('HOME')
  return home && home !== '/' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path
}

function almquistLine(sh: Shell, job: Job, long: boolean): string {
  let out = sh.dialect.name === 'ash' ? `[${job.number}]${mark(sh, job)}  ` : `[${job.number}] ${mark(sh, job)} `
  if (long) out += `${job.processes[0]!.pid} `
  const state = sh.jobs.state(job)
  const last = job.processes.at(-1)!
  let text: string
  if (state === 'running') text = 'Running'
  else {
    const status = job.processes.find((process) => process.status?.kind === 'stopped')?.status ?? last.status
    if (status?.kind === 'exited') text = status.code ? `Done(${status.code})` : 'Done'
    else text = status ? signalText(status) : 'Running'
  }
  out += text
  const width = Math.max(1, 33 - out.length)
  out += ' '.repeat(width) + (job.controlled ? job.text : '')
  return `${out}\n`
}

/** After a foreground job: what a script says when a signal killed it. */
export async function reportForeground(sh: Shell, job: Job): Promise<void> {
  const last = job.processes.at(-1)!
  const { status } = last
  if (sh.dialect.almquist) {
    // Each process of the job that a signal ended is told of.
    for (const process of job.processes) {
      const one = process.status
      if (one?.kind !== 'signaled') continue
      if (one.signal !== SIGINT && one.signal !== SIGPIPE) await sh.stderr(`${signalText(one)}\n`)
      else if (one.signal === SIGINT && process === last && sh.interactive) await sh.stderr('\n')
    }
    return
  }
  const dead = job.processes.map((process) => process.status).find((one) => one?.kind === 'signaled')
  const shown = status?.kind === 'signaled' ? status : dead
  if (!shown || shown.kind !== 'signaled') return
  if (status?.kind === 'signaled' && status.signal === SIGINT && sh.interactive) {
    await sh.stderr('\n')
    return
  }
  if (status?.kind !== 'signaled' || status.signal === SIGINT || status.signal === SIGPIPE) return
  if (sh.interactive) {
    await sh.stderr(`${signalText(status)}\n`)
    return
  }
  if (sh.inSubstitution) return
  if (status.signal === SIGTERM || sh.traps.has((signalName(status.signal) ?? '').slice(3))) {
    await sh.stderr(`${signalText(status)}\n`)
    return
  }
  await sh.stderr(sh.prefix(sh.blockLine) + jobLine(sh, job, { long: true, plain: true }))
}

/** Collects children that ended, without waiting. */
export async function reapFinished(sh: Shell): Promise<void> {
  for (;;) {
    const result = await waitOnce(sh, true)
    if (result === null || result === 'none' || result === 'signal') return
  }
}

/** Before a prompt: tells of background jobs that ended or stopped. */
export async function notifyJobs(sh: Shell): Promise<void> {
  await reapFinished(sh)
  for (const job of sh.jobs.listed()) {
    const state = sh.jobs.state(job)
    if (state === 'running' || job.notified) continue
    if (sh.interactive) await sh.stderr(jobLine(sh, job))
    job.notified = true
    if (state === 'done') forget(sh, job)
  }
}
/** Drops a finished job; its last status stays for `wait PID`. */
export function forget(sh: Shell, job: Job): void {
  const last = job.processes.at(-1)!
  if (last.status) sh.jobs.finished.set(last.pid, last.status)
  sh.jobs.remove(job)
}
