/**
 * readline's initialisation file: $INPUTRC, else ~/.inputrc, else /etc/inputrc. Of its `set` lines, enable-bracketed-paste counts here; key
 * bindings and conditional parts are left out.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'

export interface ReadlineSettings {
  /** On in readline 8.2 unless the terminal is dumb. */
  bracketedPaste: boolean
}
export function readInputrc(sys: Sys): ReadlineSettings {
  const settings = { bracketedPaste: sys.env.TERM !== 'dumb' }
  for (const line of text(sys).split('\n')) {
    const [, name, value] = /^\s*set\s+(\S+)\s+(\S+)/i.exec(line) ?? []
    if (name?.toLowerCase() === 'enable-bracketed-paste') settings.bracketedPaste = /^(on|1)$/i.test(value ?? '')
  }
  return settings
}
function text(sys: Sys): string {
  const named = sys.env.INPUTRC
  for (const path of named ? [named] : [`${sys.env.HOME ?? ''}/.inputrc`, '/etc/inputrc']) {
    try {
      return sys.readText(path)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  return ''
}
