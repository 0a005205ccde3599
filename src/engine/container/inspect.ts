/** GET /containers/{id}/json (moby daemon/inspect.go). */
import type { ContainerInspect, ContainerState, EndpointSettings, NetworkSettings } from '../../api/types/index.ts'
import { sorted } from '../go.ts'
import { layerDirectory, OVERLAY } from '../image/inspect.ts'
import { cacheId, chain, chainSize } from '../layer/layers.ts'
import { rfc3339Nano } from '../time.ts'
import type { Container } from './container.ts'
import { statusOf } from './container.ts'
import type { ContainerContext } from './context.ts'
import { containerDirectory, etcPaths } from './etc-files.ts'

export function inspectContainer(ctx: ContainerContext, term: string, size: boolean): ContainerInspect {
  const container = ctx.containers.get(term)
  const paths = etcPaths(container.id)
  const started = container.everStarted
  const shared = container.hostConfig.NetworkMode?.startsWith('container:') ?? false
  return {
    Id: container.id,
    Created: rfc3339Nano(container.created),
    Path: container.path,
    Args: container.args,
    State: stateOf(container),
    Image: container.imageId,
    ResolvConfPath: started && !shared ? paths.resolv : '',
    HostnamePath: started && !shared ? paths.hostname : '',
    HostsPath: started && !shared ? paths.hosts : '',
    LogPath:
      started && (container.hostConfig.LogConfig?.Type ?? 'json-file') === 'json-file'
        ? `${containerDirectory(container.id)}/${container.id}-json.log`
        : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execs.size ? [...container.execs.keys()] : null,
    HostConfig: container.hostConfig,
    GraphDriver: { Data: graphData(ctx, container), Name: 'overlay2' },
    ...(size ? { SizeRw: container.rootfs.changedBytes(), SizeRootFs: rootSize(ctx, container) } : {}),
    Mounts: container.mounts.map((mount) => mount.point),
    Config: container.config,
    NetworkSettings: networkSettings(container),
  }
}
/** Bytes of the image and of what the container added. */
export function rootSize(ctx: ContainerContext, container: Container): number {
  const image = ctx.image.images.images.get(container.imageId)
  return chainSize(image?.top ?? null) + container.rootfs.changedBytes()
}
function stateOf(container: Container): ContainerState {
  const { state, health } = container
  return {
    Status: statusOf(state),
    Running: state.running,
    Paused: state.paused,
    Restarting: state.restarting,
    OOMKilled: state.oomKilled,
    Dead: state.dead,
    Pid: state.pid,
    ExitCode: state.exitCode,
    Error: state.error,
    StartedAt: rfc3339Nano(state.startedAt),
    FinishedAt: rfc3339Nano(state.finishedAt),
    ...(health ? { Health: { Status: health.status, FailingStreak: health.failingStreak, Log: [...health.log] } } : {}),
  }
}
export const containerCacheId = (id: string): string => cacheId(`container ${id}`)
function graphData(ctx: ContainerContext, container: Container): Record<string, string> {
  const directory = `${OVERLAY}/${containerCacheId(container.id)}`
  const image = ctx.image.images.images.get(container.imageId)
  const lower = chain(image?.top ?? null)
    .reverse()
    .map((layer) => `${layerDirectory(layer)}/diff`)
  return {
    ID: container.id,
    LowerDir: [`${directory}-init/diff`, ...lower].join(':'),
    MergedDir: `${directory}/merged`,
    UpperDir: `${directory}/diff`,
    WorkDir: `${directory}/work`,
  }
}
/** Networks by name, as a Go map in JSON. */
export function endpointSettings(container: Container): Record<string, EndpointSettings> {
  return sorted(Object.fromEntries([...container.attachments].map(([name, { settings }]) => [name, { ...settings }])))
}
function networkSettings(container: Container): NetworkSettings {
  // The fields of the default bridge are repeated at the top.
  const bridge = container.attachments.get('bridge')?.settings
  return {
    Bridge: '',
    SandboxID: container.sandboxId,
    SandboxKey: container.sandboxId ? `/var/run/docker/netns/${sandboxKey(container)}` : '',
    Ports: container.ports,
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.EndpointID ?? '',
    Gateway: bridge?.Gateway ?? '',
    GlobalIPv6Address: bridge?.GlobalIPv6Address ?? '',
    GlobalIPv6PrefixLen: bridge?.GlobalIPv6PrefixLen ?? 0,
    IPAddress: bridge?.IPAddress ?? '',
    IPPrefixLen: bridge?.IPPrefixLen ?? 0,
    IPv6Gateway: bridge?.IPv6Gateway ?? '',
    MacAddress: bridge?.MacAddress ?? '',
    Networks: endpointSettings(container),
  }
}
const sandboxKey = (container: Container): string =>
  container.hostConfig.NetworkMode === 'host' ? 'default' : container.sandboxId.slice(0, 12)
