/** nginx's configuration language: words, quotes, blocks, include. What comes out is a tree that check.ts has approved of. */
import { SysError } from '../../../../base/abi/errno.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { globFiles } from '../../httpd/config/glob.ts'
import { checkDirective } from './check.ts'
import { at, ConfigError, openFailed } from './directive.ts'
import type { Directive } from './directive.ts'

interface Token {
  kind: 'word' | ';' | '{' | '}' | 'end'
  text: string
  line: number
}

/** Words; quotes and backslashes are undone, `${` does not open a block. Throws ConfigError. */
function* tokens(text: string, file: string): Generator<Token> {
  let line = 1
  let i = 0
  const fail = (message: string): never => {
    throw new ConfigError(`${message} in ${file}:${line}`)
  }
  while (i < text.length) {
    const char = text[i]!
    if (char === '\n') {
      line++
      i++
    } else if (/\s/.test(char)) i++
    else if (char === '#') while (i < text.length && text[i] !== '\n') i++
    else if (char === ';' || char === '{' || char === '}') {
      yield { kind: char, text: char, line }
      i++
    } else if (char === '"' || char === "'") {
      let word = ''
      i++
      while (i < text.length && text[i] !== char) {
        if (text[i] === '\n') line++
        if (text[i] === '\\' && i + 1 < text.length) {
          word += escaped(text[++i]!)
          i++
        } else word += text[i++]!
      }
      if (i >= text.length) fail('unexpected end of file, expecting ";" or "}"')
      i++
      const next = text[i]
      if (next !== undefined && !/[\s;{)]/.test(next)) fail(`unexpected "${next}"`)
      yield { kind: 'word', text: word, line }
    } else {
      let word = ''
      while (i < text.length && !/[\s;]/.test(text[i]!) && !(text[i] === '{' && text[i - 1] !== '$')) {
        if (text[i] === '\\' && i + 1 < text.length) {
          word += escaped(text[++i]!)
          i++
        } else word += text[i++]!
      }
      yield { kind: 'word', text: word, line }
    }
  }
  yield { kind: 'end', text: '', line }
}
const escaped = (char: string): string =>
  char === '"' || char === "'" || char === '\\'
    ? char
    : char === 't'
      ? '\t'
      : char === 'r'
        ? '\r'
        : char === 'n'
          ? '\n'
          : `\\${char}`

export interface ParseContext {
  sys: Sys
  /** Directory of the main file: what relative includes stand in. */
  prefix: string
  /** Every file that was read, in order, for -T. */
  files: Map<string, string>
}

export function parseFile(context: ParseContext, file: string): Directive[] {
  return parseText(context, readText(context, file, ''), file, 'main')
}
function readText(context: ParseContext, file: string, place: string): string {
  let text: string
  try {
    text = context.sys.readText(file)
  } catch (error) {
    if (error instanceof SysError) throw new ConfigError(openFailed(file, error) + place)
    throw error
  }
  context.files.set(file, text)
  return text
}

/** `kind` names the block one is in. */
export function parseText(context: ParseContext, text: string, file: string, kind: string): Directive[] {
  const source = tokens(text, file)
  const top: Directive[] = []
  const open: { list: Directive[]; kind: string; line: number }[] = [{ list: top, kind, line: 0 }]
  let words: string[] = []
  let first = 1
  for (const token of source) {
    const { list, kind: where } = open.at(-1)!
    const place = ` in ${file}:${token.line}`
    if (token.kind === 'word') {
      if (!words.length) first = token.line
      words.push(token.text)
      continue
    }
    if (token.kind === 'end') {
      if (words.length) throw new ConfigError(`unexpected end of file, expecting ";" or "}"${place}`)
      if (open.length > 1) throw new ConfigError(`unexpected end of file, expecting "}"${place}`)
      break
    }
    if (token.kind === '}') {
      if (words.length || open.length === 1) throw new ConfigError(`unexpected "}"${place}`)
      open.pop()
      continue
    }
    if (!words.length) throw new ConfigError(`unexpected "${token.kind}"${place}`)
    const [name, ...args] = words as [string, ...string[]]
    words = []
    const directive: Directive = { name, args, file, line: token.line, block: token.kind === '{' ? [] : null }
    void first
    // The entries of these are data.
    if (where === 'types' || where === 'map' || where === 'geo' || where === 'split_clients') {
      if (name === 'include' && token.kind === ';') list.push(...include(context, directive, where))
      else list.push(directive)
      continue
    }
    const next = checkDirective(directive, where)
    if (name === 'include') list.push(...include(context, directive, where))
    else list.push(directive)
    if (directive.block) open.push({ list: directive.block, kind: next, line: token.line })
  }
  return top
}

function include(context: ParseContext, directive: Directive, where: string): Directive[] {
  const pattern = directive.args[0]!.startsWith('/') ? directive.args[0]! : `${context.prefix}/${directive.args[0]}`
  const wild = /[*?[]/.test(pattern)
  const files = wild ? globFiles(context.sys, pattern) : [pattern]
  return files.flatMap((file) => parseText(context, readText(context, file, at(directive)), file, where))
}
