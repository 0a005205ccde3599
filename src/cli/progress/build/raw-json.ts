/** A message as BuildKit's client.SolveStatus is in JSON: byte strings in base64, nothing of our own. */
import { base64 } from '../../../base/base64.ts'
import { encode } from '../../../base/bytes.ts'
import type { BuildStatus, BuildVertex, BuildWarning } from '../../../api/types/index.ts'

const bytes = (text: string): string => base64(encode(text))
const vertexJson = ({ naru: _naru, ...vertex }: BuildVertex): object => vertex
const warningJson = ({ vertex, level, short, detail, url, source, ranges }: BuildWarning): object => ({
  vertex,
  level,
  short: bytes(short),
  ...(detail?.length ? { detail: detail.map(bytes) } : {}),
  ...(url ? { url } : {}),
  ...(source
    ? {
        sourceInfo: {
          filename: source.filename,
          data: bytes(source.data),
          ...(source.language ? { language: source.language } : {}),
        },
      }
    : {}),
  ...(ranges?.length ? { range: ranges } : {}),
})
export const statusJson = ({ vertexes, statuses, logs, warnings }: BuildStatus): object => ({
  ...(vertexes?.length ? { vertexes: vertexes.map(vertexJson) } : {}),
  ...(statuses?.length ? { statuses } : {}),
  ...(logs?.length ? { logs } : {}),
  ...(warnings?.length ? { warnings: warnings.map(warningJson) } : {}),
})
