import { encode } from '../../../../base/bytes.ts'
import type { JsonMessage } from '../../../../api/types/index.ts'
import { invalid } from '../../../../api/types/index.ts'
import { registryAuth } from '../../body.ts'
import { empty, json, jsonLines, pieces, streamReply } from '../../reply.ts'
import { boolValue, type Handler } from '../../route.ts'
import { goLine } from '../../go-line.ts'
import type { ImageBackend } from './backend.ts'

type Make = (backend: ImageBackend) => Handler

/** A platform in a query is JSON (httputils.DecodePlatform); "linux/arm64", '' for none. Throws invalidParameter. */
function platformOf(text: string | null): string {
  if (!text) return ''
  let value: { os?: string; architecture?: string; variant?: string } | null
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    throw invalid(`failed to parse platform: invalid character '${text[0]!}' looking for beginning of value`)
  }
  if (!value?.os || !value.architecture) throw invalid('both OS and Architecture must be provided')
  return [value.os, value.architecture, ...(value.variant ? [value.variant] : [])].join('/')
}

export const list: Make =
  (backend) =>
  ({ query }) =>
    json(
      backend.list({
        all: boolValue(query, 'all'),
        filters: query.get('filters'),
        sharedSize: boolValue(query, 'shared-size'),
      }),
    )
export const inspect: Make =
  (backend) =>
  ({ params, query }) =>
    json(backend.inspect(params['name']!, platformOf(query.get('platform'))))
export const history: Make =
  (backend) =>
  ({ params, query }) =>
    json(backend.history(params['name']!, platformOf(query.get('platform'))))
/** Pull, or import of an archive. */
export const create: Make = (backend) => async (request) => {
  const { query, signal } = request
  const image = query.get('fromImage') ?? ''
  const tag = query.get('tag') ?? ''
  if (image !== '') {
    const messages = await backend.pull({
      image,
      tag,
      platform: query.get('platform') ?? '',
      auth: registryAuth(request),
      signal,
    })
    return streamReply(jsonLines(messages, goLine))
  }
  const source = query.get('fromSrc') ?? ''
  if (source === '') throw invalid('fromImage or fromSrc is required')
  const options = {
    source,
    repo: query.get('repo') ?? '',
    tag,
    message: query.get('message') ?? '',
    changes: query.getAll('changes'),
  }
  const lines: JsonMessage[] = []
  let archive = request.body ?? new Uint8Array(0)
  if (source !== '-') {
    const url = source.includes('://') ? source : `http://${source}`
    const fetched = await backend.download(url, signal)
    archive = fetched
    lines.push({ status: `Downloading from ${url}` })
    lines.push({ status: 'Importing', progressDetail: { current: fetched.length, total: fetched.length } })
  }
  lines.push({ status: await backend.import({ ...options, archive }) })
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: encode(lines.map((line) => `${goLine(line)}\r\n`).join('')),
  }
}
export const push: Make = (backend) => (request) => {
  const { params, query } = request
  const messages = backend.push({ image: params['name']!, tag: query.get('tag') ?? '', auth: registryAuth(request) })
  return streamReply(jsonLines(messages, goLine))
}
export const save: Make =
  (backend) =>
  ({ params, query }) => {
    const names = params['name'] === undefined ? query.getAll('names') : [params['name']]
    return streamReply(pieces(backend.save(names, platformOf(query.get('platform')))), 'application/x-tar')
  }
export const load: Make = (backend) => async (request) => {
  const messages = await backend.load(
    request.body ?? new Uint8Array(0),
    boolValue(request.query, 'quiet'),
    platformOf(request.query.get('platform')),
  )
  const text = messages.map((item) => `${goLine(item)}\r\n`).join('')
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: encode(text) }
}
export const tag: Make =
  (backend) =>
  ({ params, query }) => {
    backend.tag(params['name']!, query.get('repo') ?? '', query.get('tag') ?? '')
    return empty(201)
  }
export const remove: Make =
  (backend) =>
  ({ params, query }) => {
    const name = params['name']!
    if (name.trim() === '') throw invalid('image name cannot be blank')
    return json(backend.remove(name, { force: boolValue(query, 'force'), noPrune: boolValue(query, 'noprune') }))
  }
export const prune: Make =
  (backend) =>
  ({ query }) =>
    json(backend.prune(query.get('filters')))
export const search: Make =
  (backend) =>
  async ({ query }) => {
    const limit = query.get('limit') ?? ''
    if (limit !== '' && !/^[+-]?\d+$/.test(limit)) {
      throw invalid(`invalid limit specified: strconv.Atoi: parsing ${JSON.stringify(limit)}: invalid syntax`)
    }
    return json(await backend.search(query.get('term') ?? '', Number(limit || 0), query.get('filters')))
  }
export const distribution: Make = (backend) => async (request) =>
  json(await backend.distribution(request.params['name']!, registryAuth(request)))
/** For the layer view; real Docker has no such paths. */
export const layers: Make =
  (backend) =>
  ({ params }) =>
    json(backend.layers(params['name']!))
export const layerFiles: Make =
  (backend) =>
  ({ params }) =>
    json(backend.layerFiles(params['name']!, params['chain']!))
export const manifest: Make = (backend) => async (request) =>
  json(await backend.manifest(request.params['name']!, registryAuth(request)))
