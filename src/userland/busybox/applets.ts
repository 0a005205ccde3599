/** The applets by name. */
import type { Program } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'
import { cp, link, ln, mkdir, mv, rm, rmdir, touch, unlink } from './files.ts'
import { find, xargs } from './find.ts'
import { egrep, fgrep, grep } from './grep.ts'
import {
  arch,
  basename,
  date,
  dirname,
  env,
  groups,
  hostname,
  id,
  logname,
  nproc,
  printenv,
  sleep,
  test,
  uname,
  usleep,
  which,
  whoami,
} from './identity.ts'
import { ls } from './ls.ts'
import { kill, killall, pgrep, pidof, ps } from './processes.ts'
import { sed } from './sed.ts'
import { cat, clear, echo, falseApplet, head, nl, printf, pwd, rev, tac, tail, tee, trueApplet, yes } from './show.ts'
import { ash } from '../shell/index.ts'
import { APPLET_NAMES } from './applet-names.ts'
import { cut, seq, sort, tr, uniq, wc } from './text.ts'
import { busyboxNet } from '../programs/busybox-net.ts'

const shell: Program = (sys) => ash(sys, APPLET_NAMES)

export const applets: Record<string, Program | LazyProgram> = {
  ...busyboxNet,
  '[': test,
  '[[': test,
  arch,
  ash: shell,
  basename,
  cat,
  clear,
  cp,
  cut,
  date,
  dirname,
  dnsdomainname: hostname,
  echo,
  egrep,
  env,
  false: falseApplet,
  fgrep,
  find,
  grep,
  groups,
  head,
  hostname,
  id,
  kill,
  killall,
  link,
  ln,
  logname,
  ls,
  mkdir,
  mv,
  nl,
  nproc,
  pgrep,
  pidof,
  pkill: pgrep,
  printenv,
  printf,
  ps,
  pwd,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sh: shell,
  sleep,
  sort,
  tac,
  tail,
  tee,
  test,
  touch,
  tr,
  true: trueApplet,
  uname,
  uniq,
  unlink,
  usleep,
  wc,
  which,
  whoami,
  xargs,
  yes,
}
