/** BusyBox: less and more. Loaded when first run. */
import { strerror } from '../../base/abi/errno.ts'
import { catDescriptor, PLAIN } from '../coreutils/cat.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { LineReader, openInput } from '../coreutils/lib/io.ts'
import { Pager } from '../coreutils/lib/pager/pager.ts'
import type { PromptState } from '../coreutils/lib/pager/pager.ts'
import { keyboard, Screen } from '../coreutils/lib/screen.ts'
import { pageThrough } from '../coreutils/more.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

async function copyAll(command: Applet, files: readonly string[]): Promise<number> {
  const state = { line: 0, atStart: true, blanks: 0 }
  for (const name of files) {
    const failure = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      await catDescriptor(command, input.fd, PLAIN, state)
      input.close()
    })
    if (isError(failure)) await command.complain(`can't open '${name}': ${strerror(failure.code)}`)
  }
  return command.status
}
const named = (state: PromptState): string =>
  (state.file === '-' ? 'standard input' : state.file) +
  (state.count > 1 ? ` (file ${state.index + 1} of ${state.count})` : '')
const position = (state: PromptState): string =>
  `${named(state)} lines ${state.top}-${state.bottom}/${state.total} ${state.atEnd ? '(END)' : `${state.percent}%`}`

export const less = applet({ short: 'EFIMmN~SR' }, async (command) => {
  const { sys, args } = command
  if (!args.length && sys.isatty(0)) {
    await command.warn('no filename given')
    return command.showUsage()
  }
  const files = args.length ? args : ['-']
  if (!sys.isatty(1)) return copyAll(command, files)
  for (const name of files) {
    const opened = await tryAsync(async () => (await openInput(sys, name)).close())
    if (isError(opened)) return command.die(`can't open '${name}': ${strerror(opened.code)}`)
  }
  const fd = await keyboard(sys)
  if (fd === undefined) return copyAll(command, files)
  const pager = new Pager(
    command,
    new Screen(sys, fd),
    [...files],
    {
      quitAtEof: command.has('E'),
      quitIfOneScreen: command.has('F'),
      ignoreCase: command.has('I'),
      lineNumbers: command.has('N'),
      chop: command.has('S'),
      raw: command.has('R'),
      noTildes: command.has('~'),
      noInit: true,
      squeeze: false,
    },
    {
      gnu: false,
      version: '',
      help: async () => undefined,
      position,
      prompt: (state) => {
        if (command.has('m') || command.has('M')) return position(state)
        if (state.atEnd) return '(END)'
        return state.top === 1 ? named(state) : ''
      },
    },
  )
  return (await pager.run()) ? 0 : 1
})
export const more = applet({ short: '' }, async (command) => {
  const { sys } = command
  const files = command.args.length ? command.args : ['-']
  const fd = sys.isatty(1) ? await keyboard(sys) : undefined
  if (fd === undefined) return copyAll(command, files)
  const screen = new Screen(sys, fd)
  screen.enter()
  try {
    for (const name of files) {
      const result = await tryAsync(async () => {
        const input = await openInput(sys, name)
        const reader = new LineReader(sys, input.fd)
        const lines: string[] = []
        for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line)
        input.close()
        return pageThrough(
          screen,
          lines,
          (shown, total) =>
            name === '-'
              ? '--More-- '
              : `--More-- (${Math.floor((shown * 100) / Math.max(1, total))}% of ${total} bytes)`,
          true,
        )
      })
      if (isError(result)) await command.complain(`can't open '${name}': ${strerror(result.code)}`)
      else if (!result) break
    }
  } finally {
    screen.leave()
  }
  return command.status
})
