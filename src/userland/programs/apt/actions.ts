/** The actions of a package, which stand in the place of its maintainer scripts (registry/packages/actions.ts describes them). */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { installAlternative, removeAlternative } from './alternatives.ts'

export async function runActions(
  sys: Sys,
  actions: readonly string[],
  say: (line: string) => Promise<void>,
): Promise<void> {
  for (const action of actions) {
    const [verb, ...words] = action.split(' ')
    switch (verb) {
      case 'alternative':
      case 'quiet-alternative': {
        const [name = '', link = '', path = '', priority = '0'] = words
        const told = installAlternative(sys, name, link, path, Number(priority))
        if (told && verb === 'alternative') await say(told)
        break
      }
      case 'say':
        await say(words.join(' '))
        break
      case 'dir': {
        const [path = '', mode = '755', owner, group] = words
        if (sys.access(path, 0)) break
        sys.mkdir(path)
        sys.chmod(path, parseInt(mode, 8))
        sys.chown(path, idOf(sys, '/etc/passwd', owner), idOf(sys, '/etc/group', group))
        break
      }
      case 'link': {
        const [path = '', target = ''] = words
        if (attempt(() => sys.lstat(path)) instanceof SysError) sys.symlink(target, path)
        break
      }
      case 'copy': {
        const [path = '', from = ''] = words
        if (!sys.access(path, 0)) sys.writeFile(path, sys.readFile(from))
        break
      }
      case 'user':
        addUser(sys, words)
        break
      default:
        throw new Error(`no such action: ${action}`)
    }
  }
}

export async function undoActions(
  sys: Sys,
  actions: readonly string[],
  say: (line: string) => Promise<void>,
): Promise<void> {
  for (const action of actions) {
    const [verb, ...words] = action.split(' ')
    if (verb === 'alternative' || verb === 'quiet-alternative') {
      const told = removeAlternative(sys, words[0]!, words[2]!)
      if (told) await say(told)
    }
    if (verb === 'link') attempt(() => sys.unlink(words[0]!))
  }
}

const idOf = (sys: Sys, file: string, name: string | undefined): number =>
  Number(
    sys
      .readText(file)
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':')[2] ?? 0,
  )

/** The next free number from 100 on, for a system user and its group. */
function addUser(sys: Sys, [name = '', group = '', home = '', ...gecos]: readonly string[]): void {
  const passwd = sys.readText('/etc/passwd')
  if (passwd.split('\n').some((line) => line.startsWith(`${name}:`))) return
  const used = (text: string): Set<string | undefined> => new Set(text.split('\n').map((line) => line.split(':')[2]))
  const free = (text: string): number => {
    let id = 100
    while (used(text).has(String(id))) id++
    return id
  }
  const groups = sys.readText('/etc/group')
  const gid = free(groups)
  sys.writeFile('/etc/group', `${groups}${group}:x:${gid}:\n`)
  sys.writeFile(
    '/etc/passwd',
    `${passwd}${name}:x:${free(passwd)}:${gid}:${gecos.join(' ')}:${home}:/usr/sbin/nologin\n`,
  )
  sys.writeFile('/etc/shadow', `${name}:!:${Math.floor(sys.now() / 86_400_000)}::::::\n`, { append: true })
}
