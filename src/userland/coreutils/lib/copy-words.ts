/** GNU's words for what goes wrong while copying: cp, mv and install share them. */
import { strerror } from '../../../base/abi/errno.ts'
import type { Stat } from '../../../base/abi/files.ts'
import { W_OK } from '../../../base/abi/files.ts'
import type { Command } from './command.ts'
import type { CopyFace, CopyProblem } from './copy.ts'
import { modeString } from './modes.ts'
import { quoteaf } from './quote.ts'

function words(problem: CopyProblem): string {
  const source = 'source' in problem ? quoteaf(problem.source) : ''
  const target = 'target' in problem ? quoteaf(problem.target) : ''
  const why = 'error' in problem ? strerror(problem.error.code) : ''
  switch (problem.kind) {
    case 'stat':
      return `cannot stat ${source}: ${why}`
    case 'open':
      return `cannot open ${source} for reading: ${why}`
    case 'read':
      return `error reading ${source}: ${why}`
    case 'readdir':
      return `cannot access ${source}: ${why}`
    case 'readlink':
      return `cannot read symbolic link ${source}: ${why}`
    case 'omit-directory':
      return `-r not specified; omitting directory ${source}`
    case 'same-file':
      return `${source} and ${target} are the same file`
    case 'into-itself':
      return `cannot copy a directory, ${source}, into itself, ${target}`
    case 'directory-over-file':
      return `cannot overwrite non-directory ${target} with directory ${source}`
    case 'file-over-directory':
      return `cannot overwrite directory ${target} with non-directory`
    case 'dangling':
      return `not writing through dangling symlink ${target}`
    case 'just-created':
      return `will not overwrite just-created ${target} with ${source}`
    case 'create':
      return problem.error.code === 'EISDIR' && problem.target.endsWith('/')
        ? `cannot create regular file ${target}: Not a directory`
        : `cannot create regular file ${target}: ${why}`
    case 'mkdir':
      return `cannot create directory ${target}: ${why}`
    case 'symlink':
      return `cannot create symbolic link ${target}${problem.error.code === 'EEXIST' ? '' : ` to ${source}`}: ${why}`
    case 'link':
      return `cannot create hard link ${target}${problem.error.code === 'EEXIST' ? '' : ` to ${source}`}: ${why}`
    case 'special':
      return `cannot create special file ${target}: ${why}`
    case 'remove':
      return `cannot remove ${target}: ${why}`
    case 'write':
      return `error writing ${target}: ${why}`
    case 'backup':
      return `cannot backup ${target}: ${why}`
    case 'times':
      return `preserving times for ${target}: ${why}`
    case 'owner':
      return `failed to preserve ownership for ${target}: ${why}`
    case 'mode':
      return `preserving permissions for ${target}: ${why}`
  }
}

/** "0644 (rw-r--r--)" of the questions about protected files. */
export const modeQuestion = (stat: Stat): string =>
  `${(stat.mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(stat.mode).slice(1)})`

export function gnuCopyFace(command: Command, verb: 'copied' | 'renamed' = 'copied'): CopyFace {
  return {
    problem: (problem) => command.complain(words(problem)),
    verbose: async (source, target, backup) => {
      await command.put(
        `${verb === 'renamed' ? 'renamed ' : ''}${quoteaf(source)} -> ${quoteaf(target)}${backup ? ` (backup: ${quoteaf(backup)})` : ''}\n`,
      )
    },
    removed: async (target) => {
      await command.put(`removed ${quoteaf(target)}\n`)
    },
    overwriteQuestion: (target, stat) =>
      command.sys.access(target, W_OK)
        ? `${command.name}: overwrite ${quoteaf(target)}? `
        : `${command.name}: unwritable ${quoteaf(target)} (mode ${(stat.mode & 0o7777).toString(8).padStart(4, '0')}, ${modeString(stat.mode).slice(1)}); try anyway? `,
  }
}
