/** w(1), last(1), pinky(1), dmesg(1), mcookie(1), getconf(1), locale(1): what they say on a machine where nobody is in utmp and the log is closed. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu, helpOf } from './lib/command.ts'
import { shortHelp } from './lib/short-help.ts'
import { strftime } from './lib/strftime.ts'
import { localZone } from './lib/zone.ts'
import { uptimeLine } from './uptime.ts'

export const w = gnu(
  { help: 'w', prepare: shortHelp, short: 'hufsoip', long: { 'no-header': 'h', short: 's', from: 'f', pids: 'p' } },
  async (command) => {
    if (command.has('h')) return
    await command.put(`${uptimeLine(command.sys)}\n`)
    await command.put(
      command.has('f')
        ? 'USER     TTY       LOGIN@   IDLE   JCPU   PCPU WHAT\n'
        : command.has('s')
          ? 'USER     TTY      FROM              IDLE WHAT\n'
          : 'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n',
    )
  },
)
export const last = gnu(
  {
    help: 'last',
    prepare: shortHelp,
    short: 'adf:Fi0123456789n:pRs:t:wx',
    long: { fullnames: 'w', file: 'f', limit: 'n' },
  },
  async (command) => {
    const { sys } = command
    const name = command.value('f') ?? `/var/log/${command.name === 'lastb' ? 'btmp' : 'wtmp'}`
    const stat = attempt(() => sys.stat(name))
    if (stat instanceof SysError) return command.die(`cannot open ${name}: ${stat.message.replace(/^.*: /, '')}`)
    const begins = strftime('%a %b %e %H:%M:%S %Y', stat.mtime, localZone(sys))
    await command.put(`\n${name.replace(/^.*\//, '')} begins ${begins}\n`)
    return 0
  },
)
export const pinky = gnu({ help: 'pinky', short: 'sfwiqbhlp' }, async (command) => {
  if (command.has('l')) return command.die('-l is not simulated yet')
  if (!command.has('f')) await command.put('Login    Name                 TTY      Idle   When             Where\n')
  return 0
})
export const dmesg = gnu(
  {
    help: 'dmesg',
    prepare: shortHelp,
    short: 'CcDdEeF:f:HkL::l:n:PprSs:TtuWwx',
    long: { human: 'H', ctime: 'T', follow: 'w', level: 'l', color: 'L', 'read-clear': 'c', clear: 'C', kernel: 'k' },
  },
  // kernel.dmesg_restrict is 1 on Debian, and containers lack CAP_SYSLOG.
  (command) => command.die('read kernel buffer failed: Operation not permitted'),
)
export const mcookie = gnu(
  { help: 'mcookie', prepare: shortHelp, short: 'f:m:v', long: { file: 'f', verbose: 'v', 'max-size': 'm' } },
  (command) => {
    let text = ''
    for (let i = 0; i < 32; i++) text += command.sys.rng.int(16).toString(16)
    return command.put(`${text}\n`)
  },
)
const CONF: Record<string, string> = {
  LINK_MAX: '65000',
  MAX_CANON: '255',
  MAX_INPUT: '255',
  NAME_MAX: '255',
  PATH_MAX: '4096',
  PIPE_BUF: '4096',
  ARG_MAX: '2097152',
  ATEXIT_MAX: '2147483647',
  CHAR_BIT: '8',
  CHAR_MAX: '127',
  CHAR_MIN: '-128',
  INT_MAX: '2147483647',
  INT_MIN: '-2147483648',
  LONG_BIT: '64',
  WORD_BIT: '32',
  UINT_MAX: '4294967295',
  ULONG_MAX: '18446744073709551615',
  SSIZE_MAX: '32767',
  CLK_TCK: '100',
  HOST_NAME_MAX: '64',
  IOV_MAX: '1024',
  LOGIN_NAME_MAX: '256',
  NGROUPS_MAX: '65536',
  OPEN_MAX: '1024',
  PAGESIZE: '4096',
  PAGE_SIZE: '4096',
  TTY_NAME_MAX: '32',
  GNU_LIBC_VERSION: 'glibc 2.36',
  GNU_LIBPTHREAD_VERSION: 'NPTL 2.36',
  PATH: '/bin:/usr/bin',
  LEVEL1_DCACHE_LINESIZE: '64',
  _POSIX_VERSION: '200809',
  POSIX2_VERSION: '200809',
}
export const getconf = gnu({ help: 'getconf', short: '+av:' }, async (command) => {
  const { sys } = command
  const cpus = (sys.readText('/proc/cpuinfo').match(/^processor/gm) ?? []).length
  const memory = Number(/MemTotal:\s+(\d+)/.exec(sys.readText('/proc/meminfo'))?.[1] ?? 0)
  const free = Number(/MemFree:\s+(\d+)/.exec(sys.readText('/proc/meminfo'))?.[1] ?? 0)
  const all: Record<string, string> = {
    ...CONF,
    _NPROCESSORS_CONF: String(cpus),
    _NPROCESSORS_ONLN: String(cpus),
    _PHYS_PAGES: String(memory / 4),
    _AVPHYS_PAGES: String(free / 4),
  }
  if (command.has('a')) {
    for (const [name, value] of Object.entries(all)) await command.put(`${name.padEnd(34)} ${value}\n`)
    return 0
  }
  const name = command.args[0]
  if (name === undefined || command.args.length > 2) {
    await sys.write(2, 'Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n')
    return 2
  }
  const value = all[name]
  if (value === undefined) return command.die(`Unrecognized variable \`${name}'`, 2)
  await command.put(`${value}\n`)
  return 0
})
const CATEGORIES =
  'CTYPE NUMERIC TIME COLLATE MONETARY MESSAGES PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION'
export const locale = gnu(
  {
    help: 'locale',
    short: 'amckv',
    long: { 'all-locales': 'a', charmaps: 'm', 'category-name': 'c', 'keyword-name': 'k', verbose: 'v' },
  },
  async (command) => {
    const { env } = command.sys
    for (const key of 'mckv') if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    if (command.has('a')) {
      await command.put('C\nC.utf8\nPOSIX\n')
      return 0
    }
    const all = env['LC_ALL'] ?? ''
    const language = env['LANG'] ?? ''
    const effective = (name: string): string => all || env[name] || language || 'POSIX'
    for (const word of command.args) {
      if (word !== 'charmap') {
        await command.complain(`unknown name "${word}"`)
        continue
      }
      await command.put(/utf-?8/i.test(effective('LC_CTYPE')) ? 'UTF-8\n' : 'ANSI_X3.4-1968\n')
    }
    if (command.args.length) return command.status
    if (/^(C|POSIX|C\.utf-?8|)$/i.test(effective('LC_CTYPE')) === false)
      for (const what of ['LC_CTYPE', 'LC_MESSAGES', 'LC_ALL'])
        await command.sys.write(2, `locale: Cannot set ${what} to default locale: No such file or directory\n`)
    await command.put(`LANG=${language}\nLANGUAGE=${env['LANGUAGE'] ?? ''}\n`)
    for (const name of CATEGORIES.split(' ').map((category) => `LC_${category}`))
      await command.put(!all && env[name] ? `${name}=${env[name]}\n` : `${name}="${effective(name)}"\n`)
    await command.put(`LC_ALL=${all}\n`)
    return 0
  },
)
export const sysctl = gnu(
  {
    help: 'sysctl',
    prepare: shortHelp,
    short: 'aAXbeNnp::qwrd',
    long: {
      all: 'a',
      binary: 'b',
      ignore: 'e',
      names: 'N',
      values: 'n',
      load: 'p',
      quiet: 'q',
      write: 'w',
      pattern: 'r',
    },
  },
  async (command) => {
    const { sys } = command
    for (const { key, flag } of command.options)
      if ('prdb'.includes(key)) return command.die(`${flag} is not simulated yet`)
    const put = async (path: string): Promise<void> => {
      const name = path.slice('/proc/sys/'.length).replaceAll('/', '.')
      const text = attempt(() => sys.readText(path))
      if (text instanceof SysError) await command.complain(`permission denied on key '${name}'`)
      else
        for (const line of text.replace(/\n$/, '').split('\n'))
          await command.put(command.has('N') ? `${name}\n` : command.has('n') ? `${line}\n` : `${name} = ${line}\n`)
    }
    if ('aAX'.split('').some((key) => command.has(key))) {
      const walk = async (folder: string): Promise<void> => {
        const entries = attempt(() => sys.readdir(folder))
        if (entries instanceof SysError) return
        for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
          if (entry.name === '.' || entry.name === '..') continue
          const path = `${folder}/${entry.name}`
          const stat = attempt(() => sys.stat(path))
          if (stat instanceof SysError) continue
          if ((stat.mode & 0o170000) === 0o040000) await walk(path)
          else if (stat.mode & 0o444) await put(path)
        }
      }
      await walk('/proc/sys')
      return command.status
    }
    if (!command.args.length) {
      await sys.write(2, (await helpOf(sys, 'sysctl')) ?? '')
      return 1
    }
    for (const arg of command.args) {
      const equals = arg.indexOf('=')
      const key = (equals < 0 ? arg : arg.slice(0, equals)).trim()
      const path = `/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`
      const stat = attempt(() => sys.stat(path))
      if (stat instanceof SysError) {
        if (!command.has('e')) await command.complain(`cannot stat ${path}: ${stat.message.replace(/^.*: /, '')}`)
        continue
      }
      if (equals < 0) {
        if (command.has('w')) await command.complain(`"${arg}" must be of the form name=value`)
        else await put(path)
        continue
      }
      const value = arg.slice(equals + 1)
      const failure = attempt(() => sys.writeFile(path, `${value}\n`))
      if (failure instanceof SysError) {
        await command.complain(
          failure.code === 'EROFS'
            ? `setting key "${key}": Read-only file system`
            : failure.code === 'EACCES' || failure.code === 'EPERM'
              ? `permission denied on key "${key}"`
              : `setting key "${key}": ${failure.message.replace(/^.*: /, '')}`,
        )
      } else if (!command.has('q')) await command.put(`${key.replaceAll('/', '.')} = ${value}\n`)
    }
    return command.status
  },
)
