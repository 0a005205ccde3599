/** The commands of the host and of images that are no shell. */
import type { ProgramTable } from '../kernel/types.ts'
import { coreutils } from '../userland/coreutils/index.ts'
import { programs } from '../userland/programs/index.ts'

export const table: ProgramTable = { ...coreutils, ...programs }
