/** Containers, as moby declares it: names, order and JSON keys are what templates and JSON output show. See base/go/types.ts for the notation. */
import { declare } from '../../base/go/types.ts'
import { COMMON } from './common-types.ts'

const container = declare(
  'container',
  `
MountPoint struct
    Type mount.Type ,omitempty
    Name string ,omitempty
    Source string
    Destination string
    Driver string ,omitempty
    Mode string
    RW bool
    Propagation mount.Propagation
State struct
    Status ContainerState
    Running bool
    Paused bool
    Restarting bool
    OOMKilled bool
    Dead bool
    Pid int
    ExitCode int
    Error string
    StartedAt string
    FinishedAt string
    Health *Health ,omitempty
ContainerJSONBase struct
    ID string Id
    Created string
    Path string
    Args []string
    State *State
    Image string
    ResolvConfPath string
    HostnamePath string
    HostsPath string
    LogPath string
    Name string
    RestartCount int
    Driver string
    Platform string
    MountLabel string
    ProcessLabel string
    AppArmorProfile string
    ExecIDs []string
    HostConfig *HostConfig
    GraphDriver storage.DriverData
    SizeRw *int64 ,omitempty
    SizeRootFs *int64 ,omitempty
InspectResponse struct
    *ContainerJSONBase
    Mounts []MountPoint
    Config *Config
    NetworkSettings *NetworkSettings
Config struct
    Hostname string
    Domainname string
    User string
    AttachStdin bool
    AttachStdout bool
    AttachStderr bool
    ExposedPorts PortSet ,omitempty
    Tty bool
    OpenStdin bool
    StdinOnce bool
    Env []string
    Cmd StrSlice
    Healthcheck *HealthConfig ,omitempty
    ArgsEscaped bool ,omitempty
    Image string
    Volumes map[string]struct{}
    WorkingDir string
    Entrypoint StrSlice
    NetworkDisabled bool ,omitempty
    MacAddress string ,omitempty
    OnBuild []string
    Labels map[string]string
    StopSignal string ,omitempty
    StopTimeout *int ,omitempty
    Shell StrSlice ,omitempty
ContainerState string
HealthStatus string
Health struct
    Status HealthStatus
    FailingStreak int
    Log []*HealthcheckResult
HealthcheckResult struct
    Start time.Time
    End time.Time
    ExitCode int
    Output string
CgroupnsMode string
Isolation string
IpcMode string
NetworkMode string
UsernsMode string
CgroupSpec string
UTSMode string
PidMode string
DeviceRequest struct
    Driver string
    Count int
    DeviceIDs []string
    Capabilities [][]string
    Options map[string]string
DeviceMapping struct
    PathOnHost string
    PathInContainer string
    CgroupPermissions string
RestartPolicy struct
    Name RestartPolicyMode
    MaximumRetryCount int
RestartPolicyMode string
LogConfig struct
    Type string
    Config map[string]string
Resources struct
    CPUShares int64 CpuShares
    Memory int64
    NanoCPUs int64 NanoCpus
    CgroupParent string
    BlkioWeight uint16
    BlkioWeightDevice []*blkiodev.WeightDevice
    BlkioDeviceReadBps []*blkiodev.ThrottleDevice
    BlkioDeviceWriteBps []*blkiodev.ThrottleDevice
    BlkioDeviceReadIOps []*blkiodev.ThrottleDevice
    BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice
    CPUPeriod int64 CpuPeriod
    CPUQuota int64 CpuQuota
    CPURealtimePeriod int64 CpuRealtimePeriod
    CPURealtimeRuntime int64 CpuRealtimeRuntime
    CpusetCpus string
    CpusetMems string
    Devices []DeviceMapping
    DeviceCgroupRules []string
    DeviceRequests []DeviceRequest
    KernelMemory int64 ,omitempty
    KernelMemoryTCP int64 ,omitempty
    MemoryReservation int64
    MemorySwap int64
    MemorySwappiness *int64
    OomKillDisable *bool
    PidsLimit *int64
    Ulimits []*Ulimit
    CPUCount int64 CpuCount
    CPUPercent int64 CpuPercent
    IOMaximumIOps uint64
    IOMaximumBandwidth uint64
HostConfig struct
    Binds []string
    ContainerIDFile string
    LogConfig LogConfig
    NetworkMode NetworkMode
    PortBindings PortMap
    RestartPolicy RestartPolicy
    AutoRemove bool
    VolumeDriver string
    VolumesFrom []string
    ConsoleSize [2]uint
    Annotations map[string]string ,omitempty
    CapAdd StrSlice
    CapDrop StrSlice
    CgroupnsMode CgroupnsMode
    DNS []string Dns
    DNSOptions []string DnsOptions
    DNSSearch []string DnsSearch
    ExtraHosts []string
    GroupAdd []string
    IpcMode IpcMode
    Cgroup CgroupSpec
    Links []string
    OomScoreAdj int
    PidMode PidMode
    Privileged bool
    PublishAllPorts bool
    ReadonlyRootfs bool
    SecurityOpt []string
    StorageOpt map[string]string ,omitempty
    Tmpfs map[string]string ,omitempty
    UTSMode UTSMode
    UsernsMode UsernsMode
    ShmSize int64
    Sysctls map[string]string ,omitempty
    Runtime string ,omitempty
    Isolation Isolation
    Resources
    Mounts []mount.Mount ,omitempty
    MaskedPaths []string
    ReadonlyPaths []string
    Init *bool ,omitempty
NetworkSettings struct
    NetworkSettingsBase
    DefaultNetworkSettings
    Networks map[string]*network.EndpointSettings
NetworkSettingsBase struct
    Bridge string
    SandboxID string
    SandboxKey string
    Ports PortMap
    HairpinMode bool
    LinkLocalIPv6Address string
    LinkLocalIPv6PrefixLen int
    SecondaryIPAddresses []network.Address
    SecondaryIPv6Addresses []network.Address
DefaultNetworkSettings struct
    EndpointID string
    Gateway string
    GlobalIPv6Address string
    GlobalIPv6PrefixLen int
    IPAddress string
    IPPrefixLen int
    IPv6Gateway string
    MacAddress string
`,
  COMMON,
)
export const CONTAINER_INSPECT = container.InspectResponse!
/** `Config` of a container. */
export const CONTAINER_CONFIG = container.Config!
