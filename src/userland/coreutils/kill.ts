/** kill(1) of procps. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import { gnu } from './lib/command.ts'
import { SIGNAL_NAMES, shortName } from './lib/signal-names.ts'

const HELP = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        specify the <signal> to be sent
 -q, --queue <value>    integer value to be sent with the signal
 -l, --list=[<signal>]  list all signal names, or convert one to a name
 -L, --table            list all signal names in a nice table

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).
`

export const kill = gnu({ help: 'kill', short: '', bare: true, usageStatus: 1 }, async (command) => {
  const { sys } = command
  let signal = 15
  const args = [...command.args]
  const fail = async (message?: string): Promise<number> => {
    if (message !== undefined) await sys.write(2, `${command.name}: ${message}\n`)
    await sys.write(2, HELP)
    return 1
  }
  const parse = (text: string): number | undefined => signalNumber(text.toUpperCase() === 'POLL' ? 'IO' : text)
  while (args[0]?.startsWith('-') && args[0] !== '--') {
    const arg = args.shift()!
    if (arg === '-h' || arg === '--help') {
      await command.put(HELP)
      return 0
    }
    if (arg === '-V' || arg === '--version') {
      await command.put('kill from procps-ng 4.0.2\n')
      return 0
    }
    const list = /^(?:-l|--list)(?:=?(.+))?$/.exec(arg)
    if (list && /^(-l|--list=?)/.test(arg)) {
      const which = list[1] ?? args.shift()
      if (which === undefined) {
        await command.put(SIGNAL_NAMES.slice(0, 16).join(' ') + '\n' + SIGNAL_NAMES.slice(16).join(' ') + '\n')
        return 0
      }
      const number = parse(which)
      if (number === undefined || number === 0) {
        await command.warn(`unknown signal name ${which}`)
        return 0
      }
      await command.put(/^\d/.test(which) ? `${shortName(number)}\n` : `${number}\n`)
      return 0
    }
    if (arg === '-L' || arg === '--table') {
      for (const [i, name] of SIGNAL_NAMES.entries())
        await command.put(`${String(i + 1).padStart(2)} ${i % 7 === 6 ? `${name}\n` : name.padEnd(8)}`)
      await command.put('\n')
      return 0
    }
    const long = /^(?:-s|--signal)(?:=?(.+))?$/.exec(arg)
    const name = long ? (long[1] ?? args.shift()) : arg.slice(1)
    const number = name === undefined ? undefined : parse(name)
    if (number === undefined) {
      if (long) {
        if (name === undefined) return fail()
        for (const target of args) await command.complain(`(${target}): Invalid argument`)
        return command.status
      }
      if (/^-\d+$/.test(arg)) {
        args.unshift('--', arg)
        break
      }
      return fail(`invalid argument ${arg[1] ?? ''}`)
    }
    signal = number
  }
  if (args[0] === '--') args.shift()
  if (!args.length) return fail()
  for (const target of args) {
    if (!/^-?\d+$/.test(target)) {
      await command.complain(`failed to parse argument: '${target}'`)
      continue
    }
    const failure = attempt(() => sys.kill(Number(target), signal))
    if (failure instanceof SysError) await command.complain(`(${target}): ${strerror(failure.code)}`)
  }
  return command.status
})
