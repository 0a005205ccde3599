/** Creating a container, and pulling its image first where that is wanted or needed: what run and create share (container/create.go). */
import { containerCreate, imageCreate, isNotFound } from '../../../api/client/index.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { goError } from '../../framework/go-errors.ts'
import {
  familiarName,
  familiarString,
  parseAnyReference,
  withDefaultTag,
  type Reference,
} from '../../opts/reference.ts'
import { checkPlatform } from '../../opts/platform.ts'
import { displayStream } from '../../progress/json-message.ts'
import { registryAuth } from '../registry/auth.ts'
import type { ParsedCreate } from './create-config.ts'

export function checkPullOption(value: string): void {
  if (['always', 'missing', 'never', ''].includes(value)) return
  throw new CommandError(`invalid pull option: '${value}': must be one of "always", "missing" or "never"`)
}

async function pullImage(cli: Cli, reference: Reference, flags: FlagSet): Promise<void> {
  const body = await imageCreate(cli.client, familiarName(reference), {
    tag: reference.digest ?? reference.tag ?? undefined,
    platform: flags.string('platform'),
    auth: registryAuth(cli, reference),
  })
  await displayStream(body, flags.bool('quiet') ? null : cli.err, () => cli.sys.now())
}
function checkCidFile(cli: Cli, path: string): void {
  if (path === '') return
  try {
    cli.sys.stat(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    try {
      cli.sys.writeFile(path, '')
    } catch (failure) {
      if (!(failure instanceof SysError)) throw failure
      throw new CommandError(`failed to create the container ID file: ${goError(failure, `open ${path}`)}`)
    }
    return
  }
  throw new CommandError(`container ID file found, make sure the other container isn't running or delete ${path}`)
}
/** The new container's ID. Throws ApiError, CommandError. */
export async function createContainer(cli: Cli, flags: FlagSet, parsed: ParsedCreate): Promise<string> {
  const { request, cidFile } = parsed
  if (flags.bool('use-api-socket')) throw new CommandError('docker: --use-api-socket is not simulated yet')
  checkCidFile(cli, cidFile)
  let created = false
  try {
    const platform = flags.string('platform')
    const pull = flags.string('pull')
    const named = parseAnyReference(request.Image ?? '')
    const reference = named ? withDefaultTag(named) : null
    checkPlatform(platform, 'error parsing specified platform: ')
    if (pull === 'always' && reference) await pullImage(cli, reference, flags)
    const { rows, cols } = cli.out.size()
    request.HostConfig.ConsoleSize = [rows, cols]
    const create = (): ReturnType<typeof containerCreate> =>
      containerCreate(cli.client, request, { name: flags.string('name'), platform })
    let response: Awaited<ReturnType<typeof containerCreate>>
    try {
      response = await create()
    } catch (error) {
      if (!isNotFound(error) || !reference || pull !== 'missing') throw error
      if (!flags.bool('quiet')) await cli.err.line(`Unable to find image '${familiarString(reference)}' locally`)
      await pullImage(cli, reference, flags)
      response = await create()
    }
    const warnings = [...(response.Warnings ?? [])]
    for (const dns of request.HostConfig.Dns ?? [])
      if (dns.startsWith('127.') || dns === '::1') {
        warnings.push(`Localhost DNS (${dns}) may fail in containers.`)
        break
      }
    for (const warning of warnings) await cli.err.line(`WARNING: ${warning}`)
    created = true
    if (cidFile !== '') cli.sys.writeFile(cidFile, response.Id)
    return response.Id
  } finally {
    if (cidFile !== '' && !created) cli.sys.unlink(cidFile)
  }
}
