/**
 * Configurations as the engine itself writes them, byte for byte (moby image/image.go MarshalJSON, api/types/container Config): those of commit, import
 * and the classic builder, and the legacy one of each layer that `docker save` still adds.
 */
import type { ContainerConfig } from '../../api/types/index.ts'
import { goJson, sorted, sortedOrNull } from '../go.ts'

/** All fields in the order of Go's structure. */
export function wholeConfig(config: ContainerConfig): ContainerConfig {
  const ports = config.ExposedPorts && Object.keys(config.ExposedPorts).length ? sorted(config.ExposedPorts) : null
  return {
    Hostname: config.Hostname ?? '',
    Domainname: config.Domainname ?? '',
    User: config.User ?? '',
    AttachStdin: config.AttachStdin ?? false,
    AttachStdout: config.AttachStdout ?? false,
    AttachStderr: config.AttachStderr ?? false,
    ...(ports ? { ExposedPorts: ports } : {}),
    Tty: config.Tty ?? false,
    OpenStdin: config.OpenStdin ?? false,
    StdinOnce: config.StdinOnce ?? false,
    Env: config.Env ?? null,
    Cmd: config.Cmd ?? null,
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Image: config.Image ?? '',
    Volumes: sortedOrNull(config.Volumes),
    WorkingDir: config.WorkingDir ?? '',
    Entrypoint: config.Entrypoint ?? null,
    ...(config.NetworkDisabled ? { NetworkDisabled: true } : {}),
    ...(config.MacAddress ? { MacAddress: config.MacAddress } : {}),
    OnBuild: config.OnBuild ?? null,
    Labels: sortedOrNull(config.Labels),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    ...(config.StopTimeout === undefined ? {} : { StopTimeout: config.StopTimeout }),
    ...(config.Shell?.length ? { Shell: config.Shell } : {}),
  }
}
/** Top-level keys sorted, what is inside in its own order. */
export const classicJson = (config: object): string => goJson(sorted(config as Record<string, unknown>))

export interface LegacyImage {
  id: string
  parent: string
  comment?: string
  created: string
  container?: string
  containerConfig?: ContainerConfig
  dockerVersion?: string
  author?: string
  config?: ContainerConfig
  architecture?: string
  variant?: string
  os?: string
}
/** image/v1 Image, in its field order. */
export function legacyJson(image: LegacyImage): Record<string, unknown> {
  return {
    ...(image.id ? { id: image.id } : {}),
    ...(image.parent ? { parent: image.parent } : {}),
    ...(image.comment ? { comment: image.comment } : {}),
    created: image.created,
    ...(image.container ? { container: image.container } : {}),
    container_config: wholeConfig(image.containerConfig ?? {}),
    ...(image.dockerVersion ? { docker_version: image.dockerVersion } : {}),
    ...(image.author ? { author: image.author } : {}),
    ...(image.config ? { config: wholeConfig(image.config) } : {}),
    ...(image.architecture ? { architecture: image.architecture } : {}),
    ...(image.variant ? { variant: image.variant } : {}),
    ...(image.os ? { os: image.os } : {}),
  }
}
