/** The engine: version, information, events; volumes, as moby declares it: names, order and JSON keys are what templates and JSON output show. See base/go/types.ts for the notation. */
import { declare } from '../../base/go/types.ts'

const volume = declare(
  'volume',
  `
Volume struct
    CreatedAt string CreatedAt,omitempty
    Driver string
    Labels map[string]string
    Mountpoint string
    Name string
    Options map[string]string
    Scope string
    Status map[string]any Status,omitempty
    UsageData *UsageData UsageData,omitempty
UsageData struct
    RefCount int64
    Size int64
`,
)
export const VOLUME = volume.Volume!

const swarm = declare(
  'swarm',
  `
LocalNodeState string
Peer struct
    NodeID string
    Addr string
Info struct
    NodeID string
    NodeAddr string
    LocalNodeState LocalNodeState
    ControlAvailable bool
    Error string
    RemoteManagers []Peer
    Nodes int ,omitempty
    Managers int ,omitempty
    Warnings []string ,omitempty
GenericResource struct
`,
)
const registry = declare(
  'registry',
  `
IndexInfo struct
    Name string
    Mirrors []string
    Secure bool
    Official bool
ServiceConfig struct
    InsecureRegistryCIDRs []string
    IndexConfigs map[string]*IndexInfo
    Mirrors []string
`,
)
const isolation = declare(
  'container',
  `
Isolation string
`,
)
const system = declare(
  'system',
  `
Info struct
    ID string
    Containers int
    ContainersRunning int
    ContainersPaused int
    ContainersStopped int
    Images int
    Driver string
    DriverStatus [][2]string
    SystemStatus [][2]string ,omitempty
    Plugins PluginsInfo
    MemoryLimit bool
    SwapLimit bool
    KernelMemory bool ,omitempty
    KernelMemoryTCP bool ,omitempty
    CPUCfsPeriod bool CpuCfsPeriod
    CPUCfsQuota bool CpuCfsQuota
    CPUShares bool
    CPUSet bool
    PidsLimit bool
    IPv4Forwarding bool
    Debug bool
    NFd int
    OomKillDisable bool
    NGoroutines int
    SystemTime string
    LoggingDriver string
    CgroupDriver string
    CgroupVersion string ,omitempty
    NEventsListener int
    KernelVersion string
    OperatingSystem string
    OSVersion string
    OSType string
    Architecture string
    IndexServerAddress string
    RegistryConfig *registry.ServiceConfig
    NCPU int
    MemTotal int64
    GenericResources []swarm.GenericResource
    DockerRootDir string
    HTTPProxy string HttpProxy
    HTTPSProxy string HttpsProxy
    NoProxy string
    Name string
    Labels []string
    ExperimentalBuild bool
    ServerVersion string
    Runtimes map[string]RuntimeWithStatus
    DefaultRuntime string
    Swarm swarm.Info
    LiveRestoreEnabled bool
    Isolation container.Isolation
    InitBinary string
    ContainerdCommit Commit
    RuncCommit Commit
    InitCommit Commit
    SecurityOptions []string
    ProductLicense string ,omitempty
    DefaultAddressPools []NetworkAddressPool ,omitempty
    FirewallBackend *FirewallInfo FirewallBackend,omitempty
    CDISpecDirs []string
    DiscoveredDevices []DeviceInfo ,omitempty
    Containerd *ContainerdInfo ,omitempty
    Warnings []string
ContainerdInfo struct
    Address string ,omitempty
    Namespaces ContainerdNamespaces
ContainerdNamespaces struct
    Containers string
    Plugins string
PluginsInfo struct
    Volume []string
    Network []string
    Authorization []string
    Log []string
Commit struct
    ID string
    Expected string ,omitempty
NetworkAddressPool struct
    Base string
    Size int
FirewallInfo struct
    Driver string
    Info [][2]string Info,omitempty
DeviceInfo struct
    Source string
    ID string
Runtime struct
    Path string path,omitempty
    Args []string runtimeArgs,omitempty
    Type string runtimeType,omitempty
    Options map[string]any options,omitempty
RuntimeWithStatus struct
    Runtime
    Status map[string]string status,omitempty
`,
  {
    'swarm.Info': swarm.Info!,
    'swarm.GenericResource': swarm.GenericResource!,
    'registry.ServiceConfig': registry.ServiceConfig!,
    'container.Isolation': isolation.Isolation!,
  },
)
export const SYSTEM_INFO = system.Info!

const types = declare(
  'types',
  `
platform struct
    Name string
ComponentVersion struct
    Name string
    Version string
    Details map[string]string ,omitempty
Version struct
    Platform platform ,omitempty
    Components []ComponentVersion ,omitempty
    Version string
    APIVersion string ApiVersion
    MinAPIVersion string MinAPIVersion,omitempty
    GitCommit string
    GoVersion string
    Os string
    Arch string
    KernelVersion string ,omitempty
    Experimental bool ,omitempty
    BuildTime string ,omitempty
`,
)
export const SERVER_VERSION = types.Version!
export const COMPONENT_VERSION = types.ComponentVersion!

const events = declare(
  'events',
  `
Type string
Action string
Actor struct
    ID string
    Attributes map[string]string
Message struct
    Status string status,omitempty
    ID string id,omitempty
    From string from,omitempty
    Type Type
    Action Action
    Actor Actor
    Scope string scope,omitempty
    Time int64 time,omitempty
    TimeNano int64 timeNano,omitempty
`,
)
export const EVENT_MESSAGE = events.Message!
