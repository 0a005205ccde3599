/** more(1) of util-linux. Loaded when first run. */
import { strerror } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { catDescriptor, PLAIN } from './cat.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { keyboard, Screen } from './lib/screen.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import { wide } from './lib/screen.ts'
import { fromText } from './lib/text.ts'

function rowsOf(line: string, columns: number): number {
  let width = 0
  for (const char of line) width += char === '\t' ? 8 - (width % 8) : wide(char.codePointAt(0)!) ? 2 : 1
  return Math.max(1, Math.ceil(width / Math.max(1, columns)))
}
/** Shows lines page by page; `prompt` is the line at the bottom. False: the user wants to quit. */
export async function pageThrough(
  screen: Screen,
  lines: readonly string[],
  prompt: (shown: number, total: number) => string,
  quitAtEnd: boolean,
): Promise<boolean> {
  const total = lines.reduce((sum, line) => sum + fromText(line).length + 1, 0)
  let shown = 0
  let at = 0
  let room = screen.size.rows - 1
  let pattern: ReturnType<typeof compile> | undefined
  const ask = async (): Promise<boolean> => {
    for (;;) {
      await screen.write(`\x1b[7m${prompt(shown, total)}\x1b[27m`)
      const key = await screen.key()
      await screen.write('\r\x1b[K')
      const { rows } = screen.size
      switch (key) {
        case undefined:
        case 'q':
        case 'Q':
        case '\x03':
          return false
        case ' ':
        case 'f':
        case 'z':
          room = rows - 1
          return true
        case '\r':
        case '\n':
        case 'j':
          room = 1
          return true
        case 'd':
        case '\x04':
          room = 11
          return true
        case 'b':
        case '\x02':
          at = Math.max(0, at - 2 * (rows - 1))
          room = rows - 1
          return true
        case '=':
          await screen.write(`${at}`)
          await screen.key()
          await screen.write('\r\x1b[K')
          break
        case '/': {
          let text = ''
          for (;;) {
            await screen.write(`\r\x1b[K/${text}`)
            const letter = await screen.key()
            if (letter === undefined || letter === '\r' || letter === '\n') break
            if (letter === '\x7f') text = text.slice(0, -1)
            else if ([...letter].length === 1) text += letter
          }
          await screen.write('\r\x1b[K')
          try {
            if (text) pattern = compile(text, { extended: false })
          } catch (error) {
            if (!(error instanceof RegexError)) throw error
            pattern = undefined
          }
          const found = pattern ? lines.findIndex((line, i) => i >= at && pattern!.test(line)) : -1
          if (found < 0) {
            await screen.write('\n\x1b[7mPattern not found\x1b[27m')
            await screen.key()
            await screen.write('\r\x1b[K')
            break
          }
          await screen.write('...skipping\n')
          at = Math.max(0, found - 2)
          room = rows - 2
          return true
        }
        case 'h':
        case '?':
          await screen.write(
            'Most commands optionally preceded by integer argument k.\n<space> next screen, <return> next line, d half a screen, b back, / search, q quit, = line number\n',
          )
          break
        default:
      }
    }
  }
  while (at < lines.length) {
    const rows = rowsOf(lines[at]!, screen.size.cols)
    if (rows > room) {
      if (!(await ask())) return false
      continue
    }
    await screen.write(`${lines[at]}\n`)
    shown = lines.slice(0, at + 1).reduce((sum, line) => sum + fromText(line).length + 1, 0)
    room -= rows
    at++
  }
  if (!quitAtEnd) return ask()
  return true
}

export default gnu(
  {
    help: 'more',
    short: 'dflceusn:pP:VhE',
    long: {
      silent: 'd',
      logical: 'f',
      'no-pause': 'l',
      'exit-on-eof': 'e',
      'clean-print': 'p',
      'print-over': 'c',
      squeeze: 's',
      plain: 'u',
      lines: 'n',
      help: '--help',
      version: '--version',
    },
    prepare: (args) => args.filter((arg) => !/^(\+|-\d+$)/.test(arg)),
  },
  async (command) => {
    const { sys, args } = command
    if (!args.length && sys.isatty(0)) {
      await command.warn('bad usage')
      await sys.write(2, "Try 'more --help' for more information.\n")
      return 1
    }
    const files = args.length ? args : ['-']
    const fd = sys.isatty(1) ? await keyboard(sys) : undefined
    const screen = fd === undefined ? undefined : new Screen(sys, fd)
    const state = { line: 0, atStart: true, blanks: 0 }
    screen?.enter()
    try {
      for (const name of files) {
        const result = await tryAsync(async () => {
          const input = await openInput(sys, name)
          if (isDir(sys.fstat(input.fd))) {
            await sys.write(1, `\n*** ${name}: directory ***\n\n`)
            input.close()
            return true
          }
          if (files.length > 1) await command.put(`::::::::::::::\n${name}\n::::::::::::::\n`)
          await command.out.flush()
          let going = true
          if (!screen) await catDescriptor(command, input.fd, PLAIN, state)
          else {
            const reader = new LineReader(sys, input.fd)
            const lines: string[] = []
            for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line)
            going = await pageThrough(
              screen,
              lines,
              (shown, total) => `--More--${name === '-' ? '' : `(${Math.floor((shown * 100) / Math.max(1, total))}%)`}`,
              true,
            )
          }
          input.close()
          return going
        })
        if (isError(result)) {
          await command.out.flush()
          await sys.write(2, `more: cannot open ${name}: ${strerror(result.code)}\n`)
          command.status = 1
        } else if (!result) break
      }
    } finally {
      screen?.leave()
    }
    return command.status
  },
)
