/** --device: nodes of the host that the container gets (moby daemon/oci_linux.go, runc devices). A directory gives all below it. */
import { S_IFBLK, S_IFCHR, S_IFMT, isDir } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { HostConfig } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import { goQuote } from '../go.ts'
import { operations, type WalkContext } from '../../kernel/vfs/index.ts'
import type { ContainerContext } from './context.ts'
import { goErrno } from './oci-error.ts'
import { walkContext } from './look-path.ts'
import type { DeviceNode } from './runtime.ts'

const ROOT = { uid: 0, gid: 0, groups: [] }

export function findDevices(ctx: ContainerContext, hostConfig: HostConfig): DeviceNode[] {
  const wanted = hostConfig.Devices ?? []
  if (!wanted.length) return []
  const context = walkContext(ctx.kernel.init, ROOT)
  return wanted.flatMap(({ PathOnHost: source, PathInContainer: target }) => {
    const fail = (reason: string): Error =>
      system(`error gathering device information while adding custom device ${goQuote(source)}: ${reason}`)
    try {
      const found = nodesAt(context, source, target || source)
      if (!found.length) throw fail('not a device node')
      return found
    } catch (error) {
      if (error instanceof SysError) throw fail(goErrno(error.code))
      throw error
    }
  })
}
function nodesAt(context: WalkContext, source: string, target: string): DeviceNode[] {
  const { mode, rdev } = operations.stat(context, source)
  if (isDir({ mode })) {
    return operations
      .readdir(context, source)
      .filter(({ name }) => name !== '.' && name !== '..')
      .flatMap(({ name }) => nodesAt(context, `${source}/${name}`, `${target}/${name}`))
  }
  return [S_IFCHR, S_IFBLK].includes(mode & S_IFMT) ? [{ path: target, mode, rdev }] : []
}
