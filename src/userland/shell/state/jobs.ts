/** Children and jobs, as the shell remembers them. */
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import type { Termios } from '../../../base/abi/termios.ts'

export interface JobProcess {
  readonly pid: number
  /** The command as `jobs` shows it. */
  readonly text: string
  status: WaitStatus | null
}
export interface Job {
  /** 0: not in the list (a foreground job that never stopped). */
  number: number
  pgid: number
  readonly processes: JobProcess[]
  /** The whole pipeline. */
  readonly text: string
  foreground: boolean
  /** Terminal modes it had when it stopped. */
  termios?: Termios
  /** Its end or stop was told to the user. */
  notified: boolean
  noHangup?: boolean
  /** Directory it was started in, shown when it differs. */
  readonly cwd: string
  readonly controlled: boolean
  /** Order of becoming current. */
  order: number
}

export type JobState = 'running' | 'stopped' | 'done'

export class JobTable {
  readonly jobs: Job[] = []
  /** Ends of children that belong to no job (substitutions), and of finished background jobs for `wait PID`. */
  readonly finished = new Map<number, WaitStatus>()
  /** Children that are not part of a job. */
  readonly loose = new Set<number>()
  private counter = 0

  /** For a subshell: it lists its parent's jobs. */
  clone(): JobTable {
    const copy = new JobTable()
    for (const job of this.listed())
      copy.jobs.push({ ...job, processes: job.processes.map((process) => ({ ...process })) })
    copy.counter = this.counter
    return copy
  }
  state(job: Job): JobState {
    let stopped = false
    for (const process of job.processes) {
      if (!process.status) return 'running'
      if (process.status.kind === 'stopped') stopped = true
    }
    return stopped ? 'stopped' : 'done'
  }
  add(job: Omit<Job, 'number' | 'order' | 'notified'>, numbered: boolean): Job {
    const full: Job = { ...job, number: 0, order: 0, notified: false }
    if (numbered) this.enlist(full)
    this.jobs.push(full)
    return full
  }
  /** Gives the job its number: one more than the greatest in use. */
  enlist(job: Job): void {
    if (!job.number) job.number = Math.max(0, ...this.jobs.map((other) => other.number)) + 1
    this.touch(job)
  }
  touch(job: Job): void {
    job.order = ++this.counter
  }
  remove(job: Job): void {
    const index = this.jobs.indexOf(job)
    if (index >= 0) this.jobs.splice(index, 1)
  }
  findPid(pid: number): { job: Job; process: JobProcess } | undefined {
    for (const job of this.jobs) {
      const process = job.processes.find((candidate) => candidate.pid === pid)
      if (process) return { job, process }
    }
    return undefined
  }
  listed(): Job[] {
    return this.jobs.filter((job) => job.number > 0).sort((a, b) => a.number - b.number)
  }
  /** The current (%+) and the previous (%-) job: stopped ones first, the latest first. */
  ranking(all = false): Job[] {
    const rank = (job: Job): number => (this.state(job) === 'stopped' ? 1 : 0)
    return this.listed()
      .filter((job) => all || this.state(job) !== 'done' || !job.notified)
      .sort((a, b) => rank(b) - rank(a) || b.order - a.order)
  }
  /** Notes what wait() reported. */
  record(pid: number, status: WaitStatus): Job | undefined {
    const found = this.findPid(pid)
    if (!found) {
      if (status.kind === 'exited' || status.kind === 'signaled') {
        this.loose.delete(pid)
        this.finished.set(pid, status)
      }
      return undefined
    }
    if (status.kind === 'continued') found.process.status = null
    else found.process.status = status
    found.job.notified = false
    return found.job
  }
}
