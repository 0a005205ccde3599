/** less(1). Loaded when first run. As a filter, without a terminal, it copies. */
import { strerror } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { catDescriptor, PLAIN } from './cat.ts'
import { gnu, helpOf, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { Pager } from './lib/pager/pager.ts'
import type { PromptState } from './lib/pager/pager.ts'
import { keyboard, Screen } from './lib/screen.ts'

const named = (state: PromptState): string =>
  (state.file === '-' ? '' : state.file) + (state.count > 1 ? ` (file ${state.index + 1} of ${state.count})` : '')

export default gnu(
  {
    help: 'less',
    short: 'aAb:BcCdeEfFgGh:iIj:JKLmMnNo:O:p:P:qQrRsSt:T:uUVwWx:Xy:~?',
    long: {
      'quit-at-eof': 'e',
      'QUIT-AT-EOF': 'E',
      'quit-if-one-screen': 'F',
      'ignore-case': 'i',
      'IGNORE-CASE': 'I',
      'LINE-NUMBERS': 'N',
      'line-numbers': 'n',
      'chop-long-lines': 'S',
      'RAW-CONTROL-CHARS': 'R',
      'raw-control-chars': 'r',
      'long-prompt': 'm',
      'LONG-PROMPT': 'M',
      'no-init': 'X',
      tilde: '~',
      'squeeze-blank-lines': 's',
      pattern: 'p',
    },
    prepare: (args) => args.filter((arg) => !/^\+/.test(arg)),
    advice: '',
  },
  async (command) => {
    const { sys, args } = command
    if (command.has('V')) {
      await command.put(
        'less 590 (GNU regular expressions)\nCopyright (C) 1984-2021  Mark Nudelman\n\nless comes with NO WARRANTY, to the extent permitted by law.\nFor information about the terms of redistribution,\nsee the file named README in the less distribution.\nHome page: https://greenwoodsoftware.com/less\n',
      )
      return 0
    }
    if (!args.length && sys.isatty(0)) {
      await command.put('Missing filename ("less --help" for help)\n')
      return 0
    }
    const files = args.length ? args : ['-']
    if (!sys.isatty(1)) {
      const state = { line: 0, atStart: true, blanks: 0 }
      for (const name of files) {
        const failure = await tryAsync(async () => {
          const input = await openInput(sys, name)
          if (isDir(sys.fstat(input.fd))) await sys.write(2, `${name} is a directory\n`)
          else await catDescriptor(command, input.fd, PLAIN, state)
          input.close()
        })
        if (isError(failure)) {
          await command.out.flush()
          await sys.write(2, `${name}: ${strerror(failure.code)}\n`)
          command.status = 1
        }
      }
      return command.status
    }
    const fd = await keyboard(sys)
    if (fd === undefined) return command.die('cannot open the terminal')
    for (const name of files) {
      if (name === '-') continue
      const stat = await tryAsync(() => sys.stat(name))
      if (isError(stat) && files.length === 1) {
        await sys.write(2, `${name}: ${strerror(stat.code)}\n`)
        return 1
      }
      if (!isError(stat) && isDir(stat) && files.length === 1) {
        await sys.write(2, `${name} is a directory\n`)
        return 1
      }
    }
    const pager = new Pager(
      command,
      new Screen(sys, fd),
      [...files],
      {
        quitAtEof: command.has('e') || command.has('E'),
        quitIfOneScreen: command.has('F'),
        ignoreCase: command.has('i') || command.has('I'),
        lineNumbers: command.has('N'),
        chop: command.has('S'),
        raw: command.has('r') || command.has('R'),
        noTildes: command.has('~'),
        noInit: command.has('X'),
        squeeze: command.has('s'),
      },
      {
        gnu: true,
        version: 'less 590',
        help: () => helpOf(sys, 'less'),
        position: (state) =>
          `${named(state)} lines ${state.top}-${state.bottom}/${state.total} byte ${state.bytes}/${state.size} ${state.atEnd ? '(END)' : `${Math.floor((state.bytes * 100) / Math.max(1, state.size))}%`}`.trim(),
        prompt: (state) => {
          const end = state.atEnd ? `(END)${state.next === undefined ? '' : ` - Next: ${state.next}`}` : ''
          if (command.has('M'))
            return `${named(state)} lines ${state.top}-${state.bottom}/${state.total} ${end || `${state.percent}%`}`.trim()
          const name = state.first ? named(state) : ''
          return [name, end || (command.has('m') ? `${state.percent}%` : '')].filter(Boolean).join(' ')
        },
      },
    )
    return (await pager.run()) ? 0 : 1
  },
)
