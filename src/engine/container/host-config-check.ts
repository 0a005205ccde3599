/** What dockerd refuses of a HostConfig (moby daemon_unix.go verifyPlatformContainerSettings, runconfig/hostconfig_unix.go). */
import type { ContainerCreateRequest, HostConfig, RestartPolicy } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import { goQuote } from '../go.ts'

const MEMORY_MIN = 6 * 1024 * 1024
const LOG_DRIVERS = [
  'json-file',
  'local',
  'none',
  'awslogs',
  'fluentd',
  'gcplogs',
  'gelf',
  'journald',
  'splunk',
  'syslog',
]

export function checkRestartPolicy(policy: RestartPolicy | undefined): void {
  if (!policy) return
  const { Name: name, MaximumRetryCount: count = 0 } = policy
  const fail = (reason: string): Error => invalid(`invalid restart policy: ${reason}`)
  if (name === '' || name === 'no' || name === 'always' || name === 'unless-stopped') {
    if (count === 0) return
    const reason = "maximum retry count can only be used with 'on-failure'"
    throw fail(count < 0 ? `${reason} and cannot be negative` : reason)
  }
  if (name === 'on-failure') {
    if (count < 0) throw fail('maximum retry count cannot be negative')
    return
  }
  throw fail(`unknown policy '${String(name)}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`)
}

/** Limits, as create and update both check them. */
export function checkResources(h: HostConfig, cpus: number, update: boolean): void {
  const memory = h.Memory ?? 0
  const swap = h.MemorySwap ?? 0
  if (memory !== 0 && memory < MEMORY_MIN) throw invalid('Minimum memory limit allowed is 6MB')
  if (memory > 0 && swap > 0 && swap < memory) {
    throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage')
  }
  if (memory === 0 && swap > 0 && !update) {
    throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage')
  }
  const swappiness = h.MemorySwappiness ?? -1
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw invalid(`Invalid value: ${swappiness}, valid memory swappiness range is 0-100`)
  }
  const reservation = h.MemoryReservation ?? 0
  if (reservation > 0 && reservation < MEMORY_MIN) throw invalid('Minimum memory reservation allowed is 6MB')
  if (memory > 0 && reservation > 0 && memory < reservation) {
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage')
  }
  const nano = h.NanoCpus ?? 0
  if (nano > 0 && ((h.CpuPeriod ?? 0) > 0 || (h.CpuQuota ?? 0) > 0)) {
    throw invalid(
      `Conflicting options: Nano CPUs and CPU ${(h.CpuPeriod ?? 0) > 0 ? 'Period' : 'Quota'} cannot both be set`,
    )
  }
  if (nano < 0 || nano > cpus * 1e9) {
    throw invalid(`range of CPUs is from 0.01 to ${cpus.toFixed(2)}, as there are only ${cpus} CPUs available`)
  }
  const period = h.CpuPeriod ?? 0
  if (period !== 0 && (period < 1000 || period > 1_000_000)) {
    throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)')
  }
  const quota = h.CpuQuota ?? 0
  if (quota > 0 && quota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)')
  checkCpuset(h.CpusetCpus ?? '', cpus)
  checkMemoryNodes(h.CpusetMems ?? '')
  if ((h.BlkioWeight ?? 0) > 0 && (h.BlkioWeight! < 10 || h.BlkioWeight! > 1000)) {
    throw invalid('Range of blkio weight is from 10 to 1000')
  }
}
function checkCpuset(text: string, cpus: number): void {
  if (text === '') return
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) throw invalid(`Invalid value ${text} for cpuset cpus`)
  const wanted = text.split(/[,-]/).map(Number)
  if (wanted.some((cpu) => cpu >= cpus)) {
    throw invalid(`Requested CPUs are not available - requested ${text}, available: 0${cpus > 1 ? `-${cpus - 1}` : ''}`)
  }
}

/** The host has one memory node, 0. */
function checkMemoryNodes(text: string): void {
  if (text === '') return
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) throw invalid(`Invalid value ${text} for cpuset mems`)
  if (text.split(/[,-]/).some((node) => Number(node) > 0)) {
    throw invalid(`Requested memory nodes are not available - requested ${text}, available: 0`)
  }
}
const SECURITY_OPTIONS = ['label', 'apparmor', 'seccomp', 'no-new-privileges', 'writable-cgroups']
/** daemon_unix.go parseSecurityOpt: what a known option's value means is not looked at here. */
function checkSecurityOptions(options: readonly string[]): void {
  for (const option of options) {
    if (option === 'no-new-privileges' || option === 'disable' || option === 'writable-cgroups') continue
    const key = /^([^=:]*)[=:]/.exec(option)?.[1]
    if (key === undefined) throw invalid(`invalid --security-opt 1: ${goQuote(option)}`)
    if (!SECURITY_OPTIONS.includes(key)) throw invalid(`invalid --security-opt 2: ${goQuote(option)}`)
  }
}

export function checkHostConfig(request: ContainerCreateRequest, cpus: number): void {
  const h = request.HostConfig ?? {}
  checkRestartPolicy(h.RestartPolicy)
  if (h.AutoRemove && h.RestartPolicy?.Name && h.RestartPolicy.Name !== 'no') {
    throw invalid("can't create 'AutoRemove' container with restart policy")
  }
  for (const entry of h.ExtraHosts ?? []) {
    if (!/^[^:=]+[:=].+$/.test(entry)) throw invalid(`bad format for add-host: ${goQuote(entry)}`)
  }
  checkResources(h, cpus, false)
  const score = h.OomScoreAdj ?? 0
  if (score < -1000 || score > 1000) throw invalid(`Invalid value ${score}, range for oom score adj is [-1000, 1000]`)
  if ((h.ShmSize ?? 0) < 0) throw invalid('SHM size can not be less than 0')
  if (h.PidsLimit !== undefined && h.PidsLimit !== null && h.PidsLimit < -1)
    throw invalid('PIDs limit can not be less than -1')
  for (const name of h.CapAdd ?? []) checkCapability('CapAdd', name)
  for (const name of h.CapDrop ?? []) checkCapability('CapDrop', name)
  const driver = h.LogConfig?.Type
  if (driver && !LOG_DRIVERS.includes(driver)) {
    throw invalid(`error looking up logging plugin ${driver}: plugin ${goQuote(driver)} not found`)
  }
  checkLogOptions(driver || 'json-file', h.LogConfig?.Config ?? {})
  if (h.Runtime && !['runc', 'io.containerd.runc.v2'].includes(h.Runtime)) {
    throw invalid(`unknown or invalid runtime name: ${h.Runtime}`)
  }
  checkSecurityOptions(h.SecurityOpt ?? [])
  if (Object.keys(h.StorageOpt ?? {}).length) {
    throw invalid("--storage-opt is supported only for overlay over xfs with 'pquota' mount option")
  }
  checkModes(h)
  checkNetworkMode(request)
  for (const [spec, bindings] of Object.entries(h.PortBindings ?? {})) {
    const port = Number(spec.split('/')[0])
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw invalid(`invalid port specification: ${goQuote(spec)}`)
    for (const { HostPort: host = '' } of bindings ?? []) {
      if (host !== '' && !/^\d+(-\d+)?$/.test(host)) throw invalid(`invalid port specification: ${goQuote(host)}`)
    }
  }
}
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE ALL'.split(
    ' ',
  )
/** `field`: CapAdd or CapDrop. */
function checkCapability(field: string, name: string): void {
  const upper = name.toUpperCase()
  if (CAPABILITIES.includes(upper.replace(/^CAP_/, ''))) return
  throw invalid(`invalid ${field}: unknown capability: ${goQuote(upper.startsWith('CAP_') ? upper : `CAP_${upper}`)}`)
}
const LOG_OPTIONS = [
  'max-file',
  'max-size',
  'compress',
  'labels',
  'labels-regex',
  'env',
  'env-regex',
  'tag',
  'mode',
  'max-buffer-size',
]
function checkLogOptions(driver: string, options: Readonly<Record<string, string>>): void {
  if (driver !== 'json-file' && driver !== 'local') return
  for (const [key, value] of Object.entries(options)) {
    if (!LOG_OPTIONS.includes(key)) throw invalid(`unknown log opt '${key}' for ${driver} log driver`)
    if (key === 'max-size' && !/^\d+(\.\d+)?\s*[kmgtKMGT]?[bB]?$/.test(value)) throw invalid(`invalid size: '${value}'`)
    if (key === 'max-file' && !/^[1-9]\d*$/.test(value)) throw invalid(`max-file cannot be less than 1`)
  }
}
function checkModes(h: HostConfig): void {
  const check = (what: string, mode: string, plain: readonly string[]): void => {
    if (mode === '' || plain.includes(mode)) return
    if (/^container:.+/.test(mode)) return
    throw invalid(`invalid ${what} mode: ${mode}`)
  }
  check('IPC', h.IpcMode ?? '', ['none', 'private', 'shareable', 'host'])
  check('PID', h.PidMode ?? '', ['host'])
  if ((h.UTSMode ?? '') !== '' && h.UTSMode !== 'host') throw invalid(`invalid UTS mode: ${h.UTSMode!}`)
  if ((h.CgroupnsMode ?? '') !== '' && !['private', 'host'].includes(h.CgroupnsMode!)) {
    throw invalid(`invalid cgroup namespace mode: ${h.CgroupnsMode!}`)
  }
}
/** What the namespaces of another container or of the host rule out (runconfig/hostconfig_unix.go). */
function checkNetworkMode(request: ContainerCreateRequest): void {
  const h = request.HostConfig ?? {}
  const mode = h.NetworkMode ?? ''
  const container = mode.startsWith('container:')
  const host = mode === 'host'
  const fail = (text: string): Error => invalid(`conflicting options: ${text}`)
  if (container && mode === 'container:') throw invalid('invalid container format container:<name|id>')
  if (container && request.Hostname) throw fail('hostname and the network mode')
  if (h.UTSMode === 'host' && request.Hostname) throw fail('hostname and the UTS mode')
  if (container && h.Links?.length)
    throw fail("container type network can't be used with links. This would result in undefined behavior")
  if (host && h.Links?.length)
    throw fail("host type networking can't be used with links. This would result in undefined behavior")
  if (container && h.Dns?.length) throw fail('dns and the network mode')
  if (container && h.ExtraHosts?.length) throw fail('custom host-to-IP mapping and the network mode')
  if (container && (Object.keys(h.PortBindings ?? {}).length || h.PublishAllPorts)) {
    throw fail('port publishing and the container type network mode')
  }
  if (container && Object.keys(request.ExposedPorts ?? {}).length) {
    throw fail('port exposing and the container type network mode')
  }
}
