/**
 * Processor time. A computing process gives the machine away at the end of a quantum (Clock.breathe): there the time since the quantum began is
 * charged to it and to its control group, and a group that has used up its quota waits for the next period (CFS bandwidth control).
 */
import type { Task } from './task.ts'

export async function quantum(task: Task): Promise<void> {
  const { clock, options } = task.system
  task.system.computing++
  try {
    await clock.breathe()
  } finally {
    task.system.computing--
  }
  const now = clock.now()
  // More computing processes than processors: each gets its share of the time that passed.
  const share = Math.min(1, options.cpus / (task.system.computing + 1))
  const used = Math.max(0, now - task.quantumStart) * share
  task.quantumStart = now
  if (task.dead) return
  task.utime += used
  const wait = task.cgroup.chargeCpu(used, now)
  if (wait > 0) {
    await task.sleep([], wait, false)
    task.quantumStart = clock.now()
  }
}
