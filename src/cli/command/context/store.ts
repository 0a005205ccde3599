/** Contexts: ~/.docker/contexts/meta/<sha256 of the name>/meta.json (cli/context/store). TLS material is left out. */
import { sha256 } from '@noble/hashes/sha2.js'
import { SysError } from '../../../base/abi/errno.ts'
import { encode } from '../../../base/bytes.ts'
import { toJson } from '../../../base/go/json.ts'
import { quote } from '../../../base/go/quote.ts'
import { hex } from '../../../base/rng.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goErrno } from '../../framework/go-errors.ts'

export interface ContextMetadata {
  Name: string
  Metadata: { Description?: string; [other: string]: unknown }
  Endpoints: Record<string, { Host?: string; SkipTLSVerify: boolean }>
}
export const metaDirectory = (cli: Cli, name: string): string =>
  `${cli.options.configDir}/contexts/meta/${hex(sha256(encode(name)))}`
export const tlsDirectory = (cli: Cli, name: string): string =>
  `${cli.options.configDir}/contexts/tls/${hex(sha256(encode(name)))}`

/** Throws CommandError. */
export function checkName(name: string): void {
  if (name === '') throw new CommandError('context name cannot be empty')
  if (name === 'default') throw new CommandError('"default" is a reserved context name')
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name))
    throw new CommandError(
      `context name ${quote(name)} is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`,
    )
}
/** Throws CommandError: context "x": context not found: … */
export function readContext(cli: Cli, name: string): ContextMetadata {
  if (name === 'default')
    return { Name: 'default', Metadata: {}, Endpoints: { docker: { Host: cli.defaultHost(), SkipTLSVerify: false } } }
  const path = `${metaDirectory(cli, name)}/meta.json`
  try {
    return JSON.parse(cli.sys.readText(path)) as ContextMetadata
  } catch (error) {
    if (error instanceof SysError)
      throw new CommandError(`context ${quote(name)}: context not found: open ${path}: ${goErrno(error.code)}`)
    if (error instanceof SyntaxError)
      throw new CommandError(`context ${quote(name)}: parsing ${path}: ${error.message}`)
    throw error
  }
}
/** All but the default one. */
export function listContexts(cli: Cli): ContextMetadata[] {
  const root = `${cli.options.configDir}/contexts/meta`
  let names: string[]
  try {
    names = cli.sys.readdir(root).map((entry) => entry.name)
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
  return names
    .filter((name) => name !== '.' && name !== '..')
    .map((name) => JSON.parse(cli.sys.readText(`${root}/${name}/meta.json`)) as ContextMetadata)
}
function makeDirectories(cli: Cli, path: string): void {
  let at = ''
  for (const part of path.split('/').slice(1)) {
    at += `/${part}`
    try {
      cli.sys.mkdir(at, 0o755)
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EEXIST') throw error
    }
  }
}
export function writeContext(cli: Cli, context: ContextMetadata): void {
  const directory = metaDirectory(cli, context.Name)
  makeDirectories(cli, directory)
  cli.sys.writeFile(`${directory}/meta.json`, toJson(context), { mode: 0o644 })
}
export function removeContext(cli: Cli, name: string): void {
  const directory = metaDirectory(cli, name)
  try {
    cli.sys.unlink(`${directory}/meta.json`)
    cli.sys.rmdir(directory)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}
export function contextExists(cli: Cli, name: string): boolean {
  try {
    cli.sys.stat(metaDirectory(cli, name))
    return true
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
