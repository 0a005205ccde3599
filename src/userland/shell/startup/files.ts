/** Startup files: profile for login shells, bashrc or ENV for interactive ones, BASH_ENV for bash scripts. */
import { isFile } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { Discard, ReturnFrom } from '../exec/control.ts'
import { runText } from '../exec/eval.ts'
import { expandPromptText } from '../interactive/prompt.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import type { Invocation } from './arguments.ts'

/** Runs a file in the shell if it is there. */
export async function sourceIfThere(sh: Shell, path: string): Promise<boolean> {
  let text: string
  try {
    if (!isFile(sh.sys.stat(path))) return false
    text = fromBytes(sh.sys.readFile(path))
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
  sh.calls.push({ name: 'source', source: path, line: sh.line, isSource: true })
  sh.sourceDepth++
  try {
    await runText(sh, text, { origin: '', topLevel: true })
  } catch (error) {
    if (!(error instanceof ReturnFrom) && !(error instanceof Discard)) throw error
  } finally {
    sh.sourceDepth--
    sh.calls.pop()
  }
  return true
}

export async function readStartupFiles(sh: Shell, invocation: Invocation): Promise<void> {
  const home = sh.get('HOME') ?? ''
  if (sh.dialect.almquist) {
    if (sh.login) {
      await sourceIfThere(sh, '/etc/profile')
      await sourceIfThere(sh, `${home}/.profile`)
    }
    const env = sh.get('ENV')
    if (env && sh.interactive) await sourceIfThere(sh, await expandPromptText(sh, env))
    return
  }
  if (sh.login && !invocation.noProfile) {
    await sourceIfThere(sh, '/etc/profile')
    for (const name of ['.bash_profile', '.bash_login', '.profile'])
      if (await sourceIfThere(sh, `${home}/${name}`)) break
    return
  }
  if (sh.interactive && !invocation.noRc) {
    if (sh.posix) {
      const env = sh.get('ENV')
      if (env) await sourceIfThere(sh, await expandPromptText(sh, env))
      return
    }
    await sourceIfThere(sh, '/etc/bash.bashrc')
    await sourceIfThere(sh, invocation.rcFile ?? `${home}/.bashrc`)
  }
}
export async function runBashEnv(sh: Shell): Promise<void> {
  const env = sh.get('BASH_ENV')
  if (env && !sh.posix) await sourceIfThere(sh, await expandPromptText(sh, env))
}
