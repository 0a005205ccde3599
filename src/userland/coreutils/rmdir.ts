/** rmdir(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { gnu } from './lib/command.ts'
import { quoteaf } from './lib/quote.ts'

export const rmdir = gnu(
  {
    help: 'rmdir',
    short: 'pv',
    long: { parents: 'p', path: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'ignore' },
  },
  async (command) => {
    const { sys } = command
    if (!command.args.length) await command.usage('missing operand')
    const remove = async (path: string, what: string): Promise<boolean> => {
      if (command.has('v')) await command.put(`${command.name}: removing directory, ${quoteaf(path)}\n`)
      const failure = attempt(() => sys.rmdir(path))
      if (!(failure instanceof SysError)) return true
      if (command.has('ignore') && (failure.code === 'ENOTEMPTY' || failure.code === 'EEXIST')) return false
      await command.complain(`failed to remove ${what}${quoteaf(path)}: ${strerror(failure.code)}`)
      return false
    }
    for (const path of command.args) {
      if (!(await remove(path, '')) || !command.has('p')) continue
      let parent = path.replace(/\/+$/, '')
      while (parent.includes('/')) {
        parent = parent.slice(0, parent.lastIndexOf('/')).replace(/\/+$/, '')
        if (parent === '' || !(await remove(parent, 'directory '))) break
      }
    }
  },
)
