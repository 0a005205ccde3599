/** A target → what a build is asked to do (buildx bake/bake.go toBuildOpt). */
import { ramInBytes } from '../../../base/go/units.ts'
import { cleanPath, joinPath } from '../../../base/go/filepath.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError, FlagError } from '../../framework/errors.ts'
import { parseUlimit } from '../../opts/resources.ts'
import { isRemote } from '../build/inputs.ts'
import { parseCall, type BuildOptions } from '../build/options.ts'
import type { Target } from './model.ts'

const LOCAL = 'cwd://'
const known = (values: Record<string, string | null> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(values ?? {}).filter((entry): entry is [string, string] => entry[1] !== null))

/** Puts the context that it found into the target, as --print shows it. Throws CommandError. */
export function toBuildOptions(cli: Cli, target: Target): BuildOptions {
  if (target.context === '-') throw new CommandError('context from stdin not allowed in bake')
  if (target.dockerfile === '-') throw new CommandError('dockerfile from stdin not allowed in bake')
  const given = target.context ?? '.'
  const contextPath = given.startsWith(LOCAL)
    ? cleanPath(given.slice(LOCAL.length))
    : isRemote(given)
      ? given
      : cleanPath(given)
  const file = target.dockerfile ?? 'Dockerfile'
  const outside = file.startsWith(LOCAL)
  const path = cleanPath(outside ? file.slice(LOCAL.length) : file)
  const dockerfile = outside
    ? joinPath(cli.sys.cwd(), path)
    : isRemote(contextPath) || isRemote(file) || path.startsWith('/')
      ? isRemote(file)
        ? file
        : path
      : joinPath(contextPath, path)
  target.context = contextPath
  const namedContexts = Object.fromEntries(
    Object.entries(target.contexts ?? {}).map(([name, value]) => [
      name,
      value.startsWith(LOCAL) ? cleanPath(value.slice(LOCAL.length)) : value,
    ]),
  )
  return {
    contextPath,
    dockerfile,
    ...(target['dockerfile-inline'] === undefined ? {} : { dockerfileInline: target['dockerfile-inline'] }),
    namedContexts,
    buildArgs: known(target.args),
    labels: known(target.labels),
    tags: target.tags ?? [],
    target: target.target ?? '',
    platforms: target.platforms ?? [],
    noCache: target['no-cache'] ?? false,
    noCacheFilter: target['no-cache-filter'] ?? [],
    pull: target.pull ?? false,
    push: false,
    load: false,
    outputs: target.output ?? [],
    cacheFrom: target['cache-from'] ?? [],
    cacheTo: target['cache-to'] ?? [],
    secrets: target.secret ?? [],
    ssh: (target.ssh ?? []).map(({ id, paths }) => (paths.length > 0 ? `${id}=${paths.join(',')}` : id)),
    networkMode: target.network ?? '',
    extraHosts: Object.entries(known(target['extra-hosts'])).map(([host, address]) => `${host}=${address}`),
    shmSize: shmSize(target['shm-size']),
    ulimits: ulimits(target.ulimits ?? []),
    cgroupParent: '',
    annotations: target.annotations ?? [],
    attests: Object.fromEntries(
      (target.attest ?? []).map(({ type, disabled, attrs }) => [
        type,
        disabled
          ? null
          : Object.entries(attrs)
              .map(([name, value]) => `${name}=${value}`)
              .join(','),
      ]),
    ),
    allow: target.entitlements ?? [],
    call: target.call === undefined ? null : parseCall(target.call),
  }
}
function shmSize(text: string | undefined): number {
  if (text === undefined) return 0
  const bytes = ramInBytes(text)
  if (typeof bytes === 'object') throw new CommandError(`invalid value ${text} for membytes key shm-size`)
  return bytes
}
function ulimits(values: readonly string[]): BuildOptions['ulimits'] {
  try {
    return values.map(parseUlimit)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new CommandError(error.message)
  }
}
