/** Docker Hub, and every other registry by its host's name. */
import type { Registry } from '../registry.ts'
import type { NetworkRegistry } from './network-registry.ts'

const HUB = new Set(['docker.io', 'registry-1.docker.io', 'index.docker.io', 'registry.hub.docker.com'])
/** Public: what was pulled from it without an account can be had again. */
export const isHub = (domain: string): boolean => HUB.has(domain)

export function registries(hub: Registry, network: NetworkRegistry): Registry {
  const at = (domain: string): Registry => (isHub(domain) ? hub : network)
  return {
    resolve: (domain, ...rest) => at(domain).resolve(domain, ...rest),
    tags: (domain, ...rest) => at(domain).tags(domain, ...rest),
    push: (domain, ...rest) => at(domain).push(domain, ...rest),
    hasBlob: (domain, ...rest) => at(domain).hasBlob(domain, ...rest),
    login: (domain, ...rest) => at(domain).login(domain, ...rest),
    search: (term) => hub.search(term),
    manifest: (domain, ...rest) => {
      const registry = at(domain)
      if (!registry.manifest) throw new Error(`no manifests at ${domain}`)
      return registry.manifest(domain, ...rest)
    },
    mountSource: async (domain, ...rest) => (await at(domain).mountSource?.(domain, ...rest)) ?? null,
    transfer: (domain) => (isHub(domain) ? undefined : network),
  }
}
