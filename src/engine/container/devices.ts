/** --device: the node must exist on the host (moby daemon/oci_linux.go, runc devices). */
import { S_IFBLK, S_IFCHR, S_IFMT, isDir } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { HostConfig } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import { goQuote } from '../go.ts'
import { operations } from '../../kernel/vfs/index.ts'
import type { ContainerContext } from './context.ts'
import { goErrno } from './oci-error.ts'
import { walkContext } from './look-path.ts'

const ROOT = { uid: 0, gid: 0, groups: [] }

export function checkDevices(ctx: ContainerContext, hostConfig: HostConfig): void {
  for (const device of hostConfig.Devices ?? []) {
    const fail = (reason: string): Error =>
      system(`error gathering device information while adding custom device ${goQuote(device.PathOnHost)}: ${reason}`)
    try {
      const { mode } = operations.stat(walkContext(ctx.kernel.init, ROOT), device.PathOnHost)
      if (!isDir({ mode }) && ![S_IFCHR, S_IFBLK].includes(mode & S_IFMT)) throw fail('not a device node')
    } catch (error) {
      if (error instanceof SysError) throw fail(goErrno(error.code))
      throw error
    }
  }
}
