/** Containers by ID, name and ID prefix (moby container/view.go, daemon.GetContainer). */
import dockerNames from 'docker-names'
import type { Rng } from '../../base/rng.ts'
import { conflict, invalid, notFound } from '../../api/types/index.ts'
import type { Container } from './container.ts'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
export const NAME_CHARACTERS = '[a-zA-Z0-9][a-zA-Z0-9_.-]'

export class ContainerStore {
  private readonly byId = new Map<string, Container>()
  /** Name → ID; also holds names of containers under construction. */
  private readonly names = new Map<string, string>()

  all(): Container[] {
    return [...this.byId.values()]
  }
  /** Newest first, as lists show them. */
  newestFirst(): Container[] {
    return this.all().sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0))
  }
  has(id: string): boolean {
    return this.byId.has(id)
  }
  add(container: Container): void {
    this.byId.set(container.id, container)
    this.names.set(container.name, container.id)
  }
  delete(container: Container): void {
    this.byId.delete(container.id)
    if (this.names.get(container.name) === container.id) this.names.delete(container.name)
  }
  find(term: string): Container | undefined {
    const exact = this.byId.get(term)
    if (exact) return exact
    const named = this.names.get(term.startsWith('/') ? term.slice(1) : term)
    if (named !== undefined) return this.byId.get(named)
    if (!/^[0-9a-f]+$/.test(term)) return undefined
    const prefixed = this.all().filter((container) => container.id.startsWith(term))
    if (prefixed.length > 1) throw invalid(`multiple IDs found with provided prefix: ${term}`)
    return prefixed[0]
  }
  /** Throws notFound "No such container: x", invalidParameter for an ambiguous prefix. */
  get(term: string): Container {
    const container = this.find(term)
    if (!container) throw notFound(`No such container: ${term}`)
    return container
  }
  /** Takes a name for an ID. Throws invalidParameter and conflict with dockerd's sentences. */
  reserve(id: string, name: string): string {
    const bare = name.startsWith('/') ? name.slice(1) : name
    if (!NAME.test(bare)) {
      throw invalid(`Invalid container name (${name}), only ${NAME_CHARACTERS} are allowed`)
    }
    const holder = this.names.get(bare)
    if (holder !== undefined && holder !== id) {
      throw conflict(
        `Conflict. The container name "/${bare}" is already in use by container "${holder}". You have to remove (or rename) that container to be able to reuse that name.`,
      )
    }
    this.names.set(bare, id)
    return bare
  }
  releaseName(name: string): void {
    this.names.delete(name)
  }
  /** A free name like "quirky_turing" (moby internal/namesgenerator), with a digit from the seventh attempt on. */
  generateName(id: string, rng: Rng): string {
    for (let attempt = 0; attempt < 6; attempt++) {
      const name = randomName(rng)
      if (this.names.has(name)) continue
      this.names.set(name, id)
      return name
    }
    for (;;) {
      const name = `${randomName(rng)}${rng.int(10)}`
      if (this.names.has(name)) continue
      this.names.set(name, id)
      return name
    }
  }
}
function randomName(rng: Rng): string {
  for (;;) {
    const { adjectives, surnames } = dockerNames
    const name = `${adjectives[rng.int(adjectives.length)]!}_${surnames[rng.int(surnames.length)]!}`
    // Steve Wozniak is not boring.
    if (name !== 'boring_wozniak') return name
  }
}
