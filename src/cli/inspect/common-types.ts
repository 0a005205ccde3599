/** Types shared by several objects of the API, as moby declares it: names, order and JSON keys are what templates and JSON output show. See base/go/types.ts for the notation. */
import { declare, type Types } from '../../base/go/types.ts'

const basic = declare(
  'strslice',
  `
StrSlice []string
`,
)
const nat = declare(
  'nat',
  `
Port string
PortBinding struct
    HostIP string HostIp
    HostPort string
PortSet map[Port]struct{}
PortMap map[Port][]PortBinding
`,
)
const storage = declare(
  'storage',
  `
DriverData struct
    Data map[string]string
    Name string
`,
)
const health = declare(
  'v1',
  `
HealthcheckConfig struct
    Test []string ,omitempty
    Interval time.Duration ,omitempty
    Timeout time.Duration ,omitempty
    StartPeriod time.Duration ,omitempty
    StartInterval time.Duration ,omitempty
    Retries int ,omitempty
`,
)
const units = declare(
  'units',
  `
Ulimit struct
    Name string
    Hard int64
    Soft int64
`,
)
const blkiodev = declare(
  'blkiodev',
  `
WeightDevice struct
    Path string
    Weight uint16
ThrottleDevice struct
    Path string
    Rate uint64
`,
)
const mount = declare(
  'mount',
  `
Type string
Mount struct
    Type Type ,omitempty
    Source string ,omitempty
    Target string ,omitempty
    ReadOnly bool ,omitempty
    Consistency Consistency ,omitempty
    BindOptions *BindOptions ,omitempty
    VolumeOptions *VolumeOptions ,omitempty
    ImageOptions *ImageOptions ,omitempty
    TmpfsOptions *TmpfsOptions ,omitempty
Propagation string
Consistency string
BindOptions struct
    Propagation Propagation ,omitempty
    NonRecursive bool ,omitempty
    CreateMountpoint bool ,omitempty
    ReadOnlyNonRecursive bool ,omitempty
    ReadOnlyForceRecursive bool ,omitempty
VolumeOptions struct
    NoCopy bool ,omitempty
    Labels map[string]string ,omitempty
    Subpath string ,omitempty
    DriverConfig *Driver ,omitempty
ImageOptions struct
    Subpath string ,omitempty
Driver struct
    Name string ,omitempty
    Options map[string]string ,omitempty
TmpfsOptions struct
    SizeBytes int64 ,omitempty
    Mode uint32 ,omitempty
    Options [][]string ,omitempty
`,
)
const network = declare(
  'network',
  `
Inspect struct
    Name string
    ID string Id
    Created time.Time
    Scope string
    Driver string
    EnableIPv4 bool
    EnableIPv6 bool
    IPAM IPAM
    Internal bool
    Attachable bool
    Ingress bool
    ConfigFrom ConfigReference
    ConfigOnly bool
    Containers map[string]EndpointResource
    Options map[string]string
    Labels map[string]string
    Peers []PeerInfo ,omitempty
    Services map[string]ServiceInfo ,omitempty
Address struct
    Addr string
    PrefixLen int
PeerInfo struct
    Name string
    IP string
Task struct
    Name string
    EndpointID string
    EndpointIP string
    Info map[string]string
ServiceInfo struct
    VIP string
    Ports []string
    LocalLBIndex int
    Tasks []Task
EndpointResource struct
    Name string
    EndpointID string
    MacAddress string
    IPv4Address string
    IPv6Address string
ConfigReference struct
    Network string
EndpointSettings struct
    IPAMConfig *EndpointIPAMConfig
    Links []string
    Aliases []string
    MacAddress string
    DriverOpts map[string]string
    GwPriority int
    NetworkID string
    EndpointID string
    Gateway string
    IPAddress string
    IPPrefixLen int
    IPv6Gateway string
    GlobalIPv6Address string
    GlobalIPv6PrefixLen int
    DNSNames []string
EndpointIPAMConfig struct
    IPv4Address string ,omitempty
    IPv6Address string ,omitempty
    LinkLocalIPs []string ,omitempty
IPAM struct
    Driver string
    Options map[string]string
    Config []IPAMConfig
IPAMConfig struct
    Subnet string ,omitempty
    IPRange string ,omitempty
    Gateway string ,omitempty
    AuxAddress map[string]string AuxiliaryAddresses,omitempty
`,
)
/** By the names that declarations of other packages use. */
const qualified = (pkg: string, types: Types): Types =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [`${pkg}.${name}`, type]))
export const COMMON: Types = {
  StrSlice: basic.StrSlice!,
  PortSet: nat.PortSet!,
  PortMap: nat.PortMap!,
  HealthConfig: health.HealthcheckConfig!,
  Ulimit: units.Ulimit!,
  ...qualified('storage', storage),
  ...qualified('blkiodev', blkiodev),
  ...qualified('mount', mount),
  ...qualified('network', network),
}
export const NETWORK_INSPECT = network.Inspect!
