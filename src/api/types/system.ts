/** System: version, info, disk usage. */
import type { ContainerSummary } from './containers.ts'
import type { ImageSummary } from './images.ts'
import type { Volume } from './volumes.ts'

export interface VersionResponse {
  Platform: { Name: string }
  Components: { Name: string; Version: string; Details: Record<string, string> }[]
  Version: string
  ApiVersion: string
  MinAPIVersion: string
  GitCommit: string
  GoVersion: string
  Os: string
  Arch: string
  KernelVersion: string
  BuildTime: string
}
export interface SystemInfo {
  ID: string
  Containers: number
  ContainersRunning: number
  ContainersPaused: number
  ContainersStopped: number
  Images: number
  Driver: string
  DriverStatus: [string, string][]
  Plugins: { Volume: string[]; Network: string[]; Authorization: string[] | null; Log: string[] }
  MemoryLimit: boolean
  SwapLimit: boolean
  KernelMemoryTCP?: boolean
  CpuCfsPeriod: boolean
  CpuCfsQuota: boolean
  CPUShares: boolean
  CPUSet: boolean
  PidsLimit: boolean
  IPv4Forwarding: boolean
  Debug: boolean
  NFd: number
  OomKillDisable: boolean
  NGoroutines: number
  SystemTime: string
  LoggingDriver: string
  CgroupDriver: string
  CgroupVersion: string
  NEventsListener: number
  KernelVersion: string
  OperatingSystem: string
  OSVersion: string
  OSType: string
  Architecture: string
  IndexServerAddress: string
  RegistryConfig: {
    IndexConfigs: Record<string, { Mirrors: string[]; Name: string; Official: boolean; Secure: boolean }>
    InsecureRegistryCIDRs: string[]
    Mirrors: string[] | null
  }
  NCPU: number
  MemTotal: number
  GenericResources: null
  DockerRootDir: string
  HttpProxy: string
  HttpsProxy: string
  NoProxy: string
  Name: string
  Labels: string[]
  ExperimentalBuild: boolean
  ServerVersion: string
  Runtimes: Record<string, { path: string; runtimeArgs?: string[]; status?: Record<string, string> }>
  DefaultRuntime: string
  Swarm: {
    NodeID: string
    NodeAddr: string
    LocalNodeState: string
    ControlAvailable: boolean
    Error: string
    RemoteManagers: null
  }
  LiveRestoreEnabled: boolean
  Isolation: string
  InitBinary: string
  ContainerdCommit: { ID: string }
  RuncCommit: { ID: string }
  InitCommit: { ID: string }
  SecurityOptions: string[]
  FirewallBackend?: { Driver: string }
  CDISpecDirs: string[]
  Containerd?: { Address: string; Namespaces: { Containers: string; Plugins: string } }
  Warnings: string[] | null
}
export interface BuildCacheRecord {
  ID: string
  Parents?: string[]
  Type: string
  Description: string
  InUse: boolean
  Shared: boolean
  Size: number
  CreatedAt: string
  LastUsedAt: string | null
  UsageCount: number
}
/** GET /system/df; a member is missing when `type` asks for others. */
export interface DiskUsage {
  LayersSize: number
  Images: ImageSummary[] | null
  Containers: ContainerSummary[] | null
  Volumes: Volume[] | null
  BuildCache: BuildCacheRecord[] | null
}
