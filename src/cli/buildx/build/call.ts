/** --call: what checks, outlines and lists of targets look like (commands/build.go printResult, buildkit frontend/subrequests). */
import { quote } from '../../../base/go/quote.ts'
import { indentJson, toJson } from '../../../base/go/json.ts'
import { tabulate } from '../../../base/go/tabwriter.ts'
import type { BuildOutline, BuildSource, BuildTargets, LintResults, LintWarning } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { sourceExcerpt } from '../../progress/source-excerpt.ts'
import { lintJson, outlineJson, targetsJson } from './call-json.ts'
import type { CallSpec } from './options.ts'
import type { BuildResult } from './solve.ts'

/** Prints; the exit status. Throws CommandError: the Dockerfile cannot be parsed. */
export async function printCall(cli: Cli, call: CallSpec, result: BuildResult): Promise<number> {
  const json = call.format === 'json'
  if (result.lint) {
    const status = await printLint(cli, result.lint, json, result.inputs.sourceName)
    return call.ignoreStatus ? 0 : status
  }
  if (result.outline) {
    await cli.out.write(json ? `${jsonText(outlineJson(result.outline))}\n` : outlineText(result.outline))
    return 0
  }
  if (result.targets) {
    await cli.out.write(json ? `${jsonText(targetsJson(result.targets))}\n` : targetsText(result.targets))
    return 0
  }
  throw new CommandError(`unsupported frontend subrequest ${quote(call.name)}`)
}
const tabwrite = (rows: readonly (readonly string[])[], padding: number): string =>
  tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), { minWidth: 0, padding })
const jsonText = (value: unknown): string => indentJson(toJson(value), '  ')

async function printLint(cli: Cli, results: LintResults, json: boolean, sourceName: string): Promise<number> {
  const { warnings, error } = results
  const named = (source: BuildSource): BuildSource => ({ ...source, filename: sourceName || source.filename })
  let out = ''
  if (json) out = `${jsonText(lintJson(results))}\n`
  else {
    if (warnings.length === 1) out += 'Check complete, 1 warning has been found!\n'
    else if (warnings.length > 1) out += `Check complete, ${warnings.length} warnings have been found!\n`
    for (const warning of sorted(results)) out += warningText(warning, results.sources, named)
    if (error && warnings.length > 0) out += '\n'
    if (!error && warnings.length === 0) out += 'Check complete, no warnings found.\n'
  }
  await cli.out.write(out)
  if (error) {
    const source = results.sources[error.location?.sourceIndex ?? 0]
    const excerpt = source && error.location ? sourceExcerpt(named(source), error.location.ranges) : ''
    throw new CommandError(`${error.message}\n${excerpt}`)
  }
  return warnings.length > 0 ? 1 : 0
}
function warningText(
  { ruleName, url, detail, location }: LintWarning,
  sources: readonly BuildSource[],
  named: (source: BuildSource) => BuildSource,
): string {
  const head = `\nWARNING: ${ruleName}${url === '' ? '' : ` - ${url}`}\n${detail}\n`
  const source = location.sourceIndex < 0 ? undefined : sources[location.sourceIndex]
  return source ? head + sourceExcerpt(named(source), location.ranges) : head
}
/** By file, then by line; those without a place first. */
function sorted({ warnings, sources }: LintResults): LintWarning[] {
  const line = ({ location }: LintWarning): number => location.ranges[0]?.start.line ?? -1
  const file = ({ location }: LintWarning): string => sources[location.sourceIndex]?.filename ?? ''
  return [...warnings].sort((a, b) => {
    if (file(a) !== file(b)) return file(a) < file(b) ? -1 : 1
    if (line(a) < 0 && line(b) < 0) return a.ruleName < b.ruleName ? -1 : 1
    return line(a) - line(b)
  })
}
function outlineText(outline: BuildOutline): string {
  const table = (rows: readonly (readonly string[])[], padding: number): string => `${tabwrite(rows, padding)}\n`
  let out = ''
  if (outline.name !== '' || outline.description !== '') {
    const rows = [['TARGET:', outline.name || '(default)']]
    if (outline.description !== '') rows.push(['DESCRIPTION:', outline.description])
    out += table(rows, 1)
  }
  if (outline.args.length > 0)
    out += table(
      [['BUILD ARG', 'VALUE', 'DESCRIPTION'], ...outline.args.map((arg) => [arg.name, arg.value, arg.description])],
      3,
    )
  const needed = (title: string, all: BuildOutline['secrets']): string =>
    all.length === 0
      ? ''
      : table([[title, 'REQUIRED'], ...all.map(({ name, required }) => [name, required ? 'true' : ''])], 3)
  return out + needed('SECRET', outline.secrets) + needed('SSH', outline.ssh)
}
const targetsText = ({ targets }: BuildTargets): string =>
  tabwrite(
    [
      ['TARGET', 'DESCRIPTION'],
      ...targets.map((target) => [
        target.default ? (target.name === '' ? '(default)' : `${target.name} (default)`) : target.name,
        target.description,
      ]),
    ],
    1,
  )
