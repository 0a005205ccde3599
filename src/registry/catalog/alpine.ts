/** alpine: BusyBox behind symbolic links, musl, apk. Applets that BusyBox 1.35 lacks are left out. */
import { PATH } from './debian.ts'
import { readListing } from './listing.ts'
import type { ImageRecipe } from './recipe.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

const APPLETS: Readonly<Record<string, string>> = {
  bin: 'arch ash base64 cat chattr chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo egrep false fatattr fdflush fgrep fsync getopt grep gunzip gzip hostname ionice iostat ipcalc kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed setpriv setserial sh sleep stat stty su sync tar touch true umount uname usleep watch zcat',
  sbin: 'acpid adjtimex arp blkid blockdev depmod fbsplash fdisk findfs fsck fstrim getty halt hwclock ifconfig ifdown ifenslave ifup init insmod ip ipaddr iplink ipneigh iproute iprule iptunnel klogd loadkmap logread losetup lsmod mdev mkdosfs mkfs.vfat mkswap modinfo modprobe nameif nologin pivot_root poweroff raidautorun reboot rmmod route setconsole slattach swapoff swapon switch_root sysctl syslogd tunctl udhcpc vconfig watchdog zcip',
  'usr/bin':
    '[ [[ awk basename bc beep blkdiscard bunzip2 bzcat bzip2 cal chvt cksum clear cmp comm cpio crontab cryptpw cut dc deallocvt diff dirname dos2unix du eject env expand expr factor fallocate find flock fold free fuser groups hd head hexdump hostid id install ipcrm ipcs killall last less logger lsof lsusb lzcat lzma lzopcat md5sum mesg microcom mkfifo mkpasswd nc nl nmeter nohup nproc nsenter nslookup od openvt passwd paste pgrep pkill pmap printf pscan pstree pwdx readlink realpath renice reset resize seq setkeycodes setsid sha1sum sha256sum sha3sum sha512sum showkey shred shuf sort split strings sum tac tail tee test time timeout top tr traceroute traceroute6 tree truncate tty ttysize udhcpc6 unexpand uniq unix2dos unlink unlzma unlzop unshare unxz unzip uptime uudecode uuencode vi vlock volname wc wget which who whoami xargs xxd xzcat yes',
  'usr/sbin':
    'add-shell addgroup adduser arping brctl chpasswd chroot crond delgroup deluser ether-wake fbset killall5 loadfont nanddump nandwrite nbd-client ntpd partprobe rdate rdev readahead remove-shell rfkill sendmail setfont setlogcons',
}
export const PASSWD = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/mail:/sbin/nologin
news:x:9:13:news:/usr/lib/news:/sbin/nologin
uucp:x:10:14:uucp:/var/spool/uucppublic:/sbin/nologin
cron:x:16:16:cron:/var/spool/cron:/sbin/nologin
ftp:x:21:21::/var/lib/ftp:/sbin/nologin
sshd:x:22:22:sshd:/dev/null:/sbin/nologin
games:x:35:35:games:/usr/games:/sbin/nologin
ntp:x:123:123:NTP:/var/empty:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`
export const GROUP = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
adm:x:4:root,daemon
tty:x:5:
disk:x:6:root
lp:x:7:lp
kmem:x:9:
wheel:x:10:root
floppy:x:11:root
mail:x:12:mail
news:x:13:news
uucp:x:14:uucp
cron:x:16:cron
audio:x:18:
cdrom:x:19:
dialout:x:20:root
ftp:x:21:
sshd:x:22:
input:x:23:
tape:x:26:root
video:x:27:root
netdev:x:28:
kvm:x:34:kvm
games:x:35:
shadow:x:42:
www-data:x:82:
users:x:100:games
ntp:x:123:
abuild:x:300:
utmp:x:406:
ping:x:999:
nogroup:x:65533:
nobody:x:65534:
`

interface Release {
  version: string
  tags: readonly string[]
  created: string
  size: number
  contentSize?: number
}

const layerOf = (release: Release): readonly LayerEntry[] => {
  const branch = release.version.split('.').slice(0, 2).join('.')
  const contents = new Map<string, string>([
    ['etc/alpine-release', `${release.version}\n`],
    [
      'etc/apk/repositories',
      ['main', 'community']
        .map((repository) => `https://dl-cdn.alpinelinux.org/alpine/v${branch}/${repository}\n`)
        .join(''),
    ],
    ['etc/apk/world', 'alpine-baselayout\nalpine-keys\nalpine-release\napk-tools\nbusybox\nlibc-utils\n'],
    ['etc/group', GROUP],
    ['etc/hostname', 'localhost\n'],
    ['etc/hosts', '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n'],
    ['etc/issue', `Welcome to Alpine Linux ${branch}\nKernel \\r on an \\m (\\l)\n\n`],
    ['etc/motd', `Welcome to Alpine!\n`],
    ['etc/os-release', osRelease(release.version)],
    ['etc/passwd', PASSWD],
    [
      'etc/profile',
      `export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nexport PAGER=less\numask 022\nexport PS1='\\h:\\w\\$ '\n`,
    ],
    ['etc/shells', '# valid login shells\n/bin/sh\n/bin/ash\n'],
  ])
  const size = (path: string): string =>
    `${path.split('/').at(-1)}\t${new TextEncoder().encode(contents.get(path)!).length}`
  const etc = [...contents.keys()].filter((path) => path.split('/').length === 2).map(size)
  const links = (folder: string): string[] => APPLETS[folder]!.split(' ').map((name) => `>${name}\t/bin/busybox`)
  const listing = [
    '/bin',
    'busybox\t808712\t755',
    ...links('bin'),
    '/dev',
    '/etc',
    ...etc,
    '/etc/apk',
    'arch\t7',
    size('etc/apk/repositories'),
    size('etc/apk/world'),
    ...['/home', '/lib'],
    'ld-musl-x86_64.so.1\t662384\t755',
    '>libc.musl-x86_64.so.1\tld-musl-x86_64.so.1',
    ...['/media', '/mnt', '/opt', '/proc\t555', '/root\t700', '/run', '/sbin'],
    'apk\t74400\t755',
    'ldconfig\t393\t755',
    ...links('sbin'),
    ...['/srv', '/sys', '/tmp\t1777', '/usr', '/usr/bin'],
    'getconf\t35560\t755',
    'getent\t48888\t755',
    'iconv\t22288\t755',
    'ldd\t52\t755',
    ...links('usr/bin'),
    '/usr/lib',
    'libapk.so.2.14.9\t209264\t755',
    'libcrypto.so.3\t4671648\t755',
    'libssl.so.3\t905792\t755',
    'libz.so.1.3.1\t104488\t755',
    ...['/usr/local', '/usr/local/bin', '/usr/sbin'],
    ...links('usr/sbin'),
    ...['/usr/share', '/usr/share/apk', '/var', '/var/cache', '/var/lib', '/var/log', '/var/tmp\t1777'],
  ].join('\n')
  return readListing(listing, { mtime: Date.parse(release.created), contents })
}
const osRelease = (version: string): string => `NAME="Alpine Linux"
ID=alpine
VERSION_ID=${version}
PRETTY_NAME="Alpine Linux v${version.split('.').slice(0, 2).join('.')}"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`

function alpine(release: Release): ImageRecipe {
  return {
    repository: 'library/alpine',
    tags: release.tags,
    created: release.created,
    steps: [
      {
        by: `ADD alpine-minirootfs-${release.version}-x86_64.tar.gz / # buildkit`,
        layer: {
          name: `alpine-${release.version}`,
          size: release.size,
          contentSize: release.contentSize,
          entries: () => Promise.resolve(layerOf(release)),
        },
      },
      { by: 'CMD ["/bin/sh"]' },
    ],
    config: { Env: [PATH], Cmd: ['/bin/sh'], WorkingDir: '/' },
  }
}

export const alpine320 = alpine({
  version: '3.20.8',
  tags: ['3.20', '3.20.8'],
  created: '2025-10-08T11:04:56Z',
  size: 3_629_874,
  contentSize: 7_549_416,
})
export const alpine322 = alpine({
  version: '3.22.2',
  tags: ['latest', '3.22', '3.22.2', '3'],
  created: '2025-10-08T11:07:41Z',
  size: 3_802_452,
  contentSize: 7_549_416,
})
export const alpine319 = alpine({
  version: '3.19.9',
  tags: ['3.19', '3.19.9'],
  created: '2025-10-08T11:02:31Z',
  size: 3_421_703,
})
export const alpine321 = alpine({
  version: '3.21.5',
  tags: ['3.21', '3.21.5'],
  created: '2025-10-08T11:05:58Z',
  size: 3_645_330,
})
