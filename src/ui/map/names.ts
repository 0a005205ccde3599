/** Short forms of names, as people say them. */
import type { ContainerView, ImageView } from '../../machine/facade.ts'

/** docker.io/library/httpd:latest → httpd */
export function shortReference(reference: string): string {
  return reference
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '')
    .replace(/@sha256:([0-9a-f]{8})[0-9a-f]*$/, '@$1')
}
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}
/** A volume without a name of its own is called by 64 digits. */
export function shortVolume(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 8) : name
}
export function imageName(image: ImageView, dangling: string): string {
  const tag = image.tags[0]
  return tag ? shortReference(tag) : `${dangling} ${shortId(image.id).slice(0, 6)}`
}
/** The image of a container as its card shows it: an id is cut, a name is shortened. */
export function containerImage(container: ContainerView): string {
  return /^(sha256:)?[0-9a-f]{12,64}$/.test(container.image)
    ? shortId(container.image)
    : shortReference(container.image)
}

export interface Published {
  /** Port on the host. */
  host: number
  container: number
  protocol: string
  /** Reachable from the host itself only. */
  local: boolean
}
/** One entry a published port: docker lists IPv4 and IPv6 apart. */
export function publishedPorts(container: ContainerView): Published[] {
  const found = new Map<string, Published>()
  for (const port of container.ports) {
    if (port.host === null) continue
    const key = `${port.host}/${port.protocol}`
    const local = port.hostIp.startsWith('127.') || port.hostIp === '::1'
    const known = found.get(key)
    if (known) known.local &&= local
    else found.set(key, { host: port.host, container: port.container, protocol: port.protocol, local })
  }
  return [...found.values()].sort((a, b) => a.host - b.host)
}
/** Ports inside the container, published or only exposed, each once. */
export function innerPorts(container: ContainerView): { port: number; protocol: string; published: boolean }[] {
  const found = new Map<string, { port: number; protocol: string; published: boolean }>()
  for (const { container: port, protocol, host } of container.ports) {
    const key = `${port}/${protocol}`
    const known = found.get(key)
    if (known) known.published ||= host !== null
    else found.set(key, { port, protocol, published: host !== null })
  }
  return [...found.values()].sort((a, b) => Number(b.published) - Number(a.published) || a.port - b.port)
}
