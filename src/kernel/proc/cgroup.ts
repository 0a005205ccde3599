/** The part of cgroup v2 that Docker uses: limits, accounting and the freezer. One per container. */
export interface CgroupLimits {
  /** bytes; 0 = none */
  memory: number
  /** CPUs, e.g. 0.5; 0 = none */
  cpus: number
  /** 0 = none */
  pids: number
}
export interface CgroupStats {
  memoryBytes: number
  memoryPeakBytes: number
  cpuMs: number
  pids: number
  readBytes: number
  writeBytes: number
  oomKills: number
}
export interface Cgroup {
  readonly path: string
  limits: CgroupLimits
  stats(): CgroupStats
  /** Stops every process of the group at its next system call until thaw(). */
  freeze(): void
  thaw(): void
  readonly frozen: boolean
  /** Called when a process of the group was killed for memory. */
  onOom: (() => void) | null
  /** Global pids of live members. */
  readonly members: readonly number[]
}
