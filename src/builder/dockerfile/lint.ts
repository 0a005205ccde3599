/** Collects what the build checks find and knows which are switched off (buildkit frontend/dockerfile/linter/linter.go). */
import type { BuildRange } from '../../api/types/index.ts'
import { quote as goQuote } from '../../base/go/quote.ts'
import { parseDirective } from './directives.ts'
import { cut, parseBool, trimSpace } from './go-text.ts'
import { finding, RULES, type Rule, type RuleName } from './rules.ts'
import { DockerfileError, type CheckOptions, type Finding } from './types.ts'

export const NO_CHECK_OPTIONS: CheckOptions = {
  skip: [],
  skipAll: false,
  error: false,
  experimental: [],
  experimentalAll: false,
}
/** "skip=A,B;error=true;experimental=all". Throws DockerfileError without the "failed to parse …" before it. */
export function parseCheckOptions(text: string): CheckOptions {
  const options = { ...NO_CHECK_OPTIONS }
  const trimmed = trimSpace(text)
  if (trimmed === '') return options
  const [first, second, ...rest] = trimmed.split(';')
  const parts = [first!, ...(second === undefined ? [] : [second]), ...(rest.length > 0 ? [rest.join(';')] : [])]
  for (const part of parts) {
    const [rawKey, rawValue, found] = cut(part, '=')
    if (!found) throw new DockerfileError(`invalid check option ${goQuote(part)}`)
    const key = trimSpace(rawKey)
    const value = trimSpace(rawValue)
    const list = value.split(',').map(trimSpace)
    if (key === 'skip') {
      if (value === 'all') options.skipAll = true
      else options.skip = list
    } else if (key === 'experimental') {
      if (value === 'all') options.experimentalAll = true
      else options.experimental = list
    } else if (key === 'error') {
      const parsed = parseBool(value)
      if (parsed === null)
        throw new DockerfileError(
          `failed to parse check option ${goQuote(part)}: strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`,
        )
      options.error = parsed
    } else throw new DockerfileError(`invalid check option ${goQuote(key)}`)
  }
  return options
}
/** Of the `# check=` directive; it ends at the first space. */
export function checkOptionsOf(text: string): CheckOptions {
  try {
    return parseCheckOptions(parseDirective('check', text)?.value ?? '')
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(`failed to parse check options: ${error.message}`)
  }
}

export class Lint {
  readonly findings: Finding[] = []
  readonly options: CheckOptions
  private readonly onFinding: ((finding: Finding) => void) | undefined
  constructor(options: CheckOptions = NO_CHECK_OPTIONS, onFinding?: (finding: Finding) => void) {
    this.options = options
    this.onFinding = onFinding
  }
  run<A extends string[]>(rule: Rule<A>, location: BuildRange[], ...args: A): void {
    this.report(finding(rule.name as RuleName, location, ...args))
  }
  /** Takes a finding, unless its rule is switched off. */
  report(found: Finding): void {
    const { options } = this
    if (RULES[found.rule as RuleName].experimental) {
      if (!options.experimentalAll && !options.experimental.includes(found.rule)) return
    } else if (options.skipAll || options.skip.includes(found.rule)) return
    this.findings.push(found)
    this.onFinding?.(found)
  }
  /** What a build with `error=true` ends in; null where it may go on. BuildKit's order of rules is chance, ours that of the findings. */
  error(): string | null {
    if (!this.options.error || this.findings.length === 0) return null
    return `lint violation found for rules: ${[...new Set(this.findings.map((finding) => finding.rule))].join(', ')}`
  }
}
/** As progress shows a finding: "JSONArgsRecommended: JSON arguments … (line 3)". */
export function shortText(finding: Finding): string {
  const line = finding.location[0]?.start.line ?? 0
  return `${finding.rule}: ${finding.detail}${line > 0 ? ` (line ${line})` : ''}`
}
