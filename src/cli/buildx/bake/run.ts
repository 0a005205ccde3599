/** docker buildx bake (commands/bake.go runBake). Leaves out: bake files from a Git or HTTP address, which are refused aloud. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { indentJson, toJson } from '../../../base/go/json.ts'
import type { Cli } from '../../framework/cli.ts'
import type { Invocation } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { goError } from '../../framework/go-errors.ts'
import { Printer } from '../../progress/build/printer.ts'
import { printWarnings } from '../../progress/build/warnings.ts'
import { checkBuilder } from '../builder.ts'
import { isRemote, StandardInput } from '../build/inputs.ts'
import { parseCall, type BuildOptions, type CallSpec } from '../build/options.ts'
import type { BuildResult } from '../build/solve.ts'
import { ExitStatus } from '../failure.ts'
import { buildAll } from './build.ts'
import { printCalls } from './call.ts'
import { askForEntitlements, parseEntitlements } from './entitlements.ts'
import { canonicalAttest } from './entries.ts'
import { filesOfEnvironment, parseFiles, readBakeFiles } from './files.ts'
import { listText, parseList } from './list.ts'
import { toBuildOptions } from './options.ts'
import { readTargets, type Resolved } from './resolve.ts'
import { groupJson, targetJson } from './target.ts'

export async function runBake({ cli, flags, args }: Invocation): Promise<void> {
  const given = flags.list('file')
  const fromEnv = given.length > 0 ? [] : filesOfEnvironment(cli)
  if (args[0] !== undefined && isRemote(args[0]))
    throw new CommandError(`bake definitions from ${args[0]} are not simulated yet`)
  const call = parseCall(flags.bool('check') ? 'check' : flags.string('call'))
  const allowed = parseEntitlements(cli, flags.list('allow'))
  const list = flags.string('list')
  const print = flags.bool('print')
  if (print && list !== '') throw new CommandError('--print and --list are mutually exclusive')
  const builds = !print && list === ''
  if (builds) {
    checkBuilder(cli, flags.string('builder'))
    await cli.client.ping()
  }
  const mode = flags.string('progress') === 'none' ? 'quiet' : flags.string('progress')
  const makePrinter = (): Printer =>
    new Printer(
      cli,
      mode,
      builds
        ? { text: 'building with "default" instance using docker driver', console: 'docker:default' }
        : { text: '', console: '' },
    )
  let printer = makePrinter()
  const stdin = new StandardInput(cli)
  try {
    const files = await readBakeFiles(cli, given.length > 0 ? given : fromEnv, fromEnv.length > 0, printer, stdin)
    if (files.length === 0) throw new CommandError("couldn't find a bake definition")
    const config = parseFiles(cli, files, 'cwd://')
    if (list !== '') {
      await printer.done()
      await cli.out.write(listText(config, parseList(list)))
      return
    }
    const { env } = cli.sys
    const names = args.length > 0 ? args : ['default']
    const resolved = readTargets(config, names, overridesOf(flags, call), (name) => env[name])
    if (env.SOURCE_DATE_EPOCH)
      for (const target of resolved.targets.values())
        target.args = { SOURCE_DATE_EPOCH: env.SOURCE_DATE_EPOCH, ...target.args }
    const options = new Map([...resolved.targets].map(([name, target]) => [name, toBuildOptions(cli, target)] as const))
    if (print) {
      await printer.done()
      await cli.out.write(`${definitionText(resolved)}\n`)
      return
    }
    const typed = cli.sys.argv.slice(cli.sys.argv.indexOf('bake') + 1)
    await askForEntitlements(cli, allowed, [...options.values()], typed, async () => {
      await printer.done()
      printer = makePrinter()
    })
    const linked = new Set([...resolved.targets].flatMap(([name, target]) => (target.linked ? [name] : [])))
    const results = await buildAll(cli, options, linked, printer, stdin)
    await printer.done()
    await report(cli, flags, mode, printer, resolved, options, results, call)
  } finally {
    await printer.done()
  }
}
/** The flags that are shorthands for --set. */
function overridesOf(flags: FlagSet, call: CallSpec | null): string[] {
  const sets = [...flags.list('set')]
  if (flags.bool('push')) sets.push('*.push=true')
  if (flags.bool('load')) sets.push('*.load=true')
  if (call) sets.push(`*.call=${call.name}`)
  for (const name of ['no-cache', 'pull']) if (flags.changed(name)) sets.push(`*.${name}=${flags.bool(name)}`)
  for (const type of ['sbom', 'provenance'])
    if (flags.string(type) !== '') sets.push(`*.attest=${canonicalAttest(type, flags.string(type))}`)
  return sets
}
const sorted = <T>(values: ReadonlyMap<string, T>): [string, T][] =>
  [...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
function definitionText({ targets, groups }: Resolved): string {
  const object = <T>(values: ReadonlyMap<string, T>, json: (value: T) => object): object =>
    Object.fromEntries(sorted(values).map(([name, value]) => [name, json(value)]))
  const definition = {
    ...(groups.size > 0 ? { group: object(groups, groupJson) } : {}),
    target: object(targets, targetJson),
  }
  return indentJson(toJson(definition), '  ')
}
async function report(
  cli: Cli,
  flags: FlagSet,
  mode: string,
  printer: Printer,
  resolved: Resolved,
  options: ReadonlyMap<string, BuildOptions>,
  results: ReadonlyMap<string, BuildResult>,
  call: CallSpec | null,
): Promise<void> {
  if (mode !== 'quiet' && mode !== 'rawjson')
    await printWarnings(cli, printer.warnings, cli.options.debug || flags.bool('debug'))
  const path = flags.string('metadata-file')
  if (path !== '') {
    const metadata: Record<string, unknown> = Object.fromEntries(
      [...results].map(([name, { exporter }]) => [name, Object.fromEntries(sorted(new Map(Object.entries(exporter))))]),
    )
    if (!call && cli.sys.env.BUILDX_METADATA_WARNINGS === '1' && printer.warnings.length > 0)
      metadata['buildx.build.warnings'] = printer.warnings
    const text = indentJson(toJson(Object.fromEntries(sorted(new Map(Object.entries(metadata))))), '  ')
    const written = attempt(() => cli.sys.writeFile(path, text, { mode: 0o644 }))
    if (written instanceof SysError) throw new CommandError(goError(written, `open ${path}`))
  }
  const status = await printCalls(cli, resolved, options, results, call)
  if (status !== 0) throw new ExitStatus(status)
}
