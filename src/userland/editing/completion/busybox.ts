/** TAB in BusyBox (lineedit.c build_match_prefix, complete_cmd_dir_file, input_tab). */
import { S_IFDIR, S_IFMT } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Line } from '../line.ts'
import { characters } from '../text.ts'
import type { Completer } from '../types.ts'
import { compare } from './candidates.ts'
import { commonPrefix } from './complete.ts'

export interface BusyboxMatches {
  /** Last components; directories with a slash. */
  names: string[]
  /** How many characters of the name stand there already, unquoted. */
  typed: number
  /** The same, as typed with backslashes. */
  typedRaw: number
}
type Find = 'commands' | 'directories' | 'files'
const SPECIAL = /[ `'"\\#$~?*[{()&;|<>]/g

export function busyboxMatches(text: string, sys: Sys, completer: Completer | undefined): BusyboxMatches {
  const { word, raw, find } = prefixOf(text)
  const found = new Set<string>()
  const slash = word.lastIndexOf('/') + 1
  const name = word.slice(slash)
  const done = (): BusyboxMatches => ({
    names: [...found].sort(compare),
    typed: [...name].length,
    typedRaw: [...raw.slice(raw.lastIndexOf('/') + 1)].length,
  })
  if (word.startsWith('~') && !slash) {
    for (const [user] of accounts(sys)) if (user && `~${user}`.startsWith(word)) found.add(`~${user}/`)
    if (found.size) return done()
  }
  const inPath = find === 'commands' && !slash
  // Not $HOME: the home of the account.
  const home = accounts(sys).find(([, , uid]) => Number(uid) === sys.uid)?.[5] ?? ''
  const path = completer?.variable('PATH') ?? sys.env.PATH ?? ''
  const dirs = inPath ? path.split(':') : [(word.slice(0, slash) || '.').replace(/^~\//, `${home}/`)]
  for (const dir of dirs)
    for (const entry of [
      ...(name ? ['.', '..'] : []),
      ...tried(() => sys.readdir(dir || '.'), []).map((e) => e.name),
    ]) {
      if (!entry.startsWith(name)) continue
      const isDirectory = tried(() => (sys.stat(`${dir}/${entry}`).mode & S_IFMT) === S_IFDIR, false)
      if (isDirectory ? inPath : find === 'directories') continue
      found.add(isDirectory ? `${entry}/` : entry)
    }
  if (inPath) for (const builtin of completer?.commandNames() ?? []) if (builtin.startsWith(name)) found.add(builtin)
  return done()
}
const accounts = (sys: Sys): string[][] =>
  tried(() => sys.readText('/etc/passwd'), '')
    .split('\n')
    .map((line) => line.split(':'))
function tried<T>(fn: () => T, otherwise: T): T {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SysError) return otherwise
    throw error
  }
}

/** The last word, quotes dropped, and what may stand there. */
function prefixOf(text: string): { word: string; raw: string; find: Find } {
  interface Mark {
    char: string
    quoted: boolean
    at: number
  }
  let marks: Mark[] = []
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\' && quote !== "'") {
      i++
      if (i < text.length) marks.push({ char: text[i]!, quoted: true, at: i - 1 })
    } else if (quote ? char === quote : char === '"' || char === "'") quote = quote ? '' : char
    else marks.push({ char, quoted: quote !== '', at: i })
  }
  const plain = (mark: Mark | undefined, chars: string): boolean => !!mark && !mark.quoted && chars.includes(mark.char)
  const cutAfter = (index: number): void => {
    marks = marks.slice(index + 1)
  }
  for (let i = marks.length - 1; i >= 0; i--) {
    if (!plain(marks[i], ';&|({`')) continue
    // >& <& >| are redirections.
    if (plain(marks[i], '&|') && plain(marks[i - 1], '<>')) continue
    cutAfter(i)
    break
  }
  const firstWord = marks.findIndex((mark) => !plain(mark, ' \t'))
  marks = firstWord < 0 ? [] : marks.slice(firstWord)
  let find: Find = 'commands'
  for (let i = 0; i < marks.length; i++) {
    if (!plain(marks[i], ' <>')) continue
    if (plain(marks[i], ' ') && find === 'commands' && i === 2 && marks[0]!.char === 'c' && marks[1]!.char === 'd')
      find = 'directories'
    else {
      find = 'files'
      break
    }
  }
  const last = marks.findLastIndex((mark) => plain(mark, ' <>'))
  const word = marks.slice(last + 1)
  return { word: word.map(({ char }) => char).join(''), raw: word.length ? text.slice(word[0]!.at) : '', find }
}

/** What the names share goes in; true when there was just one (the next TAB begins anew). */
export function insertBusyboxMatch(line: Line, { names, typed, typedRaw }: BusyboxMatches): boolean {
  const [only] = names
  if (only === undefined) return false
  const single = names.length === 1
  const shared = single ? only : commonPrefix(names)
  if (!shared) return false
  const quoted = shared.replace(SPECIAL, '\\$&')
  const rest = single && !quoted.endsWith('/') ? `${quoted} ` : quoted
  if ([...shared].length >= typed) {
    line.delete(line.point - typedRaw, line.point)
    line.insert(characters(rest))
  }
  return single
}
