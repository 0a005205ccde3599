/** From flags and arguments to what POST /containers/create takes (parse of container/opts.go). Throws CommandError with Docker's words. */
import type { ContainerCreateRequest, EndpointSettings, HealthConfig, HostConfig } from '../../../api/types/index.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { compactJson } from '../../../base/go/json.ts'
import { quote } from '../../../base/go/quote.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { goError } from '../../framework/go-errors.ts'
import { isCdiName, parseDevice } from '../../opts/device.ts'
import { readEnv, readLabels, toMap } from '../../opts/env.ts'
import { isMac } from '../../opts/ip.ts'
import { absoluteSource, cleanPath, parseVolumeSpec } from '../../opts/mount.ts'
import { attachmentTo, endpointOf, isUserDefined, type NetworkAttachment } from '../../opts/network.ts'
import { parsePorts } from '../../opts/port.ts'
import { parseRestartPolicy } from '../../opts/resources.ts'
import { cut, type DeviceNumber } from '../../opts/validate.ts'

const fail = (message: string): never => {
  throw new CommandError(message)
}

/** -v: anonymous volumes and binds; relative paths of binds become absolute. */
function splitVolumes(
  sys: Sys,
  specs: readonly string[],
): { volumes: Record<string, Record<string, never>>; binds: string[] } {
  const volumes: Record<string, Record<string, never>> = {}
  const binds: string[] = []
  for (const spec of new Set(specs)) {
    const parsed = parseVolumeSpec(spec)
    if (parsed.source === '') {
      volumes[spec] = {}
      continue
    }
    const [host, rest] = cut(spec, ':')
    const relative = parsed.type === 'bind' && host.startsWith('.')
    binds.push(relative ? `${cleanPath(`${sys.cwd()}/${host}`)}:${rest}` : spec)
  }
  return { volumes, binds }
}
function healthcheck(flags: FlagSet): HealthConfig | undefined {
  const command = flags.string('health-cmd')
  const durations = [
    'health-interval',
    'health-timeout',
    'health-retries',
    'health-start-period',
    'health-start-interval',
  ] as const
  const settings = command !== '' || durations.some((name) => flags.number(name) !== 0)
  if (flags.bool('no-healthcheck')) {
    if (settings) fail('--no-healthcheck conflicts with --health-* options')
    return { Test: ['NONE'] }
  }
  if (!settings) return undefined
  for (const name of durations) if (flags.number(name) < 0) fail(`--${name} cannot be negative`)
  return {
    Test: command === '' ? undefined : ['CMD-SHELL', command],
    Interval: flags.number('health-interval') || undefined,
    Timeout: flags.number('health-timeout') || undefined,
    StartPeriod: flags.number('health-start-period') || undefined,
    StartInterval: flags.number('health-start-interval') || undefined,
    Retries: flags.number('health-retries') || undefined,
  }
}
function securityOptions(sys: Sys, values: readonly string[]): { options: string[]; unconfined: boolean } {
  const options: string[] = []
  let unconfined = false
  for (const value of values) {
    let [key, setting, found] = cut(value, '=')
    if (!found && key !== 'no-new-privileges') [key, setting, found] = cut(value, ':')
    if ((!found || setting === '') && key !== 'no-new-privileges') fail(`Invalid --security-opt: ${quote(value)}`)
    if (value === 'systempaths=unconfined') unconfined = true
    else if (key === 'seccomp' && setting !== 'builtin' && setting !== 'unconfined') {
      let profile = ''
      try {
        profile = sys.readText(setting)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        fail(`opening seccomp profile (${setting}) failed: ${goError(error, `open ${setting}`)}`)
      }
      try {
        JSON.parse(profile)
      } catch {
        fail(`compacting json for seccomp profile (${setting}) failed: unexpected end of JSON input`)
      }
      options.push(`seccomp=${compactJson(profile)}`)
    } else options.push(value)
  }
  return { options, unconfined }
}
/** The --network values with --ip, --link and their like applied to the first of them. */
function endpoints(flags: FlagSet): Record<string, Partial<EndpointSettings>> {
  const out: Record<string, Partial<EndpointSettings>> = {}
  const networks = flags.value<NetworkAttachment[]>('network')
  const own = (network: NetworkAttachment): NetworkAttachment => {
    const links = flags.list('link')
    const aliases = flags.list('network-alias')
    const both = (a: boolean, b: boolean, flag: string, what: string): void => {
      if (a && b) fail(`conflicting options: cannot specify both --${flag} and per-network ${what}`)
    }
    both(network.aliases.length > 0, aliases.length > 0, 'network-alias', 'alias')
    both(network.links.length > 0, links.length > 0, 'link', 'links')
    both(network.ipv4 !== '', flags.string('ip') !== '', 'ip', 'IPv4 address')
    both(network.ipv6 !== '', flags.string('ip6') !== '', 'ip6', 'IPv6 address')
    both(network.mac !== '', flags.string('mac-address') !== '', 'mac-address', 'MAC address')
    both(
      network.linkLocalIps.length > 0,
      flags.list('link-local-ip').length > 0,
      'link-local-ip',
      'link-local IP addresses',
    )
    return {
      ...network,
      aliases: aliases.length > 0 ? aliases : network.aliases,
      // On the default bridge links are the container's, elsewhere the endpoint's.
      links: links.length > 0 && isUserDefined(network.target) ? links : network.links,
      ipv4: flags.string('ip') || network.ipv4,
      ipv6: flags.string('ip6') || network.ipv6,
      mac: flags.string('mac-address') || network.mac,
      linkLocalIps: flags.list('link-local-ip').length > 0 ? flags.list('link-local-ip') : network.linkLocalIps,
    }
  }
  if (networks.length === 0) out.default = endpointOf(own(attachmentTo('default')))
  networks.forEach((network, i) => {
    const endpoint = endpointOf(i === 0 ? own(network) : network)
    if (network.target in out) fail(`network ${quote(network.target)} is specified multiple times`)
    // A single network without options is left to the engine.
    if (i === 0 && networks.length === 1 && Object.keys(endpoint).length === 0) return
    out[network.target] = endpoint
  })
  const kinds = new Set(networks.map((network) => isUserDefined(network.target)))
  if (kinds.size > 1) fail('conflicting options: cannot attach both user-defined and non-user-defined network-modes')
  return out
}
const validMode = (mode: string, own: readonly string[]): boolean => mode === '' || own.includes(mode)
const isContainerMode = (mode: string): boolean => /^container:.+/.test(mode)
const orNull = <T>(list: readonly T[]): T[] | null => (list.length > 0 ? [...list] : null)
const throttled = (flags: FlagSet, name: string): { Path: string; Rate: number }[] =>
  flags.value<DeviceNumber[]>(name).map(({ Path, value }) => ({ Path, Rate: value }))

export interface ParsedCreate {
  request: ContainerCreateRequest & { HostConfig: HostConfig }
  cidFile: string
}
export function parseCreate(sys: Sys, flags: FlagSet, image: string, command: readonly string[]): ParsedCreate {
  const attach = flags.list('attach')
  const mac = flags.string('mac-address')
  if (mac !== '' && !isMac(mac.trim())) fail(`${mac} is not a valid mac address`)
  const swappiness = flags.number('memory-swappiness')
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    fail(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  const { volumes, binds } = splitVolumes(sys, flags.list('volume'))
  const ports = parsePorts(flags.list('publish'), flags.list('expose'))
  const cdi = flags.list('device').filter(isCdiName)
  const devices = flags
    .list('device')
    .filter((device) => !isCdiName(device))
    .map(parseDevice)
  const env = readEnv(sys, flags.list('env-file'), flags.list('env'))
  const labels = readLabels(sys, flags.list('label-file'), flags.list('label'))
  const pid = flags.string('pid')
  if (!validMode(pid, ['host', 'private']) && !isContainerMode(pid)) fail('--pid: invalid PID mode')
  if (!validMode(flags.string('uts'), ['host'])) fail('--uts: invalid UTS mode')
  if (!validMode(flags.string('userns'), ['host'])) fail('--userns: invalid USER mode')
  if (!validMode(flags.string('cgroupns'), ['host', 'private'])) fail('--cgroupns: invalid CGROUP mode')
  const restart = parseRestartPolicy(flags.string('restart'))
  const logDriver = flags.string('log-driver')
  const logOptions = flags.list('log-opt')
  if (logDriver === 'none' && logOptions.length > 0) fail(`invalid logging opts for driver ${logDriver}`)
  const security = securityOptions(sys, flags.list('security-opt'))
  for (const option of flags.list('storage-opt')) if (!option.includes('=')) fail('invalid storage option')
  const Healthcheck = healthcheck(flags)
  if (flags.bool('rm') && restart.Name !== '' && restart.Name !== 'no')
    fail('conflicting options: cannot specify both --restart and --rm')
  const tmpfs = Object.fromEntries(flags.list('tmpfs').map((each) => cut(each, ':').slice(0, 2) as [string, string]))
  const stdin = flags.bool('interactive')
  const attachStdin = stdin || attach.includes('stdin')
  const all = attach.length === 0
  const entrypoint = flags.string('entrypoint')
  const gpus = flags.value<HostConfig['DeviceRequests']>('gpus') ?? []
  const networks = endpoints(flags)
  const networkMode = flags.value<NetworkAttachment[]>('network')[0]?.target ?? 'default'
  const mounts = flags.value<HostConfig['Mounts']>('mount') ?? []

  const HostConfig: HostConfig = {
    Binds: orNull(binds),
    ContainerIDFile: flags.string('cidfile'),
    LogConfig: { Type: logDriver, Config: toMap(logOptions) },
    NetworkMode: networkMode,
    PortBindings: ports.bindings,
    RestartPolicy: restart,
    AutoRemove: flags.bool('rm'),
    VolumeDriver: flags.string('volume-driver'),
    VolumesFrom: orNull(flags.list('volumes-from')),
    ConsoleSize: [0, 0],
    Annotations: Object.keys(flags.map('annotation')).length > 0 ? flags.map('annotation') : undefined,
    CapAdd: orNull(flags.list('cap-add')),
    CapDrop: orNull(flags.list('cap-drop')),
    CgroupnsMode: flags.string('cgroupns'),
    Dns: flags.list('dns'),
    DnsOptions: flags.list('dns-option'),
    DnsSearch: flags.list('dns-search'),
    ExtraHosts: orNull(flags.list('add-host')),
    GroupAdd: orNull(flags.list('group-add')),
    IpcMode: flags.string('ipc'),
    Cgroup: '',
    Links: orNull(flags.list('link')),
    OomScoreAdj: flags.number('oom-score-adj'),
    PidMode: pid,
    Privileged: flags.bool('privileged'),
    PublishAllPorts: flags.bool('publish-all'),
    ReadonlyRootfs: flags.bool('read-only'),
    SecurityOpt: orNull(security.options),
    StorageOpt: flags.list('storage-opt').length > 0 ? toMap(flags.list('storage-opt')) : undefined,
    Tmpfs: Object.keys(tmpfs).length > 0 ? tmpfs : undefined,
    UTSMode: flags.string('uts'),
    UsernsMode: flags.string('userns'),
    ShmSize: flags.number('shm-size'),
    Sysctls: Object.keys(flags.map('sysctl')).length > 0 ? flags.map('sysctl') : undefined,
    Runtime: flags.string('runtime') || undefined,
    Isolation: flags.string('isolation'),
    CpuShares: flags.number('cpu-shares'),
    Memory: flags.number('memory'),
    NanoCpus: flags.number('cpus'),
    CgroupParent: flags.string('cgroup-parent'),
    BlkioWeight: flags.number('blkio-weight'),
    BlkioWeightDevice: flags
      .value<DeviceNumber[]>('blkio-weight-device')
      .map(({ Path, value }) => ({ Path, Weight: value })),
    BlkioDeviceReadBps: throttled(flags, 'device-read-bps'),
    BlkioDeviceWriteBps: throttled(flags, 'device-write-bps'),
    BlkioDeviceReadIOps: throttled(flags, 'device-read-iops'),
    BlkioDeviceWriteIOps: throttled(flags, 'device-write-iops'),
    CpuPeriod: flags.number('cpu-period'),
    CpuQuota: flags.number('cpu-quota'),
    CpuRealtimePeriod: flags.number('cpu-rt-period'),
    CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
    CpusetCpus: flags.string('cpuset-cpus'),
    CpusetMems: flags.string('cpuset-mems'),
    Devices: devices,
    DeviceCgroupRules: orNull(flags.list('device-cgroup-rule')),
    DeviceRequests: orNull([
      ...gpus,
      ...(cdi.length > 0 ? [{ Driver: 'cdi', Count: 0, DeviceIDs: cdi, Capabilities: null, Options: null }] : []),
    ]),
    MemoryReservation: flags.number('memory-reservation'),
    MemorySwap: flags.number('memory-swap'),
    MemorySwappiness: swappiness,
    OomKillDisable: flags.bool('oom-kill-disable'),
    PidsLimit: flags.number('pids-limit'),
    Ulimits: flags.value<HostConfig['Ulimits']>('ulimit'),
    CpuCount: flags.number('cpu-count'),
    CpuPercent: flags.number('cpu-percent'),
    IOMaximumIOps: flags.number('io-maxiops'),
    IOMaximumBandwidth: flags.number('io-maxbandwidth'),
    Mounts:
      mounts.length > 0
        ? mounts.map((mount) => ({
            ...mount,
            Source: mount.Source === undefined ? undefined : absoluteSource(mount.Source, sys.cwd()),
          }))
        : undefined,
    MaskedPaths: security.unconfined ? [] : null,
    ReadonlyPaths: security.unconfined ? [] : null,
    Init: flags.changed('init') ? flags.bool('init') : undefined,
  }
  return {
    cidFile: flags.string('cidfile'),
    request: {
      Hostname: flags.string('hostname'),
      Domainname: flags.string('domainname'),
      User: flags.string('user'),
      AttachStdin: attachStdin,
      AttachStdout: all || attach.includes('stdout'),
      AttachStderr: all || attach.includes('stderr'),
      ExposedPorts: Object.keys(ports.exposed).length > 0 ? ports.exposed : undefined,
      Tty: flags.bool('tty'),
      OpenStdin: stdin,
      StdinOnce: stdin && attachStdin,
      Env: env,
      Cmd: command.length > 0 ? [...command] : null,
      Healthcheck,
      Image: image,
      Volumes: volumes,
      WorkingDir: flags.string('workdir'),
      // --entrypoint= takes the image's away.
      Entrypoint: entrypoint !== '' ? [entrypoint] : flags.changed('entrypoint') ? [''] : null,
      MacAddress: networks[networkMode]?.MacAddress,
      OnBuild: null,
      Labels: toMap(labels),
      StopSignal: flags.string('stop-signal') || undefined,
      StopTimeout: flags.changed('stop-timeout') ? flags.number('stop-timeout') : undefined,
      HostConfig,
      NetworkingConfig: { EndpointsConfig: networks },
    },
  }
}
