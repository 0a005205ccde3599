/** service(8) without systemd: runs the scripts of /etc/init.d with a clean environment. */
import type { Program } from '../../../kernel/sys/types.ts'

const USAGE = 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n'
export const service: Program = async (sys) => {
  const [name, ...rest] = sys.argv.slice(1)
  const run = async (path: string, words: readonly string[]): Promise<number> => {
    const env = {
      ...(sys.env.LANG ? { LANG: sys.env.LANG } : {}),
      PATH: sys.env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      TERM: sys.env.TERM ?? 'dumb',
    }
    const pid = await sys.spawn({ path, argv: [path, ...words], env })
    const ended = await sys.wait(pid)
    const status = ended!.status
    return status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 1
  }
  switch (name) {
    case undefined:
    case '-h':
    case '--help':
      await sys.write(name === undefined ? 2 : 1, USAGE)
      return name === undefined ? 1 : 0
    case '--version':
      await sys.write(1, 'service ver. 1.65.2\n')
      return 0
    case '--status-all': {
      for (const { name: script } of sys.readdir('/etc/init.d').sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = `/etc/init.d/${script}`
        if (script === 'README' || script === 'skeleton' || !sys.access(path, 1)) continue
        const silent = sys.fork(async (child) => {
          const nothing = await child.open('/dev/null', 2)
          for (const fd of [0, 1, 2]) child.dup2(nothing, fd)
          return child.exec(path, [path, 'status'], child.env)
        })
        const ended = (await sys.wait(silent))!.status
        const sign = ended.kind !== 'exited' ? '?' : ended.code === 0 ? '+' : ended.code === 3 ? '-' : '?'
        await sys.write(1, ` [ ${sign} ]  ${script}\n`)
      }
      return 0
    }
  }
  const path = `/etc/init.d/${name}`
  if (!sys.access(path, 1)) {
    await sys.write(2, `${name}: unrecognized service\n`)
    return 1
  }
  if (rest[0] === '--full-restart') {
    await run(path, ['stop'])
    return run(path, ['start'])
  }
  return run(path, rest)
}
