/** ln(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isLink } from '../../base/abi/files.ts'
import { ask } from './lib/ask.ts'
import { backupKind, backupName } from './lib/backup.ts'
import type { BackupKind } from './lib/backup.ts'
import { Command, gnu } from './lib/command.ts'
import { targetIn } from './lib/copy.ts'
import { dirName } from './lib/paths.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { relativePath } from './realpath.ts'

interface LinkOptions {
  symbolic: boolean
  relative: boolean
  force: boolean
  interactive: boolean
  verbose: boolean
  /** Make a hard link to what a symbolic link names. */
  follow: boolean
  backup: BackupKind
  suffix: string
}

async function makeLink(command: Command, source: string, target: string, options: LinkOptions): Promise<void> {
  const { sys } = command
  let text = source
  if (!options.symbolic) {
    const stat = attempt(() => (options.follow ? sys.stat(source) : sys.lstat(source)))
    if (stat instanceof SysError) return command.complain(`failed to access ${quoteaf(source)}: ${strerror(stat.code)}`)
    if (isDir(stat))
      return command.complain(`${quote(source)}: hard link not allowed for directory`.replace(/^‘(.*)’/, '$1'))
    if (options.follow && isLink(sys.lstat(source))) text = sys.realpath(source)
  } else if (options.relative) text = relativePath(sys, source, dirName(target))
  const there = attempt(() => sys.lstat(target))
  let backup: string | undefined
  if (!(there instanceof SysError)) {
    if (isDir(there) && (options.force || options.interactive || options.backup !== 'none'))
      return command.complain(`${quoteaf(target).slice(1, -1)}: cannot overwrite directory`)
    if (options.interactive && !(await ask(sys, `${command.name}: replace ${quoteaf(target)}? `))) return
    if (options.backup !== 'none') {
      backup = backupName(sys, target, options.backup, options.suffix)
      sys.rename(target, backup)
    } else if (options.force || options.interactive) {
      const original = attempt(() => sys.lstat(source))
      if (
        !options.symbolic &&
        !(original instanceof SysError) &&
        original.ino === there.ino &&
        original.dev === there.dev
      ) {
        if (source === target) return command.complain(`${quoteaf(source)} and ${quoteaf(target)} are the same file`)
      }
      const failure = attempt(() => sys.unlink(target))
      if (failure instanceof SysError)
        return command.complain(`cannot remove ${quoteaf(target)}: ${strerror(failure.code)}`)
    }
  }
  const failure = attempt(() => (options.symbolic ? sys.symlink(text, target) : sys.link(text, target)))
  if (failure instanceof SysError) {
    const kind = options.symbolic ? 'symbolic link' : 'hard link'
    const brief = failure.code === 'EEXIST' || failure.code === 'ENOSPC' || failure.code === 'EROFS'
    const about = options.symbolic ? quoteaf(target) : quoteaf(target) + (brief ? '' : ` => ${quoteaf(source)}`)
    await command.complain(`failed to create ${kind} ${about}: ${strerror(failure.code)}`)
  } else if (options.verbose)
    await command.put(
      `${quoteaf(target)} ${options.symbolic ? '->' : '=>'} ${quoteaf(text)}${backup ? ` ~ ${quoteaf(backup)}` : ''}\n`,
    )
}

export const ln = gnu(
  {
    help: 'ln',
    short: 'bdfinrst:vFLPS:T',
    long: {
      backup: 'backup=?',
      directory: 'F',
      'no-dereference': 'n',
      'no-target-directory': 'T',
      force: 'f',
      interactive: 'i',
      logical: 'L',
      physical: 'P',
      relative: 'r',
      suffix: 'S',
      'target-directory': 't',
      symbolic: 's',
      verbose: 'v',
    },
  },
  async (command) => {
    const { sys, args } = command
    const given = command.options.findLast((option) => option.key === 'b' || option.key === 'backup')
    const options: LinkOptions = {
      symbolic: command.has('s'),
      relative: command.has('r'),
      force: command.last('fi') === 'f',
      interactive: command.last('fi') === 'i',
      verbose: command.has('v'),
      follow: command.last('LP') === 'L',
      backup: given ? await backupKind(command, given.value) : command.has('S') ? 'existing' : 'none',
      suffix: command.value('S') ?? '~',
    }
    if (options.relative && !options.symbolic) await command.die('cannot do --relative without --symbolic')
    if (!args.length) await command.usage('missing file operand')
    const directoryOf = (path: string): boolean => {
      const stat = attempt(() => (command.has('n') ? sys.lstat(path) : sys.stat(path)))
      return !(stat instanceof SysError) && isDir(stat)
    }
    let sources = args.slice(0, -1)
    let directory = command.value('t')
    let name = args.at(-1)!
    if (command.has('T')) {
      if (directory !== undefined) await command.die('cannot combine --target-directory and --no-target-directory')
      if (args.length === 1) await command.usage(`missing destination file operand after ${quote(args[0]!)}`)
      if (args.length > 2) await command.usage(`extra operand ${quote(args[2]!)}`)
    } else if (directory !== undefined) {
      const stat = attempt(() => sys.stat(directory!))
      if (stat instanceof SysError || !isDir(stat))
        await command.die(
          `target directory ${quoteaf(directory)}: ${stat instanceof SysError ? strerror(stat.code) : 'Not a directory'}`,
        )
      sources = args
    } else if (args.length === 1) {
      sources = args
      directory = '.'
    } else if (directoryOf(name)) directory = name
    else if (args.length > 2) {
      const stat = attempt(() => sys.stat(name))
      await command.die(
        `target ${quoteaf(name)}: ${stat instanceof SysError ? strerror(stat.code) : 'Not a directory'}`,
      )
    }
    for (const source of sources) {
      if (directory !== undefined)
        name = directory === '.' ? `./${source.replace(/\/+$/, '').replace(/^.*\//, '')}` : targetIn(directory, source)
      await makeLink(command, source, name, options)
    }
  },
)
