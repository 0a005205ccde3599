/** pwd(1). Without -L and POSIXLY_CORRECT it prints the physical directory. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'

/** $PWD when it names the current directory without . and .. */
export function logicalDirectory(sys: Sys): string | undefined {
  const path = sys.env['PWD']
  if (!path?.startsWith('/') || /\/\.{1,2}(\/|$)/.test(path)) return undefined
  const there = attempt(() => sys.stat(path))
  const here = attempt(() => sys.stat('.'))
  if (there instanceof SysError || here instanceof SysError) return undefined
  return there.ino === here.ino && there.dev === here.dev ? path : undefined
}
export const pwd = gnu({ help: 'pwd', short: 'LP', long: { logical: 'L', physical: 'P' } }, async (command) => {
  const { sys } = command
  if (command.args.length) await command.warn('ignoring non-option arguments')
  const last = command.last('LP') ?? (sys.env['POSIXLY_CORRECT'] === undefined ? 'P' : 'L')
  const logical = last === 'L' ? logicalDirectory(sys) : undefined
  await command.put(`${logical ?? sys.realpath('.')}\n`)
})
