/** Looking things up: search, show, policy, depends, rdepends, madison, pkgnames, list. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { AptError, stage } from './front.ts'
import type { Options } from './front.ts'
import { parseRelations } from './relations.ts'
import { descriptionOf, formatStanza, summaryOf } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'
import type { Available } from './sources.ts'
import { compareVersions } from './versions.ts'
import { size } from './words.ts'
import { versionOf, World } from './world.ts'

const newest = (versions: readonly Available[]): Available[] =>
  [...versions].sort((a, b) => compareVersions(versionOf(b.stanza), versionOf(a.stanza)))
const where = ({ source, component }: Available): string => `${source.uri} ${source.suite}/${component} amd64 Packages`

export class Cache {
  private readonly sys: Sys
  private readonly options: Options
  private readonly world: World
  constructor(sys: Sys, options: Options) {
    this.sys = sys
    this.options = options
    this.world = new World(sys)
  }

  private matches(words: readonly string[]): Stanza[] {
    if (!words.length) throw new AptError('E: You must give at least one search pattern')
    const patterns = words.map((word) => {
      try {
        return new RegExp(word, 'i')
      } catch {
        throw new AptError('E: Regex compilation error - Invalid preceding regular expression')
      }
    })
    return this.world
      .names()
      .flatMap((name) => this.world.stanza(name) ?? [])
      .filter((stanza) => {
        const text = this.options.namesOnly
          ? stanza.get('Package')!
          : `${stanza.get('Package')} ${descriptionOf(stanza)}`
        return patterns.every((pattern) => pattern.test(text))
      })
  }
  async search(words: readonly string[]): Promise<number> {
    const { sys, options } = this
    const found = this.matches(words)
    if (options.face !== 'apt') {
      for (const stanza of found)
        await sys.write(
          1,
          options.full ? `${formatStanza(stanza)}\n` : `${stanza.get('Package')} - ${summaryOf(stanza)}\n`,
        )
      return 0
    }
    await stage(sys, options, 'Sorting')
    await stage(sys, options, 'Full Text Search')
    for (const stanza of found) await sys.write(1, `${this.line(stanza)}\n  ${summaryOf(stanza)}\n\n`)
    return 0
  }

  /** "cowsay/oldstable 3.03+dfsg2-8 all" */
  private line(stanza: Stanza, withState = true): string {
    const name = stanza.get('Package')!
    const versions = this.world.available.get(name) ?? []
    const own = this.world.database.installed(name)
    const suites = new Set(
      versions
        .filter((one) => versionOf(one.stanza) === versionOf(stanza))
        .map((one) => this.world.releases.get(one.source)?.get('Suite') ?? one.source.suite),
    )
    const here = own && versionOf(own) === versionOf(stanza)
    const upgradable = own && !here
    const origin = [...suites, ...(here ? ['now'] : [])].join(',')
    const auto = this.world.auto.names.has(name) ? ',automatic' : ''
    const state = here
      ? ` [installed${suites.size ? auto : ',local'}]`
      : upgradable
        ? ` [upgradable from: ${versionOf(own)}]`
        : ''
    return `${name}/${origin} ${versionOf(stanza)} ${stanza.get('Architecture')}${withState ? state : ''}`
  }
  async list(words: readonly string[]): Promise<number> {
    const { sys, options, world } = this
    await stage(sys, options, 'Listing')
    const globs = words.map(
      (word) =>
        new RegExp(
          `^${word
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replace(/\*/g, '.*')
            .replace(/\?/g, '.')}$`,
        ),
    )
    for (const name of world.names()) {
      if (globs.length && !globs.some((glob) => glob.test(name))) continue
      const own = world.database.installed(name)
      if (options.installed && !own) continue
      const candidate = world.candidate(name)?.stanza
      if (options.upgradable && !(own && candidate && compareVersions(versionOf(candidate), versionOf(own)) > 0))
        continue
      const stanza = options.installed ? own! : (candidate ?? own!)
      await sys.write(1, `${this.line(stanza)}\n`)
    }
    return 0
  }

  async show(words: readonly string[]): Promise<number> {
    const { sys, options, world } = this
    if (!words.length) throw new AptError(options.face === 'apt' ? 'E: No packages found' : 'E: No packages found')
    const problems: string[] = []
    let shown = 0
    for (const word of words) {
      const versions = newest(world.available.get(word) ?? []).map((one) => one.stanza)
      const own = world.database.installed(word)
      const stanzas = versions.length
        ? options.allVersions || options.face !== 'apt'
          ? versions
          : versions.slice(0, 1)
        : own
          ? [own]
          : []
      if (!stanzas.length) {
        problems.push(
          world.providersOf(word).length && options.face === 'apt'
            ? `N: Can't select candidate version from package ${word} as it has no candidate`
            : options.face === 'apt'
              ? `N: Unable to locate package ${word}`
              : `N: Unable to locate package ${word}`,
        )
        continue
      }
      for (const stanza of stanzas) {
        await sys.write(1, `${options.face === 'apt' ? this.record(stanza) : formatStanza(stanza)}\n`)
        shown++
      }
    }
    if (shown) {
      if (problems.length && sys.isatty(2)) await sys.write(2, `${problems.join('\n')}\n`)
      return 0
    }
    throw new AptError(`${sys.isatty(2) ? `${problems.join('\n')}\n` : ''}E: No packages found`)
  }
  /** apt's own order, with sizes in words. */
  private record(stanza: Stanza): string {
    const name = stanza.get('Package')!
    const get = (field: string): string[] => (stanza.has(field) ? [`${field}: ${stanza.get(field)}`] : [])
    const found = this.world.available.get(name)?.find((one) => one.stanza === stanza)
    const own = this.world.database.installed(name)
    const here = own && versionOf(own) === versionOf(stanza)
    const lines = [
      ...get('Package'),
      ...get('Version'),
      ...get('Essential'),
      ...get('Priority'),
      ...get('Section'),
      ...get('Source'),
      ...(this.world.releases.has(found?.source as never) ? [] : []),
      ...get('Maintainer'),
      `Installed-Size: ${size(Number(stanza.get('Installed-Size') ?? 0) * 1024)}`,
      ...[
        'Provides',
        'Pre-Depends',
        'Depends',
        'Recommends',
        'Suggests',
        'Conflicts',
        'Breaks',
        'Replaces',
        'Homepage',
        'Tag',
      ].flatMap(get),
      ...(stanza.has('Size') ? [`Download-Size: ${size(Number(stanza.get('Size')))}`] : []),
      ...(here ? [`APT-Manual-Installed: ${this.world.auto.names.has(name) ? 'no' : 'yes'}`] : []),
      ...(found ? [`APT-Sources: ${where(found)}`] : ['APT-Sources: /var/lib/dpkg/status']),
      `Description: ${descriptionOf(stanza)}`,
    ]
    return `${lines.join('\n')}\n`
  }

  async policy(words: readonly string[]): Promise<number> {
    const { sys, world } = this
    if (!words.length) {
      await sys.write(1, 'Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n')
      for (const [source, release] of world.releases)
        for (const component of source.components) {
          const field = (name: string): string => release.get(name) ?? ''
          await sys.write(
            1,
            ` 500 ${source.uri} ${source.suite}/${component} amd64 Packages\n     release v=${field('Version')},o=${field('Origin')},a=${field('Suite')},n=${field('Codename')},l=${field('Label')},c=${component},b=amd64\n     origin ${source.uri.replace(/^\w+:\/\//, '').replace(/[:/].*/, '')}\n`,
          )
        }
      await sys.write(1, 'Pinned packages:\n')
      return 0
    }
    for (const word of words) {
      const own = world.database.installed(word)
      const versions = newest(world.available.get(word) ?? [])
      if (!own && !versions.length) {
        if (sys.isatty(2)) await sys.write(2, `N: Unable to locate package ${word}\n`)
        continue
      }
      const candidate = world.candidate(word)?.stanza ?? own
      let text = `${word}:\n  Installed: ${own ? versionOf(own) : '(none)'}\n  Candidate: ${candidate ? versionOf(candidate) : '(none)'}\n  Version table:\n`
      const all = new Set([...versions.map((one) => versionOf(one.stanza)), ...(own ? [versionOf(own)] : [])])
      for (const version of [...all].sort((a, b) => compareVersions(b, a))) {
        const here = own && versionOf(own) === version
        const at = versions.filter((one) => versionOf(one.stanza) === version)
        text += ` ${here ? '***' : '   '} ${version} ${at.length ? 500 : 100}\n`
        for (const one of at) text += `        500 ${where(one)}\n`
        if (here) text += '        100 /var/lib/dpkg/status\n'
      }
      await sys.write(1, text)
    }
    return 0
  }

  async depends(words: readonly string[]): Promise<number> {
    const { sys, world } = this
    if (!words.length) throw new AptError('E: No packages found')
    for (const word of words) {
      const stanza = world.stanza(word)
      if (!stanza)
        throw new AptError(`${sys.isatty(2) ? `N: Unable to locate package ${word}\n` : ''}E: No packages found`)
      let text = `${word}\n`
      for (const kind of ['Pre-Depends', 'Depends', 'Conflicts', 'Breaks', 'Suggests', 'Recommends', 'Replaces'])
        for (const group of parseRelations(stanza.get(kind)))
          group.forEach((relation, i) => {
            const plain = relation.arch ? `${relation.name}:${relation.arch}` : relation.name
            const virtual = relation.arch !== undefined || !world.stanza(relation.name)
            text +=
              ` ${i < group.length - 1 ? '|' : ' '}${kind === 'Pre-Depends' ? 'PreDepends' : kind}: ${virtual && (relation.arch || world.providersOf(relation.name).length) ? `<${plain}>` : plain}${relation.relation ? ` (${relation.relation} ${relation.version})` : ''}\n`.replace(
                / \([^)]*\)\n$/,
                '\n',
              )
            const providers = relation.arch
              ? world.stanza(relation.name)
                ? [relation.name]
                : []
              : virtual
                ? world.providersOf(relation.name)
                : []
            for (const provider of providers) text += `    ${provider}\n`
          })
      await sys.write(1, text)
    }
    return 0
  }
  async rdepends(words: readonly string[]): Promise<number> {
    const { sys, world } = this
    if (!words.length) throw new AptError('E: No packages found')
    for (const word of words) {
      if (!world.stanza(word)) throw new AptError('E: No packages found')
      let text = `${word}\nReverse Depends:\n`
      for (const name of world.names()) {
        const stanza = world.stanza(name)!
        for (const kind of ['Pre-Depends', 'Depends', 'Suggests', 'Recommends', 'Conflicts', 'Breaks', 'Replaces'])
          for (const group of parseRelations(stanza.get(kind)))
            group.forEach((relation, i) => {
              if (relation.name === word) text += ` ${i < group.length - 1 ? '|' : ' '}${name}\n`
            })
      }
      await sys.write(1, text)
    }
    return 0
  }
  async madison(words: readonly string[]): Promise<number> {
    for (const word of words)
      for (const one of newest(this.world.available.get(word) ?? []))
        await this.sys.write(1, `${word.padStart(10)} | ${versionOf(one.stanza).padStart(10)} | ${where(one)}\n`)
    return 0
  }
  async pkgnames(words: readonly string[]): Promise<number> {
    for (const name of this.world.names()) if (name.startsWith(words[0] ?? '')) await this.sys.write(1, `${name}\n`)
    return 0
  }
}
