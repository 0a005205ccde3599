/** System calls that interpreters make, by name: Sys's own, and a few that make one of several. Arguments come by structured clone. */
import { SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'

/** `args` are what the worker sent; a Uint8Array as result travels as bytes, everything else as JSON. */
export type InterpreterCall = (sys: Sys, ...args: never[]) => unknown
export type InterpreterCalls = Readonly<Record<string, InterpreterCall>>

/** Methods of Sys that are passed on as they are. */
const PLAIN = [
  'setuid',
  'setgid',
  'setgroups',
  'cwd',
  'chdir',
  'chroot',
  'umask',
  'uname',
  'sethostname',
  'now',
  'monotonic',
  'sleep',
  'alarm',
  'breathe',
  'times',
  'open',
  'close',
  'dup',
  'dup2',
  'setCloexec',
  'pipe',
  'read',
  'readAll',
  'write',
  'pread',
  'lseek',
  'ftruncate',
  'fstat',
  'setNonblocking',
  'poll',
  'fds',
  'isatty',
  'ttyname',
  'tcgetattr',
  'tcsetattr',
  'winsize',
  'setWinsize',
  'tcgetpgrp',
  'tcsetpgrp',
  'tcflush',
  'stat',
  'lstat',
  'access',
  'readdir',
  'readlink',
  'realpath',
  'mkdir',
  'rmdir',
  'unlink',
  'rename',
  'link',
  'symlink',
  'mkfifo',
  'mknod',
  'chmod',
  'chown',
  'utimes',
  'truncate',
  'statfs',
  'readFile',
  'writeFile',
  'spawn',
  'exec',
  'wait',
  'kill',
  'disposition',
  'sigmask',
  'pause',
  'getpgid',
  'setpgid',
  'getsid',
  'setsid',
  'getrlimit',
  'setrlimit',
  'nice',
  'allocate',
  'processes',
  'setTitle',
  'socket',
  'bind',
  'listen',
  'accept',
  'connect',
  'sendto',
  'recvfrom',
  'shutdown',
  'getsockname',
  'getpeername',
  'getaddrinfo',
  'getnameinfo',
  'interfaces',
  'routes',
] as const satisfies readonly (keyof Sys)[]

const plain: Record<string, InterpreterCall> = {}
for (const name of PLAIN) plain[name] = (sys, ...args) => (sys[name] as (...args: never[]) => unknown).apply(sys, args)

export const systemCalls: InterpreterCalls = {
  ...plain,
  /** Who the process is. */
  identity: (sys) => ({
    pid: sys.pid,
    ppid: sys.ppid,
    uid: sys.uid,
    gid: sys.gid,
    euid: sys.euid,
    egid: sys.egid,
    groups: sys.groups,
    exe: sys.exe,
  }),
  setenv: (sys, name: string, value: string | null) => {
    if (value === null) delete sys.env[name]
    else sys.env[name] = value
  },
  /** `count` bytes from the machine's generator: the same seed gives the same. */
  random: (sys, count: number) => Uint8Array.from({ length: count }, () => sys.rng.int(256)),
  /** open, read and close; null where there is no such file. */
  load: (sys, path: string) => {
    try {
      return sys.readFile(path)
    } catch (error) {
      if (error instanceof SysError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
      throw error
    }
  },
}
