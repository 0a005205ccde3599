/** awk: mawk 1.3.4, as Debian has it. Loaded when first run. */
import { isError, tryAsync } from './lib/command.ts'
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { AwkSyntaxError } from './lib/awk/lexer.ts'
import { Parser } from './lib/awk/parser.ts'
import type { Program as AwkProgram } from './lib/awk/ast.ts'
import { runAwk } from './lib/awk/run.ts'
import { openInput } from './lib/io.ts'
import { strerror } from '../../base/abi/errno.ts'
import { textToBinary, toBinary } from './lib/text.ts'
import { OptionError, parseOptions } from './lib/options.ts'

/** The program text of -f files, or of the first operand. */
export async function programText(
  command: Command,
  problem: (path: string, reason: string) => Promise<never>,
): Promise<{ text: string | undefined; fromFile: boolean }> {
  const files = command.options.filter((option) => option.key === 'f').map((option) => option.value!)
  if (!files.length) {
    const text = command.args[0]
    command.args = command.args.slice(1)
    return { text: text === undefined ? undefined : textToBinary(text), fromFile: false }
  }
  let text = ''
  for (const path of files) {
    const bytes = await tryAsync(async () => {
      const input = await openInput(command.sys, path)
      const all = await command.sys.readAll(input.fd)
      input.close()
      return all
    })
    if (isError(bytes)) return problem(path, strerror(bytes.code))
    text += toBinary(bytes) + '\n'
  }
  return { text, fromFile: true }
}
const USAGE = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.

Options:
    -f program-file  Program  text is read from file instead of from the
                     command-line.  Multiple -f options are accepted.
    -F value         sets the field separator, FS, to value.
    -v var=value     assigns value to program variable var.
    --               unambiguous end of options.

    Implementation-specific options are prefixed with "-W".  They can be
    abbreviated:

    -W version       show version information and exit.
    -W dump          show assembler-like listing of program and exit.
    -W help          show this message and exit.
    -W interactive   set unbuffered output, line-buffered input.
    -W exec file     use file as program as well as last option.
    -W random=number set initial random seed.
    -W sprintf=number adjust size of sprintf buffer.
    -W posix_space   do not consider "\\n" a space.
    -W usage         show this message and exit.
`
const VERSION = `mawk 1.3.4 20200120
Copyright 2008-2019,2020, Thomas E. Dickey
Copyright 1991-1996,2014, Michael D. Brennan

`
const COMPILED = `random-funcs:       srandom/random
regex-funcs:        internal
compiled limits:
sprintf buffer      8192
maximum-integer     2147483647
`

export default gnu({ help: 'awk', short: '', bare: true, noInfo: true, usageStatus: 2 }, async (command) => {
  try {
    const parsed = parseOptions(command.sys.argv.slice(1), {
      short: '+F:f:v:W:V',
      long: {},
    })
    command.options = parsed.options
    command.args = parsed.operands
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const flag = /-- '(.)'|'(--[^']*)'/.exec(error.message)
    return command.die(`not an option: ${flag?.[1] ? `-${flag[1]}` : (flag?.[2] ?? '')}`, 2)
  }
  const extension = command.value('W')
  if (command.has('V') || (extension !== undefined && 'version'.startsWith(extension))) {
    // What was compiled in goes to standard error, after the version.
    await command.put(VERSION)
    await command.out.flush()
    await command.sys.write(2, COMPILED)
    return 0
  }
  if (extension !== undefined && ('help'.startsWith(extension) || 'usage'.startsWith(extension))) {
    await command.put(USAGE)
    return 0
  }
  if (extension === 'interactive') command.out.lineBuffered(true)
  else if (extension !== undefined && !/^posix/.test(extension))
    return command.die(`-W ${extension} is not simulated yet`, 2)
  const { text } = await programText(command, (path, reason) => command.die(`cannot open ${path} (${reason})`, 2))
  if (text === undefined) {
    await command.sys.write(2, USAGE)
    return 2
  }
  for (const option of command.options)
    if (option.key === 'v' && !/^[A-Za-z_]\w*=/.test(option.value!))
      return command.die(`improper assignment: -v ${option.value}`, 2)
  let program: AwkProgram
  try {
    program = new Parser(text, { name: 'mawk', builtins: ['strftime', 'systime', 'mktime'] }).parse()
  } catch (error) {
    if (!(error instanceof AwkSyntaxError)) throw error
    const where = error.message.startsWith('unexpected character') ? `${error.line}: ` : `line ${error.line}: `
    return command.die(where + error.message.replaceAll('\n', `\n${command.name}: `), 2)
  }
  return runAwk(
    command,
    program,
    {
      assignments: command.options.filter((option) => option.key === 'v').map((option) => option.value!),
      fieldSeparator: command.value('F'),
      operands: command.args,
    },
    { name: 'mawk', intervals: false, integers: 2147483647 },
    {
      cannotOpen: (path, reason) =>
        command.complain(reason === 'Is a directory' ? `read error (${reason})` : `cannot open ${path} (${reason})`, 2),
      cannotWrite: async (path, reason) => command.die(`cannot open "${path}" for output (${reason})`, 2),
      runtime: async (message) => {
        const regex = /^regular expression compile failed/.test(message)
        const text = regex ? `line 1: ${message.replace(/\n\t.*$/s, '')}` : `run time error: ${message}`
        await command.sys.write(2, `${command.name}: ${text}\n`)
        return 2
      },
    },
  )
})
