/** Requests about images and registries. */
import type {
  AuthConfig,
  AuthResponse,
  DistributionInspect,
  RemoteManifest,
  ImageDeleteItem,
  ImageHistoryItem,
  ImageSearchItem,
  ImagesPruneResponse,
  ImageSummary,
} from '../types/index.ts'
import { filtersQuery, segment, type Client } from './client.ts'
import { ApiError } from './errors.ts'
import type { Body } from './streams.ts'

type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>
const at = (name: string, action: string): string =>
  `/images/${segment('image', name)}${action === '' ? '' : `/${action}`}`
/** `auth` is the X-Registry-Auth header: base64url of the credentials as JSON. */
const authHeader = (auth: string | undefined): Record<string, string> => (auth ? { 'X-Registry-Auth': auth } : {})

export const imageList = (
  client: Client,
  options: { all?: boolean; filters?: Filters; sharedSize?: boolean; manifests?: boolean } = {},
): Promise<ImageSummary[]> =>
  client.json('GET', '/images/json', {
    query: {
      all: options.all,
      filters: filtersQuery(options.filters ?? {}),
      'shared-size': options.sharedSize,
      manifests: options.manifests,
    },
  })
export async function imageInspectRaw(client: Client, name: string, platform?: string): Promise<{ raw: string }> {
  if (name === '') throw new ApiError(404, 'Error: No such image: ')
  const { text } = await client.text('GET', at(name, 'json'), { query: { platform } })
  return { raw: text }
}
export const imageHistory = (client: Client, name: string, platform?: string): Promise<ImageHistoryItem[]> =>
  client.json('GET', at(name, 'history'), { query: { platform } })
export async function imageTag(client: Client, source: string, repo: string, tag: string): Promise<void> {
  await client.text('POST', at(source, 'tag'), { query: { repo, tag: tag || undefined } })
}
export const imageRemove = (
  client: Client,
  name: string,
  options: { force?: boolean; noPrune?: boolean; platforms?: readonly string[] } = {},
): Promise<ImageDeleteItem[]> =>
  client.json('DELETE', at(name, ''), {
    query: { force: options.force, noprune: options.noPrune, platforms: options.platforms },
  })
export const imagesPrune = (client: Client, filters: Filters): Promise<ImagesPruneResponse> =>
  client.json('POST', '/images/prune', { query: { filters: filtersQuery(filters) } })
/** The progress of a pull, as JSON messages. */
export const imageCreate = (
  client: Client,
  fromImage: string,
  options: { tag?: string; platform?: string; auth?: string } = {},
): Promise<AsyncIterable<Uint8Array>> =>
  client.stream('POST', '/images/create', {
    query: { fromImage, tag: options.tag, platform: options.platform?.toLowerCase() || undefined },
    headers: authHeader(options.auth),
  })
export const imageImport = (
  client: Client,
  source: string,
  body: Body,
  options: { repo?: string; tag?: string; message?: string; changes?: readonly string[]; platform?: string } = {},
): Promise<AsyncIterable<Uint8Array>> =>
  client.stream('POST', '/images/create', {
    query: {
      fromSrc: source,
      repo: options.repo || undefined,
      tag: options.tag || undefined,
      message: options.message || undefined,
      platform: options.platform?.toLowerCase() || undefined,
      changes: options.changes,
    },
    body,
  })
export const imagePush = (
  client: Client,
  name: string,
  options: { tag: string; auth?: string; platform?: string },
): Promise<AsyncIterable<Uint8Array>> =>
  client.stream('POST', at(name, 'push'), {
    query: { tag: options.tag || undefined, platform: options.platform },
    // The engine wants the header even for anonymous pushes.
    headers: { 'X-Registry-Auth': options.auth ?? 'e30=' },
  })
export const imageSave = (
  client: Client,
  names: readonly string[],
  platforms: readonly string[] = [],
): Promise<AsyncIterable<Uint8Array>> => client.stream('GET', '/images/get', { query: { names, platform: platforms } })
export async function imageLoad(
  client: Client,
  body: Body,
  options: { quiet: boolean; platforms?: readonly string[] },
): Promise<{ body: AsyncIterable<Uint8Array>; json: boolean }> {
  const response = await client.request('POST', '/images/load', {
    query: { quiet: options.quiet ? '1' : '0', platform: options.platforms },
    body,
    headers: { 'Content-Type': 'application/x-tar' },
  })
  const type = Object.entries(response.headers).find(([key]) => key.toLowerCase() === 'content-type')?.[1] ?? ''
  return { body: client.body(response), json: type.startsWith('application/json') }
}
export const imageSearch = (
  client: Client,
  term: string,
  options: { limit?: number; filters?: Filters; auth?: string } = {},
): Promise<ImageSearchItem[]> =>
  client.json('GET', '/images/search', {
    query: { term, limit: options.limit || undefined, filters: filtersQuery(options.filters ?? {}) },
    headers: authHeader(options.auth),
  })
export const registryLogin = (client: Client, auth: AuthConfig): Promise<AuthResponse> =>
  client.json('POST', '/auth', { json: auth })
export const distributionInspect = (client: Client, name: string, auth?: string): Promise<DistributionInspect> =>
  client.json('GET', `/distribution/${segment('image', name)}/json`, { headers: authHeader(auth) })
export const remoteManifest = (client: Client, name: string, auth?: string): Promise<RemoteManifest> =>
  client.json('GET', `/naru/manifests/${segment('image', name)}`, { headers: authHeader(auth) })
