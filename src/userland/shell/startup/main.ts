/** A shell from its command line to its exit status. */
import { type Errno, strerror, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Dialect } from '../dialect.ts'
import { finish } from '../exec/child.ts'
import { runText } from '../exec/eval.ts'
import { searchPath } from '../exec/find.ts'
import { runInput } from '../input/script-input.ts'
import { interact } from '../interactive/loop.ts'
import { setOption } from '../builtins/set.ts'
import type { CommandObserver } from '../state/observer.ts'
import { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import { type Invocation, InvocationError, parseAlmquist, parseBash } from './arguments.ts'
import { importEnvironment } from './environment.ts'
import { readStartupFiles, runBashEnv } from './files.ts'

/** Runs a shell as the program of this process. */
export async function runShell(
  sys: Sys,
  dialect: Dialect,
  applets?: Iterable<string>,
  observer?: CommandObserver,
): Promise<number> {
  const argv0 = sys.argv[0] ?? dialect.name
  const name = dialect.bash ? argv0.replace(/^-/, '').replace(/^.*\//, '') : argv0.replace(/^-/, '')
  let invocation: Invocation
  try {
    invocation = dialect.bash
      ? parseBash(argv0.replace(/^-/, ''), sys.argv)
      : parseAlmquist({ dialect }, name, sys.argv)
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error
    try {
      await sys.write(error.toStdout ? 1 : 2, error.output)
    } catch (problem) {
      if (!(problem instanceof SysError)) throw problem
    }
    return error.status
  }
  const sh = create(sys, dialect, argv0, invocation)
  if (applets) sh.applets = new Set(applets)
  sh.observer = observer
  return finish(sh, () => start(sh, invocation))
}

function create(sys: Sys, dialect: Dialect, argv0: string, invocation: Invocation): Shell {
  const file = !invocation.commandGiven && !invocation.standardInput && invocation.rest.length > 0
  const inputKind = invocation.commandGiven ? 'c' : file ? 'f' : 's'
  const plain = argv0.replace(/^-/, '')
  const sh = new Shell(sys, dialect, {
    arg0: argv0,
    inputKind,
    shellName: dialect.bash ? plain.replace(/^.*\//, '') : plain,
  })
  const { rest } = invocation
  if (inputKind === 'c') {
    if (rest.length) sh.arg0 = rest[0]!
    sh.positional = rest.slice(1)
    if (rest.length) sh.shellName = rest[0]!
  } else if (file) {
    sh.arg0 = rest[0]!
    sh.shellName = rest[0]!
    sh.positional = rest.slice(1)
  } else sh.positional = [...rest]
  sh.login = invocation.login
  sh.restricted = invocation.restricted
  sh.interactive =
    invocation.interactive ||
    (inputKind === 's' && !invocation.standardInput && rest.length === 0 && tty(sys, 0) && tty(sys, 2))
  if (inputKind === 's' && invocation.standardInput && tty(sys, 0) && tty(sys, 2)) sh.interactive = true
  if (dialect.bash) {
    for (const name of ['braceexpand', 'hashall', 'interactive-comments']) sh.options.add(name)
    if (sh.interactive) {
      for (const name of ['emacs', 'histexpand', 'history']) sh.options.add(name)
      if (invocation.noEditing) sh.options.delete('emacs')
      sh.shopts.set('expand_aliases', true)
    }
    if (sh.login) sh.shopts.set('login_shell', true)
    if (sh.restricted) sh.shopts.set('restricted_shell', true)
  }
  for (const [name, on] of invocation.set) setOption(sh, name, on)
  for (const [name, on] of invocation.shopt) sh.shopts.set(name, on)
  for (let signal = 1; signal < 32; signal++) if (sys.disposition(signal) === 'ignore') sh.ignoredAtStart.add(signal)
  importEnvironment(sh)
  if (dialect.bash && /(^|\/)sh$/.test(plain)) setOption(sh, 'posix', true)
  return sh
}
function tty(sys: Sys, fd: number): boolean {
  try {
    return sys.isatty(fd)
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

async function start(sh: Shell, invocation: Invocation): Promise<number> {
  if (sh.interactive) return interact(sh, invocation)
  await readStartupFiles(sh, invocation)
  if (sh.dialect.bash) await runBashEnv(sh)
  if (invocation.command !== undefined) {
    if (sh.dialect.bash) sh.vars.put('BASH_EXECUTION_STRING', invocation.command)
    const status = await runText(sh, invocation.command, { origin: '-c: ', topLevel: true, last: true })
    if (!invocation.standardInput || sh.dialect.bash) return status
  }
  if (sh.inputKind === 'f') return runFile(sh, invocation.rest[0]!)
  return runInput(sh, 0)
}

async function runFile(sh: Shell, given: string): Promise<number> {
  const { sys } = sh
  let path = given
  const fail = async (code: Errno, status: number): Promise<number> => {
    if (sh.dialect.bash) {
      const name = sh.bashName
      await sh.stderr(
        code === 'ENOENT' ? `${name}: ${given}: ${strerror(code)}\n` : `${given}: ${given}: ${strerror(code)}\n`,
      )
      return status
    }
    const missing = code === 'ENOENT' || code === 'ENOTDIR'
    if (sh.dialect.name === 'dash')
      await sh.stderr(`${sh.bashName}: 0: cannot open ${given}: ${missing ? 'No such file' : strerror(code)}\n`)
    else
      await sh.stderr(
        `${sh.bashName}: can't open '${given}': ${missing ? 'No such file or directory' : strerror(code)}\n`,
      )
    return 2
  }
  try {
    if (sh.dialect.bash && !given.includes('/')) {
      try {
        sys.stat(given)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        path = searchPath(sh, given) ?? given
      }
    }
    if (isDir(sys.stat(path))) return await fail('EISDIR', 126)
    const fd = await sys.open(path, 0)
    let data: Uint8Array
    try {
      data = await sys.readAll(fd)
    } finally {
      sys.close(fd)
    }
    const head = data.subarray(0, 80)
    const newline = head.indexOf(10)
    if (sh.dialect.bash && head.subarray(0, newline < 0 ? undefined : newline).includes(0)) {
      await sh.stderr(`${given}: ${given}: cannot execute binary file\n`)
      return 126
    }
    return await runText(sh, fromBytes(data), { origin: '', topLevel: true, verbose: true })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return fail(error.code, sh.dialect.bash ? (error.code === 'ENOENT' ? 127 : 126) : 2)
  }
}
