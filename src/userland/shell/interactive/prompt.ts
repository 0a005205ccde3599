/** PS1 and its kin: backslash escapes, then parameter expansion (promptvars). */
import { decodeEscapes } from '../expand/ansi-c.ts'
import { expandText } from '../expand/expand.ts'
import { userName } from '../expand/tilde.ts'
import { strftime } from '../builtins/strftime.ts'
import { workingDirectory } from '../builtins/cd.ts'
import { parserFor } from '../exec/parse-text.ts'
import { NeedMore, SyntaxFailure } from '../syntax/errors.ts'
import { Parts } from '../syntax/lexer.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'

/** A prompt ready to show; \[ \] become \x01 \x02. */
export async function expandPrompt(sh: Shell, source: string): Promise<string> {
  const decoded = sh.dialect.bash || sh.dialect.name === 'ash' ? decodeBash(sh, source) : source
  if (sh.dialect.bash && !sh.shopt('promptvars')) return decoded
  return expandPromptText(sh, decoded)
}

/** Expands $ and ` as in double quotes. */
export async function expandPromptText(sh: Shell, text: string): Promise<string> {
  if (!/[$`\\]/.test(text)) return text
  const parser = parserFor(sh, '')
  const lexer = parser.lexer.sub(text, 1)
  lexer.substitution = () => parser.lexer.foreignSubstitution(lexer)
  const parts = new Parts()
  try {
    while (lexer.pos < text.length) lexer.readInQuotes(parts, text[lexer.pos]!, '"')
  } catch (error) {
    if (error instanceof SyntaxFailure || error instanceof NeedMore) return text
    throw error
  }
  const status = sh.status
  const out = await expandText(sh, { parts: [{ t: 'dq', parts: parts.flush() }], raw: text, line: sh.line })
  sh.status = status
  return out
}

/** What stands for a value may be expanded again: its specials are quoted. */
const guard = (text: string): string => text.replace(/[\\$`"]/g, '\\$&')

function decodeBash(sh: Shell, source: string): string {
  let out = ''
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!
    if (char !== '\\') {
      out += char
      continue
    }
    const next = source[++at]
    const now = sh.sys.now()
    const host = (): string => sh.get('HOSTNAME') ?? sh.sys.uname().nodename
    switch (next) {
      case undefined:
        out += '\\'
        break
      case 'a':
        out += '\x07'
        break
      case 'd':
        out += strftime(sh, '%a %b %d', now)
        break
      case 'D': {
        const format = /^\{([^}]*)\}/.exec(source.slice(at + 1))
        if (format) {
          out += guard(strftime(sh, format[1] || '%X', now))
          at += format[0].length
        }
        break
      }
      case 'e':
        out += '\x1b'
        break
      case 'h':
        out += guard(sh.sys.uname().nodename.replace(/\..*$/, ''))
        break
      case 'H':
        out += guard(sh.sys.uname().nodename || host())
        break
      case 'j':
        out += String(sh.jobs.listed().length)
        break
      case 'l':
        out += terminal(sh)
        break
      case 'n':
        out += '\n'
        break
      case 'r':
        out += '\r'
        break
      case 's':
        out += guard(sh.shellName.replace(/^.*\//, ''))
        break
      case 't':
        out += strftime(sh, '%H:%M:%S', now)
        break
      case 'T':
        out += strftime(sh, '%I:%M:%S', now)
        break
      case '@':
        out += strftime(sh, '%I:%M %p', now)
        break
      case 'A':
        out += strftime(sh, '%H:%M', now)
        break
      case 'u':
        out += guard(userName(sh, sh.sys.euid) ?? (sh.dialect.bash ? 'I have no name!' : String(sh.sys.euid)))
        break
      case 'v':
        out += '5.2'
        break
      case 'V':
        out += '5.2.15'
        break
      case 'w':
      case 'W':
        out += guard(directory(sh, next === 'W'))
        break
      case '!':
        out += String(sh.historyBase + sh.historyLines.length)
        break
      case '#':
        out += String(sh.commandNumber)
        break
      case '$':
        out += sh.sys.euid === 0 ? '#' : '\\$'
        break
      case '[':
        out += '\x01'
        break
      case ']':
        out += '\x02'
        break
      case '\\':
        out += '\\\\'
        break
      default: {
        const octal = /^[0-7]{1,3}/.exec(source.slice(at))?.[0]
        if (octal) {
          out += decodeEscapes(`\\${octal}`, 'format').text
          at += octal.length - 1
        } else out += `\\\\${next}`
      }
    }
  }
  return out
}
function terminal(sh: Shell): string {
  try {
    return sh.sys
      .ttyname(0)
      .replace(/^\/dev\//, '')
      .replace(/^.*\//, '')
  } catch (error) {
    if (error instanceof SysError) return 'tty'
    throw error
  }
}
function directory(sh: Shell, last: boolean): string {
  const path = workingDirectory(sh)
  const home = sh.get('HOME')
  const short =
    home && home !== '/' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path
  if (last) return short === '~' || short === '/' ? short : short.replace(/^.*\//, '')
  const trim = Number(sh.get('PROMPT_DIRTRIM') ?? '0')
  if (!trim) return short
  const parts = short.split('/').filter((part) => part && part !== '~')
  if (parts.length <= trim) return short
  return `${short.startsWith('~') ? '~/' : ''}.../${parts.slice(-trim).join('/')}`
}
