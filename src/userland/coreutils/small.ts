/** tty(1), sync(1), users(1), link(1), unlink(1), mkfifo(1), mknod(1), hostid(1), clear(1), reset(1), nologin(8), which(1) of debianutils. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { S_IFBLK, S_IFCHR } from '../../base/abi/files.ts'
import type { Program } from '../../kernel/sys/types.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { applyMode, parseMode } from './lib/modes.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { candidates, isExecutable } from './lib/which.ts'

export const tty = gnu(
  { help: 'tty', short: 's', long: { silent: 's', quiet: 's' }, usageStatus: 2 },
  async (command) => {
    if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
    const name = attempt(() => command.sys.ttyname(0))
    if (!command.has('s')) await command.put(`${name instanceof SysError ? 'not a tty' : name}\n`)
    return name instanceof SysError ? 1 : 0
  },
)
export const sync = gnu({ help: 'sync', short: 'df', long: { data: 'd', 'file-system': 'f' } }, async (command) => {
  if (command.has('d') && !command.args.length) await command.die('--data needs at least one argument')
  for (const path of command.args) {
    const fd = await tryAsync(() => command.sys.open(path, 0))
    if (isError(fd)) await command.complain(`error opening ${quoteaf(path)}: ${strerror(fd.code)}`)
    else command.sys.close(fd)
  }
  return command.status
})
/** Nobody is in utmp, which containers do not have. */
export const users = gnu({ help: 'users', short: '' }, async (command) => {
  if (command.args.length > 1) await command.usage(`extra operand ${quote(command.args[1]!)}`)
})
export const who = gnu(
  { help: 'who', short: 'abdlmpqrstuwHT', long: { all: 'a', count: 'q', heading: 'H', boot: 'b', mesg: 'T' } },
  async (command) => {
    if (command.has('H')) await command.put('NAME     LINE         TIME             COMMENT\n')
    if (command.has('q')) await command.put('# users=0\n')
  },
)
export const link = gnu({ help: 'link', short: '' }, async (command) => {
  const [from, to, extra] = command.args
  if (from === undefined) return command.usage('missing operand')
  if (to === undefined) return command.usage(`missing operand after ${quote(from)}`)
  if (extra !== undefined) return command.usage(`extra operand ${quote(extra)}`)
  const failure = attempt(() => command.sys.link(from, to))
  if (failure instanceof SysError)
    return command.die(`cannot create link ${quoteaf(to)} to ${quoteaf(from)}: ${strerror(failure.code)}`)
  return 0
})
export const unlink = gnu({ help: 'unlink', short: '' }, async (command) => {
  const [path, extra] = command.args
  if (path === undefined) return command.usage('missing operand')
  if (extra !== undefined) return command.usage(`extra operand ${quote(extra)}`)
  const failure = attempt(() => command.sys.unlink(path))
  if (failure instanceof SysError) return command.die(`cannot unlink ${quoteaf(path)}: ${strerror(failure.code)}`)
  return 0
})
async function modeOption(command: Command): Promise<number | undefined> {
  const text = command.value('m')
  if (text === undefined) return undefined
  const change = parseMode(text)
  if (!change) return command.die('invalid mode')
  return applyMode(change, 0o666, command.sys.umask())
}
export const mkfifo = gnu(
  { help: 'mkfifo', short: 'm:Z', long: { mode: 'm', context: 'context=?' } },
  async (command) => {
    if (!command.args.length) await command.usage('missing operand')
    const mode = await modeOption(command)
    for (const path of command.args) {
      const failure = attempt(() => {
        command.sys.mkfifo(path, 0o666)
        if (mode !== undefined) command.sys.chmod(path, mode)
      })
      if (failure instanceof SysError)
        await command.complain(`cannot create fifo ${quoteaf(path)}: ${strerror(failure.code)}`)
    }
    return command.status
  },
)
export const mknod = gnu(
  { help: 'mknod', short: '+m:Z', long: { mode: 'm', context: 'context=?' } },
  async (command) => {
    const [path, type, major, minor, extra] = command.args
    const mode = await modeOption(command)
    if (path === undefined) return command.usage('missing operand')
    if (type === undefined) return command.usage(`missing operand after ${quote(path)}`)
    if (type !== 'p' && (major === undefined || minor === undefined)) {
      await command.warn(`missing operand after ${quote(major ?? type)}`)
      await command.sys.write(2, 'Special files require major and minor device numbers.\n')
      return command.usage()
    }
    if (type === 'p' && major !== undefined) {
      await command.warn(`extra operand ${quote(major)}`)
      if (minor !== undefined) await command.sys.write(2, 'Fifos do not have major and minor device numbers.\n')
      return command.usage()
    }
    if (extra !== undefined) return command.usage(`extra operand ${quote(extra)}`)
    const kind = type === 'b' ? S_IFBLK : type === 'c' || type === 'u' ? S_IFCHR : 0
    if (!kind && type !== 'p') return command.usage(`invalid device type ${quote(type)}`)
    for (const [what, text] of [
      ['major', major],
      ['minor', minor],
    ] as const)
      if (kind && !/^(0x[\da-f]+|\d+)$/i.test(text!))
        return command.die(`invalid ${what} device number ${quote(text!)}`)
    const failure = attempt(() => {
      if (kind) command.sys.mknod(path, kind | 0o666, Number(major) * 256 + Number(minor))
      else command.sys.mkfifo(path, 0o666)
      if (mode !== undefined) command.sys.chmod(path, mode)
    })
    if (failure instanceof SysError) return command.die(`${path}: ${strerror(failure.code)}`)
    return 0
  },
)
export const hostid = gnu({ help: 'hostid', short: '' }, (command) => command.put('007f0101\n'))

/** What terminfo's xterm has. */
const CLEAR = '\x1b[H\x1b[2J\x1b[3J'
export const clear: Program = async (sys) => {
  const term = sys.env['TERM']
  if (term === undefined || term === '') {
    await sys.write(2, 'TERM environment variable not set.\n')
    return 1
  }
  await sys.write(1, term === 'dumb' ? '' : CLEAR)
  return 0
}
export const reset: Program = async (sys) => {
  await sys.write(2, '\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>\r')
  return 0
}
export const nologin: Program = async (sys) => {
  await sys.write(1, 'This account is currently not available.\n')
  return 1
}
export const which: Program = async (sys) => {
  const command = new Command(sys, 'which')
  let args = sys.argv.slice(1)
  let all = false
  while (args[0]?.startsWith('-') && args[0].length > 1) {
    const word = args[0]
    args = args.slice(1)
    if (word === '--') break
    for (const letter of word.slice(1)) {
      if (letter === 'a') all = true
      else if (letter !== 's') {
        await sys.write(
          2,
          `Illegal option -${letter}\nUsage: ${sys.exe.endsWith('which') ? sys.exe : '/usr/bin/which'} [-a] args\n`,
        )
        return 2
      }
    }
  }
  if (!args.length) return 1
  for (const name of args) {
    const found = candidates(sys, name).filter((path) => isExecutable(sys, path))
    if (!found.length) command.status = 1
    for (const path of all ? found : found.slice(0, 1)) await command.put(`${path}\n`)
  }
  await command.out.flush()
  return command.status
}
