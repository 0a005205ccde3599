/** bash's special variables that compute themselves. */
import { SET_OPTIONS_BASH } from './options.ts'
import { workingDirectory } from '../builtins/cd.ts'
import type { Shell } from './shell.ts'
import type { DynamicVariable } from './variables.ts'

const seconds = (sh: Shell): number => Math.floor((sh.sys.now() - sh.startedAt) / 1000) + sh.secondsBase

const DYNAMIC: Readonly<Record<string, DynamicVariable>> = {
  RANDOM: { shy: true, get: (sh) => String(sh.sys.rng.int(32768)), set: () => {} },
  SRANDOM: { shy: true, get: (sh) => String(sh.sys.rng.int(4294967296)) },
  SECONDS: {
    shy: true,
    get: (sh) => String(seconds(sh)),
    set: (sh, value) => {
      sh.startedAt = sh.sys.now()
      sh.secondsBase = Number(value) || 0
    },
  },
  LINENO: { shy: true, get: (sh) => String(sh.line), set: () => {} },
  BASHPID: { shy: true, get: (sh) => String(sh.sys.pid) },
  EPOCHSECONDS: { shy: true, get: (sh) => String(Math.floor(sh.sys.now() / 1000)) },
  EPOCHREALTIME: { shy: true, get: (sh) => (sh.sys.now() / 1000).toFixed(6) },
  BASH_SUBSHELL: { shy: true, get: (sh) => String(sh.subshellLevel) },
  BASH_ARGV0: {
    shy: true,
    get: (sh) => sh.arg0,
    set: (sh, value) => {
      sh.arg0 = value
    },
  },
  BASH_COMMAND: { shy: true, get: (sh) => sh.commandText() },
  HISTCMD: { shy: true, get: (sh) => String(sh.historyBase + sh.historyLines.length) },
  PIPESTATUS: { values: (sh) => sh.pipestatus.map(String) },
  GROUPS: { values: (sh) => [...new Set([sh.sys.gid, ...sh.sys.groups])].map(String) },
  DIRSTACK: { values: (sh) => [workingDirectory(sh), ...sh.directories] },
  FUNCNAME: {
    shy: true,
    values: (sh) => {
      if (!sh.calls.some((frame) => !frame.isSource) && !sh.calls.length) return []
      const names = sh.calls.map((frame) => frame.name).reverse()
      return sh.inputKind === 'f' || sh.calls.length
        ? [...names, ...(sh.functionDepth || sh.sourceDepth ? ['main'] : [])]
        : names
    },
  },
  BASH_LINENO: {
    values: (sh) => [...sh.calls.map((frame) => String(frame.line)).reverse(), ...(sh.inputKind === 'f' ? ['0'] : [])],
  },
  BASH_SOURCE: {
    values: (sh) => [...sh.calls.map((frame) => frame.source).reverse(), ...(sh.inputKind === 'f' ? [sh.arg0] : [])],
  },
  SHELLOPTS: {
    get: (sh) =>
      SET_OPTIONS_BASH.map(([name]) => name)
        .filter((name) => sh.opt(name))
        .join(':'),
  },
  BASHOPTS: {
    get: (sh) =>
      [...sh.shopts]
        .filter(([, on]) => on)
        .map(([name]) => name)
        .sort()
        .join(':'),
  },
  BASH_ALIASES: { values: (sh) => [...sh.aliases.values()] },
}
/** Debian's dash is built without LINENO. */
const DASH: Readonly<Record<string, DynamicVariable>> = {}
const ASH: Readonly<Record<string, DynamicVariable>> = {
  LINENO: { shy: true, get: (sh) => String(sh.inputKind === 'c' ? sh.line - 1 : sh.line), set: () => {} },
  RANDOM: { shy: true, get: (sh) => String(sh.sys.rng.int(32768)), set: () => {} },
}

export function installSpecials(sh: Shell): void {
  const table = sh.dialect.bash ? DYNAMIC : sh.dialect.name === 'ash' ? ASH : DASH
  for (const [name, dynamic] of Object.entries(table))
    sh.vars.set(name, {
      value: undefined,
      dynamic,
      ...(name === 'SHELLOPTS' || name === 'BASHOPTS' ? { readonly: true } : {}),
    })
}
