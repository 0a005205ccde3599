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

export const coreutils: Record<string, Program | LazyProgram> = {
  find,
  sed,
  xargs,
  '[': bracket,
  arch,
  dir,
  dnsdomainname,
  groups,
  hostname,
  id,
  kill,
  logname,
  ls,
  nproc,
  printf,
  test,
  uname,
  vdir,
  whoami,
  basename,
  cat,
  cp,
  cut,
  date,
  dirname,
  echo,
  egrep,
  env,
  false: falseProgram,
  fgrep,
  grep,
  head,
  ln,
  mkdir,
  mv,
  printenv,
  pwd,
  readlink,
  realpath,
  rm,
  rmdir,
  seq,
  sleep,
  sort,
  tail,
  tee,
  touch,
  tr,
  true: trueProgram,
  uniq,
  wc,
  yes,
}
