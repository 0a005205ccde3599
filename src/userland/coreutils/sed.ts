/** sed(1) of GNU. Leaves out the e command and flag (they run shells) and --debug. */
import { strerror } from '../../base/abi/errno.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { SedRun } from './lib/sed/run.ts'
import { SedError, SedParser } from './lib/sed/script.ts'
import type { ScriptChunk } from './lib/sed/script.ts'
import { toText } from './lib/text.ts'

/** The pieces of the script in the order given. */
export async function scriptChunks(command: Command): Promise<ScriptChunk[]> {
  const chunks: ScriptChunk[] = []
  let expressions = 0
  for (const { key, value } of command.options) {
    if (key === 'e') chunks.push({ text: value!, source: `-e expression #${++expressions}`, file: false })
    else if (key === 'f') {
      const text = await tryAsync(async () => {
        const input = await openInput(command.sys, value!)
        const bytes = await command.sys.readAll(input.fd)
        input.close()
        return toText(bytes)
      })
      if (isError(text)) await command.die(`couldn't open file ${value}: ${strerror(text.code)}`)
      else chunks.push({ text: text.replace(/\n$/, ''), source: value!, file: true })
    }
  }
  if (!chunks.length && command.args.length) {
    chunks.push({ text: command.args[0]!, source: '-e expression #1', file: false })
    command.args = command.args.slice(1)
  }
  return chunks
}

export const sed = gnu(
  {
    help: 'sed',
    name: 'sed',
    short: 'bsnrzuEe:f:l:i::V:',
    long: {
      binary: 'b',
      debug: 'debug',
      'follow-symlinks': 'F',
      posix: 'p',
      'in-place': 'i',
      'line-length': 'l',
      'null-data': 'z',
      'zero-terminated': 'z',
      quiet: 'n',
      silent: 'n',
      'regexp-extended': 'E',
      sandbox: 'sandbox',
      separate: 's',
      unbuffered: 'u',
      expression: 'e',
      file: 'f',
    },
    onWrongUse: 'help',
  },
  async (command) => {
    const chunks = await scriptChunks(command)
    if (!chunks.length) return command.usage()
    if (command.has('debug')) await command.die('--debug is not simulated yet')
    const length = command.value('l')
    if (length !== undefined && !/^\d+$/.test(length)) await command.die(`invalid line length: ${length}`)
    const posix = command.has('p')
    const parser = new SedParser(chunks, {
      extended: command.has('E') || command.has('r'),
      posix,
      sandbox: command.has('sandbox'),
    })
    let script
    try {
      script = parser.parse()
    } catch (error) {
      if (!(error instanceof SedError)) throw error
      return command.die(error.message, error.status)
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
        unbuffered: command.has('u'),
        nullData: command.has('z'),
        lineLength: length === undefined ? 70 : Number(length),
        posix,
      },
      {
        cannotRead: (path, reason) => command.complain(`can't read ${path}: ${reason}`, 2),
        isDirectory: (path) => command.complain(`read error on ${path}: Is a directory`, 2),
        notRegular: (path) => command.complain(`couldn't edit ${path}: not a regular file`, 4),
      },
    )
    const status = await run.run()
    return status || command.status
  },
)
