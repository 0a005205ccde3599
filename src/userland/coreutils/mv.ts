/** mv(1): rename(2), and across file systems a copy and a removal. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, W_OK } from '../../base/abi/files.ts'
import { ask } from './lib/ask.ts'
import { backupKind, backupName } from './lib/backup.ts'
import type { BackupKind } from './lib/backup.ts'
import { Command, gnu } from './lib/command.ts'
import { Copier, COPY_DEFAULTS, targetIn } from './lib/copy.ts'
import { gnuCopyFace } from './lib/copy-words.ts'
import { modeString } from './lib/modes.ts'
import { stripSlashes } from './lib/paths.ts'
import { quoteaf } from './lib/quote.ts'
import { findTargets } from './lib/target.ts'
import { removeTree } from './rm.ts'

interface MoveOptions {
  overwrite: 'f' | 'i' | 'n' | undefined
  update: boolean
  verbose: boolean
  backup: BackupKind
  suffix: string
}

async function move(command: Command, source: string, target: string, options: MoveOptions): Promise<void> {
  const { sys } = command
  const from = attempt(() => sys.lstat(source.replace(/(?<=.)\/+$/, source.endsWith('/') ? '/' : '')))
  if (from instanceof SysError) return command.complain(`cannot stat ${quoteaf(source)}: ${strerror(from.code)}`)
  const to = attempt(() => sys.lstat(target))
  let backup: string | undefined
  if (!(to instanceof SysError)) {
    if (from.ino === to.ino && from.dev === to.dev && options.backup === 'none') {
      if (stripSlashes(source) === stripSlashes(target) || from.nlink === 1 || isDir(from))
        return command.complain(`${quoteaf(source)} and ${quoteaf(target)} are the same file`)
      sys.unlink(source)
      return
    }
    if (options.overwrite === 'n') return
    if (options.update && to.mtime >= from.mtime) return
    const question = sys.access(target, W_OK)
      ? `${command.name}: overwrite ${quoteaf(target)}? `
      : `${command.name}: replace ${quoteaf(target)}, overriding mode ${(to.mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(to.mode).slice(1)})? `
    const mustAsk =
      options.overwrite === 'i' ||
      (options.overwrite === undefined &&
        !sys.access(target, W_OK) &&
        (to.mode & 0o170000) !== 0o120000 &&
        sys.isatty(0))
    if (mustAsk && !(await ask(sys, question))) return
    if (isDir(from) && !isDir(to))
      return command.complain(`cannot overwrite non-directory ${quoteaf(target)} with directory ${quoteaf(source)}`)
    if (!isDir(from) && isDir(to))
      return command.complain(`cannot overwrite directory ${quoteaf(target)} with non-directory`)
    if (options.backup !== 'none') {
      backup = backupName(sys, target, options.backup, options.suffix)
      sys.rename(target, backup)
    }
  }
  const failure = attempt(() => sys.rename(source, target))
  const face = gnuCopyFace(command, 'renamed')
  if (!(failure instanceof SysError)) {
    if (options.verbose) await face.verbose(source, target, backup)
    return
  }
  if (failure.code === 'EINVAL')
    return command.complain(`cannot move ${quoteaf(source)} to a subdirectory of itself, ${quoteaf(target)}`)
  if (failure.code !== 'EXDEV') {
    if (!(to instanceof SysError) && ['EISDIR', 'ENOTDIR'].includes(failure.code))
      return command.complain(`cannot overwrite ${quoteaf(target)}: ${strerror(failure.code)}`)
    return command.complain(`cannot move ${quoteaf(source)} to ${quoteaf(target)}: ${strerror(failure.code)}`)
  }
  if (!(to instanceof SysError) && !isDir(to)) attempt(() => sys.unlink(target))
  const copier = new Copier(
    sys,
    {
      ...COPY_DEFAULTS,
      recursive: true,
      follow: 'none',
      preserve: { mode: true, ownership: true, timestamps: true, links: true },
      verbose: options.verbose,
    },
    gnuCopyFace(command, options.verbose ? 'copied' : 'renamed'),
  )
  if (!(await copier.copy(source, target))) {
    command.status = 1
    return
  }
  await removeTree(sys, source, {
    problem: (path, error) => command.complain(`cannot remove ${quoteaf(path)}: ${strerror(error.code)}`),
    removed: async (path, dir) => {
      if (options.verbose) await command.put(`removed ${dir ? 'directory ' : ''}${quoteaf(path)}\n`)
    },
  })
}

export const mv = gnu(
  {
    help: 'mv',
    short: 'bfint:uvS:TZ',
    long: {
      backup: 'backup=?',
      context: 'Z',
      force: 'f',
      interactive: 'i',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      'strip-trailing-slashes': 'strip',
      suffix: 'S',
      'target-directory': 't',
      update: 'u',
      verbose: 'v',
    },
  },
  async (command) => {
    const given = command.options.findLast((option) => option.key === 'b' || option.key === 'backup')
    const kind = given ? await backupKind(command, given.value) : command.has('S') ? 'existing' : 'none'
    if (kind !== 'none' && command.last('fin') === 'n')
      await command.usage('options --backup and --no-clobber are mutually exclusive')
    const options: MoveOptions = {
      overwrite: command.last('fin') as MoveOptions['overwrite'],
      update: command.has('u'),
      verbose: command.has('v'),
      backup: kind,
      suffix: command.value('S') ?? '~',
    }
    const { sources, directory, name } = await findTargets(command, { t: command.value('t'), T: command.has('T') })
    for (const source of sources) {
      const path = command.has('strip') ? stripSlashes(source) : source
      await move(command, path, directory === undefined ? name! : targetIn(directory, path), options)
    }
    return command.status
  },
)
