/**
 * HostConfig: defaults, and the order in which inspect shows it (moby daemon_unix.go adaptContainerSettings). What is refused is in
 * host-config-check.ts.
 */
import type { HostConfig, PortMap } from '../../api/types/index.ts'
import { sorted } from '../go.ts'

const MASKED = [
  ...['/proc/asound', '/proc/acpi', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats'],
  ...['/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug', '/proc/scsi', '/sys/firmware'],
  '/sys/devices/virtual/powercap',
]
const READONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']
const DEFAULT_SHM = 64 * 1024 * 1024

/** All fields, in the engine's order. Optional ones that are unset are left out, as `omitempty` does. */
export function fullHostConfig(asked: HostConfig): HostConfig {
  const h = asked
  const privileged = h.Privileged ?? false
  const memory = h.Memory ?? 0
  return {
    Binds: h.Binds?.length ? h.Binds : null,
    ContainerIDFile: h.ContainerIDFile ?? '',
    LogConfig: { Type: h.LogConfig?.Type || 'json-file', Config: sorted(h.LogConfig?.Config ?? {}) },
    NetworkMode: !h.NetworkMode || h.NetworkMode === 'default' ? 'bridge' : h.NetworkMode,
    PortBindings: h.PortBindings ? portMap(h.PortBindings) : {},
    RestartPolicy: {
      Name: h.RestartPolicy?.Name || 'no',
      MaximumRetryCount: h.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    AutoRemove: h.AutoRemove ?? false,
    VolumeDriver: h.VolumeDriver ?? '',
    VolumesFrom: h.VolumesFrom?.length ? h.VolumesFrom : null,
    ConsoleSize: h.ConsoleSize ?? [0, 0],
    ...(h.Annotations && Object.keys(h.Annotations).length ? { Annotations: sorted(h.Annotations) } : {}),
    CapAdd: h.CapAdd?.length ? normaliseCapabilities(h.CapAdd) : null,
    CapDrop: h.CapDrop?.length ? normaliseCapabilities(h.CapDrop) : null,
    CgroupnsMode: h.CgroupnsMode || 'host',
    Dns: h.Dns ?? null,
    DnsOptions: h.DnsOptions ?? null,
    DnsSearch: h.DnsSearch ?? null,
    ExtraHosts: h.ExtraHosts ?? null,
    GroupAdd: h.GroupAdd ?? null,
    IpcMode: h.IpcMode || 'private',
    Cgroup: h.Cgroup ?? '',
    Links: h.Links?.length ? h.Links : null,
    OomScoreAdj: h.OomScoreAdj ?? 0,
    PidMode: h.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: h.PublishAllPorts ?? false,
    ReadonlyRootfs: h.ReadonlyRootfs ?? false,
    SecurityOpt: h.SecurityOpt ?? (privileged ? ['label=disable'] : null),
    ...(h.StorageOpt && Object.keys(h.StorageOpt).length ? { StorageOpt: sorted(h.StorageOpt) } : {}),
    ...(h.Tmpfs && Object.keys(h.Tmpfs).length ? { Tmpfs: sorted(h.Tmpfs) } : {}),
    UTSMode: h.UTSMode ?? '',
    UsernsMode: h.UsernsMode ?? '',
    ShmSize: h.ShmSize || DEFAULT_SHM,
    ...(h.Sysctls && Object.keys(h.Sysctls).length ? { Sysctls: sorted(h.Sysctls) } : {}),
    Runtime: h.Runtime || 'runc',
    Isolation: h.Isolation ?? '',
    CpuShares: h.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: h.NanoCpus ?? 0,
    CgroupParent: h.CgroupParent ?? '',
    BlkioWeight: h.BlkioWeight ?? 0,
    BlkioWeightDevice: h.BlkioWeightDevice ?? null,
    BlkioDeviceReadBps: h.BlkioDeviceReadBps ?? null,
    BlkioDeviceWriteBps: h.BlkioDeviceWriteBps ?? null,
    BlkioDeviceReadIOps: h.BlkioDeviceReadIOps ?? null,
    BlkioDeviceWriteIOps: h.BlkioDeviceWriteIOps ?? null,
    CpuPeriod: h.CpuPeriod ?? 0,
    CpuQuota: h.CpuQuota ?? 0,
    CpuRealtimePeriod: h.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: h.CpuRealtimeRuntime ?? 0,
    CpusetCpus: h.CpusetCpus ?? '',
    CpusetMems: h.CpusetMems ?? '',
    Devices: h.Devices ?? null,
    DeviceCgroupRules: h.DeviceCgroupRules ?? null,
    DeviceRequests: h.DeviceRequests ?? null,
    MemoryReservation: h.MemoryReservation ?? 0,
    // Without --memory-swap a container may swap as much again.
    MemorySwap: h.MemorySwap || (memory > 0 ? memory * 2 : 0),
    MemorySwappiness: h.MemorySwappiness === -1 ? null : (h.MemorySwappiness ?? null),
    OomKillDisable: h.OomKillDisable ?? false,
    PidsLimit: h.PidsLimit && h.PidsLimit > 0 ? h.PidsLimit : null,
    Ulimits: h.Ulimits?.length ? h.Ulimits : null,
    CpuCount: h.CpuCount ?? 0,
    CpuPercent: h.CpuPercent ?? 0,
    IOMaximumIOps: h.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: h.IOMaximumBandwidth ?? 0,
    ...(h.Mounts?.length ? { Mounts: h.Mounts } : {}),
    MaskedPaths: privileged ? null : (h.MaskedPaths ?? MASKED),
    ReadonlyPaths: privileged ? null : (h.ReadonlyPaths ?? READONLY),
    ...(h.Init === undefined || h.Init === null ? {} : { Init: h.Init }),
  }
}
const portMap = (ports: PortMap): PortMap =>
  sorted(
    Object.fromEntries(
      Object.entries(ports).map(([spec, bindings]) => [
        spec,
        bindings?.map((binding) => ({ HostIp: binding.HostIp ?? '', HostPort: binding.HostPort ?? '' })) ?? null,
      ]),
    ),
  )
const normaliseCapabilities = (list: readonly string[]): string[] =>
  list.map((text) => {
    const upper = text.toUpperCase()
    return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
  })
