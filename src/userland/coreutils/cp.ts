/** cp(1). Leaves out --reflink, --sparse and --attributes-only's finer points: holes are kept by the file system itself. */
import { backupKind } from './lib/backup.ts'
import { choose } from './lib/argmatch.ts'
import { Command, gnu } from './lib/command.ts'
import { Copier, COPY_DEFAULTS, targetIn } from './lib/copy.ts'
import type { CopyOptions } from './lib/copy.ts'
import { gnuCopyFace } from './lib/copy-words.ts'
import { makeParents } from './mkdir.ts'
import { dirName, join, stripSlashes } from './lib/paths.ts'
import { quote } from './lib/quote.ts'
import { findTargets } from './lib/target.ts'
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'

const ATTRIBUTES = {
  mode: 0,
  timestamps: 1,
  ownership: 2,
  links: 3,
  context: 4,
  xattr: 5,
  all: 6,
}

async function setPreserve(
  command: Command,
  list: string,
  preserve: CopyOptions['preserve'],
  on: boolean,
): Promise<void> {
  for (const name of list.split(',')) {
    await choose(command, '--preserve', name, ATTRIBUTES)
    if (name === 'all') Object.assign(preserve, { mode: on, ownership: on, timestamps: on, links: on })
    else if (name in preserve) preserve[name as keyof typeof preserve] = on
  }
}

async function copyOptions(command: Command): Promise<CopyOptions & { parents: boolean; strip: boolean }> {
  const options = { ...COPY_DEFAULTS, preserve: { ...COPY_DEFAULTS.preserve }, parents: false, strip: false }
  let follow: CopyOptions['follow'] | undefined
  for (const { key, value } of command.options) {
    if (key === 'a') {
      options.recursive = true
      follow = 'none'
      await setPreserve(command, 'all', options.preserve, true)
    } else if (key === 'd') {
      follow = 'none'
      options.preserve.links = true
    } else if (key === 'p') await setPreserve(command, 'mode,ownership,timestamps', options.preserve, true)
    else if (key === 'preserve')
      await setPreserve(command, value ?? 'mode,ownership,timestamps', options.preserve, true)
    else if (key === 'no-preserve') await setPreserve(command, value!, options.preserve, false)
    else if (key === 'r' || key === 'R') options.recursive = true
    else if (key === 'f') options.force = true
    else if (key === 'i') {
      options.interactive = true
      options.noClobber = false
    } else if (key === 'n') {
      options.noClobber = true
      options.interactive = false
    } else if (key === 'u') options.update = true
    else if (key === 'v') options.verbose = true
    else if (key === 'l') options.make = 'hardlink'
    else if (key === 's') options.make = 'symlink'
    else if (key === 'attributes-only') options.make = 'attributes'
    else if (key === 'H') follow = 'arguments'
    else if (key === 'L') follow = 'all'
    else if (key === 'P') follow = 'none'
    else if (key === 'x') options.oneFileSystem = true
    else if (key === 'remove-destination') options.removeDestination = true
    else if (key === 'parents') options.parents = true
    else if (key === 'strip') options.strip = true
    else if (key === 'b' || key === 'backup') {
      options.backup = await backupKind(command, value)
    } else if (key === 'S') {
      options.suffix = value!
      if (options.backup === 'none') options.backup = 'existing'
    }
  }
  options.follow = follow ?? (options.recursive ? 'none' : 'all')
  return options
}

export const cp = gnu(
  {
    help: 'cp',
    short: 'abdfHilLnprst:uvxPRS:TZ',
    long: {
      archive: 'a',
      'attributes-only': 'attributes-only',
      backup: 'backup=?',
      'copy-contents': 'copy-contents',
      dereference: 'L',
      force: 'f',
      interactive: 'i',
      link: 'l',
      'no-clobber': 'n',
      'no-dereference': 'P',
      'no-preserve': 'no-preserve=',
      'no-target-directory': 'T',
      'one-file-system': 'x',
      parents: 'parents',
      preserve: 'preserve=?',
      recursive: 'R',
      'remove-destination': 'remove-destination',
      reflink: 'reflink=?',
      sparse: 'sparse=',
      'strip-trailing-slashes': 'strip',
      suffix: 'S',
      'symbolic-link': 's',
      'target-directory': 't',
      update: 'u',
      verbose: 'v',
      context: 'context=?',
    },
  },
  async (command) => {
    const options = await copyOptions(command)
    const { sources, directory, name } = await findTargets(command, { t: command.value('t'), T: command.has('T') })
    if (options.parents && directory === undefined)
      await command.usage('with --parents, the destination must be a directory')
    const copier = new Copier(command.sys, options, gnuCopyFace(command))
    for (const given of sources) {
      const source = options.strip ? stripSlashes(given) : given
      let target = directory === undefined ? name! : targetIn(directory, source)
      if (options.parents) {
        target = join(directory!, stripSlashes(source).replace(/^\/+/, ''))
        const failure = attempt(() => makeParents(command.sys, dirName(target), undefined))
        if (failure instanceof SysError) {
          await command.complain(`cannot make directory ${quote(dirName(target))}: ${strerror(failure.code)}`)
          continue
        }
      } else if (directory !== undefined && /(^|\/)\.\.?\/*$/.test(source))
        target = join(directory, source.endsWith('..') ? '..' : '.')
      if (!(await copier.copy(source, target))) command.status = 1
    }
  },
)
