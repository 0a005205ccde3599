/** Files of containers: archive (docker cp) and export. */
import { encode } from '../../../../base/bytes.ts'
import { base64 } from '../../../../base/base64.ts'
import type { PathStat } from '../../../../api/types/index.ts'
import { invalid } from '../../../../api/types/index.ts'
import { empty, pieces, streamReply } from '../../reply.ts'
import { boolValue, type Handler, type RouteRequest } from '../../route.ts'
import type { ContainerBackend } from './backend.ts'

type Make = (backend: ContainerBackend) => Handler
const TAR = 'application/x-tar'
const STAT = 'X-Docker-Container-Path-Stat'

function args({ params, query }: RouteRequest): { name: string; path: string } {
  const path = query.get('path') ?? ''
  if (path === '') throw invalid(`bad parameter: 'path' cannot be empty`)
  return { name: params['name']!, path }
}
const statHeader = (stat: PathStat): Record<string, string> => ({ [STAT]: base64(encode(JSON.stringify(stat))) })

export const headArchive: Make = (backend) => (request) => {
  const { name, path } = args(request)
  return { status: 200, headers: statHeader(backend.statArchive(name, path)), body: null }
}
export const getArchive: Make = (backend) => (request) => {
  const { name, path } = args(request)
  const { stat, archive } = backend.getArchive(name, path)
  return { status: 200, headers: { 'Content-Type': TAR, ...statHeader(stat) }, body: pieces(archive) }
}
export const putArchive: Make = (backend) => async (request) => {
  const { name, path } = args(request)
  await backend.putArchive(name, path, request.body ?? new Uint8Array(0), {
    noOverwriteDirNonDir: boolValue(request.query, 'noOverwriteDirNonDir'),
    copyUidGid: boolValue(request.query, 'copyUIDGID'),
  })
  return empty(200)
}
export const exportContainer: Make =
  (backend) =>
  ({ params }) =>
    streamReply(pieces(backend.export(params['name']!)), 'application/octet-stream')
