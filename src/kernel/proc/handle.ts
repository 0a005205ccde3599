/** A process as the engine and the machine hold it: Process of types.ts over a Task. */
import { SysError } from '../../base/abi/errno.ts'
import type { PidNs } from './pid.ts'
import { send } from './signal.ts'
import type { Task } from './task.ts'
import type { PidNamespace, Process, WaitStatus } from './types.ts'

export class ProcessHandle implements Process {
  readonly pid: number
  readonly startTime: number
  readonly exited: Promise<WaitStatus>
  private readonly task: Task

  constructor(task: Task) {
    this.task = task
    this.pid = task.pid.global
    this.startTime = task.startTime
    this.exited = new Promise((resolve) => {
      if (task.status) resolve(task.status)
      else task.onExit.push(() => resolve(task.status!))
    })
  }
  get argv(): readonly string[] {
    return this.task.argv
  }
  get state(): Process['state'] {
    const { task } = this
    if (task.dead) return task.reaped ? 'dead' : 'zombie'
    if (task.stopped) return 'stopped'
    return task.sleeping ? 'sleeping' : 'running'
  }
  kill(signal: number): void {
    if (this.task.dead) throw new SysError('ESRCH')
    send(this.task, signal, null)
  }
  pidIn(ns: PidNamespace): number | undefined {
    return this.task.pid.numberIn(ns as PidNs) || undefined
  }
}
