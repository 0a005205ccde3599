/** The commands of Debian's coreutils, grep, sed, findutils, procps and friends, by name. Big or rare ones load when first run. */
import type { LazyProgram } from '../../kernel/types.ts'
import type { Program } from '../../kernel/sys/types.ts'
import { basename, dirname } from './basename.ts'
import { cat } from './cat.ts'
import { cp } from './cp.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { head } from './head.ts'
import { lazy } from './lib/lazy.ts'
import { ln } from './ln.ts'
import { mkdir } from './mkdir.ts'
import { mv } from './mv.ts'
import { pwd } from './pwd.ts'
import { readlink, realpath } from './realpath.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { seq } from './seq.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort.ts'
import { tail } from './tail.ts'
import { tee } from './tee.ts'
import { touch } from './touch.ts'
import { tr } from './tr.ts'
import { falseProgram, trueProgram } from './true.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'
import { yes } from './yes.ts'
import { groups, id, logname, whoami } from './id.ts'
import { arch, nproc, uname } from './uname.ts'
import { dnsdomainname, hostname } from './hostname.ts'
import { bracket, test } from './test.ts'
import { printf } from './printf.ts'
import { kill } from './kill.ts'
import { dir, ls, vdir } from './ls.ts'
import { find } from './find.ts'
import { sed } from './sed.ts'
import { xargs } from './xargs.ts'
import { base32, base64, basenc } from './base64.ts'
import { chgrp, chown } from './chown.ts'
import { chmod } from './chmod.ts'
import { cksum, sum } from './cksum.ts'
import { cmp } from './cmp.ts'
import { comm, join, paste } from './paste.ts'
import { dd } from './dd.ts'
import { df } from './df.ts'
import { du } from './du.ts'
import { expand, fold, unexpand } from './fold.ts'
import { expr } from './expr.ts'
import { factor } from './factor.ts'
import { fmt } from './fmt.ts'
import { b2sum, md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './md5sum.ts'
import { mktemp } from './mktemp.ts'
import { nl } from './nl.ts'
import { od } from './od.ts'
import { rev } from './rev.ts'
import { shuf } from './shuf.ts'
import { split } from './split.ts'
import { stat } from './stat.ts'
import { tac } from './tac.ts'
import { chroot, nice, nohup, setsid, stdbuf, timeout } from './timeout.ts'
import { truncate } from './truncate.ts'
import { free, uptime } from './uptime.ts'
import { clear, hostid, link, mkfifo, mknod, nologin, reset, sync, tty, unlink, users, which, who } from './small.ts'
import { pgrep, pidof, pkill } from './pgrep.ts'
import { ps } from './ps.ts'

export const coreutils: Record<string, Program | LazyProgram> = {
  vi: lazy(async () => (await import('./vi.ts')).vi),
  view: lazy(async () => (await import('./vi.ts')).vi),
  vim: lazy(async () => (await import('./vi.ts')).vi),
  'vim.tiny': lazy(async () => (await import('./vi.ts')).vi),
  nano: lazy(async () => (await import('./nano.ts')).nano),
  mount: lazy(async () => (await import('./mount.ts')).mount),
  umount: lazy(async () => (await import('./mount.ts')).umount),
  mountpoint: lazy(async () => (await import('./mount.ts')).mountpoint),
  findmnt: lazy(async () => (await import('./findmnt.ts')).findmnt),
  lscpu: lazy(async () => (await import('./lscpu.ts')).lscpu),
  lsblk: lazy(async () => (await import('./lscpu.ts')).lsblk),
  watch: lazy(async () => (await import('./watch.ts')).watch),
  numfmt: lazy(async () => (await import('./numfmt.ts')).numfmt),
  w: lazy(async () => (await import('./sysinfo.ts')).w),
  last: lazy(async () => (await import('./sysinfo.ts')).last),
  pinky: lazy(async () => (await import('./sysinfo.ts')).pinky),
  dmesg: lazy(async () => (await import('./sysinfo.ts')).dmesg),
  mcookie: lazy(async () => (await import('./sysinfo.ts')).mcookie),
  getconf: lazy(async () => (await import('./sysinfo.ts')).getconf),
  locale: lazy(async () => (await import('./sysinfo.ts')).locale),
  sysctl: lazy(async () => (await import('./sysinfo.ts')).sysctl),
  lastb: lazy(async () => (await import('./sysinfo.ts')).last),
  getopt: lazy(async () => (await import('./getopt.ts')).getopt),
  namei: lazy(async () => (await import('./namei.ts')).namei),
  ldd: lazy(async () => (await import('./namei.ts')).ldd),
  tsort: lazy(async () => (await import('./tsort.ts')).tsort),
  pathchk: lazy(async () => (await import('./tsort.ts')).pathchk),
  'run-parts': lazy(async () => (await import('./namei.ts')).runParts),
  less: { load: () => import('./less.ts') },
  more: { load: () => import('./more.ts') },
  stty: lazy(async () => (await import('./stty.ts')).stty),
  top: { load: () => import('./top.ts') },
  tput: lazy(async () => (await import('./tput.ts')).tput),
  addgroup: lazy(async () => (await import('./adduser.ts')).adduser),
  adduser: lazy(async () => (await import('./adduser.ts')).adduser),
  chpasswd: lazy(async () => (await import('./useradd.ts')).chpasswd),
  delgroup: lazy(async () => (await import('./adduser.ts')).deluser),
  deluser: lazy(async () => (await import('./adduser.ts')).deluser),
  getent: lazy(async () => (await import('./getent.ts')).getent),
  groupadd: lazy(async () => (await import('./useradd.ts')).groupadd),
  groupdel: lazy(async () => (await import('./useradd.ts')).groupdel),
  groupmod: lazy(async () => (await import('./useradd.ts')).groupmod),
  passwd: lazy(async () => (await import('./useradd.ts')).passwd),
  runuser: lazy(async () => (await import('./su.ts')).runuser),
  su: lazy(async () => (await import('./su.ts')).su),
  useradd: lazy(async () => (await import('./useradd.ts')).useradd),
  userdel: lazy(async () => (await import('./useradd.ts')).userdel),
  usermod: lazy(async () => (await import('./useradd.ts')).usermod),
  cmp,
  diff: { load: () => import('./diff.ts') },
  gunzip: lazy(async () => (await import('./gzip.ts')).gunzip),
  gzip: lazy(async () => (await import('./gzip.ts')).gzip),
  tar: { load: () => import('./tar.ts') },
  zcat: lazy(async () => (await import('./gzip.ts')).zcat),
  killall5: pidof,
  'which.debianutils': which,
  ps,
  pgrep,
  pidof,
  pkill,
  awk: { load: () => import('./awk.ts') },
  mawk: { load: () => import('./awk.ts') },
  nawk: { load: () => import('./awk.ts') },
  '[': bracket,
  arch,
  b2sum,
  base32,
  base64,
  basename,
  basenc,
  cat,
  chgrp,
  chmod,
  chown,
  chroot,
  cksum,
  clear,
  comm,
  cp,
  cut,
  date,
  dd,
  df,
  dir,
  dirname,
  dnsdomainname,
  du,
  echo,
  egrep,
  env,
  expand,
  expr,
  factor,
  false: falseProgram,
  fgrep,
  find,
  fmt,
  fold,
  free,
  grep,
  groups,
  head,
  hostid,
  hostname,
  id,
  join,
  kill,
  link,
  ln,
  logname,
  ls,
  md5sum,
  mkdir,
  mkfifo,
  mknod,
  mktemp,
  mv,
  nice,
  nl,
  nohup,
  nologin,
  nproc,
  od,
  paste,
  printenv,
  printf,
  pwd,
  readlink,
  realpath,
  reset,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  setsid,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
  shuf,
  sleep,
  sort,
  split,
  stat,
  stdbuf,
  sum,
  sync,
  tac,
  tail,
  tee,
  test,
  timeout,
  touch,
  tr,
  true: trueProgram,
  truncate,
  tty,
  uname,
  unexpand,
  uniq,
  unlink,
  uptime,
  users,
  vdir,
  wc,
  which,
  who,
  whoami,
  xargs,
  yes,
}
