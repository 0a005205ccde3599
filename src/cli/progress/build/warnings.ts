/** What the builder warned of, after the build (commands/build.go printWarnings). */
import type { BuildWarning } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { sourceExcerpt } from '../source-excerpt.ts'

export async function printWarnings(cli: Cli, all: readonly BuildWarning[], debug: boolean): Promise<void> {
  const key = ({ vertex: _, ...rest }: BuildWarning): string => JSON.stringify(rest)
  const warnings = [...new Map(all.map((warning) => [key(warning), warning])).values()]
  if (warnings.length === 0) return
  const count = warnings.length === 1 ? '1 warning found' : `${warnings.length} warnings found`
  let out = `\n \x1b[33m${count}${debug ? '' : ' (use docker --debug to expand)'}:\n\x1b[0m`
  for (const { short, detail, url, source, ranges } of warnings) {
    out += ` - ${short}\n`
    if (!debug) continue
    for (const line of detail ?? []) out += `${line}\n`
    if (url) out += `More info: ${url}\n`
    if (source && ranges) out += sourceExcerpt(source, ranges)
    out += '\n'
  }
  await cli.err.write(out)
}
