/** The commands after ':' in vi. */
import { attempt, strerror, SysError } from '../../../../base/abi/errno.ts'
import { exitCode } from '../../../../kernel/proc/types.ts'
import { waitFor } from '../which.ts'
import { toText } from '../text.ts'
import type { Editor } from './editor.ts'
import { firstNonBlank } from './motions.ts'

/** An address at the front of the text: its line (from 0) and the rest. */
function address(editor: Editor, text: string): { line: number; rest: string } | undefined {
  const b = editor.buffer
  let line: number
  let rest: string
  const number = /^\d+/.exec(text)
  const pattern = /^([/?])((?:\\.|(?!\1).)*)\1?/.exec(text)
  if (number) {
    line = Number(number[0]) - 1
    rest = text.slice(number[0].length)
  } else if (text[0] === '.') {
    line = b.at.line
    rest = text.slice(1)
  } else if (text[0] === '$') {
    line = b.lines.length - 1
    rest = text.slice(1)
  } else if (text[0] === "'" && text[1] !== undefined) {
    line = editor.marks.get(text[1])?.line ?? b.at.line
    rest = text.slice(2)
  } else if (pattern) {
    const found = editor.search(pattern[2]!, pattern[1] === '/', { ...b.at })
    if (!found) return undefined
    line = found.line
    rest = text.slice(pattern[0].length)
  } else if (/^[-+]/.test(text)) {
    line = b.at.line
    rest = text
  } else return undefined
  for (let m = /^([-+])(\d*)/.exec(rest); m; m = /^([-+])(\d*)/.exec(rest)) {
    line += (m[1] === '-' ? -1 : 1) * Number(m[2] || 1)
    rest = rest.slice(m[0].length)
  }
  return { line, rest }
}

export async function runEx(editor: Editor, command: string): Promise<void> {
  const b = editor.buffer
  let text = command.replace(/^[\s:]+/, '')
  let range: [number, number] | undefined
  if (text.startsWith('%')) {
    range = [0, b.lines.length - 1]
    text = text.slice(1)
  } else {
    const first = address(editor, text)
    if (first) {
      range = [first.line, first.line]
      text = first.rest
      if (text.startsWith(',') || text.startsWith(';')) {
        const second = address(editor, text.slice(1))
        range[1] = second ? second.line : b.at.line
        text = second ? second.rest : text.slice(1)
      }
    }
  }
  text = text.replace(/^\s+/, '')
  const last = b.lines.length - 1
  if (range) range = [Math.max(0, Math.min(range[0], last)), Math.max(0, Math.min(range[1], last))]
  const [from, to] = range ?? [b.at.line, b.at.line]
  if (text === '') {
    if (range) {
      b.at = { line: range[1], column: firstNonBlank(b.lines[range[1]]!) }
    }
    return
  }
  if (/^(s|&)([^a-zA-Z0-9\s]|$)/.test(text)) return substitute(editor, text.slice(1), from, to)
  const match = /^([a-zA-Z]+|!|=)(!?)\s*(.*)$/s.exec(text)
  if (!match) {
    editor.fail(editor.face.words.notEditor(text))
    return
  }
  const [, name, bang, argument] = match as unknown as [string, string, string, string]
  const force = bang === '!'
  switch (name) {
    case 'w':
    case 'write': {
      if (argument.startsWith('>>')) {
        const target = argument.slice(2).trim() || editor.path
        if (target !== undefined)
          attempt(() => editor.sys.writeFile(target, `${b.lines.slice(from, to + 1).join('\n')}\n`, { append: true }))
        return
      }
      editor.write(argument || undefined, force, range)
      return
    }
    case 'wq':
    case 'x':
    case 'xit':
    case 'exit':
      if ((name === 'wq' || b.modified) && !editor.write(argument || undefined, force)) return
      editor.done = true
      return
    case 'q':
    case 'quit':
    case 'qa':
    case 'qall':
      if (b.modified && !force) {
        editor.fail(editor.face.words.noWrite)
        return
      }
      editor.done = true
      return
    case 'cq':
      editor.status = 1
      editor.done = true
      return
    case 'wa':
    case 'wall':
      editor.write(undefined, force)
      return
    case 'wqa':
    case 'xa':
      if (!editor.write(undefined, force)) return
      editor.done = true
      return
    case 'e':
    case 'edit':
      if (b.modified && !force) {
        editor.fail(editor.face.words.noWrite)
        return
      }
      editor.open(argument || editor.path)
      return
    case 'f':
    case 'file':
      if (argument) editor.path = argument
      editor.say(editor.face.status(editor))
      return
    case 'r':
    case 'read': {
      const source = argument.startsWith('!')
        ? await output(editor, argument.slice(1))
        : attempt(() => toText(editor.sys.readFile(argument || (editor.path ?? ''))))
      if (source instanceof SysError) {
        editor.fail(`"${argument}" ${strerror(source.code)}`)
        return
      }
      b.checkpoint()
      const lines = source.replace(/\n$/, '').split('\n')
      b.lines.splice((range ? to : b.at.line) + 1, 0, ...lines)
      b.at = { line: (range ? to : b.at.line) + 1, column: 0 }
      b.changed()
      return
    }
    case 'd':
    case 'delete':
      b.checkpoint()
      b.removeLines(from, to - from + 1)
      b.at.column = firstNonBlank(b.line)
      return
    case 'j':
    case 'join': {
      b.checkpoint()
      const end = range && to > from ? to : Math.min(last, from + 1)
      b.lines.splice(
        from,
        end - from + 1,
        b.lines
          .slice(from, end + 1)
          .map((line, i) => (i ? line.replace(/^\s+/, '') : line))
          .join(' '),
      )
      b.changed()
      return
    }
    case 'm':
    case 'move':
    case 't':
    case 'co':
    case 'copy': {
      const target = argument === '0' ? { line: -1 } : address(editor, argument)
      if (!target) return
      b.checkpoint()
      const lines = b.lines.slice(from, to + 1)
      let at = target.line + 1
      if (name.startsWith('m')) {
        b.lines.splice(from, lines.length)
        if (at > to) at -= lines.length
      }
      b.lines.splice(at, 0, ...lines)
      b.at = { line: at + lines.length - 1, column: 0 }
      b.changed()
      return
    }
    case 'g':
    case 'global':
    case 'v': {
      const parts = /^(.)((?:\\.|(?!\1).)*)\1?(.*)$/s.exec(argument)
      const regex = parts && editor.compile(parts[2]!)
      if (!parts || !regex) return
      const inverse = name === 'v' || force
      const [first, end] = range ?? [0, last]
      const marked = b.lines.slice(first, end + 1).filter((line) => (regex(line, 0) !== null) !== inverse)
      if (/^d/.test(parts[3]!)) {
        b.checkpoint()
        b.lines = b.lines.filter((line, i) => i < first || i > end || !marked.includes(line))
        if (!b.lines.length) b.lines = ['']
        b.changed()
        b.clamp()
      } else if (parts[3]!.startsWith('s')) {
        for (let i = first; i <= end; i++)
          if (marked.includes(b.lines[i]!)) substitute(editor, parts[3]!.slice(1), i, i)
      } else editor.say(`${marked.length} lines`)
      return
    }
    case 'set':
    case 'se':
      for (const option of argument.split(/\s+/)) setOption(editor, option)
      return
    case 'noh':
    case 'nohlsearch':
    case 'syntax':
    case 'sy':
      return
    case 'k':
    case 'mark':
      return
    case '=':
      editor.say(String(b.lines.length))
      return
    case 'u':
    case 'undo':
      b.undo()
      b.clamp()
      return
    case 'version':
    case 've':
      editor.say(editor.face.vim ? 'VIM - Vi IMproved 9.0' : 'BusyBox v1.35.0')
      return
    case '!':
    case 'sh':
    case 'shell':
      await shellOut(editor, name === '!' ? text.slice(1) : (editor.sys.env['SHELL'] ?? '/bin/sh'))
      return
    default:
      editor.fail(editor.face.words.notEditor(text))
  }
}
function setOption(editor: Editor, option: string): void {
  const on = !option.startsWith('no')
  const name = on ? option : option.slice(2)
  if (editor.face.vim && (name === 'nu' || name === 'number')) editor.numbers = on
  else if (name === 'ic' || name === 'ignorecase') editor.ignoreCase = on
  else if (
    /^(ai|autoindent|et|expandtab|sm|showmatch|fl|flash|hls|hlsearch|is|incsearch|wrap|list|ruler|ru|paste|cin|si|smartindent)$/.test(
      name,
    ) ||
    /^(ts|tabstop|sw|shiftwidth|sts|softtabstop|so)=\d+$/.test(name) ||
    name === 'all' ||
    name === ''
  ) {
    // Known, and without a look of its own here.
  } else editor.fail(editor.face.vim ? `E518: Unknown option: ${option}` : `bad option: ${option}`)
}
function substitute(editor: Editor, text: string, from: number, to: number): void {
  const b = editor.buffer
  const delimiter = text[0]
  if (delimiter === undefined) return
  const parts: string[] = ['']
  let i = 1
  for (; i < text.length && parts.length < 3; i++) {
    const char = text[i]!
    if (char === '\\' && i + 1 < text.length) {
      parts[parts.length - 1] += text[i + 1] === delimiter ? delimiter : char + text[i + 1]
      i++
    } else if (char === delimiter) parts.push('')
    else parts[parts.length - 1] += char
  }
  const flags = parts.length === 3 ? parts[2]! + text.slice(i) : ''
  const pattern = parts[0] || editor.pattern
  const replacement = parts[1] ?? ''
  editor.pattern = pattern
  const regex = editor.compiler(pattern, editor.ignoreCase || flags.includes('i'), (message) => {
    editor.fail(message)
  })
  if (!regex) return
  let count = 0
  let lines = 0
  let changedAt = -1
  const out: string[] = []
  b.checkpoint()
  for (let index = from; index <= to; index++) {
    const line = b.lines[index]!
    let result = ''
    let at = 0
    let hits = 0
    for (let start = 0; start <= line.length;) {
      const match = regex(line, start)
      if (!match) break
      result +=
        line.slice(at, match.index) +
        replacement.replace(/\\(.)|&|~/gs, (whole, escaped: string | undefined) => {
          if (whole === '&') return match.groups[0] ?? ''
          if (whole === '~') return '~'
          if (/\d/.test(escaped!)) return match.groups[Number(escaped)] ?? ''
          return escaped === 'n' || escaped === 'r' ? '\n' : escaped === 't' ? '\t' : escaped!
        })
      at = match.end
      hits++
      start = match.end > match.index ? match.end : match.end + 1
      if (!flags.includes('g')) break
    }
    if (!hits) {
      out.push(line)
      continue
    }
    count += hits
    lines++
    result += line.slice(at)
    const pieces = result.split('\n')
    out.push(...pieces)
    changedAt = from + out.length - 1
  }
  if (!count) {
    editor.fail(editor.face.words.notFound(pattern))
    return
  }
  b.lines.splice(from, to - from + 1, ...out)
  b.at = { line: changedAt, column: firstNonBlank(b.lines[changedAt]!) }
  b.changed()
  if (count > 2) editor.say(`${count} substitutions on ${lines} line${lines === 1 ? '' : 's'}`)
}
async function output(editor: Editor, line: string): Promise<string> {
  const { sys } = editor
  const [reader, writer] = sys.pipe()
  const pid = await sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', line], fds: new Map([[1, writer]]) })
  sys.close(writer)
  const bytes = await sys.readAll(reader)
  sys.close(reader)
  await waitFor(sys, pid)
  return toText(bytes)
}
/** Runs a command on the terminal as it was before the editor. */
async function shellOut(editor: Editor, line: string): Promise<void> {
  const { sys, screen } = editor
  screen.leave()
  await screen.write(`\x1b[${screen.size.rows};1H\n`)
  const pid = await sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', line] })
  const status = exitCode(await waitFor(sys, pid))
  await screen.write(`${status ? `\nshell returned ${status}\n` : ''}\nPress ENTER or type command to continue`)
  screen.enter()
  await screen.key()
  await screen.write('\x1b[2J')
}
