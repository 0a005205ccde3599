/** Config: merged with the image's, checked, in the order in which inspect shows it (moby daemon/container.go, runconfig merge). */
import type { ContainerConfig, HealthConfig } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import { sorted, sortedOrNull } from '../go.ts'
import type { ContainerConfig as ImageContainerConfig } from '../image/registry.ts'

/** What the user leaves open comes from the image. Throws invalidParameter "no command specified". */
export function mergeConfig(user: ContainerConfig, image: ImageContainerConfig | null): ContainerConfig {
  const merged = mergeFields(user, image ?? {})
  if (!merged.Entrypoint?.length && !merged.Cmd?.length) throw invalid('no command specified')
  return merged
}
export function mergeFields(user: ContainerConfig, base: ImageContainerConfig): ContainerConfig {
  let entrypoint = user.Entrypoint
  let cmd = user.Cmd
  if (!entrypoint?.length) {
    if (!cmd?.length) cmd = base.Cmd ?? null
    if (entrypoint === null || entrypoint === undefined) entrypoint = base.Entrypoint ?? null
  }
  if (entrypoint?.length === 1 && entrypoint[0] === '') entrypoint = null
  const userEnv = user.Env ?? []
  const names = new Set(userEnv.map((entry) => entry.split('=')[0]))
  const env = [...userEnv, ...(base.Env ?? []).filter((entry) => !names.has(entry.split('=')[0]))]
  const exposed = { ...(base.ExposedPorts ?? {}), ...(user.ExposedPorts ?? {}) }
  const volumes = { ...(base.Volumes ?? {}), ...(user.Volumes ?? {}) }
  return orderConfig({
    ...user,
    User: user.User || base.User || '',
    ExposedPorts: exposed,
    Env: env,
    Cmd: cmd ?? null,
    Entrypoint: entrypoint ?? null,
    Healthcheck: mergeHealth(user.Healthcheck, base.Healthcheck),
    Volumes: Object.keys(volumes).length ? volumes : null,
    WorkingDir: user.WorkingDir || base.WorkingDir || '',
    Labels: { ...(base.Labels ?? {}), ...(user.Labels ?? {}) },
    StopSignal: user.StopSignal || base.StopSignal,
    Shell: user.Shell ?? base.Shell,
  })
}
function mergeHealth(user: HealthConfig | undefined, image: HealthConfig | undefined): HealthConfig | undefined {
  if (!user) return image
  if (!image) return user
  const merged: HealthConfig = {
    Test: user.Test?.length ? user.Test : image.Test,
    Interval: user.Interval || image.Interval,
    Timeout: user.Timeout || image.Timeout,
    StartPeriod: user.StartPeriod || image.StartPeriod,
    StartInterval: user.StartInterval || image.StartInterval,
    Retries: user.Retries || image.Retries,
  }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value)) as HealthConfig
}
export function orderConfig(c: ContainerConfig): ContainerConfig {
  return {
    Hostname: c.Hostname ?? '',
    Domainname: c.Domainname ?? '',
    User: c.User ?? '',
    AttachStdin: c.AttachStdin ?? false,
    AttachStdout: c.AttachStdout ?? false,
    AttachStderr: c.AttachStderr ?? false,
    ...(c.ExposedPorts && Object.keys(c.ExposedPorts).length ? { ExposedPorts: sorted(c.ExposedPorts) } : {}),
    Tty: c.Tty ?? false,
    OpenStdin: c.OpenStdin ?? false,
    StdinOnce: c.StdinOnce ?? false,
    Env: c.Env ?? [],
    Cmd: c.Cmd?.length ? c.Cmd : null,
    ...(c.Healthcheck ? { Healthcheck: c.Healthcheck } : {}),
    ...(c.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Image: c.Image ?? '',
    Volumes: sortedOrNull(c.Volumes),
    WorkingDir: c.WorkingDir ?? '',
    Entrypoint: c.Entrypoint?.length ? c.Entrypoint : null,
    ...(c.NetworkDisabled ? { NetworkDisabled: true } : {}),
    OnBuild: c.OnBuild ?? null,
    Labels: sorted(c.Labels ?? {}),
    ...(c.StopSignal ? { StopSignal: c.StopSignal } : {}),
    ...(c.StopTimeout === undefined ? {} : { StopTimeout: c.StopTimeout }),
    ...(c.Shell ? { Shell: c.Shell } : {}),
  }
}
const MIN_DURATION = 1_000_000

/** What is wrong whatever the image is. */
export function checkConfig(config: ContainerConfig, parseSignal: (text: string) => number | undefined): void {
  if (config.WorkingDir && !config.WorkingDir.startsWith('/')) {
    throw invalid(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`)
  }
  if (config.StopSignal && parseSignal(config.StopSignal) === undefined) {
    throw invalid(`invalid signal: ${config.StopSignal}`)
  }
  for (const entry of config.Env ?? []) {
    if (entry === '' || entry.startsWith('=')) throw invalid(`invalid environment variable: ${entry}`)
  }
  const health = config.Healthcheck
  if (!health) return
  for (const [name, value] of [
    ['Interval', health.Interval],
    ['Timeout', health.Timeout],
    ['StartPeriod', health.StartPeriod],
    ['StartInterval', health.StartInterval],
  ] as const) {
    if (value && value < MIN_DURATION) throw invalid(`${name} in Healthcheck cannot be less than 1ms`)
  }
  if ((health.Retries ?? 0) < 0) throw invalid('Retries in Healthcheck cannot be negative')
}
