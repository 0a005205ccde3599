/** ADD of a URL (moby builder/dockerfile/copy.go downloadSource): one file, for root only, not unpacked. */
import { EMPTY_TREE, createTreeFs } from '../../kernel/vfs/index.ts'
import { baseName } from '../../base/go/filepath.ts'
import { decode } from '../../base/bytes.ts'
import { ClassicError } from './errors.ts'
import { fileHash, type CopySource } from './sources.ts'
import type { Build } from './state.ts'

export async function downloadSource(build: Build, url: string, dest: string): Promise<CopySource> {
  const { status, headers, body } = await build.host.download(url, build.signal)
  if (status >= 400) throw new ClassicError(`failed to GET ${url} with status ${status}: ${decode(body).trim()}`)
  const header = (name: string): string =>
    Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  const path = /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? ''
  let name = path !== '' && !path.endsWith('/') ? baseName(path) : ''
  if (name === '') name = /filename="?([^";]+)"?/.exec(header('content-disposition'))?.[1] ?? ''
  if (name === '' && dest.endsWith('/')) throw new ClassicError(`cannot determine filename for source ${url}`)
  build.out.message({
    status: 'Downloading',
    progressDetail: { current: body.length, ...(header('content-length') ? { total: body.length } : {}) },
  })
  build.out.write('\n')
  const files = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock: build.host.clock })
  const file = name || '__unnamed__'
  const modified = Date.parse(header('last-modified'))
  files.apply('/', [
    {
      path: file,
      type: 'file',
      mode: 0o600,
      uid: 0,
      gid: 0,
      mtime: Number.isNaN(modified) ? 0 : modified,
      content: { size: body.length, extents: body.length > 0 ? [{ offset: 0, data: body }] : [] },
    },
  ])
  return { files, path: file, hash: fileHash(files, `/${file}`), plain: true }
}
