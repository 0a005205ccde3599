/** TAB: what is inserted, what is listed (rl_complete_internal with bash's hooks). */
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Editing } from '../editing.ts'
import { characters } from '../text.ts'
import type { Completer } from '../types.ts'
import { compare, Sources, type Candidate } from './candidates.ts'
import { quoteMatch, unquote, type Quote } from './quoting.ts'
import { commandWords, wordAt } from './word.ts'

/** Completions for the word before the cursor. */
export interface Matches {
  /** Where the word begins, in characters of the text before the cursor. */
  start: number
  quote: Quote
  candidates: Candidate[]
  /** File names: quoted, directories get a slash. */
  filenames: boolean
  /** Names of commands: quoted like file names, but never directories. */
  commands?: boolean
  /** What follows the only match, unless it is a directory. */
  append: string
  raw: string
}

export async function findMatches(text: string, sys: Sys, completer: Completer | undefined): Promise<Matches> {
  const sources = new Sources(sys, completer)
  const word = wordAt(text)
  const { raw, quote, start } = word
  const wanted = unquote(raw, quote)
  const base = { start, quote, raw, append: ' ' }
  const as = (candidates: Candidate[], filenames = false): Matches => ({ ...base, candidates, filenames })

  if (quote !== "'" && /^\$\{?\w*$/.test(raw)) {
    const candidates = sources.variables(raw)
    const directory = candidates.length === 1 && sources.variableIsDirectory(candidates[0]!.text)
    return { ...as(candidates), append: directory ? '/' : raw.startsWith('${') && candidates.length === 1 ? '' : ' ' }
  }
  if (!quote && /^~[^/]*$/.test(raw)) {
    const users = sources.users(raw)
    // Homes are directories: a slash follows.
    if (users.length) return { ...as(users), append: '/' }
  }
  if (word.command) {
    if (wanted.includes('/')) return as(sources.files(wanted, 'executables'), true)
    const commands = sources.commands(wanted)
    if (commands.length) return { ...as(commands, true), commands: true }
    return as(sources.files(wanted, 'directories'), true)
  }
  if (completer?.programmable && !quote) {
    const { words, start: at } = commandWords(text)
    const given = words.length > 1 ? await completer.programmable(words) : null
    if (given) {
      const texts = given.noSort ? given.candidates : [...new Set(given.candidates)].sort(compare)
      const shown = (candidate: string): string => (given.filenames ? candidate.replace(/^.*\/(?=.)/, '') : candidate)
      return {
        start: at,
        quote,
        raw: text.slice(at),
        candidates: texts.map((candidate) => ({ text: candidate, shown: shown(candidate) })),
        filenames: given.filenames ?? false,
        append: given.noSpace ? '' : ' ',
      }
    }
  }
  const before = text[start - 1]
  if (!quote && before === '@') {
    const hosts = sources.hosts(`@${wanted}`)
    if (hosts.length) return { ...as(hosts), start: start - 1, raw: `@${raw}` }
  }
  return as(sources.files(wanted), true)
}

export function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...rest] = texts.map((text) => [...text])
  let length = first.length
  for (const other of rest) {
    let i = 0
    while (i < length && i < other.length && first[i] === other[i]) i++
    length = i
  }
  return [...first].slice(0, length).join('')
}

/** Inserts what all candidates share, and what follows when there is only one. True when the line changed. */
export function insertMatch(e: Editing, matches: Matches, sys: Sys, completer: Completer | undefined): boolean {
  const { line } = e
  const before = line.text
  const { candidates, filenames, quote } = matches
  const single = candidates.length === 1
  const shared = commonPrefix(candidates.map(({ text }) => text))
  const inserted = filenames ? keepTyped(matches, shared) : shared
  const start = characters(line.slice(0, line.point).slice(0, matches.start)).length
  line.group(() => {
    if (shared.length && inserted !== matches.raw) {
      line.delete(start, line.point)
      line.insert(characters(inserted))
    }
    if (single) append(e, matches, candidates[0]!.text, quote, new Sources(sys, completer), inserted === matches.raw)
  })
  return line.text !== before
}

/** ~ and variables at the front of a path stay as they were typed. */
function keepTyped(matches: Matches, shared: string): string {
  const variable = /^\$\{?\w+\}?/.exec(matches.raw)?.[0]
  if (variable && !matches.quote) return variable + quoteMatch(shared.slice(variable.length), '')
  return quoteMatch(shared, matches.quote)
}

function append(
  e: Editing,
  matches: Matches,
  text: string,
  quote: Quote,
  sources: Sources,
  wasComplete: boolean,
): void {
  const { line } = e
  const next = line.chars[line.point]
  const atEnd = line.point === line.length
  if (matches.filenames && !matches.commands && sources.isDirectory(text)) {
    // A link to a directory gets its slash only when it stood there in full already.
    if ((!sources.isLink(text) || wasComplete) && next !== '/') line.insert(['/'])
    return
  }
  if (!atEnd) return
  if (quote) line.insert([quote])
  if (matches.append) line.insert([matches.append])
}
