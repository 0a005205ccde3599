/** rm(1) and the removal of trees. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isLink, W_OK } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { ask } from './lib/ask.ts'
import { choose } from './lib/argmatch.ts'
import { gnu } from './lib/command.ts'
import { fileType } from './lib/modes.ts'
import { join, stripSlashes } from './lib/paths.ts'
import { quoteaf } from './lib/quote.ts'

export interface RemoveFace {
  problem(path: string, error: SysError): Promise<void>
  removed?(path: string, dir: boolean): Promise<void>
  /** May this be removed (or a directory be entered)? */
  confirm?(path: string, stat: Stat, what: 'descend' | 'remove'): Promise<boolean>
  /** Stay on this device. */
  device?: number
}

/** Depth first; true when all of it is gone. Symbolic links are removed, never followed. */
export async function removeTree(sys: Sys, path: string, face: RemoveFace): Promise<boolean> {
  const stat = attempt(() => sys.lstat(path))
  if (stat instanceof SysError) {
    await face.problem(path, stat)
    return false
  }
  if (!isDir(stat)) {
    if (face.confirm && !(await face.confirm(path, stat, 'remove'))) return false
    const failure = attempt(() => sys.unlink(path))
    if (failure instanceof SysError) {
      await face.problem(path, failure)
      return false
    }
    await face.removed?.(path, false)
    return true
  }
  const entries = attempt(() => sys.readdir(path).filter(({ name }) => name !== '.' && name !== '..'))
  if (entries instanceof SysError) {
    // An empty directory need not be readable to be removed.
    if (attempt(() => sys.rmdir(path)) instanceof SysError) {
      await face.problem(path, entries)
      return false
    }
    await face.removed?.(path, true)
    return true
  }
  if (entries.length && face.confirm && !(await face.confirm(path, stat, 'descend'))) return false
  let good = true
  for (const [index, { name }] of entries.entries()) {
    if (index % 256 === 255) await sys.breathe()
    if (!(await removeTree(sys, join(path, name), face))) good = false
  }
  if (!good && !face.confirm) return false
  if (face.confirm && !(await face.confirm(path, stat, 'remove'))) return false
  const failure = attempt(() => sys.rmdir(path))
  if (failure instanceof SysError) {
    if (good) await face.problem(path, failure)
    return false
  }
  await face.removed?.(path, true)
  return true
}

export const rm = gnu(
  {
    help: 'rm',
    short: 'dfirvIR',
    long: {
      force: 'f',
      interactive: 'interactive=?',
      'one-file-system': 'one-file-system',
      'no-preserve-root': 'no-preserve-root',
      'preserve-root': 'preserve-root=?',
      recursive: 'r',
      dir: 'd',
      verbose: 'v',
    },
  },
  async (command) => {
    const { sys, args } = command
    let prompt: 'never' | 'sometimes' | 'once' | 'always' = 'sometimes'
    let force = false
    for (const { key, value } of command.options) {
      if (key === 'f') {
        prompt = 'never'
        force = true
      } else if (key === 'i') prompt = 'always'
      else if (key === 'I') prompt = 'once'
      else if (key === 'interactive') {
        prompt = await choose(command, '--interactive', value ?? 'always', {
          never: 'never',
          no: 'never',
          none: 'never',
          once: 'once',
          always: 'always',
          yes: 'always',
        } as const)
        if (prompt !== 'never') force = false
      }
      if (key === 'i' || key === 'I') force = false
    }
    if (!args.length) {
      if (force) return 0
      await command.usage('missing operand')
    }
    const recursive = command.has('r') || command.has('R')
    if (prompt === 'once') {
      prompt = 'sometimes'
      const many = args.length > 3
      if (recursive || many) {
        const count = `${args.length} argument${args.length === 1 ? '' : 's'}`
        if (!(await ask(sys, `${command.name}: remove ${count}${recursive ? ' recursively' : ''}? `))) return 0
      }
    }
    const confirm = async (path: string, stat: Stat, what: 'descend' | 'remove'): Promise<boolean> => {
      const guarded = !isLink(stat) && !sys.access(path, W_OK)
      if (prompt !== 'always' && !(guarded && prompt === 'sometimes' && sys.isatty(0))) return true
      const protection = guarded ? 'write-protected ' : ''
      if (what === 'descend') return ask(sys, `${command.name}: descend into ${protection}directory ${quoteaf(path)}? `)
      return ask(sys, `${command.name}: remove ${protection}${fileType(stat)} ${quoteaf(path)}? `)
    }
    const asks = prompt === 'always' || (prompt === 'sometimes' && sys.isatty(0))
    for (const path of args) {
      const stat = attempt(() => sys.lstat(path))
      if (stat instanceof SysError) {
        if (!(force && (stat.code === 'ENOENT' || stat.code === 'ENOTDIR')))
          await command.complain(`cannot remove ${quoteaf(path)}: ${strerror(stat.code)}`)
        continue
      }
      if (isDir(stat)) {
        const empty = attempt(() => sys.readdir(path).every(({ name }) => name === '.' || name === '..')) === true
        if (!recursive && !(command.has('d') && empty)) {
          await command.complain(
            `cannot remove ${quoteaf(path)}: ${command.has('d') ? 'Directory not empty' : 'Is a directory'}`,
          )
          continue
        }
        if (/^\.\.?$/.test(stripSlashes(path).replace(/^.*\//, ''))) {
          await command.complain(
            `refusing to remove ${quoteaf('.')} or ${quoteaf('..')} directory: skipping ${quoteaf(path)}`,
          )
          continue
        }
        const root = sys.stat('/')
        if (stat.ino === root.ino && stat.dev === root.dev && !command.has('no-preserve-root')) {
          const same = path === '/' ? '' : ` (same as ${quoteaf('/')})`
          await command.complain(`it is dangerous to operate recursively on ${quoteaf(path)}${same}`)
          await command.warn('use --no-preserve-root to override this failsafe')
          continue
        }
      }
      await removeTree(sys, path, {
        problem: (where, error) => command.complain(`cannot remove ${quoteaf(where)}: ${strerror(error.code)}`),
        removed: async (where, dir) => {
          if (command.has('v')) await command.put(`removed ${dir ? 'directory ' : ''}${quoteaf(where)}\n`)
        },
        ...(asks ? { confirm } : {}),
      })
    }
    return command.status
  },
)
