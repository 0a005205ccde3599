/** apt install, remove, purge, autoremove, upgrade: plan, ask, fetch, and let dpkg work. */
import { decode } from '../../../base/bytes.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { ARCHIVES, archiveName, fetchArchives } from './archives.ts'
import { AptError, lockDpkg, readingPackages, stage } from './front.ts'
import type { Options } from './front.ts'
import { readPackageFile } from './package-file.ts'
import { planInstall, planRemoval, unneeded, unpackOrder } from './resolve.ts'
import type { Plan } from './resolve.ts'
import type { Stanza } from './stanzas.ts'
import { Transaction } from './transaction.ts'
import { compareVersions } from './versions.ts'
import { duration, size, wordList } from './words.ts'
import { versionOf, World } from './world.ts'

const BYTES_PER_SECOND = 14_000_000
/** From this many on, apt numbers the archives that it gives to dpkg. */
const NUMBERED_FROM = 5

interface Change {
  plan: Plan
  remove: Stanza[]
  reinstalled: number
  upgraded: number
}

export class Installer {
  private readonly sys: Sys
  private readonly options: Options
  private world!: World
  constructor(sys: Sys, options: Options) {
    this.sys = sys
    this.options = options
  }
  private async say(text: string): Promise<void> {
    if (this.options.quiet < 2) await this.sys.write(1, text)
  }
  private async begin(): Promise<void> {
    if (!this.options.simulate) await lockDpkg(this.sys)
    await readingPackages(this.sys, this.options)
    this.world = new World(this.sys)
  }

  async install(words: readonly string[]): Promise<number> {
    await this.begin()
    const { world, sys } = this
    const wanted = new Map<string, Stanza>()
    const removed: string[] = []
    const problems: string[] = []
    const notes: string[] = []
    let reinstalled = 0
    for (const word of words) {
      if (/\.deb$/.test(word) && word.includes('/')) {
        problems.push(
          sys.access(word, 4)
            ? `E: ${word}: installing a local file with apt is not simulated yet; use dpkg -i`
            : `E: Unsupported file ${word} given on commandline`,
        )
        continue
      }
      const [, base = '', minus, asked, suite] = /^(.+?)(?:(?<=[a-z0-9+.])(-)$|=(.*)|\/(.*))?$/.exec(word)!
      const name = base.replace(/:(amd64|any|all)$/, '')
      if (minus && !world.names().includes(word)) {
        removed.push(name)
        continue
      }
      const target = minus ? word : name
      const installed = world.database.installed(target)
      let candidate = world.candidate(target)?.stanza
      if (asked !== undefined)
        candidate = world.available.get(target)?.find(({ stanza }) => versionOf(stanza) === asked)?.stanza
      if (
        candidate &&
        asked === undefined &&
        suite === undefined &&
        installed &&
        compareVersions(versionOf(candidate), versionOf(installed)) <= 0 &&
        !this.options.reinstall
      ) {
        notes.push(`${target} is already the newest version (${versionOf(installed)}).\n`)
        if (world.auto.names.delete(target)) {
          notes.push(`${target} set to manually installed.\n`)
          if (!this.options.simulate) world.auto.save()
        }
      } else if (candidate) {
        if (installed && versionOf(installed) === versionOf(candidate)) reinstalled++
        wanted.set(target, candidate)
      } else if (asked !== undefined && (installed || world.available.has(target)))
        problems.push(`E: Version '${asked}' for '${target}' was not found`)
      else if (installed && !this.options.reinstall)
        notes.push(`${target} is already the newest version (${versionOf(installed)}).\n`)
      else if (world.providersOf(target).length === 1 && world.candidate(world.providersOf(target)[0]!)) {
        const provider = world.providersOf(target)[0]!
        notes.push(`Note, selecting '${provider}' instead of '${target}'\n`)
        wanted.set(provider, world.candidate(provider)!.stanza)
      } else if (world.providersOf(target).some((provider) => world.candidate(provider))) {
        notes.push(
          `Package ${target} is a virtual package provided by:\n${world
            .providersOf(target)
            .map((provider) => `  ${provider} ${versionOf(world.stanza(provider)!)}\n`)
            .join('')}\n`,
        )
        problems.push(`E: Package '${target}' has no installation candidate`)
      } else if (this.neededBySomething(target)) {
        notes.push(
          `Package ${target} is not available, but is referred to by another package.\nThis may mean that the package is missing, has been obsoleted, or\nis only available from another source\n\n`,
        )
        problems.push(`E: Package '${target}' has no installation candidate`)
      } else problems.push(`E: Unable to locate package ${word}`)
    }
    await this.say(notes.join(''))
    if (problems.length) throw new AptError(problems.join('\n'))
    const { plan, unmet } = planInstall(world, wanted, this.options.recommends)
    if (unmet.length) {
      await this.say(
        `Some packages could not be installed. This may mean that you have\nrequested an impossible situation or if you are using the unstable\ndistribution that some required packages have not yet been created\nor been moved out of Incoming.\nThe following information may help to resolve the situation:\n\nThe following packages have unmet dependencies:\n${unmet.map(({ name, text }) => ` ${name} : ${text}\n`).join('')}`,
      )
      throw new AptError('E: Unable to correct problems, you have held broken packages.')
    }
    const upgraded = [...plan.install.values()].filter((stanza) => {
      const old = world.database.installed(stanza.get('Package')!)
      return old && versionOf(old) !== versionOf(stanza)
    }).length
    const remove = planRemoval(
      world,
      removed.filter((name) => world.database.installed(name)),
    )
    return this.run(
      { plan, reinstalled, upgraded, remove: remove.map((name) => world.database.installed(name)!) },
      wanted.size + words.length > 0,
    )
  }

  private neededBySomething(name: string): boolean {
    const word = new RegExp(`(^|[ ,|])${name.replace(/[+.]/g, '\\$&')}([ ,|:(]|$)`)
    for (const [one] of this.world.available.values())
      if (['Depends', 'Recommends', 'Suggests'].some((field) => word.test(one!.stanza.get(field) ?? ''))) return true
    return false
  }

  async remove(words: readonly string[], purge: boolean): Promise<number> {
    await this.begin()
    const { world } = this
    const names: string[] = []
    const problems: string[] = []
    for (const word of words) {
      const name = word.replace(/:(amd64|any|all)$/, '')
      const known = world.database.packages.get(name)
      if (world.database.installed(name) || (purge && known)) names.push(name)
      else if (known || world.available.has(name))
        await this.say(`Package '${name}' is not installed, so not removed\n`)
      else problems.push(`E: Unable to locate package ${word}`)
    }
    if (problems.length) throw new AptError(problems.join('\n'))
    const gone = planRemoval(world, names)
    const essential = gone.filter((name) => world.database.installed(name)?.get('Essential') === 'yes')
    if (essential.length) {
      await this.say(wordList('The following packages will be REMOVED:', gone))
      await this.say(
        `WARNING: The following essential packages will be removed.\nThis should NOT be done unless you know exactly what you are doing!\n  ${essential.join(' ')}\n`,
      )
      throw new AptError('E: Essential packages were removed and -y was used without --allow-remove-essential.')
    }
    return this.run(
      {
        plan: emptyPlan(),
        reinstalled: 0,
        upgraded: 0,
        remove: gone.map((name) => world.database.packages.get(name)!),
      },
      true,
      purge,
    )
  }

  async autoremove(purge: boolean): Promise<number> {
    await this.begin()
    const remove = unneeded(this.world, new Set()).map((name) => this.world.database.installed(name)!)
    return this.run({ plan: emptyPlan(), reinstalled: 0, upgraded: 0, remove }, true, purge)
  }

  async upgrade(): Promise<number> {
    await this.begin()
    await stage(this.sys, this.options, 'Calculating upgrade')
    const { world } = this
    const wanted = new Map<string, Stanza>()
    for (const stanza of world.database.all()) {
      const name = stanza.get('Package')!
      const candidate = world.candidate(name)?.stanza
      if (candidate && compareVersions(versionOf(candidate), versionOf(stanza)) > 0) wanted.set(name, candidate)
    }
    const { plan } = planInstall(world, wanted, false)
    return this.run({ plan, reinstalled: 0, upgraded: wanted.size, remove: [] }, true)
  }

  private async run(change: Change, _asked: boolean, purge = this.options.purge): Promise<number> {
    const { sys, options, world } = this
    const { plan, remove } = change
    const names = [...plan.install.keys()].sort()
    const fresh = names.filter((name) => !world.database.installed(name))
    const upgrades = names.filter((name) => {
      const old = world.database.installed(name)
      return old && versionOf(old) !== versionOf(plan.install.get(name)!)
    })
    const gone = new Set(remove.map((stanza) => stanza.get('Package')!))
    const orphans = unneeded(world, gone).filter((name) => !plan.install.has(name))
    if (orphans.length && !(options.autoRemove && gone.size))
      await this.say(
        orphans.length === 1
          ? `${wordList('The following package was automatically installed and is no longer required:', orphans)}Use 'apt autoremove' to remove it.\n`
          : `${wordList('The following packages were automatically installed and are no longer required:', orphans)}Use 'apt autoremove' to remove them.\n`,
      )
    else for (const name of orphans) remove.push(world.database.installed(name)!)
    await this.say(
      wordList(
        'The following additional packages will be installed:',
        fresh.filter((name) => plan.automatic.has(name)),
      ) +
        wordList('Suggested packages:', plan.suggested) +
        wordList('Recommended packages:', plan.recommended) +
        wordList(
          'The following packages will be REMOVED:',
          remove.map((stanza) => `${stanza.get('Package')}${purge ? '*' : ''}`).sort(),
        ) +
        wordList('The following NEW packages will be installed:', fresh) +
        wordList('The following packages will be upgraded:', upgrades) +
        `${upgrades.length} upgraded, ${fresh.length} newly installed, ${change.reinstalled ? `${change.reinstalled} reinstalled, ` : ''}${remove.length} to remove and 0 not upgraded.\n`,
    )
    if (!names.length && !remove.length) return 0
    const order = unpackOrder(world, plan.install)
    if (options.simulate) {
      for (const stanza of remove)
        await sys.write(1, `${purge ? 'Purg' : 'Remv'} ${stanza.get('Package')} [${versionOf(stanza)}]\n`)
      for (const verb of ['Inst', 'Conf'])
        for (const stanza of order)
          await sys.write(
            1,
            `${verb} ${stanza.get('Package')} (${versionOf(stanza)} ${this.origin(stanza)} [${stanza.get('Architecture')}])\n`,
          )
      return 0
    }
    const missing = order.filter((stanza) => !sys.access(`${ARCHIVES}/${archiveName(stanza)}`, 4))
    const bytes = (list: readonly Stanza[]): number =>
      list.reduce((sum, stanza) => sum + Number(stanza.get('Size') ?? 0), 0)
    const kilobytes = (list: readonly Stanza[]): number =>
      list.reduce((sum, stanza) => sum + Number(stanza.get('Installed-Size') ?? 0), 0)
    const need = bytes(missing)
    const all = bytes(order)
    if (order.length) await this.say(`Need to get ${need === all ? '' : `${size(need)}/`}${size(all)} of archives.\n`)
    const replaced = order.flatMap((stanza) => world.database.installed(stanza.get('Package')!) ?? [])
    const growth =
      kilobytes(order) -
      kilobytes(replaced) -
      kilobytes(remove.filter((stanza) => stanza.get('Status')?.endsWith(' installed')))
    await this.say(
      growth >= 0
        ? `After this operation, ${size(growth * 1024)} of additional disk space will be used.\n`
        : `After this operation, ${size(-growth * 1024)} disk space will be freed.\n`,
    )
    if (
      !options.yes &&
      (remove.length || names.some((name) => plan.automatic.has(name)) || upgrades.length) &&
      !(await this.confirm())
    ) {
      await sys.write(1, 'Abort.\n')
      return 1
    }
    const started = sys.now()
    await fetchArchives(sys, world, missing, (text) => this.say(text))
    if (options.downloadOnly) {
      await this.say('Download complete and in download only mode\n')
      return 0
    }
    if (order.length && !world.database.installed('apt-utils'))
      await sys.write(2, 'debconf: delaying package configuration, since apt-utils is not installed\n')
    if (missing.length) {
      await sys.sleep((need / BYTES_PER_SECOND) * 1000)
      const seconds = Math.max((sys.now() - started) / 1000, 0.001)
      await this.say(`Fetched ${size(need)} in ${duration(seconds)} (${size(need / seconds)}/s)\n`)
    }
    await this.apply(order, remove, purge)
    for (const name of fresh) {
      if (plan.automatic.has(name)) world.auto.names.add(name)
      else world.auto.names.delete(name)
    }
    for (const name of gone) world.auto.names.delete(name)
    world.auto.save()
    return 0
  }

  private origin(stanza: Stanza): string {
    const found = this.world.available.get(stanza.get('Package')!)?.find((one) => one.stanza === stanza)
    const release = found && this.world.releases.get(found.source)
    return release ? `${release.get('Origin')}:${release.get('Version')}/${release.get('Suite')}` : 'now'
  }

  private async confirm(): Promise<boolean> {
    const { sys, options } = this
    await sys.write(1, 'Do you want to continue? [Y/n] ')
    if (options.assumeNo) {
      await sys.write(1, 'N\n')
      return false
    }
    let line = ''
    for (;;) {
      const data = await sys.read(0, 1)
      if (!data.length) return false
      const sign = decode(data)
      if (sign === '\n') break
      line += sign
    }
    return /^(y|$)/i.test(line.trim())
  }

  /** apt gives dpkg a terminal of its own: lines end as a terminal ends them. */
  private async apply(order: readonly Stanza[], remove: readonly Stanza[], purge: boolean): Promise<void> {
    const { sys, world } = this
    const stamp = (): string => new Date(sys.now()).toISOString().replace('T', '  ').slice(0, 20)
    const log: string[] = []
    const begun = stamp()
    const transaction = new Transaction(
      sys,
      world.database,
      async (line) => {
        log.push(`${line}\n`)
        await sys.write(1, `${line}\r\n`)
      },
      (text) => sys.write(1, text),
    )
    world.database.log(`startup archives unpack`)
    for (const stanza of remove) await transaction.remove(stanza, purge)
    const digits = String(order.length - 1).length
    for (const [i, stanza] of order.entries()) {
      const name = archiveName(stanza)
      const file = readPackageFile(sys.readFile(`${ARCHIVES}/${name}`))
      if (!file) throw new AptError(`E: Sub-process /usr/bin/dpkg returned an error code (1)`)
      await transaction.unpack(
        file,
        `.../${order.length >= NUMBERED_FROM ? `${String(i).padStart(digits, '0')}-` : ''}${name}`,
      )
    }
    await transaction.configure()
    const list = (stanzas: readonly Stanza[]): string =>
      stanzas
        .map((stanza) => `${stanza.get('Package')}:${stanza.get('Architecture')} (${versionOf(stanza)})`)
        .join(', ')
    const history = [
      '',
      `Start-Date: ${begun}`,
      `Commandline: ${sys.argv.join(' ')}`,
      ...(order.length ? [`Install: ${list(order)}`] : []),
      ...(remove.length ? [`${purge ? 'Purge' : 'Remove'}: ${list(remove)}`] : []),
      `End-Date: ${stamp()}`,
    ]
    sys.writeFile('/var/log/apt/history.log', `${history.join('\n')}\n`, { append: true })
    sys.writeFile('/var/log/apt/term.log', `\nLog started: ${begun}\n${log.join('')}Log ended: ${stamp()}\n`, {
      append: true,
    })
    sys.writeFile('/var/log/apt/eipp.log.xz', '')
  }
}

const emptyPlan = (): Plan => ({ install: new Map(), automatic: new Set(), suggested: [], recommended: [] })
