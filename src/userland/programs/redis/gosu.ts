/** gosu 1.17: runs a command as another user, in its own place. */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { findGroup, findUser } from '../lib/accounts.ts'

const USAGE = `Usage: gosu user-spec command [args]
   eg: gosu tianon bash
       gosu nobody:root bash -c 'whoami && id'
       gosu 1000:1 id

gosu version: 1.17 (go1.19.8 on linux/amd64; gc)
     license: GPL-3 (full text at https://github.com/tianon/gosu)
`
export const gosu: Program = async (sys) => {
  const [, spec, ...command] = sys.argv
  if (spec === '--version' || spec === '-v') {
    await sys.write(1, '1.17 (go1.19.8 on linux/amd64; gc)\n')
    return 0
  }
  if (spec === '--help' || spec === '-h' || spec === undefined || !command.length) {
    const help = spec === '--help' || spec === '-h'
    await sys.write(help ? 1 : 2, USAGE)
    return help ? 0 : 1
  }
  const [name = '', group] = spec.split(':')
  const user = /^\d+$/.test(name) ? { uid: +name, gid: 0 } : findUser(sys, name)
  if (!user) {
    await sys.write(
      2,
      `error: failed switching to "${spec}": unable to find user ${name}: no matching entries in passwd file\n`,
    )
    return 1
  }
  const gid = group === undefined ? user.gid : /^\d+$/.test(group) ? +group : findGroup(sys, group)
  if (gid === null) {
    await sys.write(
      2,
      `error: failed switching to "${spec}": unable to find group ${group}: no matching entries in group file\n`,
    )
    return 1
  }
  try {
    sys.setgroups([gid])
    sys.setgid(gid)
    sys.setuid(user.uid)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await sys.write(2, `error: failed switching to "${spec}": ${strerror(error.code).toLowerCase()}\n`)
    return 1
  }
  const path = which(sys, command[0]!)
  if (path === null) {
    await sys.write(2, `error: exec: "${command[0]}": executable file not found in $PATH\n`)
    return 1
  }
  try {
    return await sys.exec(path, command, { ...sys.env, HOME: homeOf(sys, user.uid) })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await sys.write(2, `error: ${strerror(error.code).toLowerCase()}\n`)
    return 1
  }
}
function homeOf(sys: Sys, uid: number): string {
  try {
    const row = sys
      .readText('/etc/passwd')
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[2] === String(uid))
    return row?.[5] || '/'
  } catch (error) {
    if (error instanceof SysError) return '/'
    throw error
  }
}
function which(sys: Sys, name: string): string | null {
  if (name.includes('/')) return name
  for (const dir of (sys.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':'))
    try {
      const path = `${dir || '.'}/${name}`
      if (sys.access(path, 1) && (sys.stat(path).mode & 0o170000) === 0o100000) return path
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  return null
}
