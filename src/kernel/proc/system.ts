/**
 * What all parts of the process subsystem share: the clock, the tables, and the few calls between files that would otherwise import each other
 * (a signal ends a process, an ending process sends signals). createKernel fills it in.
 */
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import type { Sys } from '../sys/types.ts'
import type { KernelOptions } from '../types.ts'
import type { ControlGroup } from './control-group.ts'
import type { PidNs } from './pid.ts'
import type { Task } from './task.ts'
import type { NetStack } from '../net/types.ts'
import type { DeviceTable } from '../vfs/filesystem.ts'
import type { WaitStatus } from './types.ts'

export interface System {
  readonly clock: Clock
  readonly rng: Rng
  readonly options: KernelOptions
  readonly net: NetStack
  readonly rootPidNs: PidNs
  /** Of processes that are in no container. */
  readonly rootCgroup: ControlGroup
  /** Processes that have not been reaped. */
  processCount: number
  /** Forks since boot. */
  forks: number
  /** Bytes held by processes. */
  memoryUsed: number
  /** How many processes compute (breathe) at this moment. */
  computing: number
  /** Drivers behind device nodes. */
  readonly devices: DeviceTable
  /** PID 1 of the host: parent of what the kernel's users spawn, reaper of orphans; it has no program. */
  readonly initTask: Task
  /** An inode number for a pipe. */
  nextInode(): number
  /** exit.ts */
  exit(task: Task, status: WaitStatus): void
  /** run.ts: a program threw something that is no SysError. */
  crash(task: Task, error: unknown): void
  /** signal.ts: a signal from the kernel itself. */
  signal(task: Task, signal: number): void
  /** A facade for a new program of `task`. */
  createSys(task: Task): Sys
}
/** Processes of the whole machine: a fork bomb ends here (threads-max). */
export const MAX_PROCESSES = 2048
