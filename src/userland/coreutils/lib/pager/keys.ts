/** What the keys of less(1) do. */
import { isError } from '../command.ts'
import { compile, RegexError } from '../regex/regex.ts'
import type { Key } from '../screen.ts'
import type { Pager } from './pager.ts'

/** Text typed on the bottom line; undefined: given up. */
async function input(p: Pager, prefix: string): Promise<string | undefined> {
  let text = ''
  for (;;) {
    await p.screen.write(`\r\x1b[K${prefix}${text}`)
    const key = await p.screen.key()
    if (key === undefined || key === 'esc' || key === '\x03' || key === '\x07') return undefined
    if (key === '\r' || key === '\n') return text
    if (key === '\x7f' || key === '\b') {
      if (text === '') return undefined
      text = text.slice(0, -1)
    } else if (key === '\x15') text = ''
    else if ([...key].length === 1 && key >= ' ') text += key
  }
}
function pattern(p: Pager, text: string): ReturnType<typeof compile> | undefined {
  try {
    return compile(text, { extended: true }, p.options.ignoreCase && text === text.toLowerCase())
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    p.message = error.message
    return undefined
  }
}
function find(p: Pager, forward: boolean, from: number, count: number): number {
  let left = count
  for (let at = from; at >= 0 && at < p.length; at += forward ? 1 : -1)
    if (p.pattern!.test(p.text(at)) && --left === 0) return at
  return -1
}
function jump(p: Pager, forward: boolean, from: number, count: number): void {
  const found = find(p, forward, from, count)
  if (found < 0) p.message = 'Pattern not found'
  else {
    p.go(found)
    p.fresh = false
  }
}
async function search(p: Pager, forward: boolean, count: number): Promise<void> {
  const text = await input(p, forward ? '/' : '?')
  if (text === undefined) return
  p.backwards = !forward
  if (text !== '') {
    const compiled = pattern(p, text)
    if (!compiled) return
    p.pattern = compiled
  } else if (p.pattern) return again(p, false, count)
  if (!p.pattern) p.message = 'No previous regular expression'
  else jump(p, forward, forward ? p.top : p.bottom(), count)
}
function again(p: Pager, reverse: boolean, count: number): void {
  if (!p.pattern) {
    p.message = 'No previous regular expression'
    return
  }
  const forward = p.backwards === reverse
  jump(p, forward, p.top + (forward ? 1 : -1), count)
}
/** & : only the lines that match; nothing typed: all of them again. */
async function choose(p: Pager): Promise<void> {
  const text = await input(p, '&/')
  if (text === undefined) return
  const first = p.real(p.top)
  p.chosen = undefined
  if (text !== '') {
    const compiled = pattern(p, text)
    if (!compiled) return
    p.pattern = compiled
    p.chosen = p.lines.flatMap((line, i) => (compiled.test(line) ? [i] : []))
    p.top = Math.max(
      0,
      p.chosen.findIndex((i) => i >= first),
    )
  } else p.top = first
}
const TOGGLES: Record<string, { key: 'lineNumbers' | 'chop' | 'ignoreCase'; on: string; off: string }> = {
  N: { key: 'lineNumbers', on: 'Constantly display line numbers', off: "Don't use line numbers" },
  S: { key: 'chop', on: 'Chop long lines', off: 'Fold long lines' },
  i: { key: 'ignoreCase', on: 'Ignore case in searches', off: 'Case is significant in searches' },
  I: { key: 'ignoreCase', on: 'Ignore case in searches and in patterns', off: 'Case is significant in searches' },
}
async function toggle(p: Pager): Promise<void> {
  await p.screen.write('\r\x1b[K-')
  const key = await p.screen.key()
  const flag = key === undefined ? undefined : TOGGLES[key]
  if (flag) {
    p.options[flag.key] = !p.options[flag.key]
    if (p.face.gnu) p.message = p.options[flag.key] ? flag.on : flag.off
  } else if (key !== undefined && key.length === 1 && key > ' ')
    p.message = `There is no ${key} option ("less --help" for help)`
}
async function other(p: Pager, step: number): Promise<void> {
  const next = p.index + step
  if (next < 0 || next >= p.files.length)
    p.message = p.face.gnu ? (step > 0 ? 'No next file' : 'No previous file') : 'No more files'
  else await p.load(next)
}
/** F: as tail -f, until ^C. */
async function follow(p: Pager): Promise<void> {
  const wait = async (): Promise<void> => {
    await p.draw()
    await p.screen.write('\r\x1b[K\x1b[7mWaiting for data... (interrupt to abort)\x1b[27m')
  }
  p.top = p.lastTop()
  await wait()
  for (;;) {
    const key = await p.screen.key(1000)
    if (key !== 'timeout' && key !== 'resize') return
    const lines = await p.read(p.files[p.index]!)
    if (isError(lines) || lines.length === p.lines.length) continue
    p.lines = lines
    p.top = p.lastTop()
    await wait()
  }
}
/** The help in the same pager, until q. */
async function help(p: Pager): Promise<void> {
  const text = await p.face.help()
  if (text === undefined || p.helping) return
  const saved = { lines: p.lines, top: p.top, chosen: p.chosen, fresh: p.fresh, pattern: p.pattern }
  Object.assign(p, { lines: text.replace(/\n$/, '').split('\n'), top: 0, chosen: undefined, pattern: undefined })
  p.helping = true
  await p.draw()
  for (let key = await p.screen.key(); key !== undefined && !/^[qQ]$/.test(key); key = await p.screen.key())
    if (await press(p, key)) break
  p.helping = false
  Object.assign(p, saved)
}
async function mark(p: Pager, key: Key): Promise<void> {
  await p.screen.write(
    key === 'm' ? `\r\x1b[K${p.face.gnu ? 'set mark: ' : '\x1b[7mMark: \x1b[27m'}` : '\r\x1b[Kgoto mark: ',
  )
  const name = await p.screen.key()
  if (name === undefined) return
  if (key === 'm') {
    p.marks.set(name, { index: p.index, top: p.top, left: p.left })
    return
  }
  const view = name === '^' ? { index: p.index, top: 0, left: 0 } : name === '$' ? undefined : p.marks.get(name)
  if (name === '$') p.top = p.lastTop()
  else if (!view) p.message = 'Mark not set'
  else if (view.index === p.index || (await p.load(view.index))) p.top = view.top
}
const FORWARD = [' ', 'f', '\x06', '\x16', 'pagedown', 'z']
const DOWN = ['\r', '\n', 'e', 'j', 'down', '\x0e', '\x05']
/** Does what a key says. True: leave. */
export async function press(p: Pager, key: Key): Promise<boolean> {
  const n = p.count === '' ? undefined : Number(p.count)
  if (/^\d$/.test(key)) {
    p.count += key
    await p.drawPrompt()
    return false
  }
  if (p.count !== '' && (key === '\x7f' || key === '\b')) {
    p.count = p.count.slice(0, -1)
    await p.drawPrompt()
    return false
  }
  p.count = ''
  const endBefore = p.atEnd
  const half = Math.floor((p.height + (p.face.gnu ? 1 : 0)) / 2)
  const line = (): number => Math.max(0, n! - 1)
  if (FORWARD.includes(key)) p.page(1, n ?? p.height)
  else if (DOWN.includes(key)) p.move(n ?? 1)
  else
    switch (key) {
      case 'q':
      case 'Q':
        return true
      case '\x03':
        if (!p.face.gnu) return true
        break
      case 'b':
      case '\x02':
      case 'pageup':
      case 'w':
        p.page(-1, n ?? p.height)
        break
      case 'd':
      case '\x04':
        p.page(1, n ?? half)
        break
      case 'u':
      case '\x15':
        p.page(-1, n ?? half)
        break
      case 'y':
      case 'k':
      case 'up':
      case '\x10':
      case '\x19':
        p.move(-(n ?? 1))
        break
      case 'right':
        p.options.chop = true
        p.left += n ?? Math.floor(p.screen.size.cols / 2)
        break
      case 'left':
        p.left = Math.max(0, p.left - (n ?? Math.floor(p.screen.size.cols / 2)))
        break
      case 'g':
      case '<':
      case 'home':
        p.go(n === undefined ? 0 : line())
        break
      case 'p':
      case '%':
        p.go(Math.floor((p.length * Math.min(100, n ?? 0)) / 100))
        break
      case 'G':
      case '>':
      case 'end':
        if (n === undefined) {
          p.top = p.lastTop()
          p.fresh = false
        } else p.go(line())
        break
      case '/':
      case '?':
        await search(p, key === '/', n ?? 1)
        break
      case '&':
        await choose(p)
        break
      case 'n':
      case 'N':
        again(p, key === 'N', n ?? 1)
        break
      case '=':
      case '\x07':
        p.message = p.position()
        break
      case 'm':
      case "'":
        await mark(p, key)
        break
      case ':': {
        await p.screen.write('\r\x1b[K :')
        const sub = await p.screen.key()
        if (sub === 'q' || sub === 'Q') return true
        if (sub === 'n' || sub === 'p') await other(p, (n ?? 1) * (sub === 'n' ? 1 : -1))
        else if (sub === 'x') await p.load(0)
        else if (sub === 'f') p.message = p.position()
        break
      }
      case '-':
        await toggle(p)
        break
      case 'F':
        await follow(p)
        break
      case 'h':
      case 'H':
        await help(p)
        break
      case 'v':
      case '!':
      case '|':
      case 's':
        p.message = `${key}: not simulated yet`
        break
      case 'V':
        p.message = p.face.version
        break
      case 'resize':
      case 'interrupt':
      case '\x0c':
      case 'r':
      case 'R':
        break
      default:
        await p.drawPrompt()
        return false
    }
  if (p.options.quitAtEof && endBefore && p.atEnd && (FORWARD.includes(key) || DOWN.includes(key))) return true
  await p.draw()
  return false
}
