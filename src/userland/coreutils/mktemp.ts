/** mktemp(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { O_CREAT, O_EXCL, O_RDWR } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { join } from './lib/paths.ts'
import { quote } from './lib/quote.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const ATTEMPTS = 100
/** Makes a file or directory of a name with Xs filled in; the Xs end `tail` characters before the end. Throws SysError. */
export async function makeTemporary(
  sys: Sys,
  template: string,
  tail: number,
  kind: 'file' | 'dir' | 'name',
): Promise<string> {
  const stem = template.slice(0, template.length - tail)
  const count = /X*$/.exec(stem)![0].length
  const base = stem.slice(0, stem.length - count)
  for (let i = 0; i < ATTEMPTS; i++) {
    const name =
      base +
      Array.from({ length: count }, () => LETTERS[sys.rng.int(LETTERS.length)]!).join('') +
      template.slice(template.length - tail)
    const failure = await tryAsync(async () => {
      if (kind === 'dir') sys.mkdir(name, 0o700)
      else if (kind === 'file') sys.close(await sys.open(name, O_RDWR | O_CREAT | O_EXCL, 0o600))
      else if (!(attempt(() => sys.lstat(name)) instanceof SysError)) throw new SysError('EEXIST', name)
    })
    if (!isError(failure)) return name
    if (failure.code !== 'EEXIST') throw failure
  }
  throw new SysError('EEXIST', template)
}

export const mktemp = gnu(
  {
    help: 'mktemp',
    short: 'dp:qtuV',
    long: { directory: 'd', 'dry-run': 'u', quiet: 'q', suffix: 'suffix=', tmpdir: 'tmpdir=?' },
  },
  async (command) => {
    const { sys, args } = command
    if (args.length > 1) await command.usage('too many templates')
    const quiet = command.has('q')
    const fail = async (message: string): Promise<number> => (quiet ? 1 : command.die(message))
    let template = args[0] ?? 'tmp.XXXXXXXXXX'
    const given = command.value('suffix')
    let suffix = ''
    if (given !== undefined) {
      if (!template.endsWith('X')) return fail(`with --suffix, template ${quote(template)} must end in X`)
      suffix = given
    } else {
      const last = template.lastIndexOf('X')
      suffix = last < 0 ? '' : template.slice(last + 1)
      template = template.slice(0, template.length - suffix.length)
    }
    if (suffix.includes('/')) return fail(`invalid suffix ${quote(suffix)}, contains directory separator`)
    if (!/XXX$/.test(template)) return fail(`too few X's in template ${quote(template + suffix)}`)
    const inTmp = !args.length || command.has('t') || command.has('p') || command.has('tmpdir')
    let path = template
    if (inTmp) {
      const option = command.options.findLast((o) => o.key === 'p' || o.key === 'tmpdir')
      const environment = sys.env['TMPDIR']
      const directory = command.has('t')
        ? environment || option?.value || '/tmp'
        : option?.value || environment || '/tmp'
      if (command.has('t') && template.includes('/'))
        return fail(`invalid template, ${quote(template)}, contains directory separator`)
      if (!command.has('t') && template.startsWith('/'))
        return fail(`invalid template, ${quote(template)}; with --tmpdir, it may not be absolute`)
      path = join(directory, template)
    }
    const made = await tryAsync(() =>
      makeTemporary(sys, path + suffix, suffix.length, command.has('u') ? 'name' : command.has('d') ? 'dir' : 'file'),
    )
    if (isError(made))
      return fail(
        `failed to create ${command.has('d') ? 'directory' : 'file'} via template ${quote(path + suffix)}: ${strerror(made.code)}`,
      )
    await command.put(`${made}\n`)
    return 0
  },
)
