/** --link on the default bridge: lines of /etc/hosts, and the environment of the linked container (moby daemon/links, container/links). */
import { invalid } from '../../api/types/index.ts'
import { byPort } from '../network/ports.ts'
import type { Container } from './container.ts'
import { isRunning } from './container.ts'
import type { ContainerContext } from './context.ts'
import type { LinkLine } from './etc-files.ts'

/** Lines of /etc/hosts and the environment that --link gives on the default bridge. Throws when a target does not run. */
export function linkLines(ctx: ContainerContext, container: Container): LinkLine[] {
  const lines: LinkLine[] = []
  if (container.hostConfig.NetworkMode !== 'bridge') return lines
  for (const [alias, id] of container.links) {
    const target = ctx.containers.find(id)
    if (!target) continue
    if (!isRunning(target)) {
      throw invalid(`Cannot link to a non running container: /${target.name} AS /${container.name}/${alias}`)
    }
    const address = target.attachments.get('bridge')?.settings.IPAddress ?? ''
    const names = [alias, target.config.Hostname ?? '', target.name]
    lines.push({ address, names: [...new Set(names.filter(Boolean))] })
  }
  return lines
}
/** links.ToEnv: ALIAS_PORT…, ALIAS_NAME, ALIAS_ENV_…. */
export function linkEnv(ctx: ContainerContext, container: Container): string[] {
  const out: string[] = []
  if (container.hostConfig.NetworkMode !== 'bridge') return out
  for (const [alias, id] of container.links) {
    const target = ctx.containers.find(id)
    if (!target) continue
    const prefix = alias.toUpperCase().replace(/-/g, '_')
    const address = target.attachments.get('bridge')?.settings.IPAddress ?? ''
    const ports = Object.keys(target.config.ExposedPorts ?? {}).sort(byPort)
    const [first] = ports
    if (first !== undefined) {
      const [port, protocol] = first.split('/')
      out.push(`${prefix}_PORT=${protocol!}://${address}:${port!}`)
    }
    for (const spec of ports) {
      const [port, protocol] = spec.split('/') as [string, string]
      const key = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`
      out.push(
        `${key}=${protocol}://${address}:${port}`,
        `${key}_ADDR=${address}`,
        `${key}_PORT=${port}`,
        `${key}_PROTO=${protocol}`,
      )
    }
    out.push(`${prefix}_NAME=/${container.name}/${alias}`)
    for (const entry of target.config.Env ?? []) {
      if (/^(PATH|HOME|HOSTNAME|TERM)=/.test(entry) || !entry.includes('=')) continue
      out.push(`${prefix}_ENV_${entry}`)
    }
  }
  return out
}
