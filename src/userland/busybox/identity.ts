/** BusyBox: id, whoami, groups, logname, hostname, uname, arch, nproc, date, env, printenv, sleep, usleep, basename, dirname, which, test. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { ResolveError } from '../../kernel/sys/types.ts'
import type { Program } from '../../kernel/sys/types.ts'
import { withoutSuffix } from '../coreutils/basename.ts'
import { fullName } from '../coreutils/hostname.ts'
import { identityOf, ownIdentity } from '../coreutils/id.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { baseName, dirName } from '../coreutils/lib/paths.ts'
import { offsetText, strftime } from '../coreutils/lib/strftime.ts'
import { Names, userById, userByName } from '../coreutils/lib/users.ts'
import { candidates, execStatus, execvp, isExecutable } from '../coreutils/lib/which.ts'
import { localZone, UTC } from '../coreutils/lib/zone.ts'
import { parseDuration, sleepSeconds } from '../coreutils/sleep.ts'
import { evaluateTest, TestError } from '../coreutils/test.ts'
import { cpuCount } from '../coreutils/uname.ts'
import { applet, appletName } from './applet.ts'
import { parseBusyboxDate } from './parse-date.ts'

export const id = applet({ short: 'rnugG', max: 1 }, async (command) => {
  const { sys } = command
  const name = command.args[0]
  const only = command.last('ugG')
  if ((command.has('n') || command.has('r')) && !only) return command.showUsage()
  const names = new Names(sys)
  if (name !== undefined && !userByName(sys, name)) return command.die(`unknown user ${name}`)
  const identity = name === undefined ? ownIdentity(sys) : identityOf(sys, name)!
  const real = command.has('r')
  const show = async (value: number, text: string | undefined, what: string): Promise<string> => {
    if (!command.has('n')) return String(value)
    if (text === undefined) {
      await command.complain(`unknown ${what} ID ${value}`.replace(/^unknown (\w+) ID/, 'unknown ID'))
      return String(value)
    }
    return text
  }
  if (only === 'u') {
    const uid = real ? identity.uid : identity.euid
    await command.put(`${await show(uid, names.user(uid), 'user')}\n`)
  } else if (only === 'g') {
    const gid = real ? identity.gid : identity.egid
    await command.put(`${await show(gid, names.group(gid), 'group')}\n`)
  } else if (only === 'G') {
    const list: string[] = []
    for (const gid of identity.groups) list.push(await show(gid, names.group(gid), 'group'))
    await command.put(`${list.join(' ')}\n`)
  } else {
    const one = (value: number, text: string | undefined): string =>
      text === undefined ? String(value) : `${value}(${text})`
    let line = `uid=${one(identity.uid, names.user(identity.uid))} gid=${one(identity.gid, names.group(identity.gid))}`
    if (identity.euid !== identity.uid) line += ` euid=${one(identity.euid, names.user(identity.euid))}`
    if (identity.egid !== identity.gid) line += ` egid=${one(identity.egid, names.group(identity.egid))}`
    if (identity.groups.length) line += ` groups=${identity.groups.map((gid) => one(gid, names.group(gid))).join(',')}`
    await command.put(`${line}\n`)
  }
  return command.status
})
export const whoami = applet({ short: '', max: 0 }, async (command) => {
  const user = userById(command.sys, command.sys.euid)
  if (!user) return command.die(`unknown uid ${command.sys.euid}`)
  await command.put(`${user.name}\n`)
  return 0
})
export const groups = applet({ short: '', max: 1 }, async (command) => {
  const name = command.args[0]
  const identity = name === undefined ? ownIdentity(command.sys) : identityOf(command.sys, name)
  if (!identity) return command.die(`unknown user ${name}`)
  const names = new Names(command.sys)
  await command.put(`${identity.groups.map((gid) => names.group(gid) ?? String(gid)).join(' ')}\n`)
  return 0
})
export const logname = applet({ short: '', max: 0 }, async (command) => {
  const tty = attempt(() => command.sys.ttyname(0))
  const name = tty instanceof SysError ? undefined : command.sys.env['LOGNAME']
  if (name === undefined) return command.perrorAndDie('getlogin', { code: 'ENOTTY' })
  await command.put(`${name}\n`)
  return 0
})

export const hostname = applet(
  { short: 'dfisF:v', long: { domain: 'd', fqdn: 'f', 'ip-address': 'i', short: 's', file: 'F' } },
  async (command) => {
    const { sys } = command
    const node = sys.uname().nodename
    const what = command.last('dfisF') ?? (command.name === 'dnsdomainname' ? 'd' : '')
    const set = async (name: string): Promise<number> => {
      const failure = attempt(() => sys.sethostname(name))
      return failure instanceof SysError ? command.perrorAndDie('sethostname', failure) : 0
    }
    if (what === 'F') {
      const file = command.value('F')!
      const text = attempt(() => sys.readText(file))
      if (text instanceof SysError) return command.perrorAndDie(file, text)
      const name = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#'))
      return name === undefined ? 0 : set(name.trim())
    }
    if (what === '') {
      if (command.args.length) return set(command.args[0]!)
      await command.put(`${node}\n`)
      return 0
    }
    if (what === 's') {
      await command.put(`${node.split('.')[0]}\n`)
      return 0
    }
    try {
      const addresses = await sys.getaddrinfo(node)
      const full = fullName(sys, node)
      if (what === 'i') await command.put(`${addresses.map((address) => `${address} `).join('')}\n`)
      else if (what === 'f') await command.put(`${full}\n`)
      else if (full.includes('.')) await command.put(`${full.slice(full.indexOf('.') + 1)}\n`)
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      return command.die(`${node}: ${error.message}`)
    }
    return 0
  },
)
export const uname = applet(
  {
    short: 'snrvmpioa',
    max: 0,
    long: {
      all: 'a',
      'kernel-name': 's',
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
    const u = command.sys.uname()
    const all = command.has('a')
    const parts: [string, string][] = [
      ['s', u.sysname],
      ['n', u.nodename],
      ['r', u.release],
      ['v', u.version],
      ['m', u.machine],
      ['p', 'unknown'],
      ['i', 'unknown'],
      ['o', 'GNU/Linux'],
    ]
    const wanted = command.options.length
      ? parts.filter(([key]) => (all && key !== 'p' && key !== 'i') || command.has(key))
      : parts.slice(0, 1)
    await command.put(`${wanted.map(([, text]) => text).join(' ')}\n`)
  },
)
export const arch = applet({ short: '', max: 0 }, (command) => command.put(`${command.sys.uname().machine}\n`))
export const nproc = applet({ short: '', long: { ignore: 'ignore=', all: 'all' } }, async (command) => {
  const ignore = await command.number(command.value('ignore') ?? '0')
  await command.put(`${Math.max(1, cpuCount(command.sys) - ignore)}\n`)
})

const ISO: Record<string, string> = {
  date: '',
  hours: 'T%H',
  minutes: 'T%H:%M',
  seconds: 'T%H:%M:%S',
  ns: 'T%H:%M:%S,%N',
}
export const date = applet(
  { short: 'Rs:ud:r:I::D:', long: { 'rfc-822': 'R', 'rfc-2822': 'R', set: 's', utc: 'u', date: 'd', reference: 'r' } },
  async (command) => {
    const { sys } = command
    const zone = command.has('u') ? UTC : localZone(sys)
    let ms = sys.now()
    const args = [...command.args]
    let format = '%a %b %e %H:%M:%S %Z %Y'
    const given = args.findIndex((arg) => arg.startsWith('+'))
    let custom = false
    if (given >= 0) {
      format = args[given]!.slice(1)
      custom = true
      args.splice(given, 1)
    }
    if (command.has('D')) return command.die('-D is not simulated yet')
    const spec = command.options.findLast((option) => option.key === 'I')
    if (spec) {
      const name = Object.keys(ISO).find((key) => key.startsWith(spec.value ?? 'date'))
      if (name === undefined) return command.showUsage()
      format = `%Y-%m-%d${ISO[name]}${name === 'date' ? '' : offsetText(zone.offset(ms), 1)}`
    } else if (command.has('R')) format = '%a, %d %b %Y %H:%M:%S %z'
    const reference = command.value('r')
    if (reference !== undefined) {
      const stat = attempt(() => sys.stat(reference))
      if (stat instanceof SysError)
        return command.perrorAndDie(`can't stat '${reference}'`.replace(/^can't stat '(.*)'$/, '$1'), stat)
      ms = stat.mtime
    }
    const text = command.value('d')
    if (text !== undefined) {
      const parsed = parseBusyboxDate(text, ms, zone)
      if (parsed === undefined) return command.die(`invalid date '${text}'`)
      ms = parsed
    }
    const toSet = command.value('s') ?? (text === undefined ? args[0] : undefined)
    if (args.length > 1) return command.showUsage()
    if (toSet !== undefined) {
      const swapped = /^(\d{8})(\d\d(?:\d\d)?)?(\.\d\d)?$/.exec(toSet)
      const parsed = parseBusyboxDate(
        swapped && !command.has('s') ? `${swapped[2] ?? ''}${swapped[1]}${swapped[3] ?? ''}` : toSet,
        ms,
        zone,
      )
      if (parsed === undefined) return command.die(`invalid date '${toSet}'`)
      ms = parsed
      await command.complain("can't set date: Operation not permitted")
    }
    if (custom && format === '') await command.put('\n')
    else await command.put(`${strftime(format.replace(/(?<!%)((?:%%)*)%N/g, '$1%N'), ms, zone)}\n`)
    return command.status
  },
)

export const env = applet(
  { short: '+i0u:', long: { 'ignore-environment': 'i', null: '0', unset: 'u' }, failure: 125 },
  async (command) => {
    const { sys } = command
    let args = [...command.args]
    if (args[0] === '-') {
      args = args.slice(1)
      sys.env = {}
    }
    if (command.has('i')) sys.env = {}
    for (const option of command.options) if (option.key === 'u') delete sys.env[option.value!]
    while (args[0]?.includes('=')) {
      const word = args.shift()!
      sys.env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1)
    }
    if (!args.length) {
      for (const [name, value] of Object.entries(sys.env))
        await command.put(`${name}=${value}${command.has('0') ? '\0' : '\n'}`)
      return 0
    }
    const failure = await tryAsync(() => execvp(sys, args))
    if (!isError(failure)) return 0
    await command.warn(`can't execute '${args[0]}': ${strerror(failure.code)}`)
    return execStatus(failure)
  },
)
export const printenv = applet({ short: '' }, async (command) => {
  const { env: variables } = command.sys
  if (!command.args.length)
    for (const [name, value] of Object.entries(variables)) await command.put(`${name}=${value}\n`)
  for (const name of command.args) {
    if (variables[name] === undefined) command.status = 1
    else await command.put(`${variables[name]}\n`)
  }
})

export const sleep = applet({ short: '', raw: true }, async (command) => {
  if (!command.args.length) return command.showUsage()
  let total = 0
  for (const arg of command.args) {
    const seconds = parseDuration(arg)
    if (seconds === undefined) return command.die(`invalid number '${arg}'`)
    total += seconds
  }
  await sleepSeconds(command.sys, total)
  return 0
})
export const usleep = applet({ short: '', min: 1, max: 1 }, async (command) => {
  await sleepSeconds(command.sys, (await command.number(command.args[0]!)) / 1e6)
})

export const basename = applet({ short: '+as:', min: 1 }, async (command) => {
  const { args } = command
  const suffix = command.value('s')
  if (command.has('a') || suffix !== undefined) {
    for (const path of args) await command.put(`${withoutSuffix(baseName(path), suffix ?? '')}\n`)
    return 0
  }
  if (args.length > 2) return command.showUsage()
  await command.put(`${withoutSuffix(baseName(args[0]!), args[1] ?? '')}\n`)
  return 0
})
export const dirname = applet({ short: '', raw: true }, async (command) => {
  if (command.args.length !== 1) return command.showUsage()
  await command.put(`${dirName(command.args[0]!)}\n`)
  return 0
})
export const which = applet({ short: 'a', min: 1 }, async (command) => {
  const { sys } = command
  for (const name of command.args) {
    if (name.includes('/')) {
      if (isExecutable(sys, name)) await command.put(`${name}\n`)
      else command.status = 1
      continue
    }
    const path = sys.env['PATH'] ?? '/sbin:/usr/sbin:/bin:/usr/bin'
    const found = candidates(sys, name, path).filter((candidate) => isExecutable(sys, candidate))
    if (!found.length) command.status = 1
    for (const candidate of command.has('a') ? found : found.slice(0, 1)) await command.put(`${candidate}\n`)
  }
})

export const test: Program = async (sys) => {
  const name = appletName(sys)
  let args = sys.argv.slice(1)
  const close = name === '[' ? ']' : name === '[[' ? ']]' : undefined
  if (close !== undefined) {
    if (args.at(-1) !== close) {
      await sys.write(2, `${name}: missing ${close}\n`)
      return 2
    }
    args = args.slice(0, -1)
  }
  try {
    return evaluateTest(sys, args) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    const m = /^invalid integer ‘(.*)’$/.exec(error.message)
    const operand = /‘(.*)’: (?:unary|binary) operator expected/.exec(error.message)
    const extra = /^extra argument ‘(.*)’/.exec(error.message)
    const text = m
      ? `${m[1]}: bad number`
      : operand
        ? `${operand[1]}: unknown operand`
        : extra
          ? `${extra[1]}: unknown operand`
          : error.message.startsWith('missing argument')
            ? 'argument expected'
            : 'closing paren expected'
    await sys.write(2, `${name}: ${text}\n`)
    return 2
  }
}
