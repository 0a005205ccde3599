/**
 * The registries that the engine can reach. Docker Hub answers under its three names; any other host is looked up and connected to in
 * vain, with the words of Go's HTTP client. A rate limit (Docker Hub: 100 pulls in six hours without an account) can be switched on.
 */
import { Hub } from './hub.ts'
import { searchRepositories } from './search.ts'
import { RegistryError } from './types.ts'
import type { Clock } from '../base/clock.ts'
import type { Rng } from '../base/rng.ts'
import type { RegistryAuth, StatefulRegistry } from './types.ts'

export interface RegistryOptions {
  clock: Clock
  rng: Rng
  /** Pulls without an account within six hours; Infinity (the default) for no limit. */
  anonymousPulls?: number
  /** How a host's name that is not Docker Hub's is answered: an address, or null for none. */
  lookup?: (name: string) => string | null
}

const HUB = new Set(['docker.io', 'registry-1.docker.io', 'index.docker.io', 'registry.hub.docker.com'])
const NAME_SERVER = '192.168.65.7:53'
const SIX_HOURS = 6 * 3600_000

export function createRegistry(options: RegistryOptions): StatefulRegistry {
  const hub = new Hub()
  const limit = options.anonymousPulls ?? Infinity
  let pulls = 0
  let windowStart = -Infinity

  /** Go's net/http error for a registry that cannot be reached. `localhost` is spoken to without TLS. */
  function unreachable(domain: string): RegistryError {
    const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(domain) ?? [domain, domain, undefined]
    const local = host === 'localhost' || host!.startsWith('127.')
    const url = `Get "${local ? 'http' : 'https'}://${domain}/v2/": `
    const number = port ?? (local ? '80' : '443')
    const address = /^[\d.]+$|^\[/.test(host!)
      ? host!
      : host === 'localhost'
        ? '127.0.0.1'
        : (options.lookup?.(host!) ?? null)
    return new RegistryError(
      'UNREACHABLE',
      address === null
        ? `${url}dial tcp: lookup ${host} on ${NAME_SERVER}: no such host`
        : `${url}dial tcp ${address}:${number}: connect: connection refused`,
    )
  }
  /** The catalogue's files may be lazily loaded modules: real time passes, simulated time must not. */
  function held<T>(work: Promise<T>): Promise<T> {
    return work.finally(options.clock.hold())
  }
  const at = (domain: string): Hub => {
    if (!HUB.has(domain)) throw unreachable(domain)
    return hub
  }
  function countPull(auth: RegistryAuth | null): void {
    if (limit === Infinity || hub.account(auth) !== null) return
    const now = options.clock.now()
    if (now - windowStart >= SIX_HOURS) {
      windowStart = now
      pulls = 0
    }
    if (++pulls > limit)
      throw new RegistryError(
        'TOOMANYREQUESTS',
        'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      )
  }

  return {
    async resolve(domain, repository, reference, auth) {
      const image = await held(at(domain).resolve(repository, reference, auth))
      countPull(auth)
      return image
    },
    async manifest(domain, repository, reference, auth) {
      return held(at(domain).manifest(repository, reference, auth))
    },
    async tags(domain, repository, auth) {
      return held(at(domain).tags(repository, auth))
    },
    async push(domain, repository, tag, image, auth) {
      return held(at(domain).push(repository, tag, image, auth))
    },
    async hasBlob(domain, repository, digest, auth) {
      return held(at(domain).hasBlob(repository, digest, auth))
    },
    async mountSource(domain, digest, auth) {
      return held(at(domain).mountSource(digest, auth))
    },
    async search(term) {
      return searchRepositories(term)
    },
    async login(domain, auth) {
      if (at(domain).account(auth) === null) throw new RegistryError('UNAUTHORIZED', 'incorrect username or password')
    },
    async state() {
      return { version: 1, pushed: await held(hub.state()), pulls }
    },
    async restore(state) {
      await held(hub.restore(state.pushed))
      pulls = state.pulls
    },
  }
}
