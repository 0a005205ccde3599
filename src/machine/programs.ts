/** Every program of the simulated world, by the name in its executable's header. */
import { docker } from '../cli/index.ts'
import type { ProgramTable } from '../kernel/types.ts'
import { busybox } from '../userland/busybox/index.ts'
import { coreutils } from '../userland/coreutils/index.ts'
import { programs } from '../userland/programs/index.ts'
import { observedShells, type CommandObserver } from '../userland/shell/index.ts'
import { idle } from './host-programs.ts'

export const programTable = (observer: CommandObserver): ProgramTable => ({
  ...coreutils,
  ...programs,
  ...observedShells(observer),
  busybox,
  docker,
  containerd: idle,
  dockerd: idle,
})
