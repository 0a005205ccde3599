/**
 * Registries behind the network: a client of the distribution API v2 (moby distribution/, registry/). Those of the loopback are spoken to without TLS, as
 * dockerd does; a TLS handshake with another host fails, for nothing in the simulated world answers one. Bearer tokens are not simulated: no registry here
 * asks for one.
 */
import { decode, encode } from '../../../base/bytes.ts'
import { base64 } from '../../../base/base64.ts'
import { SysError, strerror } from '../../../base/abi/errno.ts'
import type { NetStack, NameServer } from '../../../kernel/net/types.ts'
import type { FileContent, TreeFileSystem } from '../../../kernel/vfs/types.ts'
import { goQuote } from '../../go.ts'
import { decompressContent } from '../../layer/compression.ts'
import { digestOfPieces, layerEntries, piecesOf, sparse } from '../../layer/content.ts'
import { digestOf } from '../../layer/layers.ts'
import type { BlobTransfer, ImageConfig, Registry, RegistryAuth, RemoteImage, RemoteLayer } from '../registry.ts'
import { exchange, HttpError, type HttpRequest, type HttpResponse } from './http.ts'

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const ACCEPT = [
  MANIFEST,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
]
const AGENT =
  'docker/28.5.2 go/go1.24.8 git-commit/89c5e8f kernel/6.12.0-generic os/linux arch/amd64 UpstreamClient(Docker-Client/28.5.2 \\(linux\\))'
const NAME_SERVER = '192.168.65.7:53'

/** A registry's refusal. The same shape as registry/'s own, which the engine knows by name and code only. */
class RegistryError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'RegistryError'
    this.code = code
  }
}
interface Descriptor {
  mediaType?: string
  digest: string
  size: number
  platform?: { os?: string; architecture?: string }
}
interface Manifest {
  mediaType?: string
  config?: Descriptor
  layers?: Descriptor[]
  manifests?: Descriptor[]
}
export interface NetworkWorld {
  net: NetStack
  upstream: NameServer
  /** The host's disk, for /etc/hosts. */
  host: TreeFileSystem
}

export class NetworkRegistry implements Registry, BlobTransfer {
  private readonly world: NetworkWorld
  /** Blobs that this engine made itself: what they unpack to need not be hashed again. */
  private readonly made = new Map<string, string>()
  /** Domain and digest → repositories that have it. */
  private readonly places = new Map<string, string>()
  constructor(world: NetworkWorld) {
    this.world = world
  }

  /** Throws RegistryError UNREACHABLE, UNAUTHORIZED. */
  async ping(domain: string, auth: RegistryAuth | null): Promise<void> {
    const { status } = await this.send(domain, 'GET', '/v2/', auth)
    if (status === 401)
      throw new RegistryError('UNAUTHORIZED', auth ? 'incorrect username or password' : 'no basic auth credentials')
  }
  async login(domain: string, auth: RegistryAuth): Promise<void> {
    await this.ping(domain, auth)
  }
  async tags(domain: string, repository: string, auth: RegistryAuth | null): Promise<string[]> {
    await this.ping(domain, auth)
    const response = await this.send(domain, 'GET', `/v2/${repository}/tags/list`, auth)
    if (response.status !== 200) throw refusal(response)
    return [...((JSON.parse(decode(response.body)) as { tags: string[] | null }).tags ?? [])].sort()
  }
  async manifest(
    domain: string,
    repository: string,
    reference: string,
    auth: RegistryAuth | null,
  ): Promise<{ mediaType: string; digest: string; json: string }> {
    await this.ping(domain, auth)
    return this.getManifest(domain, repository, reference, auth)
  }
  private async getManifest(
    domain: string,
    repository: string,
    reference: string,
    auth: RegistryAuth | null,
  ): Promise<{ mediaType: string; digest: string; json: string }> {
    const accept = ACCEPT.map((type) => ['Accept', type] as const)
    const path = `/v2/${repository}/manifests/${reference}`
    const response = await this.send(domain, 'GET', path, auth, { headers: accept })
    if (response.status !== 200) throw refusal(response)
    const json = decode(response.body)
    const digest = digestOf(response.body)
    if (reference.startsWith('sha256:') && reference !== digest)
      throw new RegistryError('UNSUPPORTED', `manifest verification failed for digest ${reference}`)
    return { mediaType: response.headers.get('content-type') ?? MANIFEST, digest, json }
  }

  async resolve(
    domain: string,
    repository: string,
    reference: string,
    auth: RegistryAuth | null,
  ): Promise<RemoteImage> {
    await this.ping(domain, auth)
    const { digest, json } = await this.getManifest(domain, repository, reference, auth)
    let manifest = JSON.parse(json) as Manifest
    if (manifest.manifests) {
      const ours = manifest.manifests.find(
        ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
      )
      if (!ours)
        throw new RegistryError('UNSUPPORTED', 'no matching manifest for linux/amd64 in the manifest list entries')
      manifest = JSON.parse((await this.getManifest(domain, repository, ours.digest, auth)).json) as Manifest
    }
    if (!manifest.config || !manifest.layers) throw new RegistryError('UNSUPPORTED', 'unsupported schema version')
    const configJson = decode(await this.blob(domain, repository, manifest.config.digest, auth))
    const config = JSON.parse(configJson) as ImageConfig
    const diffIds = config.rootfs?.diff_ids ?? []
    if (diffIds.length !== manifest.layers.length)
      throw new RegistryError('UNSUPPORTED', `layers from manifest don't match image configuration`)
    return {
      digest,
      id: manifest.config.digest,
      config,
      configJson,
      layers: manifest.layers.map((layer, i) => this.remoteLayer(domain, repository, layer, diffIds[i]!, auth)),
    }
  }
  private remoteLayer(
    domain: string,
    repository: string,
    { digest, size }: Descriptor,
    diffId: string,
    auth: RegistryAuth | null,
  ): RemoteLayer {
    const archive = async (): Promise<FileContent> => {
      const data = await this.blob(domain, repository, digest, auth)
      const content = decompressContent(sparse([data]))
      if (this.made.get(digest) !== diffId && digestOfPieces(piecesOf(content)).digest !== diffId)
        throw new RegistryError('UNSUPPORTED', `layers from manifest don't match image configuration`)
      this.places.set(`${domain} ${digest}`, repository)
      return content
    }
    return {
      digest,
      diffId,
      size,
      contentSize: 0,
      archive,
      entries: async () => layerEntries({ archive: await archive() }),
    }
  }
  private async blob(
    domain: string,
    repository: string,
    digest: string,
    auth: RegistryAuth | null,
  ): Promise<Uint8Array> {
    const response = await this.send(domain, 'GET', `/v2/${repository}/blobs/${digest}`, auth)
    if (response.status !== 200) throw refusal(response)
    if (digestOf(response.body) !== digest)
      throw new RegistryError('UNSUPPORTED', `filesystem layer verification failed for digest ${digest}`)
    return response.body
  }

  async hasBlob(domain: string, repository: string, digest: string, auth: RegistryAuth | null): Promise<boolean> {
    const { status } = await this.send(domain, 'HEAD', `/v2/${repository}/blobs/${digest}`, auth)
    if (status === 200) this.places.set(`${domain} ${digest}`, repository)
    return status === 200
  }
  /** A repository of the same registry that had the blob when this engine last spoke of it. */
  mountSource(domain: string, digest: string): Promise<string | null> {
    return Promise.resolve(this.places.get(`${domain} ${digest}`) ?? null)
  }
  /** True: the registry took the blob from its repository `from`. */
  async mount(
    domain: string,
    repository: string,
    digest: string,
    from: string,
    auth: RegistryAuth | null,
  ): Promise<boolean> {
    const path = `/v2/${repository}/blobs/uploads/?from=${encodeURIComponent(from)}&mount=${encodeURIComponent(digest)}`
    const response = await this.send(domain, 'POST', path, auth)
    return response.status === 201
  }
  async upload(
    domain: string,
    repository: string,
    blob: { digest: string; diffId?: string; content: FileContent },
    auth: RegistryAuth | null,
    progress?: (sent: number) => void,
  ): Promise<void> {
    const begin = await this.send(domain, 'POST', `/v2/${repository}/blobs/uploads/`, auth)
    if (begin.status !== 202) throw refusal(begin)
    const sent = await this.send(domain, 'PATCH', pathOf(begin), auth, { body: blob.content, progress })
    if (sent.status !== 202) throw refusal(sent)
    const location = pathOf(sent)
    const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(blob.digest)}`
    const end = await this.send(domain, 'PUT', path, auth)
    if (end.status !== 201) throw refusal(end)
    if (blob.diffId) this.made.set(blob.digest, blob.diffId)
    this.places.set(`${domain} ${blob.digest}`, repository)
  }
  /** The configuration and the manifest; the layers are there. */
  async push(
    domain: string,
    repository: string,
    tag: string,
    image: RemoteImage,
    auth: RegistryAuth | null,
  ): Promise<{ digest: string; size: number }> {
    const config = encode(image.configJson ?? JSON.stringify(image.config))
    if (!(await this.hasBlob(domain, repository, image.id, auth))) {
      const content = { size: config.length, extents: [{ offset: 0, data: config }] }
      await this.upload(domain, repository, { digest: image.id, content }, auth)
    }
    const json = JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: image.id },
        layers: image.layers.map(({ size, digest }) => ({
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          size,
          digest,
        })),
      },
      null,
      3,
    )
    const data = encode(json)
    const response = await this.send(domain, 'PUT', `/v2/${repository}/manifests/${tag}`, auth, {
      headers: [['Content-Type', MANIFEST]],
      body: { size: data.length, extents: [{ offset: 0, data }] },
    })
    if (response.status !== 201) throw refusal(response)
    return { digest: digestOf(data), size: data.length }
  }
  search(): Promise<never> {
    return Promise.reject(new RegistryError('UNSUPPORTED', 'search is only simulated on Docker Hub'))
  }

  /** Throws RegistryError UNREACHABLE with the words of Go's HTTP client. */
  private async send(
    domain: string,
    method: string,
    path: string,
    auth: RegistryAuth | null,
    more: {
      headers?: readonly (readonly [string, string])[]
      body?: FileContent
      progress?: (sent: number) => void
    } = {},
  ): Promise<HttpResponse> {
    const { host, port } = splitDomain(domain)
    const address = this.addressOf(host)
    const local = address !== null && /^(127\.|::1$)/.test(address)
    const scheme = local ? 'http' : 'https'
    const what = `${method[0]}${method.slice(1).toLowerCase()} ${goQuote(`${scheme}://${domain}${path}`)}: `
    const fail = (text: string): RegistryError => new RegistryError('UNREACHABLE', `${what}${text}`)
    if (address === null) throw fail(`dial tcp: lookup ${host} on ${NAME_SERVER}: no such host`)
    const number = port ?? (local ? 80 : 443)
    let connection
    try {
      connection = await this.world.net.connect({ address, port: number })
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      const words = error.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${strerror(error.code).toLowerCase()}`
      throw fail(`dial tcp ${address.includes(':') ? `[${address}]` : address}:${number}: ${words}`)
    }
    try {
      if (!local) {
        // The beginning of a TLS handshake, which a server of plain HTTP takes for a broken request.
        await connection.write(Uint8Array.of(0x16, 3, 1, 0, 0, 13, 10, 13, 10))
        const reply = await connection.read()
        connection.destroy()
        if (!reply.length) throw fail('EOF')
        throw fail(
          decode(reply.subarray(0, 5)) === 'HTTP/'
            ? 'http: server gave HTTP response to HTTPS client'
            : 'tls: first record does not look like a TLS handshake',
        )
      }
      const request: HttpRequest = {
        method,
        path,
        headers: [
          ['Host', domain],
          ['User-Agent', AGENT],
          ...(auth?.username
            ? [['Authorization', `Basic ${base64(encode(`${auth.username}:${auth.password ?? ''}`))}`] as const]
            : []),
          ...(more.headers ?? []),
        ],
        body: more.body,
        progress: more.progress,
      }
      return await exchange(connection, request)
    } catch (error) {
      if (error instanceof HttpError) throw fail(error.message)
      if (error instanceof SysError)
        throw fail(`read tcp ${address}:${number}: read: ${strerror(error.code).toLowerCase()}`)
      throw error
    }
  }
  private addressOf(host: string): string | null {
    if (/^[\d.]+$/.test(host) || host.includes(':')) return host
    for (const line of this.hostsFile()) {
      const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
      if (address && names.includes(host) && !address.includes(':')) return address
    }
    if (host === 'localhost') return '127.0.0.1'
    return this.world.upstream.resolve(host, 4, this.world.net.host)?.[0] ?? null
  }
  private hostsFile(): string[] {
    return this.world.host.exists('/etc/hosts') ? decode(this.world.host.readFile('/etc/hosts')).split('\n') : []
  }
}
function splitDomain(domain: string): { host: string; port: number | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(domain)
  return { host: (match?.[1] ?? domain).replace(/^\[|\]$/g, ''), port: match?.[2] ? Number(match[2]) : undefined }
}
/** Of a Location, which may be absolute. */
const pathOf = (response: HttpResponse): string =>
  (response.headers.get('location') ?? '').replace(/^https?:\/\/[^/]*/, '')
/** {"errors":[{"code","message"}]} as an error; else Go's words for a status that was not expected. */
function refusal(response: HttpResponse): RegistryError {
  try {
    const { errors } = JSON.parse(decode(response.body)) as { errors: { code: string; message: string }[] }
    const first = errors[0]!
    return new RegistryError(first.code, first.message)
  } catch {
    if (response.status === 401) return new RegistryError('UNAUTHORIZED', 'no basic auth credentials')
    const text = decode(response.body).trim()
    return new RegistryError(
      'UNSUPPORTED',
      `error parsing HTTP ${response.status} response body: invalid character ${goQuote(text[0] ?? ' ').replace(/^"(.*)"$/, "'$1'")} looking for beginning of value: ${goQuote(text)}`,
    )
  }
}
