/** Words to arguments: tilde, parameters, substitutions, arithmetic, splitting, globs, in the shell's order. */
import type { LiteralPart, Word, WordPart } from '../syntax/ast.ts'
import { arithmetic, VariableError } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { commandSubstitution, processSubstitution } from '../exec/substitution.ts'
import { parseSubstitutionText } from '../exec/parse-text.ts'
import { expandBraces } from './brace.ts'
import { type Field, FieldBuilder } from './fields.ts'
import { glob } from './glob.ts'
import { expandParameter } from './parameter.ts'
import { tildeDirectory } from './tilde.ts'

/** Full expansion of a command's words. */
export async function expandWords(sh: Shell, words: readonly Word[]): Promise<string[]> {
  const out: string[] = []
  for (const word of words) {
    if (word.plain !== undefined && isInert(word.plain)) out.push(word.plain)
    else await expandWordInto(sh, word, out)
  }
  return out
}
const isInert = (text: string): boolean => !/[~{*?[(]/.test(text)

export async function expandWordInto(sh: Shell, word: Word, out: string[]): Promise<void> {
  const words = sh.dialect.bash && sh.opt('braceexpand') ? expandBraces(word) : [word]
  for (const one of words) {
    const builder = new FieldBuilder(sh.get('IFS'), true, sh.dialect.bash && sh.shopt('extglob'))
    const assignLike = sh.dialect.bash && isAssignmentLike(one)
    await expandParts(sh, one.parts, builder, { tilde: assignLike ? 'assign' : 'word' })
    for (const field of builder.finish()) globField(sh, field, out)
  }
}
const isAssignmentLike = (word: Word): boolean => {
  const first = word.parts[0]
  return first?.t === 'lit' && /^[A-Za-z_]\w*\+?=/.test(first.s)
}

function globField(sh: Shell, field: Field, out: string[]): void {
  if (!field.glob || sh.opt('noglob')) {
    out.push(field.text)
    return
  }
  const found = glob(sh.sys, field.pattern, {
    extglob: sh.dialect.bash && sh.shopt('extglob'),
    dotglob: sh.shopt('dotglob'),
    nocase: sh.shopt('nocaseglob'),
    globstar: sh.shopt('globstar'),
  })
  if (found.length) out.push(...found)
  else if (sh.shopt('failglob')) throw new VariableError(`no match: ${field.text}`)
  else if (!sh.shopt('nullglob')) out.push(field.text)
}

export interface PartOptions {
  /** Where a tilde may begin: only at the start, after colons too, or nowhere. */
  tilde?: 'word' | 'assign' | 'none'
  /** Literal text is split too: the operand of an unquoted ${x:-a b}. */
  splitLiterals?: boolean
}

export async function expandParts(
  sh: Shell,
  parts: readonly WordPart[],
  builder: FieldBuilder,
  options: PartOptions = {},
): Promise<void> {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    switch (part.t) {
      case 'lit':
        literalPart(sh, part, i, parts, builder, options)
        break
      case 'quoted':
        builder.quoted(part.s)
        break
      case 'dq':
        await expandQuoted(sh, part.parts, builder)
        break
      case 'param':
        await expandParameter(sh, part, builder, false)
        break
      default:
        builder.split(await substitute(sh, part))
    }
  }
}

function literalPart(
  sh: Shell,
  part: LiteralPart,
  index: number,
  parts: readonly WordPart[],
  builder: FieldBuilder,
  options: PartOptions,
): void {
  const put = (text: string): void => {
    if (!text) return
    if (options.splitLiterals) builder.split(text)
    else builder.literal(text)
  }
  const { tilde = 'none' } = options
  if (tilde === 'none' || !part.s.includes('~')) {
    put(part.s)
    return
  }
  let text = part.s
  if (tilde === 'word') {
    if (index === 0) text = tildeAt(sh, text, parts.length > 1, false, builder)
    put(text)
    return
  }
  // After the '=' of an assignment-like word, and after colons.
  let start = 0
  if (index === 0) {
    const head = /^[A-Za-z_]\w*\+?=/.exec(text)?.[0]
    if (head) {
      put(head)
      start = head.length
    }
  }
  const pieces = text.slice(start).split(':')
  pieces.forEach((piece, at) => {
    if (at) put(':')
    const beginning = at > 0 || index === 0
    const last = at === pieces.length - 1
    put(beginning ? tildeAt(sh, piece, last && parts.length > index + 1, true, builder) : piece)
  })
}
/** Expands a leading tilde prefix into `builder` and returns what is left. */
function tildeAt(sh: Shell, text: string, more: boolean, _assign: boolean, builder: FieldBuilder): string {
  if (!text.startsWith('~')) return text
  const slash = text.indexOf('/')
  if (slash < 0 && more) return text
  const prefix = text.slice(1, slash < 0 ? undefined : slash)
  const directory = tildeDirectory(sh, prefix)
  if (directory === undefined) return text
  builder.quoted(
    slash > 0 && directory.endsWith('/') && directory.length > 1
      ? directory.replace(/\/+$/, '')
      : directory === '/' && slash > 0
        ? ''
        : directory,
  )
  return slash < 0 ? '' : text.slice(slash)
}

/** The inside of double quotes. */
export async function expandQuoted(sh: Shell, parts: readonly WordPart[], builder: FieldBuilder): Promise<void> {
  if (!parts.length) {
    builder.quoted('')
    return
  }
  for (const part of parts) {
    switch (part.t) {
      case 'lit':
      case 'quoted':
        builder.quoted(part.s)
        break
      case 'dq':
        await expandQuoted(sh, part.parts, builder)
        break
      case 'param':
        await expandParameter(sh, part, builder, true)
        break
      default:
        builder.quoted(await substitute(sh, part))
    }
  }
}

async function substitute(
  sh: Shell,
  part: Exclude<WordPart, { t: 'lit' } | { t: 'quoted' } | { t: 'dq' } | { t: 'param' }>,
): Promise<string> {
  switch (part.t) {
    case 'cmd':
      return commandSubstitution(sh, part.body, part.line)
    case 'backquote': {
      const body = await parseSubstitutionText(sh, part.text, part.line)
      return body ? commandSubstitution(sh, body, sh.dialect.bash ? sh.line - sh.lineOffset : part.line) : ''
    }
    case 'arith': {
      const text = await expandText(sh, part.expr)
      return String(arithmetic(sh, text))
    }
    case 'proc':
      return processSubstitution(sh, part.dir, part.body)
  }
}

// ---- contexts without splitting

async function fieldsOf(sh: Shell, word: Word, tilde: 'word' | 'assign' | 'none'): Promise<Field> {
  const builder = new FieldBuilder(sh.get('IFS'), false, true)
  await expandParts(sh, word.parts, builder, { tilde })
  const fields = builder.finish()
  if (fields.length === 1) return fields[0]!
  // "$@" where no list can be: joined by blanks.
  return {
    text: fields.map((field) => field.text).join(' '),
    pattern: fields.map((field) => field.pattern).join(' '),
    glob: fields.some((field) => field.glob),
  }
}
/** One string: redirection targets of here-strings, case words, arithmetic. */
export async function expandText(sh: Shell, word: Word, tilde: 'word' | 'assign' | 'none' = 'word'): Promise<string> {
  if (word.plain !== undefined && !word.plain.includes('~')) return word.plain
  return (await fieldsOf(sh, word, tilde)).text
}
/** The value of an assignment: tildes after colons too. */
export async function expandAssignmentValue(sh: Shell, word: Word): Promise<string> {
  return expandText(sh, word, 'assign')
}
/** A pattern: quoted characters stand for themselves. */
export async function expandPattern(sh: Shell, word: Word): Promise<string> {
  if (word.plain !== undefined && !word.plain.includes('~')) return word.plain
  return (await fieldsOf(sh, word, 'word')).pattern
}
/** The right side of =~: quoted characters stand for themselves in a regular expression. */
export async function expandRegex(sh: Shell, word: Word): Promise<string> {
  let out = ''
  for (const part of word.parts) {
    const quoted = part.t === 'quoted' || part.t === 'dq'
    const text = await expandText(sh, { parts: [part], raw: '', line: word.line })
    out += quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text
  }
  return out
}
