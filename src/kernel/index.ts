/** createKernel: the kernel as its users see it; see types.ts. */
import { Linux } from './proc/kernel.ts'
import type { Kernel, KernelOptions } from './types.ts'

export type * from './types.ts'
export const createKernel = (options: KernelOptions): Kernel => new Linux(options)
