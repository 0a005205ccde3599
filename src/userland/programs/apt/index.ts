/** apt-get, apt and apt-cache 2.6.1: which command is meant. Sources, changelogs, pins, holds and solvers are refused. */
import { attempt } from '../../../base/abi/errno.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { Cache } from './cache.ts'
import { AptError, lockDpkg, parseArguments, readingPackages } from './front.ts'
import type { Options } from './front.ts'
import { Installer } from './install.ts'
import { update } from './update.ts'
import { APT_CACHE_USAGE, APT_GET_USAGE, APT_USAGE } from './usage.ts'

const USAGE = { 'apt-get': APT_GET_USAGE, apt: APT_USAGE, 'apt-cache': APT_CACHE_USAGE }
const LATER =
  'source build-dep satisfy download changelog dselect-upgrade edit-sources showsrc dump dumpavail stats unmet xvcg dotty check'.split(
    ' ',
  )

type Verb = (sys: Sys, options: Options, words: readonly string[]) => Promise<number>
const look: Record<string, Verb> = {
  search: (sys, options, words) => new Cache(sys, options).search(words),
  show: (sys, options, words) => new Cache(sys, options).show(words),
  policy: (sys, options, words) => new Cache(sys, options).policy(words),
  depends: (sys, options, words) => new Cache(sys, options).depends(words),
  rdepends: (sys, options, words) => new Cache(sys, options).rdepends(words),
  madison: (sys, options, words) => new Cache(sys, options).madison(words),
  pkgnames: (sys, options, words) => new Cache(sys, options).pkgnames(words),
}
const change: Record<string, Verb> = {
  update: (sys, options) => update(sys, options),
  install: (sys, options, words) => new Installer(sys, options).install(words),
  reinstall: (sys, options, words) => new Installer(sys, { ...options, reinstall: true }).install(words),
  remove: (sys, options, words) => new Installer(sys, options).remove(words, options.purge),
  purge: (sys, options, words) => new Installer(sys, options).remove(words, true),
  autoremove: (sys, options) => new Installer(sys, options).autoremove(options.purge),
  autopurge: (sys, options) => new Installer(sys, options).autoremove(true),
  upgrade: (sys, options) => new Installer(sys, options).upgrade(),
  'dist-upgrade': (sys, options) => new Installer(sys, options).upgrade(),
  'full-upgrade': (sys, options) => new Installer(sys, options).upgrade(),
  clean,
  autoclean: async (sys, options) => {
    await lockDpkg(sys)
    await readingPackages(sys, options)
    return 0
  },
}
change['auto-remove'] = change.autoremove!
change['auto-clean'] = change.autoclean!
const VERBS: Record<Options['face'], Record<string, Verb>> = {
  'apt-get': change,
  'apt-cache': look,
  apt: { ...change, ...look, list: (sys, options, words) => new Cache(sys, options).list(words) },
}

async function clean(sys: Sys): Promise<number> {
  await lockDpkg(sys)
  for (const { name } of sys.readdir('/var/cache/apt/archives'))
    if (name.endsWith('.deb')) sys.unlink(`/var/cache/apt/archives/${name}`)
  for (const name of ['pkgcache.bin', 'srcpkgcache.bin']) attempt(() => sys.unlink(`/var/cache/apt/${name}`))
  return 0
}

const face =
  (name: Options['face']): Program =>
  async (sys) => {
    if (name === 'apt' && !sys.isatty(1))
      await sys.write(2, '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n')
    try {
      const { options, words, help, version } = parseArguments(name, sys.argv.slice(1))
      if (version) {
        await sys.write(1, 'apt 2.6.1 (amd64)\n')
        return 0
      }
      const [verb, ...rest] = words
      if (help || verb === 'help') {
        await sys.write(1, USAGE[name])
        return 0
      }
      if (verb === undefined) {
        await sys.write(1, USAGE[name])
        return 1
      }
      if (verb === 'moo' && name !== 'apt-cache') {
        await sys.write(
          1,
          '                 (__) \n                 (oo) \n           /------\\/ \n          / |    ||   \n         *  /\\---/\\ \n            ~~   ~~   \n..."Have you mooed today?"...\n',
        )
        return 0
      }
      const verbs = VERBS[name]
      if (Object.hasOwn(verbs, verb)) return await verbs[verb]!(sys, options, rest)
      throw new AptError(LATER.includes(verb) ? `E: ${verb} is not simulated yet` : `E: Invalid operation ${verb}`)
    } catch (error) {
      if (!(error instanceof AptError)) throw error
      await sys.write(2, `${error.message}\n`)
      return error.status
    }
  }

export const aptGet = face('apt-get')
export const apt = face('apt')
export const aptCache = face('apt-cache')
