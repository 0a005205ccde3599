/** Archives to a file or a pipe, never to a terminal; a file appears only when it is whole (atomicwriter). */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'
import { goError } from '../framework/go-errors.ts'
import { cleanPath } from '../opts/mount.ts'

export async function saveStream(
  cli: Cli,
  path: string,
  failure: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  if (path === '') {
    if (cli.out.isTerminal)
      throw new CommandError('cowardly refusing to save to a terminal. Use the -o flag or redirect')
    for await (const chunk of await open()) await cli.out.write(chunk)
    return
  }
  const { sys } = cli
  const target = cleanPath(path.startsWith('/') ? path : `${sys.cwd()}/${path}`)
  const directory = target.slice(0, target.lastIndexOf('/')) || '/'
  try {
    sys.stat(directory)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw new CommandError(`${failure}: invalid output path: ${goError(error, `stat ${directory}`)}`)
  }
  try {
    if ((sys.stat(target).mode & 0o170000) === 0o040000)
      throw new CommandError(`${failure}: invalid output path: "${path}" must be a directory or a regular file`)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  const temporary = `${directory === '/' ? '' : directory}/.tmp-${target.slice(target.lastIndexOf('/') + 1)}${sys.rng.int(2 ** 31)}`
  let done = false
  try {
    let fd: number
    try {
      fd = await sys.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      throw new CommandError(`${failure}: ${goError(error, `open ${temporary}`)}`)
    }
    for await (const chunk of await open()) await sys.write(fd, chunk)
    sys.close(fd)
    sys.rename(temporary, target)
    done = true
  } finally {
    if (!done) attempt(() => sys.unlink(temporary))
  }
}
