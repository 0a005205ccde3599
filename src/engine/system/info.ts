/** GET /info (moby daemon/info.go). */
import type { SystemInfo } from '../../api/types/index.ts'
import { rfc3339Nano } from '../time.ts'
import { ENGINE_VERSION, CONTAINERD, RUNC } from './version.ts'
import { RUNC_FEATURES } from './runc-features.ts'

export interface InfoFacts {
  id: string
  containers: { running: number; paused: number; stopped: number }
  images: number
  now: bigint
  listeners: number
  kernelVersion: string
  hostname: string
  cpus: number
  memoryBytes: number
}
const RUNTIME = { path: 'runc', status: { 'org.opencontainers.runtime-spec.features': RUNC_FEATURES } }

export function info(facts: InfoFacts): SystemInfo {
  const { running, paused, stopped } = facts.containers
  return {
    ID: facts.id,
    Containers: running + paused + stopped,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: stopped,
    Images: facts.images,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    KernelMemoryTCP: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: 28 + running * 5,
    OomKillDisable: true,
    NGoroutines: 51 + running * 9,
    SystemTime: rfc3339Nano(facts.now),
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '1',
    NEventsListener: facts.listeners,
    KernelVersion: facts.kernelVersion,
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm) (containerized)',
    OSVersion: '12',
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: null,
    },
    NCPU: facts.cpus,
    MemTotal: facts.memoryBytes,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: facts.hostname,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { 'io.containerd.runc.v2': RUNTIME, runc: RUNTIME },
    DefaultRuntime: 'runc',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: CONTAINERD },
    RuncCommit: { ID: RUNC },
    InitCommit: { ID: '' },
    SecurityOptions: ['name=seccomp,profile=builtin'],
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: {
      Address: '/var/run/docker/containerd/containerd.sock',
      Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
    },
    Warnings: null,
  }
}
