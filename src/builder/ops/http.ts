/** ADD from a URL (buildkit source/http): a file with the name of the URL's last part, mode 0600, the time that the server says. */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '../../base/rng.ts'
import type { AbortSignalLike } from '../../api/transport.ts'
import { applyLayer, EMPTY_TREE, fileContent } from '../../kernel/vfs/index.ts'
import type { TreeRoot } from '../../kernel/vfs/types.ts'
import { BuildError } from '../errors.ts'
import type { HttpOp } from '../graph/vertex.ts'
import type { BuilderHost } from '../host.ts'

export async function fetchFile(
  host: BuilderHost,
  op: HttpOp,
  signal: AbortSignalLike,
): Promise<{ tree: TreeRoot; digest: string; size: number }> {
  const reply = await host.download(op.url, signal)
  if (reply.status < 200 || reply.status >= 400) throw new BuildError(`invalid response status ${reply.status}`)
  const digest = `sha256:${hex(sha256(reply.body))}`
  if (op.checksum && op.checksum !== digest) throw new BuildError(`digest mismatch ${digest}: ${op.checksum}`)
  const modified = Date.parse(reply.headers['last-modified'] ?? '')
  const named = /filename="?([^";]+)"?/.exec(reply.headers['content-disposition'] ?? '')?.[1]
  const name = op.filename === '__unnamed__' && named && !named.includes('/') ? named : op.filename
  const entry = { path: name, mode: 0o600, uid: 0, gid: 0, mtime: Number.isNaN(modified) ? 0 : modified }
  return {
    tree: applyLayer(EMPTY_TREE, [{ ...entry, type: 'file', content: fileContent(reply.body) }]),
    digest,
    size: reply.body.length,
  }
}
