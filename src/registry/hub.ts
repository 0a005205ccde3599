/**
 * One registry: the images of the catalogue, and what was pushed to it. Docker Hub has one account; its repositories are private to it.
 * As the real one, it does not tell a repository that does not exist from one that may not be seen.
 */
import { CATALOG } from './catalog/index.ts'
import { knownDigests } from './catalog/digests.ts'
import { goJson, layersOf, MANIFEST_TYPE, manifestJson, remoteImage } from './catalog/recipe.ts'
import { sha256Hex } from './digest.ts'
import { RegistryError } from './types.ts'
import type { ManifestBlob, PushedImage, PushedRepository, RegistryAuth, RemoteImage, RemoteLayer } from './types.ts'

interface Repository {
  /** tag → digest */
  readonly tags: Map<string, string>
  /** digest → image */
  readonly images: Map<string, RemoteImage>
  readonly owner: string | null
}

export const ACCOUNT = { username: 'student', password: 'naru1234' }

const denied = (): RegistryError => new RegistryError('DENIED', 'requested access to the resource is denied')

export class Hub {
  /** Of the catalogue, made when they are first asked for, and what was pushed. */
  private readonly repositories = new Map<string, Repository>()

  private async repository(name: string): Promise<Repository | undefined> {
    const recipes = CATALOG.filter((recipe) => recipe.repository === name)
    if (recipes.length && !this.repositories.has(name)) {
      const images = await Promise.all(recipes.map(remoteImage))
      const repository: Repository = { tags: new Map(), images: new Map(), owner: null }
      recipes.forEach((recipe, i) => {
        const image = images[i]!
        repository.images.set(image.digest, image)
        for (const tag of recipe.tags) repository.tags.set(tag, image.digest)
      })
      if (!this.repositories.has(name)) this.repositories.set(name, repository)
    }
    return this.repositories.get(name)
  }
  /** The account that the credentials prove, null without any. Throws UNAUTHORIZED when they are wrong. */
  account(auth: RegistryAuth | null): string | null {
    if (!auth?.username && !auth?.password && !auth?.identitytoken) return null
    if (auth.username === ACCOUNT.username && auth.password === ACCOUNT.password) return ACCOUNT.username
    throw new RegistryError('UNAUTHORIZED', 'incorrect username or password')
  }

  async resolve(name: string, reference: string, auth: RegistryAuth | null): Promise<RemoteImage> {
    const repository = await this.readable(name, auth)
    const digest = reference.startsWith('sha256:') ? reference : repository.tags.get(reference)
    const image = digest === undefined ? undefined : repository.images.get(digest)
    if (!image) throw new RegistryError('MANIFEST_UNKNOWN', 'manifest unknown')
    return image
  }

  async manifest(name: string, reference: string, auth: RegistryAuth | null): Promise<ManifestBlob> {
    const image = await this.resolve(name, reference, auth)
    return { mediaType: MANIFEST_TYPE, digest: image.digest, json: manifestJson(image) }
  }

  async tags(name: string, auth: RegistryAuth | null): Promise<string[]> {
    return [...(await this.readable(name, auth)).tags.keys()].sort()
  }

  async push(
    name: string,
    tag: string,
    image: RemoteImage,
    auth: RegistryAuth | null,
  ): Promise<{ digest: string; size: number }> {
    const account = this.account(auth)
    if (account === null || !name.startsWith(`${account}/`)) throw denied()
    let repository = await this.repository(name)
    if (!repository) {
      repository = { tags: new Map(), images: new Map(), owner: account }
      this.repositories.set(name, repository)
    }
    const stored = { ...image, digest: `sha256:${sha256Hex(manifestJson(image))}` }
    repository.images.set(stored.digest, stored)
    repository.tags.set(tag, stored.digest)
    return { digest: stored.digest, size: manifestJson(stored).length }
  }

  async hasBlob(name: string, digest: string, auth: RegistryAuth | null): Promise<boolean> {
    const repository = await this.repository(name)
    if (!repository || (repository.owner !== null && repository.owner !== this.account(auth))) return false
    for (const image of repository.images.values())
      if (image.id === digest || image.layers.some((layer) => layer.digest === digest)) return true
    return false
  }

  async mountSource(digest: string, auth: RegistryAuth | null): Promise<string | null> {
    for (const recipe of CATALOG)
      if (layersOf(recipe).some(({ name }) => knownDigests(name)?.digest === digest)) return recipe.repository
    for (const name of this.repositories.keys()) if (await this.hasBlob(name, digest, auth)) return name
    return null
  }

  async state(): Promise<PushedRepository[]> {
    const pushed: PushedRepository[] = []
    // The whole catalogue is looked at only when there is something to compare with it.
    const some = [...this.repositories.values()].some(({ owner }) => owner !== null)
    const known = new Set(some ? (await this.catalogLayers()).keys() : [])
    for (const [repository, { tags, images, owner }] of this.repositories) {
      if (owner === null) continue
      const stored: PushedImage[] = []
      for (const { digest, id, config, configJson, layers } of images.values()) {
        stored.push({
          digest,
          id,
          config,
          configJson,
          layers: await Promise.all(
            layers.map(async ({ digest, diffId, size, contentSize, entries, archive }) => ({
              digest,
              diffId,
              size,
              contentSize,
              ...(known.has(diffId) ? {} : { entries: [...(await entries())] }),
              ...(archive && !known.has(diffId) ? { archive: await archive() } : {}),
            })),
          ),
        })
      }
      pushed.push({ repository, tags: Object.fromEntries(tags), images: stored })
    }
    return pushed
  }

  async restore(pushed: readonly PushedRepository[]): Promise<void> {
    for (const [name, { owner }] of this.repositories) if (owner !== null) this.repositories.delete(name)
    if (!pushed.length) return
    const catalog = await this.catalogLayers()
    for (const { repository, tags, images } of pushed) {
      this.repositories.set(repository, {
        owner: repository.slice(0, repository.indexOf('/')),
        tags: new Map(Object.entries(tags)),
        images: new Map(
          images.map((image) => [
            image.digest,
            {
              ...image,
              layers: image.layers.map(({ entries, archive, ...layer }) => ({
                ...layer,
                ...(archive ? { archive: () => Promise.resolve(archive) } : {}),
                entries: entries ? () => Promise.resolve(entries) : catalog.get(layer.diffId)!.entries,
              })),
            },
          ]),
        ),
      })
    }
  }

  private async readable(name: string, auth: RegistryAuth | null): Promise<Repository> {
    const account = this.account(auth)
    const repository = await this.repository(name)
    if (!repository || (repository.owner !== null && repository.owner !== account)) throw denied()
    return repository
  }

  /** Layers by diff ID; of those that the table of digests has, so that nothing need be hashed for it. */
  private async catalogLayers(): Promise<Map<string, RemoteLayer>> {
    const layers = new Map<string, RemoteLayer>()
    for (const recipe of CATALOG) {
      if (!layersOf(recipe).every(({ name }) => knownDigests(name))) continue
      for (const layer of (await remoteImage(recipe)).layers) layers.set(layer.diffId, layer)
    }
    return layers
  }
}

/** The config blob of an image, byte for byte. */
export const configBlob = (image: Pick<RemoteImage, 'config' | 'configJson'>): string =>
  image.configJson ?? goJson(image.config)
