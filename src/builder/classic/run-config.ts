/** The configuration that a stage builds up, copies of it with what a step's container is told, and their comparison for the cache. */
import type { ContainerConfig } from '../../api/types/index.ts'

export const DEFAULT_SHELL = ['/bin/sh', '-c']
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export function copyConfig(config: ContainerConfig, changes: Partial<ContainerConfig> = {}): ContainerConfig {
  const list = (values: string[] | null | undefined): string[] | null => (values ? [...values] : null)
  return {
    ...config,
    Cmd: list(config.Cmd),
    Env: list(config.Env),
    Entrypoint: list(config.Entrypoint),
    OnBuild: list(config.OnBuild),
    ...(config.Shell ? { Shell: [...config.Shell] } : {}),
    ...(config.Volumes ? { Volumes: { ...config.Volumes } } : {}),
    ...(config.ExposedPorts ? { ExposedPorts: { ...config.ExposedPorts } } : {}),
    ...(config.Labels ? { Labels: { ...config.Labels } } : {}),
    ...changes,
  }
}
export const shellOf = (config: ContainerConfig): string[] => [...(config.Shell?.length ? config.Shell : DEFAULT_SHELL)]
/** What a stage begins with. */
export function stageConfig(image: ContainerConfig): ContainerConfig {
  const config = copyConfig(image, { OpenStdin: false, StdinOnce: false })
  const env = config.Env ?? []
  if (!env.some((entry) => entry.startsWith('PATH='))) config.Env = [...env, `PATH=${DEFAULT_PATH}`]
  return config
}
/** The command of a step that runs nothing, in two words. */
export const withComment = (config: ContainerConfig, comment: string): ContainerConfig =>
  copyConfig(config, { Cmd: [...shellOf(config), '#(nop) ', comment] })
/** The same in one word, as WORKDIR, COPY and ADD have it. */
export const withCommentString = (config: ContainerConfig, comment: string): ContainerConfig =>
  copyConfig(config, { Cmd: [...shellOf(config), `#(nop) ${comment}`] })

const sameList = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean =>
  (a?.length ?? 0) === (b?.length ?? 0) && (a ?? []).every((value, i) => value === b![i])
const sameKeys = (a: object | null | undefined, b: object | null | undefined): boolean => {
  const keys = Object.keys(a ?? {})
  return keys.length === Object.keys(b ?? {}).length && keys.every((key) => key in (b ?? {}))
}
/** image/cache compare: everything but names of the container and its image. */
export function sameConfig(a: ContainerConfig, b: ContainerConfig): boolean {
  const flags = [
    'AttachStdin',
    'AttachStdout',
    'AttachStderr',
    'NetworkDisabled',
    'Tty',
    'OpenStdin',
    'StdinOnce',
    'ArgsEscaped',
  ] as const
  return (
    sameList(a.Env, b.Env) &&
    sameList(a.Cmd, b.Cmd) &&
    sameList(a.Entrypoint, b.Entrypoint) &&
    sameList(a.Shell, b.Shell) &&
    sameList(a.OnBuild, b.OnBuild) &&
    sameKeys(a.ExposedPorts, b.ExposedPorts) &&
    sameKeys(a.Volumes, b.Volumes) &&
    sameKeys(a.Labels, b.Labels) &&
    Object.entries(a.Labels ?? {}).every(([key, value]) => b.Labels?.[key] === value) &&
    flags.every((flag) => (a[flag] ?? false) === (b[flag] ?? false)) &&
    (a.User ?? '') === (b.User ?? '') &&
    (a.WorkingDir ?? '') === (b.WorkingDir ?? '') &&
    (a.StopSignal ?? '') === (b.StopSignal ?? '') &&
    a.StopTimeout === b.StopTimeout &&
    sameHealth(a.Healthcheck, b.Healthcheck)
  )
}
function sameHealth(a: ContainerConfig['Healthcheck'], b: ContainerConfig['Healthcheck']): boolean {
  if (!a || !b) return !a && !b
  const numbers = ['Interval', 'StartInterval', 'StartPeriod', 'Timeout', 'Retries'] as const
  return sameList(a.Test, b.Test) && numbers.every((name) => (a[name] ?? 0) === (b[name] ?? 0))
}
