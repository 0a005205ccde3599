/**
 * One build from the client's side (build.BuildWithResultHandler with the docker driver): checks what the driver cannot do, opens the session,
 * asks the engine, hands its progress to the printer.
 */
import { SIGNALS } from '../../../base/abi/signals.ts'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { quote } from '../../../base/go/quote.ts'
import { ApiError, Canceled, jsonStream, type Cancel, type QueryValue } from '../../../api/client/index.ts'
import type {
  BuildErrorDetail,
  BuildLine,
  BuildOutline,
  BuildQuery,
  BuildTargets,
  LintResults,
} from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { parseIp } from '../../opts/ip.ts'
import { checkPlatform } from '../../opts/platform.ts'
import { cut } from '../../opts/validate.ts'
import { authKey } from '../../command/registry/auth.ts'
import type { Printer } from '../../progress/build/printer.ts'
import { cacheEntryText } from '../flags/cache.ts'
import { createOutputs, isTrue, type Output } from '../flags/output.ts'
import { noteActivity } from '../builder.ts'
import { BuildFailure } from '../failure.ts'
import { exportTargets } from '../session/export-target.ts'
import { secretStore } from '../session/secrets.ts'
import { BuildSession, newId } from '../session/session.ts'
import { inputsQuery, loadInputs, type Inputs, type StandardInput } from './inputs.ts'
import type { BuildOptions } from './options.ts'
import { pushAll } from './push.ts'
import { checkTag } from './tags.ts'

export interface BuildResult {
  ref: string
  imageId: string
  /** What --metadata-file gets. */
  exporter: Record<string, string>
  lint: LintResults | null
  outline: BuildOutline | null
  targets: BuildTargets | null
  inputs: Inputs
}
const notSupported = (feature: string, page: string): CommandError =>
  new CommandError(
    `${feature} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`,
  )

/** `parent` gives the build up. Throws CommandError, BuildFailure, ApiError, ConnectionError, Canceled. */
export async function solve(
  cli: Cli,
  options: BuildOptions,
  printer: Pick<Printer, 'write' | 'log'>,
  stdin: StandardInput,
  parent: Cancel = cli.cancel,
): Promise<BuildResult> {
  if (options.noCache && options.noCacheFilter.length > 0)
    throw new CommandError('--no-cache and --no-cache-filter cannot currently be used together')
  for (const platform of options.platforms.flatMap((each) => each.split(','))) checkPlatform(platform)
  const secret = secretStore(cli.sys, options.secrets)
  if (options.ssh.length > 0) throw new CommandError('--ssh is not simulated yet')
  const outputs = createOutputs(cli, options.outputs, options)
  const warning = gitWarning(cli, options.contextPath)
  if (warning !== null) printer.log(`WARNING: current commit information was not captured by the build: ${warning}`)
  const exports = checkExports(options, outputs)
  const inputs = await loadInputs(cli, options, stdin)
  const ref = newId(cli)
  const query = { ...driverQuery(options), ...inputsQuery(inputs), ...exports, buildid: ref }

  const cancel = parent.child()
  const session = new BuildSession(
    cli,
    {
      files: inputs.files,
      secret,
      credentials: (host) => credentials(cli, host),
      exporter: exportTargets(
        cli,
        outputs.flatMap(({ target }) => target ?? []),
      ),
    },
    cancel,
  )
  // A signal asks the engine to stop; what it then still has to say is shown.
  cli.shield()
  const onSignal = (): void => {
    cli.client.request('POST', '/build/cancel', { query: { id: ref } }).catch(() => cancel.abort())
  }
  cli.onSignal(SIGNALS.SIGINT.number, onSignal)
  cli.onSignal(SIGNALS.SIGTERM.number, onSignal)
  noteActivity(cli)
  try {
    await session.open()
    const building = run(cli, { version: '2', session: session.id, ...query }, printer, cancel)
    const result = await Promise.race([building, session.failed])
    if (outputs.some(({ type, attrs }) => type === 'image' && isTrue(attrs['push']))) {
      const digest = await pushAll(cli, printer, query.t ?? [])
      if (digest !== '') result.exporter['containerimage.digest'] = digest
    }
    return { ref, inputs, ...result }
  } finally {
    session.close()
  }
}
async function run(
  cli: Cli,
  query: BuildQuery,
  printer: Pick<Printer, 'write'>,
  cancel: Cancel,
): Promise<Omit<BuildResult, 'ref' | 'inputs'>> {
  const result: Omit<BuildResult, 'ref' | 'inputs'> = {
    imageId: '',
    exporter: {},
    lint: null,
    outline: null,
    targets: null,
  }
  let body: AsyncIterable<Uint8Array>
  try {
    const response = await cli.client.request('POST', '/build', {
      query: { ...query } as Record<string, QueryValue>,
      cancel,
    })
    body = cli.client.body(response, cancel)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new BuildFailure(`failed to solve: ${error.message.replace(/^Error response from daemon: /, '')}`)
  }
  try {
    for await (const line of jsonStream<BuildLine>(body)) {
      if ('errorDetail' in line) throw failure(line.errorDetail)
      if (line.id === 'moby.buildkit.trace') printer.write(line.aux)
      else if (line.id === 'moby.image.id') result.imageId = line.aux.ID
      else if (line.id === 'naru.exporter') Object.assign(result.exporter, line.aux)
      else if (line.id === 'naru.lint') result.lint = line.aux
      else if (line.id === 'naru.outline') result.outline = line.aux
      else result.targets = line.aux
    }
  } catch (error) {
    if (error instanceof Canceled) throw new BuildFailure('failed to solve: Canceled: context canceled', [], 130)
    throw error
  }
  return result
}
const failure = ({ message, sources, code }: BuildErrorDetail): BuildFailure =>
  message === 'context canceled'
    ? new BuildFailure('failed to solve: Canceled: context canceled', [], 130)
    : new BuildFailure(message, sources ?? [], code === 100 || code === 102 ? code : 1)

function credentials(cli: Cli, host: string): { username: string; secret: string } | null {
  const key = host === 'registry-1.docker.io' ? authKey('docker.io') : authKey(host)
  const auth = cli.config.auth(key)
  if (!auth) return null
  if (auth.identitytoken) return { username: '', secret: auth.identitytoken }
  return { username: auth.username ?? '', secret: auth.password ?? '' }
}
/** A .git folder that is no repository (the host has no git to ask). */
function gitWarning(cli: Cli, context: string): string | null {
  const info = cli.sys.env.BUILDX_GIT_INFO
  if (context === '' || context === '-' || (info !== undefined && info !== '' && !isTrue(info))) return null
  const git = `${context.replace(/\/$/, '')}/.git`
  const found = attempt(() => cli.sys.stat(git))
  if (found instanceof SysError || !isDir(found)) return null
  const head = attempt(() => cli.sys.stat(`${git}/HEAD`))
  return head instanceof SysError
    ? 'failed to read current commit information with git rev-parse --is-inside-work-tree'
    : null
}

/** Outputs, tags and what the docker driver refuses, in toSolveOpt's order. */
function checkExports(options: BuildOptions, given: readonly Output[]): Partial<BuildQuery> {
  const cacheTo = [...options.cacheTo]
  if (isTrue(options.buildArgs['BUILDKIT_INLINE_CACHE'])) cacheTo.push({ type: 'inline', attrs: {} })
  if (cacheTo.some(({ type }) => type !== 'inline')) throw notSupported('Cache export', 'build-cache-backends')
  if (Object.values(options.attests).some((value) => value !== null)) throw notSupported('Attestation', 'attestations')
  const outputs = given.map((output) => ({ ...output, attrs: { ...output.attrs } }))
  if (outputs.length === 0 && options.call === null) outputs.push({ type: 'image', attrs: {}, target: null })
  if (options.call === null && options.annotations.some((text) => /^(index|index-descriptor)(\[[^\]]*\])?:/.test(text)))
    throw new CommandError('index annotations not supported for single platform export')
  const tags = options.tags.map(checkTag)
  if (
    tags.length === 0 &&
    outputs.some(({ type, attrs }) => type === 'image' && isTrue(attrs['push']) && !attrs['name'])
  )
    throw new CommandError('tag is needed when pushing to registry')
  for (const output of outputs) {
    if (output.type === 'oci') throw notSupported('OCI exporter', 'build-exporters')
    if (output.type === 'docker' && output.target !== null) throw notSupported('Docker exporter', 'build-exporters')
    if (output.type === 'docker' && options.platforms.length > 1)
      throw new CommandError('docker exporter does not currently support exporting manifest lists')
    if (output.type === 'image' && isTrue(output.attrs['push']) && isTrue(output.attrs['push-by-digest']))
      throw new CommandError(
        'push-by-digest is currently not implemented for docker driver, please create a new builder instance',
      )
  }
  const names = outputs.flatMap(({ attrs }) => (attrs['name'] ?? '').split(',').filter((name) => name !== ''))
  return {
    t: tags.length > 0 ? tags : names,
    ...(outputs.length > 0
      ? {
          outputs: JSON.stringify(
            outputs.map(({ type, attrs: { push: _push, ...Attrs } }) => ({
              Type: type === 'docker' ? 'image' : type,
              Attrs,
            })),
          ),
        }
      : {}),
    ...(cacheTo.length > 0 ? { cacheto: JSON.stringify(cacheTo.map(cacheEntryText)) } : {}),
  }
}
/** The rest of the query. Throws CommandError. */
function driverQuery(options: BuildOptions): Partial<BuildQuery> {
  const platforms = options.platforms.flatMap((each) => each.split(','))
  if (platforms.length > 1) throw notSupported('Multi-platform build', 'build-multi-platform')
  if (!['', 'default', 'none', 'host'].includes(options.networkMode))
    throw new CommandError(
      `network mode ${quote(options.networkMode)} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
    )
  const flag = (on: boolean): string | undefined => (on ? '1' : undefined)
  const list = (values: readonly string[], separator = ','): string | undefined =>
    values.length > 0 ? values.join(separator) : undefined
  const object = (value: Record<string, string>): string | undefined =>
    Object.keys(value).length > 0 ? JSON.stringify(value) : undefined
  const query: BuildQueryParts = {
    buildargs: object(options.buildArgs),
    labels: object(options.labels),
    target: options.target || undefined,
    nocache: flag(options.noCache),
    nocachefilter: list(options.noCacheFilter),
    pull: flag(options.pull),
    platform: list(platforms),
    networkmode: options.networkMode === 'default' ? undefined : options.networkMode || undefined,
    extrahosts: options.extraHosts.length > 0 ? options.extraHosts.flatMap(extraHost) : undefined,
    shmsize: options.shmSize > 0 ? String(options.shmSize) : undefined,
    ulimits: options.ulimits.length > 0 ? JSON.stringify(options.ulimits) : undefined,
    cgroupparent: options.cgroupParent || undefined,
    cachefrom: options.cacheFrom.length > 0 ? JSON.stringify(options.cacheFrom.map(cacheEntryText)) : undefined,
    annotations: options.annotations.length > 0 ? JSON.stringify(annotationMap(options.annotations)) : undefined,
    allow: list([...options.allow, ...(options.networkMode === 'host' ? ['network.host'] : [])]),
    call: options.call?.name,
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}
type BuildQueryParts = { [Name in keyof BuildQuery]?: BuildQuery[Name] | undefined }
function annotationMap(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => {
      const [key, text, hasValue] = cut(value, '=')
      if (!hasValue) throw new CommandError(`parse annotations: invalid annotation ${quote(value)}, expected key=value`)
      return [key, text] as const
    }),
  )
}
/** host=ip or host:ip with several addresses. "host-gateway" is the engine's to know. */
function extraHost(text: string): string[] {
  let [host, address, found] = cut(text, '=')
  if (!found) [host, address, found] = cut(text, ':')
  if (!found || host === '' || address === '') throw new CommandError(`invalid host ${text}`)
  if (address === 'host-gateway') return [`${host}:${address}`]
  return address.split(',').map((each) => {
    const ip = each.replace(/^\[(.*)\]$/, '$1')
    if (parseIp(ip) === null) throw new CommandError(`invalid host ${text}`)
    return `${host}:${ip}`
  })
}
