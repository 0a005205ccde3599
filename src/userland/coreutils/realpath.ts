/** realpath(1), readlink(1) and the resolution of names that they share with ln -r. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isLink } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { join, normalise } from './lib/paths.ts'
import { quotef } from './lib/quote.ts'

const MAX_LINKS = 40

/**
 * canonicalize_filename_mode: all parts must exist ('existing'), all but the last ('all-but-last'), or none ('missing'). `links` off takes
 * symbolic links as they are. Throws.
 */
export function canonical(sys: Sys, path: string, mode: 'existing' | 'all-but-last' | 'missing', links = true): string {
  if (path === '') throw new SysError('ENOENT', path)
  let rest = (path.startsWith('/') ? path : join(sys.cwd(), path))
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  let at = '/'
  let followed = 0
  let lost = false
  while (rest.length) {
    const part = rest.shift()!
    if (part === '..') {
      at = normalise(join(at, '..'))
      continue
    }
    const next = join(at, part)
    const stat = lost ? new SysError('ENOENT') : attempt(() => sys.lstat(next))
    if (stat instanceof SysError) {
      if (mode === 'existing' || (mode === 'all-but-last' && (rest.length || stat.code !== 'ENOENT')))
        throw new SysError(stat.code, path)
      lost = mode === 'missing'
      at = next
      continue
    }
    if (isLink(stat) && links) {
      if (++followed > MAX_LINKS) throw new SysError('ELOOP', path)
      const target = sys.readlink(next)
      if (target.startsWith('/')) at = '/'
      rest = [...target.split('/').filter((piece) => piece !== '' && piece !== '.'), ...rest]
      continue
    }
    if (rest.length && !isDir(stat) && mode !== 'missing' && !isLink(stat)) throw new SysError('ENOTDIR', path)
    at = next
  }
  if (path.endsWith('/') && mode !== 'missing') {
    const stat = attempt(() => sys.stat(at))
    if (!(stat instanceof SysError) && !isDir(stat)) throw new SysError('ENOTDIR', path)
  }
  return at
}

/** `path` as seen from `base`, both absolute. */
export function relativeTo(path: string, base: string): string {
  const from = base.split('/').filter(Boolean)
  const to = path.split('/').filter(Boolean)
  let same = 0
  while (same < from.length && same < to.length && from[same] === to[same]) same++
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || '.'
}
export const relativePath = (sys: Sys, path: string, base: string): string =>
  relativeTo(canonical(sys, path, 'missing'), canonical(sys, base, 'missing'))

export const realpath = gnu(
  {
    help: 'realpath',
    short: 'eLmPqsz',
    long: {
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'relative-to': 'relative-to=',
      'relative-base': 'relative-base=',
      quiet: 'q',
      strip: 's',
      'no-symlinks': 's',
      zero: 'z',
      logical: 'L',
      physical: 'P',
    },
  },
  async (command) => {
    const { sys } = command
    if (!command.args.length) await command.usage('missing operand')
    const last = command.last('em')
    const mode = last === 'e' ? 'existing' : last === 'm' ? 'missing' : 'all-but-last'
    const style = command.last('LPs')
    const resolve = (path: string): string => {
      const start = style === 'L' ? normalise(path.startsWith('/') ? path : join(sys.cwd(), path)) : path
      return canonical(sys, start, mode, style !== 's')
    }
    const base = command.value('relative-base')
    const to = command.value('relative-to') ?? base
    let from: string | undefined
    let under: string | undefined
    for (const [which, path] of [
      ['to', to],
      ['base', base],
    ] as const) {
      if (path === undefined) continue
      const full = attempt(() => resolve(path))
      if (full instanceof SysError) return command.die(`${quotef(path)}: ${strerror(full.code)}`)
      if (which === 'to') from = full
      else under = full
    }
    const inside = (path: string): boolean =>
      under === undefined || path === under || path.startsWith(under === '/' ? '/' : `${under}/`)
    for (const path of command.args) {
      const full = attempt(() => resolve(path))
      if (full instanceof SysError) {
        command.status = 1
        if (!command.has('q')) await command.warn(`${quotef(path)}: ${strerror(full.code)}`)
        continue
      }
      const shown = from !== undefined && inside(full) && inside(from) ? relativeTo(full, from) : full
      await command.put(shown + (command.has('z') ? '\0' : '\n'))
    }
    return command.status
  },
)

export const readlink = gnu(
  {
    help: 'readlink',
    short: 'efmnqsvz',
    long: {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
      quiet: 'q',
      silent: 's',
      verbose: 'v',
      zero: 'z',
    },
  },
  async (command) => {
    const { sys, args } = command
    if (!args.length) await command.usage('missing operand')
    let newline = !command.has('n')
    if (!newline && args.length > 1) {
      await command.warn('ignoring --no-newline with multiple arguments')
      newline = true
    }
    const how = command.last('efm')
    const verbose = command.last('qsv') === 'v'
    for (const path of args) {
      const result = attempt(() =>
        how
          ? canonical(sys, path, how === 'e' ? 'existing' : how === 'm' ? 'missing' : 'all-but-last')
          : sys.readlink(path),
      )
      if (result instanceof SysError) {
        command.status = 1
        if (verbose) await command.warn(`${quotef(path)}: ${strerror(result.code)}`)
      } else await command.put(result + (command.has('z') ? '\0' : newline ? '\n' : ''))
    }
    return command.status
  },
)
