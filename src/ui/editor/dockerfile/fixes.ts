/** Ways out of mistakes, as edits of the text. */
import { INSTRUCTIONS } from './docs.ts'
import type { Mistake, Place } from './mistakes.ts'
import { t } from './messages.ts'
import { linesOf, stagesOf, type Line } from './text.ts'

export interface Fix {
  title: string
  edits: { place: Place; text: string }[]
  /** The one that the mistake's message speaks of. */
  preferred: boolean
}

export function fixesFor(text: string, mistake: Mistake, images: readonly string[] = []): Fix[] {
  const rows = text.split(/\r?\n/)
  const lines = linesOf(text)
  const line = lines.find(({ start, end }) => start <= mistake.place.start.line && mistake.place.start.line <= end)
  const { place, code } = mistake
  const here = (rows[place.start.line] ?? '').slice(
    place.start.character,
    place.end.line === place.start.line ? place.end.character : undefined,
  )
  const one = (title: string, to: string, at: Place = place, preferred = true): Fix[] => [
    { title, edits: [{ place: at, text: to }], preferred },
  ]
  switch (code) {
    case 'CASING_INSTRUCTION':
      return one(t('df.fix.upper', { text: here.toUpperCase() }), here.toUpperCase())
    case 'ConsistentInstructionCasing': {
      const others = lines.filter(({ start }) => start !== line?.start)
      const upper = others.filter((other) => other.text.trimStart().startsWith(other.instruction)).length
      return upper * 2 >= others.length
        ? one(t('df.fix.upper', { text: here.toUpperCase() }), here.toUpperCase())
        : one(t('df.fix.lower', { text: here.toLowerCase() }), here.toLowerCase())
    }
    case 'CASING_DIRECTIVE':
    case 'ExposeProtoCasing':
      return one(t('df.fix.lower', { text: here.toLowerCase() }), here.toLowerCase())
    case 'FromAsCasing': {
      const lower = /^\s*from\b/.test(rows[line?.start ?? 0] ?? '')
      const to = lower ? here.toLowerCase() : here.toUpperCase()
      return one(t(lower ? 'df.fix.lower' : 'df.fix.upper', { text: to }), to)
    }
    case 'INVALID_AS':
      return one(t('df.fix.replace', { text: 'AS' }), 'AS')
    case 'StageNameCasing':
      return [stageFix(rows, lines, here)]
    case 'UNKNOWN_INSTRUCTION':
      return nearest(here.toUpperCase(), Object.keys(INSTRUCTIONS)).flatMap((name, index) =>
        one(t('df.fix.replace', { text: name }), name, place, index === 0),
      )
    case 'UNKNOWN_FLAG': {
      const [, dashes = '--', name = '', rest = ''] = /^(-*)([\w-]*)(.*)$/s.exec(here) ?? []
      const known = INSTRUCTIONS[line?.instruction ?? '']?.flags.map((flag) => flag.name) ?? []
      const to = (flag: string): string => `${dashes || '--'}${flag}${rest}`
      return nearest(name, known).flatMap((flag, index) =>
        one(t('df.fix.replace', { text: to(flag) }), to(flag), place, index === 0),
      )
    }
    case 'JSON_IN_SINGLE_QUOTES': {
      const row = rows[place.start.line] ?? ''
      const at = row.indexOf('[')
      if (at < 0) return []
      const all: Place = {
        start: { line: place.start.line, character: at },
        end: { line: place.start.line, character: row.trimEnd().length },
      }
      return one(t('df.fix.quotes'), row.slice(at).trimEnd().replaceAll("'", '"'), all)
    }
    case 'JSONArgsRecommended':
      return line && line.start === line.end ? jsonFix(rows, line) : []
    case 'LegacyKeyValueFormat': {
      const [, key, value = ''] = /^(\S+)\s+(.*?)\s*$/.exec(here) ?? []
      if (!key) return []
      const plain = /^[\w./:@%+,-]*$/.test(value)
      const quoted = /^(".*"|'.*')$/.test(value)
      const to = `${key}=${plain || quoted ? value : JSON.stringify(value)}`
      return one(t('df.fix.pair', { text: to }), to)
    }
    case 'MaintainerDeprecated': {
      const row = rows[place.start.line] ?? ''
      const author = row
        .trim()
        .replace(/^\S+\s+/, '')
        .replace(/^"(.*)"$/, '$1')
      const all = { start: place.start, end: { line: place.start.line, character: row.trimEnd().length } }
      return one(t('df.fix.label'), `LABEL org.opencontainers.image.authors=${JSON.stringify(author)}`, all)
    }
    case 'WorkdirRelativePath':
    case 'WORKDIR_IS_NOT_ABSOLUTE': {
      const to = `/${here.replace(/^\.\//, '')}`
      return one(t('df.fix.replace', { text: to }), to)
    }
    case 'UndefinedVar':
    case 'UndefinedArgInFrom': {
      const meant = /did you mean \$?(\w+)/.exec(mistake.text)?.[1]
      const to = meant && here.replace(/\w+/, meant)
      return to ? one(t('df.fix.replace', { text: to }), to) : []
    }
    case 'ExposeInvalidFormat': {
      const to = here.split(':').at(-1)!
      return one(t('df.fix.replace', { text: to }), to)
    }
    case 'FromPlatformFlagConstDisallowed':
    case 'RedundantTargetPlatform': {
      const end = { ...place.end, character: place.end.character + 1 }
      return one(t('df.fix.remove', { text: here }), '', { start: place.start, end })
    }
    case 'MultipleInstructionsDisallowed':
      return line
        ? one(t('df.fix.removeLine'), '', {
            start: { line: line.start, character: 0 },
            end: { line: line.end + 1, character: 0 },
          })
        : []
    case 'EMPTY_CONTINUATION_LINE':
      return one(t('df.fix.removeEmpty'), '', {
        start: { line: place.start.line, character: 0 },
        end: place.end.character ? { line: place.end.line + 1, character: 0 } : place.end,
      })
    case 'ARGUMENT_EXTRA':
      return one(t('df.fix.remove', { text: here.trim() }), '')
    case 'INVALID_ESCAPE_DIRECTIVE':
      return [
        ...one(t('df.fix.replace', { text: '`' }), '`'),
        ...one(t('df.fix.replace', { text: '\\' }), '\\', place, false),
      ]
    case 'INVALID_DESTINATION':
      return one(t('df.fix.slash'), '/', { start: place.end, end: place.end })
    case 'image':
    case 'tag': {
      const [name = '', tag = ''] = here.split(':') as [string, string?]
      const stages = stagesOf(lines).flatMap((stage) => stage.name || [])
      const wanted =
        code === 'tag'
          ? images.filter((image) => image.startsWith(`${name}:`))
          : [
              ...nearest(name, [...new Set([...images.map((image) => image.split(':')[0]!), ...stages])]).map(
                (found) => (tag && images.includes(`${found}:${tag}`) ? `${found}:${tag}` : found),
              ),
            ]
      return wanted.slice(0, 5).flatMap((to, index) => one(t('df.fix.replace', { text: to }), to, place, index === 0))
    }
    default:
      return []
  }
}

/** Everywhere that a stage is named. */
function stageFix(rows: readonly string[], lines: readonly Line[], name: string): Fix {
  const to = name.toLowerCase()
  const edits: Fix['edits'] = []
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  for (const line of lines)
    for (let row = line.start; row <= line.end; row++) {
      const patterns =
        line.instruction === 'FROM'
          ? [
              new RegExp(`(\\bAS\\s+)(${word})(?=\\s|$)`, 'gi'),
              new RegExp(`(^\\s*FROM\\s+(?:--\\S+\\s+)*)(${word})(?=\\s|$)`, 'gi'),
            ]
          : [new RegExp(`(\\bfrom=)(${word})(?=[\\s,]|$)`, 'gi')]
      for (const pattern of patterns)
        for (const match of (rows[row] ?? '').matchAll(pattern)) {
          const character = match.index + match[1]!.length
          edits.push({
            place: { start: { line: row, character }, end: { line: row, character: character + name.length } },
            text: to,
          })
        }
    }
  return { title: t('df.fix.stage', { text: to }), edits, preferred: true }
}

/** CMD and ENTRYPOINT in JSON: word by word where no shell is needed, else through one, and then with exec so that signals arrive. */
function jsonFix(rows: readonly string[], line: Line): Fix[] {
  const row = rows[line.start] ?? ''
  const [, head = '', command = ''] =
    /^(\s*(?:ONBUILD\s+)?(?:HEALTHCHECK\s.*?CMD|CMD|ENTRYPOINT)\s+)(.*?)\s*$/i.exec(row) ?? []
  if (!command) return []
  const place = {
    start: { line: line.start, character: head.length },
    end: { line: line.start, character: head.length + command.length },
  }
  const words = writtenAsJson(command) ?? plainWords(command)
  const to = words
    ? `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
    : `["/bin/sh", "-c", ${JSON.stringify(/^exec\s|[;&|]/.test(command) ? command : `exec ${command}`)}]`
  return [{ title: t('df.fix.json', { text: to }), edits: [{ place, text: to }], preferred: true }]
}
/** A list in the wrong quotes. */
function writtenAsJson(command: string): string[] | null {
  if (!/^\[.*\]$/.test(command)) return null
  try {
    const words: unknown = JSON.parse(command.replaceAll("'", '"'))
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null
  } catch {
    return null
  }
}
/** null: a shell has something to do here. */
export function plainWords(command: string): string[] | null {
  const words: string[] = []
  const pattern =
    /\s*(?:"([^"\\$`]*)"|'([^']*)'|([^\s"'\\$`|&;<>()*?[\]{}~#!=]+(?:=[^\s"'\\$`|&;<>()*?[\]{}~#!]*)?))(?=\s|$)/y
  for (let at = 0; at < command.trimEnd().length; at = pattern.lastIndex) {
    pattern.lastIndex = at
    const match = pattern.exec(command)
    if (!match) return null
    words.push(match[1] ?? match[2] ?? match[3]!)
  }
  // NAME=value before a program is the shell's.
  return words.length && !/^\w+=/.test(words[0]!) ? words : null
}

/** The closest of `known`, at most three. */
export function nearest(word: string, known: readonly string[]): string[] {
  const limit = Math.max(1, Math.floor(word.length / 2))
  return known
    .map((name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ name }) => name)
}
/** Edits from one word to another; two letters that changed places count as one. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
