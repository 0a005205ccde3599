/**
 * The mounts of a new container (moby daemon/volumes.go registerMountPoints, create_unix.go): --volumes-from, -v, --mount, then VOLUMEs of the
 * image; volumes are made and, when new and empty, filled with what the image has at the place.
 */
import { isDir } from '../../base/abi/files.ts'
import { randomId } from '../../base/rng.ts'
import type { ContainerConfig, HostConfig } from '../../api/types/index.ts'
import { invalid, messageOf } from '../../api/types/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import { cleanPath, secureJoin } from '../host.ts'
import { createVolume, volumePath } from '../volume/store.ts'
import type { Container, ContainerMount } from './container.ts'
import type { ContainerContext } from './context.ts'
import type { MountSpec } from './mount-spec.ts'
import { checkTmpfs, parseBind, parseMount } from './mount-spec.ts'

/** Checks everything that can be checked without making anything. */
export function parseMountSpecs(ctx: ContainerContext, hostConfig: HostConfig): MountSpec[] {
  const specs: MountSpec[] = []
  const seen = new Set<string>()
  const add = (spec: MountSpec): void => {
    if (seen.has(spec.target) || hasTmpfs(hostConfig, spec.target))
      throw invalid(`Duplicate mount point: ${spec.target}`)
    seen.add(spec.target)
    specs.push(spec)
  }
  for (const [target, options] of Object.entries(hostConfig.Tmpfs ?? {})) checkTmpfs(target, options)
  for (const raw of hostConfig.Binds ?? []) add(parseBind(raw))
  for (const mount of hostConfig.Mounts ?? []) add(parseMount(mount, (path) => ctx.host.exists(path)))
  return specs
}
const hasTmpfs = (hostConfig: HostConfig, target: string): boolean =>
  Object.keys(hostConfig.Tmpfs ?? {}).some((path) => cleanPath(path) === target)

export function registerMounts(
  ctx: ContainerContext,
  options: { config: ContainerConfig; hostConfig: HostConfig; specs: readonly MountSpec[]; rootfs: TreeFileSystem },
): ContainerMount[] {
  const { config, hostConfig, specs, rootfs } = options
  const mounts = new Map<string, ContainerMount>()
  for (const from of hostConfig.VolumesFrom ?? []) {
    for (const mount of volumesFrom(ctx, from)) mounts.set(mount.point.Destination, mount)
  }
  for (const spec of specs) mounts.set(spec.target, mountOf(ctx, spec))
  for (const target of Object.keys(config.Volumes ?? {}).sort()) {
    const clean = target.startsWith('/') ? cleanPath(target) : target
    if (mounts.has(clean) || hasTmpfs(hostConfig, clean)) continue
    const place = secureJoin(rootfs, cleanPath(`/${target}`))
    if (rootfs.exists(place) && !isDir(rootfs.stat(place))) {
      throw invalid(`cannot mount volume over existing file, file exists ${place}`)
    }
    const volume = createVolume(ctx.volume, {})
    mounts.set(clean, {
      point: {
        Type: 'volume',
        Name: volume.name,
        Source: volumePath(volume.name),
        Destination: clean,
        Driver: 'local',
        Mode: '',
        RW: true,
        Propagation: '',
      },
      anonymous: true,
    })
  }
  const all = [...mounts.values()]
  for (const mount of all) populate(ctx, mount, rootfs)
  return all
}
function mountOf(ctx: ContainerContext, spec: MountSpec): ContainerMount {
  const common = { Destination: spec.target, RW: !spec.readOnly }
  if (spec.type === 'bind') {
    return {
      point: { Type: 'bind', Source: spec.source, ...common, Mode: spec.mode, Propagation: spec.propagation },
      createSource: spec.createSource,
    }
  }
  if (spec.type === 'tmpfs') {
    return { point: { Type: 'tmpfs', Source: '', ...common, Mode: '', Propagation: '' }, tmpfs: spec.tmpfs }
  }
  const anonymous = spec.source === ''
  const volume = createVolume(ctx.volume, {
    name: anonymous ? randomId(ctx.rng) : spec.source,
    driver: spec.driver,
    options: spec.driverOptions,
    labels: anonymous ? { 'com.docker.volume.anonymous': '', ...spec.labels } : spec.labels,
  })
  return {
    point: {
      Type: 'volume',
      Name: volume.name,
      Source: volumePath(volume.name),
      Destination: spec.target,
      Driver: 'local',
      Mode: spec.mode || 'z',
      RW: !spec.readOnly,
      Propagation: '',
    },
    noCopy: spec.noCopy,
    anonymous,
    ...(spec.subpath ? { subpath: spec.subpath } : {}),
  }
}
/** "name" or "name:ro". */
function volumesFrom(ctx: ContainerContext, from: string): ContainerMount[] {
  const [name = '', mode = ''] = from.split(':')
  if (name === '') throw invalid(`invalid volumes-from specification: ${from}`)
  if (!['', 'ro', 'rw', 'z', 'Z'].includes(mode)) throw invalid(`invalid mode: ${mode}`)
  let other: Container
  try {
    other = ctx.containers.get(name)
  } catch (error) {
    throw invalid(messageOf(error))
  }
  return other.mounts.map((mount) => ({
    ...mount,
    createSource: false,
    anonymous: false,
    noCopy: true,
    point: {
      ...mount.point,
      Mode: mode || mount.point.Mode,
      RW: mount.point.RW && mode !== 'ro',
    },
  }))
}
/** A volume that is empty gets a copy of the image's directory, with its owner and mode. */
function populate(ctx: ContainerContext, mount: ContainerMount, rootfs: TreeFileSystem): void {
  const { point } = mount
  if (point.Type !== 'volume' || mount.noCopy || mount.subpath || !point.Name) return
  if (ctx.volume.volumes.get(point.Name)?.options) return
  const place = secureJoin(rootfs, cleanPath(`/${point.Destination}`))
  if (!rootfs.exists(place) || !isDir(rootfs.stat(place))) return
  if (ctx.host.readdir(point.Source).length) return
  ctx.host.apply(point.Source, rootfs.entries(place))
}
