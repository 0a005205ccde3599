/** Containers: api/types/container of moby, in its field order. */
import type { GraphDriverData, HealthConfig, PortBinding, PortMap } from './common.ts'
import type { EndpointSettings, NetworkingConfig } from './networks.ts'

/** `Config` of a container and of an image. */
export interface ContainerConfig {
  Hostname?: string
  Domainname?: string
  User?: string
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  ExposedPorts?: Record<string, Record<string, never>> | null
  Tty?: boolean
  OpenStdin?: boolean
  StdinOnce?: boolean
  Env?: string[] | null
  Cmd?: string[] | null
  Healthcheck?: HealthConfig
  ArgsEscaped?: boolean
  Image?: string
  Volumes?: Record<string, Record<string, never>> | null
  WorkingDir?: string
  Entrypoint?: string[] | null
  NetworkDisabled?: boolean
  MacAddress?: string
  OnBuild?: string[] | null
  Labels?: Record<string, string> | null
  StopSignal?: string
  /** Seconds. */
  StopTimeout?: number
  Shell?: string[]
}

export interface RestartPolicy {
  Name: '' | 'no' | 'always' | 'unless-stopped' | 'on-failure'
  MaximumRetryCount: number
}
export interface LogConfig {
  Type: string
  Config: Record<string, string> | null
}
export interface DeviceMapping {
  PathOnHost: string
  PathInContainer: string
  CgroupPermissions: string
}
export interface DeviceRequest {
  Driver: string
  Count: number
  DeviceIDs: string[] | null
  Capabilities: string[][] | null
  Options: Record<string, string> | null
}
export interface Ulimit {
  Name: string
  Hard: number
  Soft: number
}
export interface Mount {
  Type: 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image'
  Source?: string
  Target: string
  ReadOnly?: boolean
  Consistency?: string
  BindOptions?: {
    Propagation?: string
    NonRecursive?: boolean
    CreateMountpoint?: boolean
    ReadOnlyNonRecursive?: boolean
    ReadOnlyForceRecursive?: boolean
  }
  VolumeOptions?: {
    NoCopy?: boolean
    Labels?: Record<string, string>
    Subpath?: string
    DriverConfig?: { Name?: string; Options?: Record<string, string> }
  }
  ImageOptions?: { Subpath?: string }
  TmpfsOptions?: { SizeBytes?: number; Mode?: number; Options?: string[][] }
}

/** Resources and everything else that belongs to the host. All fields are optional in requests; inspect gives all. */
export interface HostConfig {
  Binds?: string[] | null
  ContainerIDFile?: string
  LogConfig?: LogConfig
  NetworkMode?: string
  PortBindings?: PortMap | null
  RestartPolicy?: RestartPolicy
  AutoRemove?: boolean
  VolumeDriver?: string
  VolumesFrom?: string[] | null
  ConsoleSize?: [height: number, width: number]
  Annotations?: Record<string, string>
  CapAdd?: string[] | null
  CapDrop?: string[] | null
  CgroupnsMode?: string
  Dns?: string[] | null
  DnsOptions?: string[] | null
  DnsSearch?: string[] | null
  ExtraHosts?: string[] | null
  GroupAdd?: string[] | null
  IpcMode?: string
  Cgroup?: string
  Links?: string[] | null
  OomScoreAdj?: number
  PidMode?: string
  Privileged?: boolean
  PublishAllPorts?: boolean
  ReadonlyRootfs?: boolean
  SecurityOpt?: string[] | null
  StorageOpt?: Record<string, string>
  Tmpfs?: Record<string, string>
  UTSMode?: string
  UsernsMode?: string
  ShmSize?: number
  Sysctls?: Record<string, string>
  Runtime?: string
  Isolation?: string
  CpuShares?: number
  Memory?: number
  NanoCpus?: number
  CgroupParent?: string
  BlkioWeight?: number
  BlkioWeightDevice?: { Path: string; Weight: number }[] | null
  BlkioDeviceReadBps?: ThrottleDevice[] | null
  BlkioDeviceWriteBps?: ThrottleDevice[] | null
  BlkioDeviceReadIOps?: ThrottleDevice[] | null
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null
  CpuPeriod?: number
  CpuQuota?: number
  CpuRealtimePeriod?: number
  CpuRealtimeRuntime?: number
  CpusetCpus?: string
  CpusetMems?: string
  Devices?: DeviceMapping[] | null
  DeviceCgroupRules?: string[] | null
  DeviceRequests?: DeviceRequest[] | null
  MemoryReservation?: number
  MemorySwap?: number
  MemorySwappiness?: number | null
  OomKillDisable?: boolean | null
  PidsLimit?: number | null
  Ulimits?: Ulimit[] | null
  CpuCount?: number
  CpuPercent?: number
  IOMaximumIOps?: number
  IOMaximumBandwidth?: number
  Mounts?: Mount[]
  MaskedPaths?: string[] | null
  ReadonlyPaths?: string[] | null
  Init?: boolean | null
}
export interface ThrottleDevice {
  Path: string
  Rate: number
}

/** POST /containers/create: the config with two more members. */
export interface ContainerCreateRequest extends ContainerConfig {
  HostConfig?: HostConfig
  NetworkingConfig?: NetworkingConfig
}
export interface ContainerCreateResponse {
  Id: string
  Warnings: string[]
}

export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
export interface ContainerState {
  Status: ContainerStatus
  Running: boolean
  Paused: boolean
  Restarting: boolean
  OOMKilled: boolean
  Dead: boolean
  Pid: number
  ExitCode: number
  Error: string
  /** RFC 3339 with nanoseconds; "0001-01-01T00:00:00Z" = never. */
  StartedAt: string
  FinishedAt: string
  Health?: Health
}
export interface Health {
  Status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  FailingStreak: number
  Log: HealthcheckResult[] | null
}
export interface HealthcheckResult {
  Start: string
  End: string
  ExitCode: number
  Output: string
}
export interface MountPoint {
  Type: 'bind' | 'volume' | 'tmpfs' | 'image'
  Name?: string
  Source: string
  Destination: string
  Driver?: string
  Mode: string
  RW: boolean
  Propagation: string
}
export interface NetworkSettings {
  Bridge: string
  SandboxID: string
  SandboxKey: string
  Ports: PortMap
  HairpinMode: boolean
  LinkLocalIPv6Address: string
  LinkLocalIPv6PrefixLen: number
  SecondaryIPAddresses: null
  SecondaryIPv6Addresses: null
  EndpointID: string
  Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  IPAddress: string
  IPPrefixLen: number
  IPv6Gateway: string
  MacAddress: string
  Networks: Record<string, EndpointSettings>
}
/** GET /containers/{id}/json */
export interface ContainerInspect {
  Id: string
  Created: string
  Path: string
  Args: string[]
  State: ContainerState
  Image: string
  ResolvConfPath: string
  HostnamePath: string
  HostsPath: string
  LogPath: string
  Name: string
  RestartCount: number
  Driver: string
  Platform: string
  MountLabel: string
  ProcessLabel: string
  AppArmorProfile: string
  ExecIDs: string[] | null
  HostConfig: HostConfig
  GraphDriver: GraphDriverData
  SizeRw?: number
  SizeRootFs?: number
  Mounts: MountPoint[]
  Config: ContainerConfig
  NetworkSettings: NetworkSettings
}
export interface PortSummary {
  IP?: string
  PrivatePort: number
  PublicPort?: number
  Type: 'tcp' | 'udp' | 'sctp'
}
/** An element of GET /containers/json */
export interface ContainerSummary {
  Id: string
  Names: string[]
  Image: string
  ImageID: string
  Command: string
  /** Seconds since the epoch. */
  Created: number
  Ports: PortSummary[]
  SizeRw?: number
  SizeRootFs?: number
  Labels: Record<string, string>
  State: ContainerStatus
  /** "Up 2 minutes (healthy)" */
  Status: string
  HostConfig: { NetworkMode: string; Annotations?: Record<string, string> }
  NetworkSettings: { Networks: Record<string, EndpointSettings> }
  Mounts: MountPoint[]
}
export interface ContainerTopResponse {
  Processes: string[][]
  Titles: string[]
}
/** Kind: 0 changed, 1 added, 2 deleted. */
export interface FilesystemChange {
  Path: string
  Kind: 0 | 1 | 2
}
export interface ContainerWaitResponse {
  StatusCode: number
  Error?: { Message: string }
}
export interface ContainerUpdateRequest extends Pick<
  HostConfig,
  | 'CpuShares'
  | 'Memory'
  | 'NanoCpus'
  | 'CgroupParent'
  | 'BlkioWeight'
  | 'CpuPeriod'
  | 'CpuQuota'
  | 'CpuRealtimePeriod'
  | 'CpuRealtimeRuntime'
  | 'CpusetCpus'
  | 'CpusetMems'
  | 'MemoryReservation'
  | 'MemorySwap'
  | 'MemorySwappiness'
  | 'OomKillDisable'
  | 'PidsLimit'
  | 'Ulimits'
> {
  RestartPolicy?: RestartPolicy
}
export interface ContainerUpdateResponse {
  Warnings: string[] | null
}
export interface ContainersPruneResponse {
  ContainersDeleted: string[] | null
  SpaceReclaimed: number
}
/** X-Docker-Container-Path-Stat: base64 of this as JSON. */
export interface PathStat {
  name: string
  size: number
  /** Go's os.FileMode bits. */
  mode: number
  mtime: string
  linkTarget: string
}
/** POST /commit answers this; so do import and others. */
export interface IdResponse {
  Id: string
}

export interface CpuUsage {
  total_usage: number
  percpu_usage?: number[]
  usage_in_kernelmode: number
  usage_in_usermode: number
}
export interface CpuStats {
  cpu_usage: CpuUsage
  system_cpu_usage?: number
  online_cpus?: number
  throttling_data: { periods: number; throttled_periods: number; throttled_time: number }
}
export interface BlkioEntry {
  major: number
  minor: number
  op: string
  value: number
}
/** One message of GET /containers/{id}/stats */
export interface StatsResponse {
  name: string
  id: string
  read: string
  preread: string
  pids_stats: { current?: number; limit?: number }
  blkio_stats: Record<string, BlkioEntry[] | null>
  num_procs: number
  storage_stats: Record<string, number>
  cpu_stats: CpuStats
  precpu_stats: CpuStats
  memory_stats: { usage?: number; max_usage?: number; stats?: Record<string, number>; limit?: number; failcnt?: number }
  networks?: Record<
    string,
    {
      rx_bytes: number
      rx_packets: number
      rx_errors: number
      rx_dropped: number
      tx_bytes: number
      tx_packets: number
      tx_errors: number
      tx_dropped: number
    }
  >
}
export type { PortBinding, PortMap }
