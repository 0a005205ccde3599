/** /proc/PID/mounts and mountinfo (fs/proc_namespace.c), as a process with this root sees them. */
import { pathOf } from '../../vfs/walk.ts'
import type { Location, Mount, MountTable } from '../../vfs/mount-namespace.ts'

/** Spaces, tabs, newlines and backslashes in octal. */
const escape = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)

const FLAG_ORDER = ['nosuid', 'nodev', 'noexec', 'noatime', 'relatime'] as const
const flags = (mount: Mount): string =>
  [mount.readOnly ? 'ro' : 'rw', ...FLAG_ORDER.filter((flag) => mount.flags.includes(flag))].join(',')
const data = (mount: Mount): string => (mount.data ? `,${mount.data}` : '')

function* visible(table: MountTable, root: Location): Iterable<{ mount: Mount; target: string }> {
  const prefix = pathOf(root, table.root) ?? '/'
  for (const mount of table.mounts) {
    if (prefix === '/') yield { mount, target: mount.target }
    else if (mount.target === prefix) yield { mount, target: '/' }
    else if (mount.target.startsWith(`${prefix}/`)) yield { mount, target: mount.target.slice(prefix.length) }
  }
}

export function mountsText(table: MountTable, root: Location): string {
  let text = ''
  for (const { mount, target } of visible(table, root))
    text += `${escape(mount.source)} ${escape(target)} ${mount.fs.type} ${flags(mount)}${data(mount)} 0 0\n`
  return text
}

export function mountinfoText(table: MountTable, root: Location): string {
  let text = ''
  for (const { mount, target } of visible(table, root)) {
    const parent = mount.covered?.mount.id ?? mount.id - 1
    text +=
      `${mount.id} ${parent} 0:${mount.fs.device} ${escape(mount.root)} ${escape(target)} ${flags(mount)}` +
      ` - ${mount.fs.type} ${escape(mount.source)} ${mount.readOnly && !mount.data ? 'ro' : 'rw'}${data(mount)}\n`
  }
  return text
}
