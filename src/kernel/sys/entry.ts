/** The entry of every system call: is the program still the one that runs, account the call, look after signals. */
import type { Task } from '../proc/task.ts'
import { never, Unwind } from '../proc/unwind.ts'

export abstract class SystemCalls {
  protected readonly task: Task
  constructor(task: Task) {
    this.task = task
  }
  /** Of a synchronous call. */
  protected enter(): Task {
    const { task } = this
    if (!this.current) throw new Unwind()
    task.charge()
    if (task.attention && !task.held) {
      while (task.signals.deliver(task));
      if (!this.current) throw new Unwind()
    }
    return task
  }
  /** Of an asynchronous one. */
  protected call<T>(fn: (task: Task) => Promise<T>): Promise<T> {
    const { task } = this
    if (!this.current) return never()
    task.charge()
    return task.attention ? task.settle().then(() => fn(task)) : fn(task)
  }
  /** After what may have ended the process. */
  protected still(): void {
    if (!this.current) throw new Unwind()
  }
  /** This is the facade of the program that runs, not of one that ended or was replaced. */
  protected get current(): boolean {
    return (this.task.sys as unknown) === this
  }
}
