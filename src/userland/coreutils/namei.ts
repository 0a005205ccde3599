/** namei(1), ldd(1), run-parts(8), tempfile(1): small tools that walk files. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isFile } from '../../base/abi/files.ts'
import { gnu } from './lib/command.ts'
import { modeString, typeLetter } from './lib/modes.ts'
import { shortHelp } from './lib/short-help.ts'
import { Names } from './lib/users.ts'
import { toBinary } from './lib/text.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import { waitFor } from './lib/which.ts'

export const namei = gnu(
  {
    help: 'namei',
    prepare: shortHelp,
    short: 'lmnovxZ',
    long: { long: 'l', modes: 'm', owners: 'o', nosymlinks: 'n', vertical: 'v', mountpoints: 'x' },
  },
  async (command) => {
    const { sys } = command
    for (const key of 'vxZ') if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    if (!command.args.length) return command.usage('pathname argument is missing')
    const names = new Names(sys)
    const long = command.has('l')
    const modes = long || command.has('m')
    const owners = long || command.has('o')
    let width = 4
    let groupWidth = 4
    for (const pass of [0, 1])
      for (const whole of command.args) {
        let depth = 0
        const rows: string[] = []
        const walk = (path: string, from: string): boolean => {
          if (depth > 40) return false
          const indent = '  '.repeat(depth)
          let at = path.startsWith('/') ? '/' : from
          const parts = path.split('/').filter(Boolean)
          if (path.startsWith('/')) parts.unshift('/')
          for (const part of parts) {
            const full = part === '/' ? '/' : at === '' ? part : at === '/' ? `/${part}` : `${at}/${part}`
            const stat = attempt(() => sys.lstat(full))
            if (stat instanceof SysError) {
              const blank =
                modes || owners ? ' '.repeat((modes ? 11 : 2) + (owners ? width + groupWidth + 2 : 0)) : ' '.repeat(3)
              rows.push(`${blank}${indent}${part} - ${strerror(stat.code)}`)
              return false
            }
            const [user, group] = [names.user(stat.uid) ?? String(stat.uid), names.group(stat.gid) ?? String(stat.gid)]
            width = Math.max(width, user.length)
            groupWidth = Math.max(groupWidth, group.length)
            const link = (stat.mode & 0o170000) === 0o120000
            const target = link ? sys.readlink(full) : ''
            const kind = modes ? modeString(stat.mode) : ` ${typeLetter(stat.mode)}`
            const owner = owners ? ` ${user.padEnd(width)} ${group.padEnd(groupWidth)}` : ''
            const lead = modes || owners ? `${kind}${owner} ${indent}` : `${indent}${kind} `
            rows.push(`${lead}${part}${link ? ` -> ${target}` : ''}`)
            if (link && !command.has('n')) {
              depth++
              const good = walk(target, at)
              depth--
              if (!good) return false
              const real = attempt(() => sys.realpath(full))
              at = real instanceof SysError ? full : real
            } else at = full
          }
          return true
        }
        const good = walk(whole, '')
        if (!pass) continue
        await command.put(`f: ${whole}\n${rows.map((row) => `${row}\n`).join('')}`)
        if (!good) command.status = 1
      }
    return command.status
  },
)
/** Libraries of the executables that have more than the C library. */
const LIBRARIES: [RegExp, string[]][] = [
  [
    /^(ls|dir|vdir|cp|mv|mkdir|mkfifo|mknod|install|id|stat|sed|tar)$/,
    ['libselinux.so.1', 'libc.so.6', 'libpcre2-8.so.0'],
  ],
  [/^(bash|less|more|top|watch|nano|vim\.tiny|clear|tput)$/, ['libtinfo.so.6', 'libc.so.6']],
  [/^(grep|egrep|fgrep)$/, ['libpcre2-8.so.0', 'libc.so.6']],
]
const STATIC =
  /^(docker|dockerd|containerd|containerd-shim-runc-v2|runc|docker-proxy|docker-init|hello|busybox|ldconfig)$/
export const ldd = gnu(
  {
    help: 'ldd',
    short: 'druv',
    long: { verbose: 'v', unused: 'u', 'data-relocs': 'd', 'function-relocs': 'r' },
    advice: "Try `ldd --help' for more information.\n",
  },
  async (command) => {
    const { sys, args } = command
    for (const key of 'uv') if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    if (!args.length) return command.usage('missing file arguments')
    for (const path of args) {
      if (args.length > 1) await command.put(`${path}:\n`)
      const stat = attempt(() => sys.stat(path))
      const problem = stat instanceof SysError ? 'No such file or directory' : isFile(stat) ? '' : 'not regular file'
      if (problem) {
        await command.out.flush()
        await sys.write(2, `ldd: ${path}: ${problem}\n`)
        command.status = 1
        continue
      }
      const bytes = attempt(() => sys.readFile(path))
      const head = bytes instanceof SysError ? '' : toBinary(bytes.subarray(0, 256))
      const name = sys.realpath(path).replace(/^.*\//, '')
      if (!head.startsWith('\x7fELF') || STATIC.test(name)) {
        await command.put('\tnot a dynamic executable\n')
        command.status = 1
        continue
      }
      const arm = sys.uname().machine === 'aarch64'
      const folder = `/lib/${arm ? 'aarch64' : 'x86_64'}-linux-gnu`
      let address = 0x7f0000000000 + sys.rng.int(0xfffff) * 0x1000
      const next = (): string => {
        address -= 0x1000 * (8 + sys.rng.int(200))
        return `(0x${address.toString(16).padStart(16, '0')})`
      }
      const loader = next()
      await command.put(`\tlinux-vdso.so.1 ${next()}\n`)
      for (const library of LIBRARIES.find(([pattern]) => pattern.test(name))?.[1] ?? ['libc.so.6'])
        await command.put(`\t${library} => ${folder}/${library} ${next()}\n`)
      await command.put(`\t${arm ? '/lib/ld-linux-aarch64.so.1' : '/lib64/ld-linux-x86-64.so.2'} ${loader}\n`)
    }
    return command.status
  },
)
export const runParts = gnu(
  {
    help: 'run-parts',
    short: 'vda:u:hV',
    prepare: shortHelp,
    long: {
      test: 'test',
      list: 'list',
      verbose: 'v',
      debug: 'd',
      report: 'report',
      reverse: 'reverse',
      'exit-on-error': 'exit-on-error',
      'new-session': 'new-session',
      lsbsysinit: 'lsbsysinit',
      regex: 'regex=',
      arg: 'a',
      umask: 'u',
    },
    advice: "Try `run-parts --help' for more information.\n",
  },
  async (command) => {
    const { sys, args } = command
    for (const key of ['d', 'lsbsysinit', 'new-session'])
      if (command.has(key)) return command.die(`${key} is not simulated yet`)
    if (!args.length) return command.usage('missing operand')
    if (args.length > 1) return command.usage('too many arguments')
    const folder = args[0]!
    const entries = attempt(() => sys.readdir(folder))
    if (entries instanceof SysError) return command.die(`failed to open directory ${folder}: ${strerror(entries.code)}`)
    const regex = command.value('regex')
    const pattern = regex === undefined ? /^[a-zA-Z0-9_-]+$/ : new RegExp(regex)
    const mask = command.value('u')
    if (mask !== undefined) sys.umask(parseInt(mask, 8))
    const names = entries.map((entry) => entry.name).filter((name) => pattern.test(name) && !/^\.\.?$/.test(name))
    names.sort()
    if (command.has('reverse')) names.reverse()
    for (const name of names) {
      const path = `${folder.replace(/\/$/, '')}/${name}`
      const stat = attempt(() => sys.stat(path))
      if (stat instanceof SysError) {
        await command.complain(`failed to stat component ${path}: ${strerror(stat.code)}`)
        continue
      }
      if (isDir(stat) || (!command.has('list') && !sys.access(path, 1))) continue
      if (command.has('test') || command.has('list')) {
        await command.put(`${path}\n`)
        continue
      }
      if (command.has('v')) await sys.write(2, `run-parts: executing ${path}\n`)
      const own = command.options.filter((option) => option.key === 'a').map((option) => option.value!)
      const pid = await (async () => {
        try {
          return await sys.spawn({ path, argv: [path, ...own] })
        } catch (error) {
          if (error instanceof SysError) return error
          throw error
        }
      })()
      if (pid instanceof SysError) {
        await command.complain(`failed to exec ${path}: ${strerror(pid.code)}`)
        await command.complain(`${path} exited with return code 1`)
        continue
      }
      const code = exitCode(await waitFor(sys, pid))
      if (code) await command.complain(`${path} exited with return code ${code}`)
      if (code && command.has('exit-on-error')) break
    }
    return command.status
  },
)
