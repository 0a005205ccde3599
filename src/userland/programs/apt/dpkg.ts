/** dpkg and dpkg-query 1.21.22: -i, -r, -P, -l, -L, -S, -s, -W, --get-selections and the like. Building and verifying are refused. */
import { attempt, SysError, strerror } from '../../../base/abi/errno.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { Database, archOf, isInstalled, shownName } from './database.ts'
import { AptError, lockDpkg } from './front.ts'
import { readPackageFile } from './package-file.ts'
import { parseRelations } from './relations.ts'
import { planRemoval } from './resolve.ts'
import { formatStanza, summaryOf } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'
import { Transaction } from './transaction.ts'
import { compareVersions, satisfies } from './versions.ts'
import { versionOf, World } from './world.ts'

const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  )
const stateOf = (stanza: Stanza): string => {
  const [want = '', , state = ''] = (stanza.get('Status') ?? '').split(' ')
  return `${want === 'install' ? 'i' : want === 'purge' ? 'p' : want === 'hold' ? 'h' : 'r'}${
    { installed: 'i', 'config-files': 'c', unpacked: 'U', 'half-configured': 'F', 'half-installed': 'H' }[state] ?? 'n'
  } `
}

/** Columns grow with what stands in them; without a terminal the lines may be as long as they like. */
async function list(sys: Sys, database: Database, patterns: readonly string[]): Promise<number> {
  const names = [...database.packages.keys()].sort()
  const found = patterns.length
    ? [
        ...new Set(
          patterns.flatMap((pattern) => names.filter((name) => globOf(pattern.replace(/:amd64$/, '')).test(name))),
        ),
      ].sort()
    : names
  const missing = patterns.filter((pattern) => !names.some((name) => globOf(pattern.replace(/:amd64$/, '')).test(name)))
  const rows = found.map((name) => {
    const stanza = database.packages.get(name)!
    return [shownName(stanza), versionOf(stanza), archOf(stanza), summaryOf(stanza)]
  })
  if (rows.length) {
    const terminal = sys.isatty(1) ? sys.winsize(1).cols : 0
    const width = (i: number, least: number): number => Math.max(least, ...rows.map((row) => row[i]!.length))
    let widths = [width(0, 14), width(1, 12), width(2, 12), width(3, 33)]
    if (terminal > 0) {
      const free = Math.max(terminal - 4 - 3 - 14 - 12 - 12, 33)
      widths = [14, 12, 12, free]
    }
    const line = (mark: string, cells: readonly string[]): string =>
      `${mark} ${cells.map((cell, i) => (i < 3 ? cell.slice(0, widths[i]).padEnd(widths[i]!) : cell.slice(0, terminal ? widths[i] : undefined))).join(' ')}`.trimEnd()
    await sys.write(
      1,
      `Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n${line('||/', ['Name', 'Version', 'Architecture', 'Description'])}\n+++-${widths.map((n) => '='.repeat(n)).join('-')}\n`,
    )
    for (const [i, row] of rows.entries())
      await sys.write(1, `${line(stateOf(database.packages.get(found[i]!)!), row)}\n`)
  }
  for (const pattern of missing) await sys.write(2, `dpkg-query: no packages found matching ${pattern}\n`)
  return missing.length ? 1 : 0
}

const HINTS = {
  L: 'Use dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n',
  s: 'Use dpkg --info (= dpkg-deb --info) to examine archive files.\n',
}
async function each(
  sys: Sys,
  database: Database,
  names: readonly string[],
  missing: string,
  hint: string,
  show: (stanza: Stanza) => Promise<void>,
): Promise<number> {
  let status = 0
  let first = true
  for (const name of names) {
    const stanza = database.packages.get(name.replace(/:(amd64|all)$/, ''))
    if (!stanza) {
      await sys.write(2, `dpkg-query: package '${name}' is not installed${missing}\n`)
      status = 1
      continue
    }
    if (!first) await sys.write(1, '\n')
    first = false
    await show(stanza)
  }
  if (status) await sys.write(2, hint)
  return status
}

async function search(sys: Sys, database: Database, patterns: readonly string[]): Promise<number> {
  let status = 0
  for (const pattern of patterns) {
    const glob =
      /^\//.test(pattern) && !/[*?[]/.test(pattern) ? null : globOf(/^[/*?[]/.test(pattern) ? pattern : `*${pattern}*`)
    const owners = new Map<string, string[]>()
    for (const name of [...database.packages.keys()].sort()) {
      const stanza = database.packages.get(name)!
      for (const path of database.files(stanza)) {
        if (!(glob ? glob.test(path) : path === pattern.replace(/(.)\/+$/, '$1'))) continue
        owners.set(path, [...(owners.get(path) ?? []), shownName(stanza)])
      }
    }
    for (const [path, names] of owners) await sys.write(1, `${names.join(', ')}: ${path}\n`)
    if (!owners.size) {
      await sys.write(
        2,
        `dpkg-query: no path found matching pattern ${glob && !/^[/*?[]/.test(pattern) ? `*${pattern}*` : pattern}\n`,
      )
      status = 1
    }
  }
  return status
}

/** -W: "${Package}\t${Version}\n", with ${Field;width}. */
async function show(sys: Sys, database: Database, format: string, patterns: readonly string[]): Promise<number> {
  const names = [...database.packages.keys()].sort()
  let status = 0
  const shown = patterns.length ? [] : names
  for (const pattern of patterns) {
    const matching = names.filter((name) => globOf(pattern.replace(/:amd64$/, '')).test(name))
    if (!matching.length) {
      await sys.write(2, `dpkg-query: no packages found matching ${pattern}\n`)
      status = 1
    }
    shown.push(...matching)
  }
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' }
  for (const name of shown) {
    const stanza = database.packages.get(name)!
    const text = format
      .replace(/\\([ntr\\])/g, (_, sign: string) => signs[sign]!)
      .replace(/\$\{([^};]+)(?:;(-?\d+))?\}/g, (_, field: string, width?: string) => {
        const value = fieldOf(stanza, field)
        if (width === undefined) return value
        return Number(width) < 0 ? value.padEnd(-Number(width)) : value.padStart(Number(width))
      })
    await sys.write(1, text)
  }
  return status
}
function fieldOf(stanza: Stanza, field: string): string {
  const [want = '', flag = '', state = ''] = (stanza.get('Status') ?? '').split(' ')
  switch (field.toLowerCase()) {
    case 'binary:package':
      return shownName(stanza)
    case 'binary:summary':
      return summaryOf(stanza)
    case 'db:status-want':
      return want
    case 'db:status-eflag':
      return flag
    case 'db:status-status':
      return state
    case 'db:status-abbrev':
      return stateOf(stanza)
  }
  return [...stanza].find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1] ?? ''
}

const transactionOf = (sys: Sys, database: Database): Transaction =>
  new Transaction(
    sys,
    database,
    (line) => sys.write(1, `${line}\n`),
    sys.isatty(1) ? (text) => sys.write(1, text) : null,
  )

async function install(sys: Sys, paths: readonly string[]): Promise<number> {
  await lockDpkg(sys)
  const database = new Database(sys)
  const transaction = transactionOf(sys, database)
  const failed: string[] = []
  for (const path of paths) {
    const bytes = attempt(() => sys.readFile(path))
    if (bytes instanceof SysError) {
      await sys.write(2, `dpkg: error: cannot access archive '${path}': ${strerror(bytes.code)}\n`)
      return 2
    }
    const file = readPackageFile(bytes)
    if (!file) {
      await sys.write(
        2,
        `dpkg-deb: error: '${path}' is not a Debian format archive\ndpkg: error processing archive ${path} (--install):\n dpkg-deb --control subprocess returned error exit status 2\n`,
      )
      failed.push(path)
      continue
    }
    await transaction.unpack(file, path.split('/').at(-1)!)
    const unmet = parseRelations(
      [file.control.get('Pre-Depends'), file.control.get('Depends')].filter(Boolean).join(', '),
    ).filter(
      (group) =>
        !group.some(({ name, relation, version }) => {
          const own = database.packages.get(name)
          const provided = database
            .all()
            .some((stanza) => parseRelations(stanza.get('Provides')).some(([one]) => one!.name === name))
          return (own && (!relation || satisfies(versionOf(own), relation, version!))) || (provided && !relation)
        }),
    )
    if (!unmet.length) continue
    const name = file.control.get('Package')!
    const lines = unmet.map(
      ([first]) =>
        ` ${name} depends on ${first!.name}${first!.relation ? ` (${first!.relation} ${first!.version})` : ''}; however:\n  Package ${first!.name} is not installed.\n`,
    )
    await sys.write(
      2,
      `dpkg: dependency problems prevent configuration of ${name}:\n${lines.join('')}\ndpkg: error processing package ${name} (--install):\n dependency problems - leaving unconfigured\n`,
    )
    transaction.abandon(name)
    failed.push(name)
  }
  await transaction.configure()
  if (!failed.length) return 0
  await sys.write(2, `Errors were encountered while processing:\n${failed.map((name) => ` ${name}\n`).join('')}`)
  return 1
}

async function remove(sys: Sys, names: readonly string[], purge: boolean): Promise<number> {
  await lockDpkg(sys)
  const world = new World(sys)
  const { database } = world
  const transaction = transactionOf(sys, database)
  let status = 0
  for (const name of names) {
    const stanza = database.packages.get(name)
    if (!stanza || (!isInstalled(stanza) && !purge)) {
      await sys.write(2, `dpkg: warning: ignoring request to remove ${name} which isn't installed\n`)
      continue
    }
    const dependents = planRemoval(world, [name]).filter((other) => other !== name && !names.includes(other))
    if (dependents.length && isInstalled(stanza)) {
      await sys.write(
        2,
        `dpkg: dependency problems prevent removal of ${name}:\n${dependents.map((other) => ` ${other} depends on ${name}.\n`).join('')}\ndpkg: error processing package ${name} (--${purge ? 'purge' : 'remove'}):\n dependency problems - not removing\nErrors were encountered while processing:\n ${name}\n`,
      )
      status = 1
      continue
    }
    await transaction.remove(stanza, purge)
  }
  return status
}

const UNKNOWN = `
Type dpkg --help for help about installing and deinstalling packages [*];
Use 'apt' or 'aptitude' for user-friendly package management;
Type dpkg -Dhelp for a list of dpkg debug flag values;
Type dpkg --force-help for a list of forcing options;
Type dpkg-deb --help for help about manipulating *.deb files;

Options marked [*] produce a lot of output - pipe it through 'less' or 'more' !
`
const LONG: Readonly<Record<string, string>> = {
  '--list': '-l',
  '--listfiles': '-L',
  '--search': '-S',
  '--status': '-s',
  '--install': '-i',
  '--remove': '-r',
  '--purge': '-P',
  '--show': '-W',
}

const face =
  (program: 'dpkg' | 'dpkg-query'): Program =>
  async (sys) => {
    const args = sys.argv.slice(1)
    let action = ''
    let format = '${binary:Package}\\t${Version}\\n'
    const words: string[] = []
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!
      if (arg === '-f' && program === 'dpkg-query') format = args[++i] ?? ''
      else if (/^(-f|--showformat=)/.test(arg) && program === 'dpkg-query')
        format = arg.replace(/^(-f|--showformat=)/, '')
      else if (/^--force|^--no-pager$|^-E$|^-G$/.test(arg)) continue
      else if (arg.startsWith('-') && arg.length > 1 && !action) action = LONG[arg] ?? arg
      else words.push(arg)
    }
    const need = async (): Promise<number> => {
      await sys.write(
        2,
        `${program}: error: ${args[0]} needs at least one ${action === '-i' ? 'package archive file' : 'package name'} argument\n`,
      )
      return 2
    }
    const database = new Database(sys)
    try {
      switch (action) {
        case '-l':
          return await list(sys, database, words)
        case '-L':
          return words.length
            ? await each(sys, database, words, '', HINTS.L, (stanza) =>
                sys.write(
                  1,
                  database
                    .files(stanza)
                    .map((path) => `${path}\n`)
                    .join(''),
                ),
              )
            : await need()
        case '-s':
          return words.length
            ? await each(sys, database, words, ' and no information is available', HINTS.s, (stanza) =>
                sys.write(1, formatStanza(stanza)),
              )
            : await need()
        case '-S':
          return words.length ? await search(sys, database, words) : await need()
        case '-W':
          return await show(sys, database, format, words)
        case '-i':
          return words.length ? await install(sys, words) : await need()
        case '-r':
        case '-P':
          return words.length ? await remove(sys, words, action === '-P') : await need()
        case '--configure':
        case '--audit':
        case '-C':
          return 0
        case '--print-architecture':
          await sys.write(1, 'amd64\n')
          return 0
        case '--print-foreign-architectures':
          return 0
        case '--get-selections':
          for (const stanza of database.packages.values())
            await sys.write(
              1,
              `${shownName(stanza)
                .padEnd(40, '\t')
                .replace(/\t+/, (tabs) =>
                  '\t'.repeat(Math.ceil((48 - (40 - tabs.length)) / 8)),
                )}${stanza.get('Status')!.split(' ')[0]}\n`,
            )
          return 0
        case '--compare-versions': {
          const [a = '', relation = '', b = ''] = words
          const order = compareVersions(a, b)
          const results: Readonly<Record<string, boolean>> = {
            lt: order < 0,
            le: order <= 0,
            eq: order === 0,
            ne: order !== 0,
            ge: order >= 0,
            gt: order > 0,
          }
          if (!Object.hasOwn(results, relation)) {
            await sys.write(2, 'dpkg: error: --compare-versions bad relation\n')
            return 2
          }
          return results[relation] ? 0 : 1
        }
        case '--version':
          await sys.write(
            1,
            "Debian 'dpkg' package management program version 1.21.22 (amd64).\nThis is free software; see the GNU General Public License version 2 or\nlater for copying conditions. There is NO warranty.\n",
          )
          return 0
        case '':
          await sys.write(2, `${program}: error: need an action option\n${program === 'dpkg' ? UNKNOWN : ''}`)
          return 2
      }
      if (
        /^(-[bceIxXfpuA]|--(contents|info|build|extract|verify|unpack|clear-avail|add-architecture|control-list|set-selections|help))/.test(
          action,
        )
      ) {
        await sys.write(2, `${program}: ${action} is not simulated yet\n`)
        return 2
      }
      await sys.write(
        2,
        `${program}: error: unknown option ${action}\n${program === 'dpkg' ? UNKNOWN : '\nUse --help for help about querying packages.\n'}`,
      )
      return 2
    } catch (error) {
      if (!(error instanceof AptError)) throw error
      await sys.write(2, `${program}: error: requested operation requires superuser privilege\n`)
      return 2
    }
  }

export const dpkg = face('dpkg')
export const dpkgQuery = face('dpkg-query')
