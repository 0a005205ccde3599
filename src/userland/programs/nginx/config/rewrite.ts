/** The directives of the rewrite module, in the order in which they run: set, return, rewrite, break, if. */
import { at, ConfigError } from './directive.ts'
import type { Directive } from './directive.ts'
import type { Condition, Location, RewriteStep } from './types.ts'
import { compile } from './variables.ts'
import type { Names } from './variables.ts'

/** PCRE as JavaScript has it: (?i), (?P<name>…). Named groups become variables. */
export function compileRegex(
  text: string,
  insensitive: boolean,
  directive: { file: string; line: number },
  names: Names,
): RegExp {
  let source = text.replace(/\(\?P</g, '(?<')
  let flags = insensitive ? 'i' : ''
  if (source.startsWith('(?i)')) {
    source = source.slice(4)
    flags = 'i'
  }
  for (const [, name] of source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)) names.defined.add(name!)
  try {
    return new RegExp(source, flags)
  } catch {
    const why =
      (text.match(/\(/g)?.length ?? 0) > (text.match(/\)/g)?.length ?? 0)
        ? 'missing closing parenthesis'
        : 'quantifier does not follow a repeatable item'
    throw new ConfigError(`pcre2_compile() failed: ${why} in "${text}"${at(directive)}`)
  }
}

export async function rewriteSteps(
  block: readonly Directive[],
  names: Names,
  conditional: (directive: Directive) => Promise<Location>,
): Promise<RewriteStep[]> {
  const steps: RewriteStep[] = []
  for (const directive of block) {
    const { name, args } = directive
    const text = (value: string) => names.use(compile(value, at(directive)))
    switch (name) {
      case 'set': {
        if (!args[0]!.startsWith('$')) throw new ConfigError(`invalid variable name "${args[0]}"${at(directive)}`)
        names.defined.add(args[0]!.slice(1))
        steps.push({ kind: 'set', name: args[0]!.slice(1), value: text(args[1]!) })
        break
      }
      case 'return': {
        const [first, second] = args as [string, string?]
        if (/^\d+$/.test(first)) {
          if (+first > 999) throw new ConfigError(`invalid return code "${first}"${at(directive)}`)
          steps.push({ kind: 'return', status: +first, text: second === undefined ? null : text(second) })
        } else if (second !== undefined || !/^(https?:\/\/|\$scheme)/.test(first))
          throw new ConfigError(`invalid return code "${first}"${at(directive)}`)
        else steps.push({ kind: 'return', status: 302, text: text(first) })
        break
      }
      case 'rewrite': {
        const [pattern, to, flag] = args as [string, string, string?]
        if (flag !== undefined && !/^(last|break|redirect|permanent)$/.test(flag))
          throw new ConfigError(`invalid parameter "${flag}"${at(directive)}`)
        const absolute = /^(https?:\/\/|\$scheme)/.test(to)
        steps.push({
          kind: 'rewrite',
          pattern: compileRegex(pattern, false, directive, names),
          to: text(to),
          flag: (flag as 'last' | undefined) ?? (absolute ? 'redirect' : null),
        })
        break
      }
      case 'break':
        steps.push({ kind: 'break' })
        break
      case 'if': {
        const location = await conditional(directive)
        const own = directive.block!.some((inner) => !['set', 'return', 'rewrite', 'break', 'if'].includes(inner.name))
        steps.push({
          kind: 'if',
          condition: condition(directive, names),
          steps: location.steps,
          location: own ? location : null,
        })
      }
    }
  }
  return steps
}

function condition(directive: Directive, names: Names): Condition {
  const invalid = (): ConfigError => new ConfigError(`invalid condition "${directive.args[0]}"${at(directive)}`)
  const args = [...directive.args]
  if (!args[0]!.startsWith('(') || !args.at(-1)!.endsWith(')')) throw invalid()
  args[0] = args[0]!.slice(1)
  args[args.length - 1] = args.at(-1)!.slice(0, -1)
  const words = args.filter((word) => word !== '')
  const [first = '', operator, value] = words
  if (first.startsWith('$')) {
    const name = first.slice(1)
    names.use([{ variable: name }])
    if (operator === undefined) return { kind: 'value', name }
    if (value === undefined || words.length > 3) throw invalid()
    const not = operator.startsWith('!')
    if (operator === '=' || operator === '!=')
      return { kind: 'equal', name, value: names.use(compile(value, at(directive))), not }
    if (/^!?~\*?$/.test(operator))
      return { kind: 'match', name, pattern: compileRegex(value, operator.endsWith('*'), directive, names), not }
    throw new ConfigError(`unexpected "${operator}" in condition${at(directive)}`)
  }
  const file = /^(!?)-([fdex])$/.exec(first)
  if (!file || operator === undefined) throw invalid()
  return { kind: 'file', test: file[2] as 'f', path: names.use(compile(operator, at(directive))), not: file[1] === '!' }
}
