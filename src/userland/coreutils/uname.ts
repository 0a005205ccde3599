/** uname(1), arch(1), nproc(1). */
import type { Sys } from '../../kernel/sys/types.ts'
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu } from './lib/command.ts'
import { quote } from './lib/quote.ts'

/** The chosen parts in uname's order; unknown processor and platform are left out of -a. */
export function unameText(sys: Sys, keys: string): string {
  const u = sys.uname()
  const all = keys.includes('a')
  const parts: [string, string][] = [
    ['s', u.sysname],
    ['n', u.nodename],
    ['r', u.release],
    ['v', u.version],
    ['m', u.machine],
  ]
  const out = parts.filter(([key]) => all || keys.includes(key)).map(([, text]) => text)
  if (keys.includes('p') && !all) out.push('unknown')
  if (keys.includes('i') && !all) out.push('unknown')
  if (all || keys.includes('o')) out.push('GNU/Linux')
  return out.join(' ')
}

export const uname = gnu(
  {
    help: 'uname',
    short: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      sysname: 's',
      nodename: 'n',
      'kernel-release': 'r',
      release: 'r',
      'kernel-version': 'v',
      machine: 'm',
      processor: 'p',
      'hardware-platform': 'i',
      'operating-system': 'o',
    },
  },
  async (command) => {
    if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
    const keys = command.options.map((option) => option.key).join('')
    await command.put(`${unameText(command.sys, keys || 's')}\n`)
  },
)
export const arch = gnu({ help: 'arch', short: '' }, async (command) => {
  if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
  await command.put(`${command.sys.uname().machine}\n`)
})

/** CPUs that the process may use, as /proc/cpuinfo counts them. */
export function cpuCount(sys: Sys): number {
  const text = attempt(() => sys.readText('/proc/cpuinfo'))
  const count = text instanceof SysError ? 0 : (text.match(/^processor\s*:/gm)?.length ?? 0)
  return count || 1
}
export const nproc = gnu({ help: 'nproc', short: '', long: { all: 'all', ignore: 'ignore=' } }, async (command) => {
  if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
  const ignore = command.value('ignore') ?? '0'
  if (!/^\d+$/.test(ignore)) await command.die(`invalid number: ${quote(ignore)}`)
  await command.put(`${Math.max(1, cpuCount(command.sys) - Number(ignore))}\n`)
})
