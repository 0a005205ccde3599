/**
 * From a container's mounts to what the runtime mounts (moby daemon/oci_linux.go withMounts): sources are looked up on the host, mount points
 * are made where they are missing — also inside other mounts — and everything is sorted so that outer ones come first.
 */
import { isDir } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { invalid, system } from '../../api/types/index.ts'
import { createTreeFs, EMPTY_TREE, executable } from '../../kernel/vfs/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import { cleanPath, parentOf, secureJoin } from '../host.ts'
import { volumePath } from '../volume/store.ts'
import type { Container, ContainerMount } from './container.ts'
import type { ContainerContext } from './context.ts'
import { etcPaths } from './etc-files.ts'
import { tmpfsSize } from './mount-spec.ts'
import { goErrno, OciError } from './oci-error.ts'
import type { PlannedMount } from './runtime.ts'

interface Planned extends PlannedMount {
  readonly fs: TreeFileSystem
}
const INIT_PATH = '/sbin/docker-init'
/** Bytes of tini as Docker ships it. */
const INIT_SIZE = 869_208

/** Bind mounts and volumes, and with `all` what exists only while the container runs: tmpfs, /etc files, docker-init. */
export function planMounts(ctx: ContainerContext, container: Container, options: { all: boolean }): PlannedMount[] {
  const planned: Planned[] = []
  for (const mount of container.mounts) {
    if (mount.point.Type === 'tmpfs') {
      if (options.all) planned.push(tmpfsMount(ctx, mount))
    } else planned.push(hostMount(ctx, mount))
  }
  const shadowed = new Set(container.mounts.map((mount) => mount.point.Destination))
  if (container.everStarted || options.all) {
    const paths = etcPaths(container.id)
    for (const [source, target] of [
      [paths.resolv, '/etc/resolv.conf'],
      [paths.hostname, '/etc/hostname'],
      [paths.hosts, '/etc/hosts'],
    ] as const) {
      if (shadowed.has(target) || !ctx.host.exists(source)) continue
      planned.push({ fs: ctx.host, root: source, target, readOnly: false, source: '/dev/vda1', flags: ['relatime'] })
    }
  }
  if (options.all) {
    for (const [target, text] of Object.entries(container.hostConfig.Tmpfs ?? {})) {
      planned.push(tmpfsOption(ctx, container, cleanPath(target), text))
    }
    if (container.hostConfig.Init) planned.push(initMount(ctx))
  }
  planned.sort((a, b) => depth(a.target) - depth(b.target))
  return planned.map((mount, i) => place(container, mount, planned.slice(0, i)))
}
const depth = (path: string): number => path.split('/').filter(Boolean).length

function hostMount(ctx: ContainerContext, mount: ContainerMount): Planned {
  const { point } = mount
  let root = point.Source
  if (point.Type === 'volume') {
    const volume = ctx.volume.volumes.get(point.Name ?? '')
    if (!volume) throw system(`get ${point.Name ?? ''}: no such volume`)
    if (volume.options) root = boundDevice(ctx, volume.name, volume.options)
    if (mount.subpath) root = secureJoin(ctx.host, `${root}/${mount.subpath}`)
  } else if (!ctx.host.exists(root)) {
    if (!mount.createSource) {
      throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${root}`)
    }
    makeSource(ctx, root)
  }
  return {
    fs: ctx.host,
    root: secureJoin(ctx.host, root),
    target: cleanPath(`/${point.Destination}`),
    readOnly: !point.RW,
    source: '/dev/vda1',
    flags: ['relatime'],
  }
}
function makeSource(ctx: ContainerContext, path: string): void {
  try {
    ctx.host.mkdir(path, { recursive: true, mode: 0o755 })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    let at = ''
    for (const part of path.split('/').filter(Boolean)) {
      at += `/${part}`
      if (ctx.host.exists(at) && !isDir(ctx.host.stat(at))) break
    }
    throw invalid(`error while creating mount source path '${path}': mkdir ${at}: ${goErrno(error.code)}`)
  }
}
/** local driver with type, o and device: a bind of another directory. */
function boundDevice(ctx: ContainerContext, name: string, options: Readonly<Record<string, string>>): string {
  const device = options['device'] ?? ''
  const mountpoint = volumePath(name)
  const fail = (reason: string): Error =>
    system(
      `error while mounting volume '${mountpoint}': failed to mount local volume: mount ${device}:${mountpoint}, flags: 0x1000: ${reason}`,
    )
  if (options['type'] === 'tmpfs') return mountpoint
  if (!(options['o'] ?? '').split(',').some((option) => option === 'bind' || option === 'rbind')) {
    throw system(`volume type ${options['type'] ?? ''} is not simulated yet`)
  }
  if (!ctx.host.exists(device)) throw fail('no such file or directory')
  return device
}
const tmpfsFlags = (options: readonly string[]): ('noexec' | 'nosuid' | 'nodev' | 'relatime')[] => {
  const flags: ('noexec' | 'nosuid' | 'nodev' | 'relatime')[] = []
  if (!options.includes('suid')) flags.push('nosuid')
  if (!options.includes('dev')) flags.push('nodev')
  if (!options.includes('exec')) flags.push('noexec')
  flags.push('relatime')
  return flags
}
/** --tmpfs TARGET[:options]; Docker's own defaults are noexec, nosuid, nodev. */
function tmpfsOption(ctx: ContainerContext, container: Container, target: string, text: string): Planned {
  const options = text.split(',').filter(Boolean)
  const value = (key: string): string | undefined => options.find((o) => o.startsWith(`${key}=`))?.slice(key.length + 1)
  const size = tmpfsSize(value('size'), ctx.kernel.options.memoryBytes)
  return tmpfs(ctx, target, {
    size,
    mode: value('mode') === undefined ? hiddenMode(container, target) : parseInt(value('mode')!, 8),
    uid: Number(value('uid') ?? 0),
    gid: Number(value('gid') ?? 0),
    readOnly: options.includes('ro'),
    flags: tmpfsFlags(options),
  })
}
/** The permissions of the directory that the tmpfs hides: runc carries them over. */
function hiddenMode(container: Container, target: string): number {
  const path = secureJoin(container.rootfs, target)
  return container.rootfs.exists(path) ? container.rootfs.stat(path).mode & 0o7777 : 0o755
}
/** --mount type=tmpfs: the same, with exec refused only when asked for. */
function tmpfsMount(ctx: ContainerContext, mount: ContainerMount): Planned {
  const { sizeBytes = 0, mode = 0o1777, options = [] } = mount.tmpfs ?? {}
  return tmpfs(ctx, mount.point.Destination, {
    size: sizeBytes,
    mode: mode || 0o1777,
    uid: 0,
    gid: 0,
    readOnly: !mount.point.RW,
    flags: tmpfsFlags(options),
  })
}
function tmpfs(
  ctx: ContainerContext,
  target: string,
  options: {
    size: number
    mode: number
    uid: number
    gid: number
    readOnly: boolean
    flags: ('noexec' | 'nosuid' | 'nodev' | 'relatime')[]
  },
): Planned {
  const fs = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock: ctx.clock, sizeLimit: options.size })
  const { mode } = options
  const mtime = ctx.clock.now()
  fs.apply('/', [{ path: '', type: 'dir', mode, uid: options.uid, gid: options.gid, mtime }])
  const size = options.size ? `size=${Math.floor(options.size / 1024)}k` : ''
  const data = [size, mode === 0o1777 ? '' : `mode=${mode.toString(8)}`].filter(Boolean).join(',')
  return { fs, target, readOnly: options.readOnly, source: 'tmpfs', data, flags: options.flags }
}
/** docker-init (tini), bind-mounted from where the engine is installed. */
function initMount(ctx: ContainerContext): Planned {
  const fs = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ctx.clock })
  const content = executable('docker-init', INIT_SIZE)
  fs.apply('/', [{ path: 'docker-init', type: 'file', mode: 0o755, uid: 0, gid: 0, mtime: ctx.clock.now(), content }])
  return { fs, root: '/docker-init', target: INIT_PATH, readOnly: true, source: '/dev/vda1', flags: ['relatime'] }
}

/** Makes the mount point where it is missing, in whatever is mounted there by then; resolves links on the way. */
function place(container: Container, mount: Planned, earlier: readonly Planned[]): PlannedMount {
  const target = secureJoin(container.rootfs, mount.target)
  const cover = [...earlier]
    .reverse()
    .find((other) => target.startsWith(`${secureJoin(container.rootfs, other.target)}/`))
  const fs = cover ? cover.fs : container.rootfs
  const inside = cover
    ? `${cover.root === '/' || cover.root === undefined ? '' : cover.root}${target.slice(secureJoin(container.rootfs, cover.target).length)}`
    : target
  const directory = isDir(mount.fs.stat(mount.root ?? '/'))
  if (fs.exists(inside)) {
    const present = isDir(fs.stat(inside))
    if (present !== directory) throw mismatch(container, mount, directory)
  } else if (directory) fs.mkdir(inside, { recursive: true, mode: 0o755 })
  else {
    fs.mkdir(parentOf(inside), { recursive: true, mode: 0o755 })
    fs.writeFile(inside, '', { mode: 0o755 })
  }
  return { ...mount, target }
}
function mismatch(container: Container, mount: Planned, directory: boolean): OciError {
  const merged = `/var/lib/docker/overlay2/${container.id}/merged${mount.target}`
  const reason = directory
    ? `create mountpoint for ${mount.target} mount: cannot create subdirectories in ${JSON.stringify(merged)}: not a directory`
    : `mount src=${mount.root ?? ''}, dst=${mount.target}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory`
  return new OciError(
    `error mounting ${JSON.stringify(mount.root ?? '')} to rootfs at ${JSON.stringify(mount.target)}: ${reason}`,
  )
}
