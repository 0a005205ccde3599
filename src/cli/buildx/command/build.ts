/** docker buildx build, which docker build is. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { indentJson, toJson } from '../../../base/go/json.ts'
import type { BuildWarning } from '../../../api/types/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec, Invocation } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { goError } from '../../framework/go-errors.ts'
import { ulimitValue } from '../../opts/resources.ts'
import { Printer } from '../../progress/build/printer.ts'
import { printWarnings } from '../../progress/build/warnings.ts'
import { printCall } from '../build/call.ts'
import { StandardInput } from '../build/inputs.ts'
import { buildOptions } from '../build/options.ts'
import { solve, type BuildResult } from '../build/solve.ts'
import { checkBuilder } from '../builder.ts'
import { directories } from '../completion.ts'
import { ExitStatus, wrapFailure } from '../failure.ts'

/** What flags of the classic builder are told: their value changes nothing. */
const WARNED: Readonly<Record<string, string>> = {
  isolation: 'isolation flag is deprecated with BuildKit.',
  'security-opt': 'security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.',
  squash:
    'experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.',
}

async function run({ cli, flags, args }: Invocation): Promise<void> {
  for (const [name, text] of Object.entries(WARNED)) if (flags.changed(name)) await cli.err.line(`WARNING: ${text}`)
  const options = buildOptions(cli.sys, flags, args[0]!)
  const iidfile = flags.string('iidfile')
  if (iidfile !== '') removeStale(cli, iidfile)
  checkBuilder(cli, flags.string('builder'))
  // Which driver there is, the engine decides: without it nothing can be said.
  await cli.client.ping()
  const { mode, quiet } = displayMode(flags)
  const printer = new Printer(cli, mode, {
    text: 'building with "default" instance using docker driver',
    console: 'docker:default',
  })
  let result: BuildResult | null = null
  let failed: unknown = null
  try {
    result = await solve(cli, options, printer, new StandardInput(cli))
  } catch (error) {
    failed = error
  }
  await printer.done()
  if (mode !== 'quiet' && mode !== 'rawjson')
    await printWarnings(cli, printer.warnings, cli.options.debug || flags.bool('debug'))
  if (result === null) throw wrapFailure(failed, 'failed to build')
  if (quiet) await cli.out.line(result.imageId)
  if (iidfile !== '') writeOut(cli, iidfile, result.imageId, 'writing image ID file')
  const metadata = flags.string('metadata-file')
  if (metadata !== '') writeOut(cli, metadata, metadataText(cli, result, printer.warnings), '')
  if (options.call) {
    const status = await printCall(cli, options.call, result)
    if (status !== 0) throw new ExitStatus(status)
  }
}
/** Throws CommandError: progress=plain and quiet cannot be used together. */
function displayMode(flags: FlagSet): { mode: string; quiet: boolean } {
  const given = flags.string('progress')
  const quiet = flags.bool('quiet') || given === 'quiet'
  const mode = given === 'none' ? 'quiet' : given
  if (!quiet) return { mode, quiet }
  if (mode !== 'auto' && mode !== 'quiet') throw new CommandError(`progress=${given} and quiet cannot be used together`)
  return { mode: 'quiet', quiet }
}
function removeStale(cli: Cli, path: string): void {
  const removed = attempt(() => cli.sys.unlink(path))
  if (removed instanceof SysError && removed.code !== 'ENOENT')
    throw new CommandError(`removing image ID file: ${goError(removed, `remove ${path}`)}`)
}
function writeOut(cli: Cli, path: string, text: string, what: string): void {
  const written = attempt(() => cli.sys.writeFile(path, text, { mode: 0o644 }))
  if (!(written instanceof SysError)) return
  const reason = goError(written, `open ${path}`)
  throw new CommandError(what === '' ? reason : `${what}: ${reason}`)
}
function metadataText(cli: Cli, { exporter }: BuildResult, warnings: readonly BuildWarning[]): string {
  const all: Record<string, unknown> = { ...exporter }
  if (cli.sys.env.BUILDX_METADATA_WARNINGS === '1' && warnings.length > 0) all['buildx.build.warnings'] = warnings
  const keys = Object.keys(all).sort()
  return indentJson(toJson(Object.fromEntries(keys.map((key) => [key, all[key]]))), '  ')
}

export const build: CommandSpec = {
  use: 'build [OPTIONS] PATH | URL | -',
  short: 'Start a build',
  aliases: ['b'],
  aliasText: 'docker build, docker builder build, docker image build, docker buildx b',
  args: exactArgs(1),
  complete: directories,
  flags: `
    --add-host strings  Add a custom host-to-IP mapping (format: "host:ip")
    --allow stringArray  Allow extra privileged entitlement (e.g., "network.host", "security.insecure", "device")
    --annotation stringArray  Add annotation to the image
    --attest stringArray  Attestation parameters (format: "type=sbom,generator=image")
    --build-arg stringArray  Set build-time variables
    --build-context stringArray  Additional build contexts (e.g., name=path)
    --cache-from stringArray  External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")
    --cache-to stringArray  Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")
    --call string  Set method for evaluating build ("check", "outline", "targets") (default "build")
    --cgroup-parent string  Set the parent cgroup for the "RUN" instructions during build
    --check  Shorthand for "--call=check"
    -f, --file string  Name of the Dockerfile (default: "PATH/Dockerfile")
    --iidfile string  Write the image ID to a file
    --label stringArray  Set metadata for an image
    --load  Shorthand for "--output=type=docker"
    --metadata-file string  Write build result metadata to a file
    --network string  Set the networking mode for the "RUN" instructions during build (default "default")
    --no-cache  Do not use cache when building the image
    --no-cache-filter stringArray  Do not cache specified stages
    -o, --output stringArray  Output destination (format: "type=local,dest=path")
    --platform stringArray  Set target platform for build
    --progress string  Set type of progress output ("auto", "none",  "plain", "quiet", "rawjson", "tty"). Use plain to show container output (default "auto")
    --provenance string  Shorthand for "--attest=type=provenance"
    --pull  Always attempt to pull all referenced images
    --push  Shorthand for "--output=type=registry"
    -q, --quiet  Suppress the build output and print image ID on success
    --sbom string  Shorthand for "--attest=type=sbom"
    --secret stringArray  Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")
    --shm-size bytes  Shared memory size for build containers
    --ssh stringArray  SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")
    -t, --tag stringArray  Name and optionally a tag (format: "name:tag")
    --target string  Set the target build stage to build
    --ulimit ulimit  Ulimit options (default [])
    [hidden alias=call] --print string  Print result of information request (e.g., outline, targets)
    [hidden] --compress  Compress the build context using gzip
    [hidden] --isolation string  Container isolation technology
    [hidden] --security-opt strings  Security options
    [hidden] --squash  Squash newly built layers into a single new layer
    [hidden] -m, --memory string  Memory limit
    [hidden] --memory-swap string  Swap limit equal to memory plus swap: "-1" to enable unlimited swap
    [hidden] -c, --cpu-shares int  CPU shares (relative weight)
    [hidden] --cpu-period int  Limit the CPU CFS (Completely Fair Scheduler) period
    [hidden] --cpu-quota int  Limit the CPU CFS (Completely Fair Scheduler) quota
    [hidden] --cpuset-cpus string  CPUs in which to allow execution ("0-3", "0,1")
    [hidden] --cpuset-mems string  MEMs in which to allow execution ("0-3", "0,1")
    [hidden] --rm  Remove intermediate containers after a successful build (default true)
    [hidden] --force-rm  Always remove intermediate containers
  `,
  values: { ulimit: ulimitValue },
  run,
}
