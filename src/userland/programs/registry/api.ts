/** The routes of the distribution API v2 (registry/handlers/app.go): one function an endpoint, errors as the specification lists them. */
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, decode, encode } from '../../../base/bytes.ts'
import { hex } from '../../../base/rng.ts'
import { parseRange } from '../http/range.ts'
import type { Headers } from '../http/message.ts'
import type { Config } from './config.ts'
import { DIGEST, type Storage } from './storage.ts'

export interface Call {
  method: string
  path: string
  query: ReadonlyMap<string, string>
  headers: Headers
  /** "http://localhost:5000" */
  base: string
  body: AsyncIterable<Uint8Array>
  uuid(): string
}
export interface Reply {
  status: number
  headers?: [string, string][]
  body?: Uint8Array | AsyncIterable<Uint8Array>
  /** Of a streamed body, and of a HEAD. */
  length?: number
}
const ERRORS = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  RANGE_INVALID: [416, 'invalid content range'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
} as const
const JSON_TYPE: [string, string] = ['Content-Type', 'application/json; charset=utf-8']
const json = (value: unknown, status = 200, headers: [string, string][] = []): Reply => ({
  status,
  headers: [JSON_TYPE, ...headers],
  body: encode(`${JSON.stringify(value)}\n`),
})
function fail(code: keyof typeof ERRORS, detail?: unknown): Reply {
  const [status, message] = ERRORS[code]
  return json({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] }, status)
}
const NAME = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

export async function answer(storage: Storage, config: Config, call: Call): Promise<Reply> {
  const { method, path } = call
  if (path === '/') return { status: 200, headers: [['Cache-Control', 'no-cache']] }
  if (path === '/v2')
    return { status: 301, headers: [['Location', '/v2/']], body: encode('<a href="/v2/">Moved Permanently</a>.\n\n') }
  if (path === '/v2/') return { status: 200, headers: [JSON_TYPE], body: encode('{}') }
  if (path === '/v2/_catalog')
    return method === 'GET' ? page(storage.catalog(), call, 'repositories', {}) : fail('UNSUPPORTED')
  const match = /^\/v2\/(.+?)\/(tags\/list|manifests\/([^/]+)|blobs\/uploads\/([^/]*)|blobs\/([^/]+))$/.exec(path)
  if (!match)
    return {
      status: 404,
      headers: [['Content-Type', 'text/plain; charset=utf-8']],
      body: encode('404 page not found\n'),
    }
  const [, name = '', what = '', reference, uuid, digest] = match
  if (!NAME.test(name) || name.length > 255) return fail('NAME_INVALID')
  if (config.readonly && !/^(GET|HEAD)$/.test(method)) return fail('UNSUPPORTED')
  if (what === 'tags/list') {
    const tags = storage.tags(name)
    if (method !== 'GET') return fail('UNSUPPORTED')
    return tags === null ? fail('NAME_UNKNOWN', { name }) : page(tags, call, 'tags', { name })
  }
  if (reference !== undefined) return manifest(storage, config, call, name, reference)
  if (uuid !== undefined) return upload(storage, call, name, uuid)
  return blob(storage, config, call, name, digest!)
}
/** ?n= and ?last= with a Link to the next page. */
function page(all: readonly string[], call: Call, key: string, more: Record<string, unknown>): Reply {
  const n = call.query.get('n')
  if (n !== undefined && !/^\d+$/.test(n)) return fail('PAGINATION_NUMBER_INVALID', { n })
  const last = call.query.get('last') ?? ''
  const rest = all.filter((item) => item > last)
  const list = n === undefined ? rest : rest.slice(0, +n)
  const link: [string, string][] =
    list.length && list.length < rest.length
      ? [['Link', `<${call.path}?last=${encodeURIComponent(list.at(-1)!)}&n=${n}>; rel="next"`]]
      : []
  return json({ ...more, [key]: list }, 200, link)
}

async function manifest(storage: Storage, config: Config, call: Call, name: string, reference: string): Promise<Reply> {
  if (!DIGEST.test(reference) && !TAG.test(reference)) return fail('MANIFEST_INVALID')
  if (call.method === 'PUT') return putManifest(storage, call, name, reference)
  if (!/^(GET|HEAD|DELETE)$/.test(call.method)) return fail('UNSUPPORTED')
  const digest = storage.resolve(name, reference)
  if (call.method === 'DELETE') {
    if (!config.deletes || !DIGEST.test(reference)) return fail('UNSUPPORTED')
    if (digest === null) return fail('MANIFEST_UNKNOWN')
    storage.deleteManifest(name, digest)
    return { status: 202 }
  }
  if (digest === null)
    return fail('MANIFEST_UNKNOWN', DIGEST.test(reference) ? { Name: name, Revision: reference } : { Tag: reference })
  const data = storage.readBlob(digest)
  const type = mediaTypeOf(data) ?? DOCKER_MANIFEST
  const headers: [string, string][] = [
    ['Content-Type', type],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
  ]
  if (call.headers.get('If-None-Match') === `"${digest}"`) return { status: 304, headers }
  return { status: 200, headers, body: data, length: data.length }
}
interface ManifestFields {
  mediaType?: string
  config?: { digest?: string; mediaType?: string }
  layers?: { digest?: string }[]
  manifests?: { digest?: string }[]
}
function parsed(data: Uint8Array): ManifestFields | null {
  try {
    const value: unknown = JSON.parse(decode(data))
    return typeof value === 'object' && value !== null ? (value as ManifestFields) : null
  } catch {
    return null
  }
}
const mediaTypeOf = (data: Uint8Array): string | undefined => {
  const fields = parsed(data)
  return (
    fields?.mediaType ??
    (fields?.manifests ? 'application/vnd.oci.image.index.v1+json' : 'application/vnd.oci.image.manifest.v1+json')
  )
}
async function putManifest(storage: Storage, call: Call, name: string, reference: string): Promise<Reply> {
  const parts: Uint8Array[] = []
  for await (const part of call.body) parts.push(part)
  const data = concat(parts)
  const digest = `sha256:${hex(sha256(data))}`
  const fields = parsed(data)
  if (!fields || (!fields.layers && !fields.manifests)) return fail('MANIFEST_INVALID')
  if (DIGEST.test(reference) && reference !== digest) return fail('DIGEST_INVALID')
  for (const wanted of [fields.config, ...(fields.layers ?? [])]) {
    if (wanted?.digest && !storage.hasLayer(name, wanted.digest))
      return fail('MANIFEST_BLOB_UNKNOWN', { digest: wanted.digest })
  }
  for (const wanted of fields.manifests ?? []) {
    if (wanted.digest && storage.resolve(name, wanted.digest) === null)
      return fail('MANIFEST_BLOB_UNKNOWN', { digest: wanted.digest })
  }
  storage.putManifest(name, reference, digest, data)
  return {
    status: 201,
    headers: [
      ['Docker-Content-Digest', digest],
      ['Location', `${call.base}/v2/${name}/manifests/${digest}`],
    ],
  }
}

async function blob(storage: Storage, config: Config, call: Call, name: string, digest: string): Promise<Reply> {
  if (!DIGEST.test(digest)) return fail('DIGEST_INVALID', 'invalid checksum digest format')
  if (!storage.hasLayer(name, digest)) return fail('BLOB_UNKNOWN', digest)
  if (call.method === 'DELETE') {
    if (!config.deletes) return fail('UNSUPPORTED')
    storage.unlinkLayer(name, digest)
    return { status: 202, headers: [['Docker-Content-Digest', digest]] }
  }
  if (!/^(GET|HEAD)$/.test(call.method)) return fail('UNSUPPORTED')
  const size = storage.blobSize(digest)!
  const headers: [string, string][] = [
    ['Accept-Ranges', 'bytes'],
    ['Cache-Control', 'max-age=31536000'],
    ['Content-Type', 'application/octet-stream'],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
  ]
  const range = call.headers.get('Range')
  const ranges = range === undefined || call.method === 'HEAD' ? null : parseRange(range, size)
  if (ranges?.length === 1) {
    const { start, end } = ranges[0]!
    const content: [string, string] = ['Content-Range', `bytes ${start}-${end}/${size}`]
    return {
      status: 206,
      headers: [...headers, content],
      body: storage.blob(digest, start, end + 1),
      length: end + 1 - start,
    }
  }
  return { status: 200, headers, body: storage.blob(digest), length: size }
}

async function upload(storage: Storage, call: Call, name: string, uuid: string): Promise<Reply> {
  const digest = call.query.get('digest')
  if (uuid === '') {
    if (call.method !== 'POST') return fail('UNSUPPORTED')
    const mount = call.query.get('mount')
    const from = call.query.get('from')
    if (mount !== undefined && from !== undefined && DIGEST.test(mount) && storage.hasLayer(from, mount)) {
      storage.linkLayer(name, mount)
      return created(call, name, mount)
    }
    const id = call.uuid()
    storage.startUpload(name, id)
    return digest === undefined ? accepted(storage, call, name, id, 202) : finish(storage, call, name, id, digest)
  }
  const present = storage.uploaded(name, uuid)
  if (present === null) return fail('BLOB_UPLOAD_UNKNOWN')
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return accepted(storage, call, name, uuid, 204)
    case 'PATCH': {
      const range = /^(\d+)-(\d+)$/.exec(call.headers.get('Content-Range') ?? '')
      if (range && +range[1]! !== present) return fail('RANGE_INVALID')
      await storage.append(name, uuid, call.body)
      return accepted(storage, call, name, uuid, 202)
    }
    case 'PUT':
      return digest === undefined ? fail('DIGEST_INVALID', 'digest missing') : finish(storage, call, name, uuid, digest)
    case 'DELETE':
      storage.cancelUpload(name, uuid)
      return { status: 204, headers: [['Docker-Upload-Uuid', uuid]] }
    default:
      return fail('UNSUPPORTED')
  }
}
function accepted(storage: Storage, call: Call, name: string, uuid: string, status: number): Reply {
  const size = storage.uploaded(name, uuid) ?? 0
  return {
    status,
    headers: [
      ['Docker-Upload-Uuid', uuid],
      // Real ones sign the upload's state; ours is only looked up by its name.
      ['Location', `${call.base}/v2/${name}/blobs/uploads/${uuid}?_state=${call.uuid().replaceAll('-', '')}`],
      ['Range', `0-${Math.max(0, size - 1)}`],
    ],
  }
}
async function finish(storage: Storage, call: Call, name: string, uuid: string, digest: string): Promise<Reply> {
  if (!DIGEST.test(digest)) return fail('DIGEST_INVALID', 'invalid checksum digest format')
  await storage.append(name, uuid, call.body)
  return (await storage.commit(name, uuid, digest)) ? created(call, name, digest) : fail('DIGEST_INVALID')
}
const created = (call: Call, name: string, digest: string): Reply => ({
  status: 201,
  headers: [
    ['Docker-Content-Digest', digest],
    ['Location', `${call.base}/v2/${name}/blobs/${digest}`],
  ],
})
