/** update-alternatives in automatic mode: /etc/alternatives/NAME points at the choice with the highest priority, LINK at that. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

const ADMIN = '/var/lib/dpkg/alternatives'
const ETC = '/etc/alternatives'

interface Group {
  link: string
  manual: boolean
  choices: Map<string, number>
}
function read(sys: Sys, name: string): Group | null {
  const text = attempt(() => sys.readText(`${ADMIN}/${name}`))
  if (text instanceof SysError || !text.includes('\n')) return null
  const lines = text.split('\n')
  const choices = new Map<string, number>()
  // The links of slaves stand between the link and an empty line; each choice then has a line for every slave.
  const start = lines.indexOf('', 2)
  const slaves = (start - 2) / 2
  for (let i = start + 1; i + 1 < lines.length && lines[i]; i += 2 + slaves)
    choices.set(lines[i]!, Number(lines[i + 1]))
  return { manual: lines[0] === 'manual', link: lines[1] ?? '', choices }
}
const best = ({ choices }: Group): [path: string, priority: number] | undefined =>
  [...choices].reduce<[string, number] | undefined>((top, one) => (!top || one[1] > top[1] ? one : top), undefined)

function save(sys: Sys, name: string, group: Group): void {
  const choices = [...group.choices].map(([path, priority]) => `${path}\n${priority}\n`).join('')
  sys.writeFile(`${ADMIN}/${name}`, `${group.manual ? 'manual' : 'auto'}\n${group.link}\n\n${choices}\n`)
}
function point(sys: Sys, path: string, target: string): void {
  const old = attempt(() => sys.readlink(path))
  if (old === target) return
  attempt(() => sys.unlink(path))
  sys.symlink(target, path)
}

/** What it says, or nothing when the choice stays. */
export function installAlternative(
  sys: Sys,
  name: string,
  link: string,
  path: string,
  priority: number,
): string | null {
  const group = read(sys, name) ?? { link, manual: false, choices: new Map<string, number>() }
  const before = attempt(() => sys.readlink(`${ETC}/${name}`))
  group.choices.set(path, priority)
  save(sys, name, group)
  const [chosen] = best(group)!
  if (group.manual) return null
  point(sys, `${ETC}/${name}`, chosen)
  point(sys, group.link, `${ETC}/${name}`)
  return before === chosen
    ? null
    : `update-alternatives: using ${chosen} to provide ${group.link} (${name}) in auto mode`
}

/** Drops a choice; the last one's links go with it. */
export function removeAlternative(sys: Sys, name: string, path: string): string | null {
  const group = read(sys, name)
  if (!group?.choices.delete(path)) return null
  const top = best(group)
  if (!top) {
    for (const file of [`${ADMIN}/${name}`, `${ETC}/${name}`, group.link]) attempt(() => sys.unlink(file))
    return null
  }
  save(sys, name, group)
  if (attempt(() => sys.readlink(`${ETC}/${name}`)) !== path) return null
  point(sys, `${ETC}/${name}`, top[0])
  return `update-alternatives: using ${top[0]} to provide ${group.link} (${name}) in auto mode`
}
