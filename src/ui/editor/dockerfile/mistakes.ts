/**
 * What is wrong with a Dockerfile, from three sources: dockerfile-utils (exact places, all mistakes at once, no machine needed), the
 * machine's own build checks (the truth, by the line), and a look at the build folder for what COPY takes.
 */
import { validate, ValidationCode, ValidationSeverity } from 'dockerfile-utils'
import type { LintResults, LintWarning } from '../../../api/types/build.ts'
import { INSTRUCTIONS } from './docs.ts'
import { ko, t } from './messages.ts'
import { linesOf, type Line } from './text.ts'

/** Zero-based, the end excluded. */
export interface Place {
  start: { line: number; character: number }
  end: { line: number; character: number }
}
export interface Mistake {
  place: Place
  tone: 'error' | 'warning' | 'info'
  /** A rule of the build checks, a ValidationCode by name, or our own: 'image', 'tag', 'missing'. */
  code: string
  message: string
  /** Page about a rule. */
  url?: string
  /** What stands there, or what the rule names. */
  text: string
}

const { IGNORE, WARNING } = ValidationSeverity
/** What the machine's checks say better. */
const SETTINGS = {
  deprecatedMaintainer: IGNORE,
  emptyContinuationLine: WARNING,
  instructionCasing: WARNING,
  instructionCmdMultiple: IGNORE,
  instructionEntrypointMultiple: IGNORE,
  instructionHealthcheckMultiple: IGNORE,
  instructionWorkdirRelative: IGNORE,
}
const CODES = new Map<number, string>()
for (const [name, code] of Object.entries(ValidationCode))
  if (typeof code === 'number' && !CODES.has(code)) CODES.set(code, name)
const UNKNOWN_FLAGS = /^UNKNOWN_(ADD|COPY|FROM|HEALTHCHECK)_FLAG$/

export function textAt(rows: readonly string[], { start, end }: Place): string {
  if (start.line === end.line) return (rows[start.line] ?? '').slice(start.character, end.character)
  return (rows[start.line] ?? '').slice(start.character)
}

/** There is a sentence of ours; all of them may take {text}. */
const known = (code: string): code is 'UndefinedVar' => Object.hasOwn(ko, `df.${code}`)

/** Without a machine. */
export function writtenMistakes(text: string): Mistake[] {
  if (!text.trim()) return []
  const rows = text.split(/\r?\n/)
  const lines = linesOf(text)
  const upper = lines.some(({ text: line, instruction }) => line.trimStart().startsWith(instruction))
  return validate(text, SETTINGS).flatMap((found): Mistake[] => {
    let code = CODES.get(Number(found.code)) ?? 'other'
    const written = textAt(rows, found.range)
    if (UNKNOWN_FLAGS.test(code)) {
      const line = lines.find(({ start, end }) => start <= found.range.start.line && found.range.start.line <= end)
      // Its list of flags is older than ours.
      if (knownFlag(line, written)) return []
      code = 'UNKNOWN_FLAG'
    }
    const tone = found.severity === 1 ? 'error' : code === 'CASING_INSTRUCTION' ? 'info' : 'warning'
    // A file that is in lower case throughout is its author's choice.
    if (code === 'CASING_INSTRUCTION' && !upper && lines.length > 2) return []
    const message = known(code) ? t(`df.${code}`, { text: written }) : found.message
    return [{ place: found.range, tone, code, message, text: written }]
  })
}
function knownFlag(line: Line | undefined, written: string): boolean {
  const name = /^-*([\w-]+)/.exec(written)?.[1]
  const instruction =
    line?.instruction === 'ONBUILD' ? line.text.trim().split(/\s+/)[1]?.toUpperCase() : line?.instruction
  return INSTRUCTIONS[instruction ?? '']?.flags.some((flag) => flag.name === name) ?? false
}

/** With what the machine says of the same text. */
export function allMistakes(text: string, checked: LintResults | null): Mistake[] {
  const written = writtenMistakes(text)
  if (!checked || !text.trim()) return written
  const rows = text.split(/\r?\n/)
  const lines = linesOf(text)
  const said = checked.warnings.map((warning) => ruleMistake(rows, lines, warning))
  const casing = new Set(
    said.filter(({ code }) => code === 'ConsistentInstructionCasing').map(({ place }) => place.start.line),
  )
  const quiet = said.some(({ code }) => code === 'NoEmptyContinuation')
  const kept = written.filter(({ code, place }) =>
    code === 'CASING_INSTRUCTION'
      ? !casing.has(place.start.line)
      : code === 'DUPLICATE_BUILD_STAGE_NAME'
        ? !said.some((mistake) => mistake.code === 'DuplicateStageName')
        : true,
  )
  const others = said.filter(
    ({ code }) => !(code === 'NoEmptyContinuation' && quiet && has(kept, 'EMPTY_CONTINUATION_LINE')),
  )
  const error = checked.error && errorMistake(rows, lines, checked.error)
  const told = error && kept.some(({ tone, place }) => tone === 'error' && overlaps(place, error.place))
  return [...kept, ...others, ...(error && !told ? [error] : [])]
}
const has = (mistakes: readonly Mistake[], code: string): boolean => mistakes.some((mistake) => mistake.code === code)
const overlaps = (a: Place, b: Place): boolean => a.start.line <= b.end.line && b.start.line <= a.end.line

/** Lines without the white space around what is on them. */
function whole(rows: readonly string[], from: number, to: number): Place {
  const first = rows[from] ?? ''
  const last = (rows[to] ?? '').trimEnd()
  const character = first.length - first.trimStart().length
  return {
    start: { line: from, character },
    end: { line: to, character: Math.max(last.length, from === to ? character + 1 : 1) },
  }
}
/** Of the first match of `word` in lines from..to. */
function placeOf(rows: readonly string[], from: number, to: number, word: RegExp): Place | null {
  for (let line = from; line <= to; line++) {
    const match = word.exec(rows[line] ?? '')
    if (!match) continue
    const at = match.index + (match[1]?.length ?? 0)
    const length = (match[2] ?? match[0]).length
    return { start: { line, character: at }, end: { line, character: at + length } }
  }
  return null
}
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function ruleMistake(rows: readonly string[], lines: readonly Line[], warning: LintWarning): Mistake {
  const { ruleName: rule, detail } = warning
  const range = warning.location.ranges[0]
  const start = Math.max(0, (range?.start.line ?? 1) - 1)
  const line = lines.find((line) => line.start <= start && start <= line.end)
  const from = line?.start ?? start
  const to = line?.end ?? Math.max(0, (range?.end.line ?? start + 1) - 1)
  // What the message names in quotes is what is wrong; rules that name nothing mean the instruction.
  const quoted = /'([^']*)'|"((?:[^"\\]|\\.)*)"/.exec(detail)
  const named = quoted?.[1] ?? quoted?.[2] ?? ''
  const instruction = /^(\s*)(\S+)/
  const at: Record<string, RegExp> = {
    StageNameCasing: new RegExp(`(\\bAS\\s+)(${literally(named)})`, 'i'),
    DuplicateStageName: new RegExp(`(\\bAS\\s+)(${literally(named)})`, 'i'),
    ReservedStageName: new RegExp(`(\\bAS\\s+)(${literally(named)})`, 'i'),
    FromAsCasing: new RegExp(`(\\s)(${literally(named)})(?=\\s)`),
    SecretsUsedInArgOrEnv: new RegExp(`(\\b)(${literally(named)})\\b`),
    UndefinedVar: new RegExp(`()(\\$\\{?${literally(named.replace(/^\$/, ''))}\\b[^}\\s"]*\\}?)`),
    UndefinedArgInFrom: new RegExp(`()(\\$\\{?${literally(named)}\\b[^}\\s"]*\\}?)`),
    WorkdirRelativePath: new RegExp(`(^\\s*\\S+\\s+)(${literally(named)})`),
    ExposeProtoCasing: new RegExp(`(\\s)(${literally(named)})(?=\\s|$)`),
    ExposeInvalidFormat: new RegExp(`(\\s)(${literally(named)})(?=\\s|$)`),
    FromPlatformFlagConstDisallowed: /(\s)(--platform=\S+)/,
    RedundantTargetPlatform: /(\s)(--platform=\S+)/,
    ConsistentInstructionCasing: instruction,
    MultipleInstructionsDisallowed: instruction,
    MaintainerDeprecated: instruction,
    JSONArgsRecommended: instruction,
    LegacyKeyValueFormat: /^(\s*\S+\s+)(\S.*?)\s*$/,
  }
  const place = (at[rule] && placeOf(rows, from, to, at[rule])) ?? whole(rows, from, to)
  const text = named || textAt(rows, place)
  const message = known(rule) ? t(`df.${rule}`, { text }) : detail
  return {
    place,
    tone: 'warning',
    code: rule,
    message,
    url: warning.url,
    text: rule === 'UndefinedVar' ? detail : text,
  }
}

function errorMistake(
  rows: readonly string[],
  lines: readonly Line[],
  error: NonNullable<LintResults['error']>,
): Mistake {
  const range = error.location?.ranges[0]
  const start = range ? Math.max(0, range.start.line - 1) : 0
  const line = lines.find((line) => line.start <= start && start <= line.end)
  const from = line?.start ?? Math.min(start, rows.length - 1)
  const to = Math.min(line?.end ?? from, rows.length - 1)
  const message = error.message.replace(/^failed to (?:solve|resolve source metadata for [^:]+(?::[^: ]+)?): /, '')
  const image = /^([\w./:@-]+): (?:failed to resolve.*: )?(pull access denied|.*not found|failed to do request)/.exec(
    message,
  )
  const kind = image?.[2]?.startsWith('pull') ? 'denied' : image?.[2]?.endsWith('not found') ? 'tag' : 'unreachable'
  const original = `\n${t('df.docker', { message: error.message })}`
  if (image) {
    const name = image[1]!.replace(/^docker\.io\/(library\/)?/, '')
    const place =
      placeOf(rows, from, to, /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)/i) ??
      placeOf(rows, from, to, /(--from=)(\S+)/) ??
      whole(rows, from, to)
    const text = textAt(rows, place) || name
    return {
      place,
      tone: 'error',
      code: kind === 'tag' ? 'tag' : 'image',
      message: t(`df.error.${kind}`, { text }) + original,
      text,
    }
  }
  return {
    place: whole(rows, from, to),
    tone: 'error',
    code: 'build',
    message: t('df.error.other', { message: error.message }),
    text: '',
  }
}

/** Sources of COPY and ADD that are not in the build folder. `exists`: of paths relative to it. */
export async function missingSources(text: string, exists: (path: string) => Promise<boolean>): Promise<Mistake[]> {
  const rows = text.split(/\r?\n/)
  const found: Mistake[] = []
  for (const line of linesOf(text)) {
    if (line.instruction !== 'COPY' && line.instruction !== 'ADD') continue
    if (/\s--from=/.test(line.text) || line.text.includes('<<')) continue
    const json = /\[(.*)\]\s*$/s.exec(line.text)
    const words = json
      ? [...json[1]!.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!)
      : line.text
          .trim()
          .split(/\s+/)
          .slice(1)
          .filter((word) => !word.startsWith('--'))
    for (const word of words.slice(0, -1)) {
      if (/[*?[\]$\\"']/.test(word) || /^(https?:|git@|ssh:)/.test(word)) continue
      const path = word
        .replace(/^\/+/, '')
        .replace(/^(\.\/)+/, '')
        .replace(/\/+$/, '')
      const place = placeOf(rows, line.start, line.end, new RegExp(`([\\s",[])(${literally(word)})(?=[\\s",\\]]|$)`))
      if (!place) continue
      if (path.split('/').includes('..'))
        found.push({ place, tone: 'warning', code: 'outside', message: t('df.outside', { text: word }), text: word })
      else if (path && path !== '.' && !(await exists(path)))
        found.push({ place, tone: 'error', code: 'missing', message: t('df.missing', { text: word }), text: word })
    }
  }
  return found
}
