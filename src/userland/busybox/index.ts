/**
 * The multi-call binary busybox: the applet is chosen by argv[0], or by argv[1] when it is called as busybox. Applets that a real BusyBox has
 * and this one does not build answer "not simulated yet".
 */
import type { Program, Sys } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'
import { load } from '../coreutils/lib/command.ts'
import { APPLET_NAMES } from './applet-names.ts'
import { applets } from './applets.ts'
import { appletName, BANNER } from './applet.ts'

const ABOUT = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  Most people will create a
	link to busybox for each function they wish to use and BusyBox
	will act like whatever it was invoked as.

Currently defined functions:
`
/** The names in lines of at most 79 columns after a tab. */
function functions(): string {
  let out = ''
  let column = 0
  for (const [i, name] of APPLET_NAMES.entries()) {
    const piece = name + (i === APPLET_NAMES.length - 1 ? '' : ',')
    if (column === 0 || column + piece.length + 1 > 78) {
      out += (column ? '\n' : '') + '\t' + piece
      column = 8 + piece.length
    } else {
      out += ` ${piece}`
      column += piece.length + 1
    }
  }
  return `${out}\n\n`
}

/** The same process seen with other arguments: `busybox ls -l` is `ls -l`. */
function withArguments(sys: Sys, argv: readonly string[]): Sys {
  return new Proxy(sys, {
    get(target, key) {
      if (key === 'argv') return argv
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
    set(target, key, value) {
      return Reflect.set(target, key, value, target)
    },
  })
}
async function resolve(sys: Sys, program: Program | LazyProgram): Promise<Program> {
  return typeof program === 'function' ? program : (await load(sys, () => program.load())).default
}

/** Runs the applet that argv[0] names. */
async function run(sys: Sys): Promise<number> {
  const name = appletName(sys)
  const program = applets[name]
  if (program) return (await resolve(sys, program))(sys)
  if (APPLET_NAMES.includes(name)) {
    await sys.write(2, `${name}: not simulated yet\n`)
    return 1
  }
  await sys.write(2, `${name}: applet not found\n`)
  return 127
}

async function multiCall(sys: Sys): Promise<number> {
  const first = sys.argv[1]
  if (first === undefined || first === '--help') {
    await sys.write(1, `${BANNER}\n${ABOUT}${functions()}`)
    return 0
  }
  if (first === '--list' || first === '--list-full') {
    await sys.write(1, APPLET_NAMES.map((name) => `${first === '--list' ? name : `bin/${name}`}\n`).join(''))
    return 0
  }
  if (first === '--install') {
    await sys.write(2, 'busybox: --install is not simulated yet\n')
    return 1
  }
  return run(withArguments(sys, sys.argv.slice(1)))
}

export const busybox: Program = (sys) => (appletName(sys).startsWith('busybox') ? multiCall(sys) : run(sys))
