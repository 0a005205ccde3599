/** BusyBox: sed. */
import { scriptChunks } from '../coreutils/sed.ts'
import { SedRun } from '../coreutils/lib/sed/run.ts'
import { SedError, SedParser } from '../coreutils/lib/sed/script.ts'
import { applet } from './applet.ts'

/** GNU's message in BusyBox's words. */
function words(message: string): string {
  const text = message.replace(/^(-e expression #\d+, char \d+|file \S+ line \d+): /, '')
  if (/^unterminated|^unmatched `\{/.test(text)) return text.includes('{') ? 'unmatched {' : "unmatched '/'"
  if (/^unknown command: `(.)'/.test(text)) return `unsupported command ${/`(.)'/.exec(text)![1]}`
  if (/^unknown option to `s'/.test(text)) return 'bad option in substitution expression'
  if (/^can't find label/.test(text))
    return `can't find label for jump to '${/`(.*)'/.exec(text)![1]}'`.replace(/'([^']*)'$/, "`$1'")
  if (/^missing command/.test(text)) return 'missing command'
  if (/^extra characters/.test(text)) return 'garbage after command'
  return text
}

export const sed = applet(
  {
    short: 'i::rEne:f:sz',
    long: {
      'in-place': 'i',
      'regexp-extended': 'r',
      quiet: 'n',
      silent: 'n',
      expression: 'e',
      file: 'f',
      version: 'version',
    },
  },
  async (command) => {
    if (command.has('version')) {
      await command.put('This is not GNU sed version 4.0\n')
      return 0
    }
    const chunks = await scriptChunks(command)
    if (!chunks.length) return command.showUsage()
    const parser = new SedParser(chunks, {
      extended: command.has('r') || command.has('E'),
      posix: false,
      sandbox: false,
    })
    let script
    try {
      script = parser.parse()
    } catch (error) {
      if (!(error instanceof SedError)) throw error
      return command.die(words(error.message))
    }
    const place = command.options.findLast((option) => option.key === 'i')
    const run = new SedRun(
      command,
      script,
      command.args.length ? command.args : ['-'],
      {
        quiet: command.has('n') || parser.quiet,
        separate: command.has('s'),
        inPlace: place ? (place.value ?? '') : undefined,
        unbuffered: false,
        nullData: command.has('z'),
        lineLength: 70,
        posix: false,
      },
      {
        cannotRead: (path, reason) => command.complain(`${path}: ${reason}`),
        // Reading a directory fails in silence, as getline() does.
        isDirectory: async () => {},
        notRegular: (path) => command.complain(`${path}: not a regular file`),
      },
    )
    return (await run.run()) || command.status
  },
)
