/** What apt-get, apt and apt-cache have in common: options, failing, locks, the lines about reading. */
import { errnoNumber, SysError, strerror } from '../../../base/abi/errno.ts'
import { O_CREAT, O_RDWR } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

/** Ends the program: the lines go to standard error. */
export class AptError extends Error {
  readonly status: number
  constructor(text: string, status = 100) {
    super(text)
    this.status = status
  }
}

export interface Options {
  face: 'apt-get' | 'apt' | 'apt-cache'
  yes: boolean
  assumeNo: boolean
  /** 0, 1 (-q), 2 (-qq). */
  quiet: number
  simulate: boolean
  downloadOnly: boolean
  reinstall: boolean
  recommends: boolean
  purge: boolean
  autoRemove: boolean
  namesOnly: boolean
  installed: boolean
  upgradable: boolean
  allVersions: boolean
  printUris: boolean
  fixMissing: boolean
  full: boolean
}
const initial = (face: Options['face']): Options => ({
  face,
  yes: false,
  assumeNo: false,
  quiet: 0,
  simulate: false,
  downloadOnly: false,
  reinstall: false,
  recommends: true,
  purge: false,
  autoRemove: false,
  namesOnly: false,
  installed: false,
  upgradable: false,
  allVersions: false,
  printUris: false,
  fixMissing: false,
  full: false,
})
const LETTERS: Readonly<Record<string, Partial<Options>>> = {
  y: { yes: true },
  s: { simulate: true },
  d: { downloadOnly: true },
  n: { namesOnly: true },
  f: {},
  m: { fixMissing: true },
  V: {},
  u: {},
  a: { allVersions: true },
}
const WORDS: Readonly<Record<string, Partial<Options>>> = {
  yes: { yes: true },
  'assume-yes': { yes: true },
  'assume-no': { assumeNo: true },
  simulate: { simulate: true },
  'dry-run': { simulate: true },
  'just-print': { simulate: true },
  'no-act': { simulate: true },
  'download-only': { downloadOnly: true },
  reinstall: { reinstall: true },
  'install-recommends': { recommends: true },
  'no-install-recommends': { recommends: false },
  'no-install-suggests': {},
  purge: { purge: true },
  'auto-remove': { autoRemove: true },
  autoremove: { autoRemove: true },
  'names-only': { namesOnly: true },
  installed: { installed: true },
  upgradable: { upgradable: true },
  upgradeable: { upgradable: true },
  'all-versions': { allVersions: true },
  'no-all-versions': { allVersions: false },
  'fix-broken': {},
  'fix-missing': { fixMissing: true },
  'force-yes': { yes: true },
  'allow-unauthenticated': {},
  'allow-downgrades': {},
  'allow-remove-essential': {},
  'allow-releaseinfo-change': {},
  'allow-change-held-packages': {},
  'no-upgrade': {},
  'verbose-versions': {},
  full: { full: true },
  quiet: { quiet: 1 },
  help: {},
}
/** -o settings that change nothing here, or what an option does. */
const SETTINGS: Readonly<Record<string, (value: string) => Partial<Options>>> = {
  'apt::install-recommends': (value) => ({ recommends: !/^(0|no|false|off)$/i.test(value) }),
  'apt::get::assume-yes': (value) => ({ yes: /^(1|yes|true|on)$/i.test(value) }),
}

/** Options may stand anywhere. Throws AptError. */
export function parseArguments(
  face: Options['face'],
  args: readonly string[],
): { options: Options; words: string[]; help: boolean; version: boolean } {
  const options = initial(face)
  const words: string[] = []
  let help = false
  let version = false
  const set = (setting: string): void => {
    const [name = '', value = ''] = setting.split(/=(.*)/s)
    const known = SETTINGS[name.toLowerCase()]
    if (known) Object.assign(options, known(value))
    else if (!/^(dpkg|acquire|apt|debug|dir)::/i.test(name))
      throw new AptError(`E: Option ${setting}: Configuration item specification must have an =<val>.`)
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      words.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const name = arg.slice(2)
      if (name === 'help') help = true
      else if (name === 'version') version = true
      else if (name.startsWith('option=')) set(name.slice(7))
      else if (/^(target|default)-release(=|$)/.test(name)) {
        if (!name.includes('=')) i++
      } else if (Object.hasOwn(WORDS, name)) Object.assign(options, WORDS[name])
      else if (name.startsWith('quiet=')) options.quiet = Number(name.slice(6)) || 0
      else throw new AptError(`E: Command line option ${arg} is not understood in combination with the other options`)
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at]!
        if (letter === 'q') {
          if (arg[at + 1] === '=') {
            options.quiet = Number(arg.slice(at + 2)) || 0
            break
          }
          options.quiet++
        } else if (letter === 'h') help = true
        else if (letter === 'v') version = true
        else if (letter === 'o' || letter === 'c' || letter === 't') {
          const value = arg.slice(at + 1).replace(/^=/, '') || args[++i]
          if (letter === 'o') set(value ?? '')
          break
        } else if (Object.hasOwn(LETTERS, letter)) Object.assign(options, LETTERS[letter])
        else
          throw new AptError(
            `E: Command line option '${letter}' [from ${arg}] is not understood in combination with the other options.`,
          )
      }
    } else words.push(arg)
  }
  if (options.quiet >= 2) options.yes = true
  return { options, words, help, version }
}

/** The lines "Reading package lists..." and the like: on a terminal with "Done". Silent with -qq. */
export async function stage(sys: Sys, options: Options, text: string): Promise<void> {
  if (options.quiet >= 2) return
  await sys.write(1, sys.isatty(1) && !options.quiet ? `${text}... Done\n` : `${text}...\n`)
}
export async function readingPackages(sys: Sys, options: Options): Promise<void> {
  for (const text of ['Reading package lists', 'Building dependency tree', 'Reading state information'])
    await stage(sys, options, text)
}

export const errorText = (error: SysError): string => `(${errnoNumber(error.code)}: ${strerror(error.code)})`

export async function lockDpkg(sys: Sys): Promise<void> {
  const path = '/var/lib/dpkg/lock-frontend'
  try {
    for (const file of [path, '/var/lib/dpkg/lock', '/var/cache/apt/archives/lock']) {
      const fd = await sys.open(file, O_RDWR | O_CREAT, 0o640)
      sys.ftruncate(fd, 0)
      sys.close(fd)
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const denied = error.code === 'EACCES' || error.code === 'EPERM'
    throw new AptError(
      `E: Could not open lock file ${path} - open ${errorText(error)}\n` +
        (denied
          ? `E: Unable to acquire the dpkg frontend lock (${path}), are you root?`
          : `E: Unable to acquire the dpkg frontend lock (${path}), is another process using it?`),
    )
  }
}
