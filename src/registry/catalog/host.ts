/**
 * The disk of the host naru as its owner finds it: the Debian of debian:12 with Docker and the tools of an ordinary server, and the
 * learner's account. There are files only for programs that the simulation has.
 */
import { debianFiles } from './debian.ts'
import { readListing } from './listing.ts'
import { fileContent } from '../../kernel/vfs/content.ts'
import { contentText } from './text.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

export const HOST_CREATED = '2026-11-01T09:00:00Z'

const LISTING = `/etc
hostname	5
hosts	110
resolv.conf	25
/etc/docker	755
/home
/home/student	755	1000	1000
.bash_logout	220	644	1000	1000
.bashrc	3526	644	1000	1000
.profile	807	644	1000	1000
/opt/containerd	711
/proc	555
/root	700
/run
/run/lock	1777
/sys	555
/tmp	1777
?usr/bin
bunzip2	39224	755
bzcat	39224	755
bzip2	39224	755
containerd	38739560	755
containerd-shim-runc-v2	8024360	755
dig	152328	755
docker	43130088	755
docker-proxy	2020424	755
dockerd	97123992	755
host	125256	755
less	207296	755
nano	283144	755
netstat	155120	755
nc	44112	755
nslookup	125256	755
ping	90568	755
runc	14526480	755
vim.tiny	1714928	755
wget	519112	755
>editor	/etc/alternatives/editor
>vi	vim.tiny
>vim	vim.tiny
?usr/libexec
/usr/libexec/docker
/usr/libexec/docker/cli-plugins
docker-buildx	75014008	755
docker-compose	73793784	755
?usr/sbin
arp	61800	755
ifconfig	83144	755
route	65968	755
?etc/alternatives
>editor	/usr/bin/nano
?etc/profile.d
history.sh	136
/var/lib/docker	710
/var/lib/containerd	711
`
const FILES = {
  'etc/hostname': 'naru\n',
  'etc/hosts':
    '127.0.0.1\tlocalhost\n127.0.1.1\tnaru\n\n::1\tlocalhost ip6-localhost ip6-loopback\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n',
  'etc/profile.d/history.sh':
    "# Lines typed reach ~/.bash_history at once: they outlive a terminal that is closed or a page that is left.\nPROMPT_COMMAND='history -a'\n",
  'etc/resolv.conf': 'nameserver 192.168.65.7\n',
}
/** Lines that the accounts of the host add to Debian's own. */
const ADDED: Record<string, string> = {
  'etc/passwd': 'student:x:1000:1000:,,,:/home/student:/bin/bash\n',
  'etc/group': 'docker:x:996:student\nstudent:x:1000:\n',
  'etc/gshadow': 'docker:!::student\nstudent:!::\n',
  'etc/shadow': 'student:!:20393:0:99999:7:::\n',
}
/** The learner's prompt is coloured, as Debian's own .bashrc has it on terminals with colours. The file keeps its size: its filling shrinks. */
const COLOURS = `case $TERM in
  *color*) PS1='\\[\\e[01;32m\\]\\u@\\h\\[\\e[00m\\]:\\[\\e[01;34m\\]\\w\\[\\e[00m\\]\\$ ' ;;
esac
`
function coloured(bashrc: string): string {
  const at = bashrc.indexOf('\n', bashrc.indexOf("PS1='")) + 1
  const text = bashrc.slice(0, at) + COLOURS + bashrc.slice(at)
  return text.slice(0, bashrc.length - 1) + '\n'
}
const SKELETON = ['.bash_logout', '.bashrc', '.profile']

export async function hostLayer(): Promise<readonly LayerEntry[]> {
  const debian = await debianFiles()
  const mtime = Date.parse(HOST_CREATED)
  const text = new Map<string, string>(Object.entries(FILES))
  for (const name of SKELETON) text.set(`home/student/${name}`, contentText(debian, `etc/skel/${name}`))
  text.set('home/student/.bashrc', coloured(text.get('home/student/.bashrc')!))
  const own = readListing(LISTING, { mtime, contents: text })
  const replaced = new Set(own.map((entry) => entry.path))
  const base = debian
    .filter((entry) => !replaced.has(entry.path))
    .map((entry) => {
      const added = ADDED[entry.path]
      return added === undefined
        ? entry
        : { ...entry, mtime, content: fileContent(contentText(debian, entry.path) + added) }
    })
  return [...base, ...own].sort(byDepth)
}

/** Directories before what is in them; hard links after what they link to. */
const byDepth = (a: LayerEntry, b: LayerEntry): number => {
  const late = Number(a.type === 'hardlink') - Number(b.type === 'hardlink')
  return late !== 0 ? late : a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
