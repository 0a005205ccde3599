/** A file or standard input as the body of a request. */
import { O_RDONLY } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'
import { goError } from '../framework/go-errors.ts'

/** null: standard input. Throws CommandError when the file cannot be opened. */
export async function openInput(cli: Cli, path: string | null): Promise<AsyncIterable<Uint8Array>> {
  const { sys } = cli
  let fd = 0
  if (path !== null)
    try {
      fd = await sys.open(path, O_RDONLY)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      throw new CommandError(goError(error, `open ${path}`))
    }
  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = await sys.read(fd)
      if (chunk.length === 0) break
      yield chunk
    }
    if (fd !== 0) sys.close(fd)
  }
  return read()
}
