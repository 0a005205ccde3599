/** Networks and endpoints: api/types/network of moby. */
export interface EndpointIpamConfig {
  IPv4Address?: string
  IPv6Address?: string
  LinkLocalIPs?: string[]
}
export interface EndpointSettings {
  IPAMConfig: EndpointIpamConfig | null
  Links: string[] | null
  Aliases: string[] | null
  MacAddress: string
  DriverOpts: Record<string, string> | null
  GwPriority: number
  NetworkID: string
  EndpointID: string
  Gateway: string
  IPAddress: string
  IPPrefixLen: number
  IPv6Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  DNSNames: string[] | null
}
export interface NetworkingConfig {
  EndpointsConfig?: Record<string, Partial<EndpointSettings> | null> | null
}
export interface IpamConfig {
  Subnet?: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}
export interface Ipam {
  Driver: string
  Options: Record<string, string> | null
  Config: IpamConfig[] | null
}
export interface EndpointResource {
  Name: string
  EndpointID: string
  MacAddress: string
  IPv4Address: string
  IPv6Address: string
}
/** GET /networks/{id}, and an element of GET /networks (there Containers is {}). */
export interface NetworkInspect {
  Name: string
  Id: string
  Created: string
  Scope: 'local' | 'swarm' | 'global'
  Driver: string
  EnableIPv4: boolean
  EnableIPv6: boolean
  IPAM: Ipam
  Internal: boolean
  Attachable: boolean
  Ingress: boolean
  ConfigFrom: { Network: string }
  ConfigOnly: boolean
  Containers: Record<string, EndpointResource>
  Options: Record<string, string> | null
  Labels: Record<string, string> | null
}
export interface NetworkCreateRequest {
  Name: string
  Driver?: string
  Scope?: string
  EnableIPv4?: boolean
  EnableIPv6?: boolean
  IPAM?: Partial<Ipam>
  Internal?: boolean
  Attachable?: boolean
  Ingress?: boolean
  ConfigOnly?: boolean
  ConfigFrom?: { Network: string }
  Options?: Record<string, string> | null
  Labels?: Record<string, string> | null
}
export interface NetworkCreateResponse {
  Id: string
  Warning: string
}
export interface NetworkConnectRequest {
  Container: string
  EndpointConfig?: Partial<EndpointSettings> | null
}
export interface NetworkDisconnectRequest {
  Container: string
  Force?: boolean
}
export interface NetworksPruneResponse {
  NetworksDeleted: string[] | null
}
