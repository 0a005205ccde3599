/** docker build with the classic builder (cli/command/image/build.go): goes to the buildx plugin where there is one (see docker.ts). */
import { gzipSync } from 'fflate'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { concat } from '../../../base/bytes.ts'
import { humanSize } from '../../../base/go/units.ts'
import { jsonStream, type QueryValue } from '../../../api/client/index.ts'
import type { JsonMessage, Ulimit } from '../../../api/types/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec, Invocation } from '../../framework/command.ts'
import { DIRECTORIES } from '../../framework/complete.ts'
import { CommandError, FlagError, StatusError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { listOf } from '../../framework/flag-values.ts'
import { goError } from '../../framework/go-errors.ts'
import { parseReference } from '../../opts/reference.ts'
import { memorySwapValue, ulimitValue } from '../../opts/resources.ts'
import { validateEnv, validateExtraHost, validateLabel } from '../../opts/validate.ts'
import { displayStream } from '../../progress/json-message.ts'
import { encodeAuth } from '../registry/auth.ts'
import { archive } from '../container/local-archive.ts'
import {
  contextFromFolder,
  contextFromInput,
  isRemoteContext,
  notFoundContext,
  type ContextArchive,
} from './build-context.ts'

function validateTag(text: string): string {
  try {
    parseReference(text)
    return text
  } catch (error) {
    if (error instanceof CommandError) throw new FlagError(error.message)
    throw error
  }
}
async function run({ cli, flags, args }: Invocation): Promise<void> {
  const path = args[0]!
  const file = flags.string('file')
  const quiet = flags.bool('quiet')
  if (!flags.bool('disable-content-trust')) throw new CommandError('docker build: content trust is not simulated yet')
  const local = path !== '-' && !(attempt(() => cli.sys.stat(path)) instanceof SysError)
  const remote = path !== '-' && !local && isRemoteContext(path)
  if (path !== '-' && !local && !remote) throw notFoundContext(path)
  if (file === '-' && path === '-')
    throw new CommandError("invalid argument: can't use stdin for both build context and dockerfile")
  if (remote && file === '-')
    throw new CommandError('docker build: a Dockerfile from standard input with a remote context is not simulated yet')
  const iidfile = flags.string('iidfile')
  if (iidfile !== '') removeStale(cli, iidfile)

  let context: ContextArchive | null = null
  if (path === '-') context = await contextFromInput(cli, file)
  else if (local) context = await contextFromFolder(cli, path, file)
  const upload = context ? await bytesOf(context, flags.bool('compress')) : null
  // What stands before the build's own words; with -q it is shown only when something fails.
  const sending = upload ? `Sending build context to Docker daemon ${humanSize(upload.length).padStart(8)}\r\r\n` : ''
  if (!quiet) await cli.out.write(sending)
  const body = await request(cli, flags, context, upload, remote ? path : '', quiet ? sending : '')
  const id = quiet ? await quietly(cli, body, sending) : await aloud(cli, body)
  if (iidfile === '') return
  if (id === '') throw new CommandError(`Server did not provide an image ID. Cannot write ${iidfile}`)
  const written = attempt(() => cli.sys.writeFile(iidfile, id, { mode: 0o666 }))
  if (written instanceof SysError) throw new CommandError(goError(written, `open ${iidfile}`))
}
function removeStale(cli: Cli, path: string): void {
  const removed = attempt(() => cli.sys.unlink(path))
  if (removed instanceof SysError && removed.code !== 'ENOENT')
    throw new CommandError(`Removing image ID file: ${goError(removed, `remove ${path}`)}`)
}
async function bytesOf({ entries, raw }: ContextArchive, compress: boolean): Promise<Uint8Array> {
  let bytes = raw
  if (entries) {
    const parts: Uint8Array[] = []
    for await (const part of archive(entries)) parts.push(part)
    bytes = concat(parts)
  }
  return compress ? gzipSync(bytes!, { mtime: 0 }) : bytes!
}
async function request(
  cli: Cli,
  flags: FlagSet,
  context: ContextArchive | null,
  body: Uint8Array | null,
  remote: string,
  said: string,
): Promise<AsyncIterable<Uint8Array>> {
  const auths = Object.keys(cli.config.data.auths ?? {}).map((server) => [server, cli.config.auth(server) ?? {}])
  try {
    return await cli.client.stream('POST', '/build', {
      query: query(cli, flags, context?.dockerfile ?? flags.string('file'), remote),
      body,
      headers: {
        'Content-Type': 'application/x-tar',
        'X-Registry-Config': encodeAuth(Object.fromEntries(auths) as Parameters<typeof encodeAuth>[0]),
      },
    })
  } catch (error) {
    if (said !== '') await cli.err.write(said)
    throw error
  }
}
function query(cli: Cli, flags: FlagSet, dockerfile: string, remote: string): Record<string, QueryValue> {
  const pairs = (name: string, env: Readonly<Record<string, string>> | null): string | undefined => {
    const values = flags.list(name)
    if (values.length === 0) return undefined
    const out: Record<string, string | null> = {}
    for (const value of values) {
      const at = value.indexOf('=')
      if (at >= 0) out[value.slice(0, at)] = value.slice(at + 1)
      else out[value] = env ? (env[value] ?? null) : ''
    }
    return JSON.stringify(out)
  }
  const some = (name: string): number | undefined => flags.number(name) || undefined
  const ulimits = flags.value<Ulimit[]>('ulimit')
  return {
    dockerfile: dockerfile || undefined,
    t: flags.list('tag'),
    q: flags.bool('quiet'),
    nocache: flags.bool('no-cache'),
    rm: flags.bool('rm') ? '1' : '0',
    forcerm: flags.bool('force-rm'),
    pull: flags.bool('pull'),
    remote: remote || undefined,
    memory: some('memory'),
    memswap: some('memory-swap'),
    cpushares: some('cpu-shares'),
    cpuperiod: some('cpu-period'),
    cpuquota: some('cpu-quota'),
    cpusetcpus: flags.string('cpuset-cpus') || undefined,
    cpusetmems: flags.string('cpuset-mems') || undefined,
    cgroupparent: flags.string('cgroup-parent') || undefined,
    networkmode: flags.string('network') || undefined,
    isolation: flags.string('isolation') || undefined,
    securityopt: flags.list('security-opt'),
    squash: flags.bool('squash'),
    extrahosts: flags.list('add-host'),
    shmsize: some('shm-size'),
    ulimits: ulimits.length > 0 ? JSON.stringify(ulimits) : undefined,
    buildargs: pairs('build-arg', cli.sys.env),
    labels: pairs('label', null),
    cachefrom: flags.list('cache-from').length > 0 ? JSON.stringify(flags.list('cache-from')) : undefined,
    target: flags.string('target') || undefined,
    platform: flags.string('platform') || undefined,
  }
}
/** Shows it as it comes; the image's ID. Throws StatusError with the code of the failure. */
async function aloud(cli: Cli, body: AsyncIterable<Uint8Array>): Promise<string> {
  let id = ''
  const failure = { code: 1 }
  try {
    await displayStream(
      noted(body, failure),
      cli.out,
      () => cli.sys.now(),
      (aux) => void (id = aux.ID ?? id),
    )
  } catch (error) {
    if (error instanceof CommandError) throw new StatusError(error.message, failure.code)
    throw error
  }
  return id
}
/** Passes the stream on, and remembers the code of an error in it. */
async function* noted(body: AsyncIterable<Uint8Array>, failure: { code: number }): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    const code = /"errorDetail":\{"code":(\d+)/.exec(decoder.decode(chunk, { stream: true }))?.[1]
    if (code !== undefined) failure.code = Number(code)
    yield chunk
  }
}
async function quietly(cli: Cli, body: AsyncIterable<Uint8Array>, sending: string): Promise<string> {
  let said = ''
  for await (const message of jsonStream<JsonMessage>(body)) {
    if (message.errorDetail || message.error !== undefined) {
      await cli.err.write(sending + said)
      throw new StatusError(message.errorDetail?.message ?? message.error ?? '', message.errorDetail?.code || 1)
    }
    said += message.stream ?? (message.status === undefined ? '' : `${message.status}\n`)
  }
  await cli.out.write(said)
  return said
}

export const build: CommandSpec = {
  use: 'build [OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  aliasText: 'docker image build, docker build, docker builder build',
  args: exactArgs(1),
  flags: `
    --add-host list  Add a custom host-to-IP mapping ("host:ip")
    --build-arg list  Set build-time variables
    --cache-from strings  Images to consider as cache sources
    --cgroup-parent string  Set the parent cgroup for the "RUN" instructions during build
    --compress  Compress the build context using gzip
    --cpu-period int  Limit the CPU CFS (Completely Fair Scheduler) period
    --cpu-quota int  Limit the CPU CFS (Completely Fair Scheduler) quota
    -c, --cpu-shares int  CPU shares (relative weight)
    --cpuset-cpus string  CPUs in which to allow execution (0-3, 0,1)
    --cpuset-mems string  MEMs in which to allow execution (0-3, 0,1)
    --disable-content-trust  Skip image verification (default true)
    -f, --file string  Name of the Dockerfile (Default is "PATH/Dockerfile")
    --force-rm  Always remove intermediate containers
    --iidfile string  Write the image ID to the file
    --isolation string  Container isolation technology
    --label list  Set metadata for an image
    -m, --memory bytes  Memory limit
    --memory-swap bytes  Swap limit equal to memory plus swap: -1 to enable unlimited swap
    --network string  Set the networking mode for the RUN instructions during build (default "default")
    --no-cache  Do not use cache when building the image
    --platform string  Set platform if server is multi-platform capable
    --pull  Always attempt to pull a newer version of the image
    -q, --quiet  Suppress the build output and print image ID on success
    --rm  Remove intermediate containers after a successful build (default true)
    --security-opt strings  Security options
    --shm-size bytes  Size of "/dev/shm"
    [experimental] --squash  Squash newly built layers into a single new layer
    -t, --tag list  Name and optionally a tag in the "name:tag" format
    --target string  Set the target build stage to build.
    --ulimit ulimit  Ulimit options (default [])
  `,
  complete: () => ({ candidates: [], directive: DIRECTORIES }),
  values: {
    tag: listOf(validateTag),
    'build-arg': listOf(validateEnv),
    label: listOf(validateLabel),
    'add-host': listOf(validateExtraHost),
    ulimit: ulimitValue,
    'memory-swap': memorySwapValue,
  },
  run,
}
