/** BusyBox: grep, egrep, fgrep. */
import { strerror } from '../../base/abi/errno.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { fnmatch } from '../coreutils/lib/fnmatch.ts'
import { GREP_DEFAULTS, GrepRun, makeMatcher } from '../coreutils/lib/grep-core.ts'
import type { GrepOptions, Matcher } from '../coreutils/lib/grep-core.ts'
import { openInput } from '../coreutils/lib/io.ts'
import { baseName } from '../coreutils/lib/paths.ts'
import { RegexError } from '../coreutils/lib/regex/regex.ts'
import { toText } from '../coreutils/lib/text.ts'
import { applet } from './applet.ts'

const make = (kind: 'G' | 'E' | 'F') =>
  applet(
    {
      short: 'lnqvscFiHhe:f:LorRm:wxA:B:C:EaIz',
      long: { color: 'color=?', include: 'include=', exclude: 'exclude=' },
      failure: 2,
    },
    async (command) => {
      const o: GrepOptions = {
        ...GREP_DEFAULTS,
        kind,
        patterns: [],
        binary: 'text',
        include: [],
        exclude: [],
        excludeDir: [],
      }
      let given = false
      for (const { key, value } of command.options) {
        if (key === 'e') {
          o.patterns.push(...value!.split('\n'))
          given = true
        } else if (key === 'f') {
          given = true
          const input = await tryAsync(() => openInput(command.sys, value!))
          if (isError(input)) return command.perrorAndDie(`can't open '${value}'`, input, 2)
          const text = toText(await command.sys.readAll(input.fd))
          input.close()
          if (text) o.patterns.push(...text.replace(/\n$/, '').split('\n'))
        } else if (key === 'A') o.after = await command.number(value!)
        else if (key === 'B') o.before = await command.number(value!)
        else if (key === 'C') o.after = o.before = await command.number(value!)
        else if (key === 'm') o.maxCount = await command.number(value!)
        else if (key === 'E' || key === 'F') o.kind = key
        else if (key === 'color') o.color = value === 'always'
        else if (key === 'include') o.include.push(value!)
        else if (key === 'exclude') o.exclude.push(value!)
      }
      if (!given) {
        if (!command.args.length) return command.showUsage(2)
        o.patterns.push(...command.args[0]!.split('\n'))
        command.args = command.args.slice(1)
      }
      o.ignoreCase = command.has('i')
      o.invert = command.has('v')
      o.word = command.has('w')
      o.line = command.has('x')
      o.count = command.has('c')
      o.onlyMatching = command.has('o')
      o.quiet = command.has('q')
      o.silent = command.has('s')
      o.lineNumber = command.has('n')
      o.followAll = command.has('R')
      if (command.has('r') || command.has('R')) o.directories = 'recurse'
      const list = command.last('lL')
      if (list) o.list = list as 'l'
      if (command.has('z')) o.delimiter = 0
      const names = command.args.length ? command.args : [o.directories === 'recurse' ? '.' : '-']
      const header = command.last('Hh')
      o.withName = header ? header === 'H' : names.length > 1 || o.directories === 'recurse'
      let matcher: Matcher
      try {
        matcher = makeMatcher(o)
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
        const bad = o.patterns.find((pattern) => pattern !== '') ?? ''
        return command.die(`bad regex '${bad}': ${error.message}`, 2)
      }
      const run: GrepRun = new GrepRun(command, o, matcher, {
        problem: async (path, error) => {
          run.failed = true
          if (!o.silent) await command.warn(`${path}: ${strerror(error.code)}`)
        },
        directory: async (path) => {
          run.failed = true
          if (!o.silent)
            await command.warn(
              `${path}: Is a directory`.replace(/^(.*): Is a directory$/, 'read error: Is a directory'),
            )
        },
        implicitDot: command.args.length === 0,
        matchesName: (patterns, path) => patterns.some((pattern) => fnmatch(pattern, baseName(path))),
      })
      for (const path of names) {
        await run.argument(path)
        if (o.quiet && run.matched) return 0
      }
      if (run.failed && !(o.quiet && run.matched)) return 2
      return run.matched ? 0 : 1
    },
  )
export const grep = make('G')
export const egrep = make('E')
export const fgrep = make('F')
