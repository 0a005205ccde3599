/** What Linux 6.18's own N_TTY did: keys, echo, and what each read(2) gave. IUTF8 is set. */
import { describe, expect, it } from 'vitest'
import { defaultTermios, type Termios } from '../../base/abi/termios.ts'
import { PtyPair } from './pty.ts'

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function play(keys: string, change: (t: Termios) => void = () => {}): { echo: string; reads: string[] } {
  const pty = new PtyPair({ index: 0, size: { rows: 24, cols: 80 }, signalGroup: () => {} })
  const termios = defaultTermios()
  change(termios)
  pty.termios = termios
  pty.opened()
  void pty.input(latin1(keys))
  const reads: string[] = []
  for (let data = pty.read(4096); data; data = pty.read(4096)) reads.push(text(data))
  let echo = ''
  for (let chunk = pty.takeOutput(); chunk; chunk = pty.takeOutput()) echo += text(chunk)
  return { echo, reads }
}

const CANONICAL: [title: string, keys: string, echo: string, reads: string[]][] = [
  ['a line', 'hello\r', 'hello\r\n', ['hello\n']],
  ['erase', 'helo\x7flo\r', 'helo\b \blo\r\n', ['hello\n']],
  ['word erase', 'one two  \x17x\r', 'one two  \b \b\b \b\b \b\b \b\b \bx\r\n', ['one x\n']],
  ['word erase takes letters, digits and _', 'foo_bar.baz\x17!\r', 'foo_bar.baz\b \b\b \b\b \b!\r\n', ['foo_bar.!\n']],
  ['kill', 'junk\x15ok\r', 'junk\b \b\b \b\b \b\b \bok\r\n', ['ok\n']],
  ['erasing a tab', 'a\tb\x7f\x7f\x7fz\r', 'a\tb\b \b\b\b\b\b\b\b\b\b \bz\r\n', ['z\n']],
  ['a tab in the middle', 'tab\t\x7f\x15.\r', 'tab\t\b\b\b\b\b\b \b\b \b\b \b.\r\n', ['.\n']],
  ['literal next', 'x\x16\x03y\r', 'x^\b^Cy\r\n', ['x\x03y\n']],
  ['a literal newline', '\x16\n\r', '^\b^J\r\n', ['\n\n']],
  ['control characters', '\x01\x7fA\r', '^A\b \b\b \bA\r\n', ['A\n']],
  ['reprint', 'foo\x12bar\r', 'foo^R\r\nfoobar\r\n', ['foobar\n']],
  ['end of file after text ends the read', 'ab\x04cd\r', 'abcd\r\n', ['ab', 'cd\n']],
  ['end of file', '\x04', '', ['']],
  ['a character of two bytes', '\xc3\xa9\x7fx\r', '\xc3\xa9\b \bx\r\n', ['x\n']],
  ['stop and start', 'a\x13b\x11c\r', 'abc\r\n', ['abc\n']],
  ['lines ahead', 'l1\rl2\rl3', 'l1\r\nl2\r\nl3', ['l1\n', 'l2\n']],
  ['interrupt drops the line and what was not shown yet', 'x\x03y\r', '^Cy\r\n', ['y\n']],
]

describe('canonical mode', () => {
  it.each(CANONICAL)('%s', (_title, keys, echo, reads) => {
    expect(play(keys)).toEqual({ echo, reads })
  })
  it('erases both columns of a Hangul syllable', () => {
    expect(play('\xed\x95\x9c\x7fx\r')).toEqual({ echo: '\xed\x95\x9c\b \b\b \bx\r\n', reads: ['x\n'] })
  })
  it('takes no more than 4095 characters of a line', () => {
    const { reads } = play('x'.repeat(5000) + '\r')
    expect(reads).toEqual(['x'.repeat(4095) + '\n'])
  })
})
describe('raw mode', () => {
  it('gives bytes at once and echoes nothing', () => {
    const raw = play('a\x7f\x03\r', (t) => {
      t.ICANON = t.ECHO = t.ISIG = t.ICRNL = false
    })
    expect(raw).toEqual({ echo: '', reads: ['a\x7f\x03\r'] })
  })
  it('keeps what was typed before as one line when the mode changes back', () => {
    const pty = new PtyPair({ index: 0, size: { rows: 24, cols: 80 }, signalGroup: () => {} })
    const raw = { ...defaultTermios(), ICANON: false, ECHO: false }
    pty.termios = raw
    void pty.input(latin1('typed ahead'))
    pty.termios = defaultTermios()
    expect(text(pty.read(100)!)).toBe('typed ahead')
    expect(pty.read(100)).toBe(null)
  })
})
