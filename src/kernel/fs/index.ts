/** File systems of the kernel; kernel/proc mounts them. */
export { createDevFs, TTY_GID } from './dev/dev.ts'
export { DevPts, type DevPtsOptions, type SlaveDevice, type SlaveInode } from './dev/devpts.ts'
export { DEVICES, registerMemoryDevices } from './dev/memory-devices.ts'
export { createProcFs, ProcFs } from './proc/proc-fs.ts'
export type { CgroupSource, ProcProcess, ProcSource, SystemInfo } from './proc/source.ts'
export { Sysctls } from './proc/sysctl.ts'
export {
  bindConsole,
  bindReadOnly,
  ensureDirectory,
  maskPath,
  MASKED_PATHS,
  mountStandard,
  READ_ONLY_PATHS,
  type StandardMounts,
} from './standard-mounts.ts'
export { createCgroupFs } from './sys/cgroup-fs.ts'
export { createSysFs } from './sys/sys-fs.ts'
export { createTmpfs, parseTmpfsOptions, type TmpfsOptions } from './tmpfs.ts'
