/** dpkg's work: unpacking, configuring and removing packages, with its words. What maintainer scripts do comes as actions of the archive. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { S_IFDIR, S_IFMT } from '../../../base/abi/files.ts'
import { encode } from '../../../base/bytes.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { runActions, undoActions } from './actions.ts'
import { Database, archOf, isInstalled, shownName } from './database.ts'
import type { PackageEntry, PackageFile } from './package-file.ts'
import { parseRelations } from './relations.ts'
import { descriptionOf } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'
import { versionOf } from './world.ts'

export class Transaction {
  private readonly sys: Sys
  readonly database: Database
  private readonly say: (line: string) => Promise<void>
  /** Percentages while the database is read: dpkg shows them on a terminal, and apt gives it one. */
  private readonly progress: ((text: string) => Promise<void>) | null
  private counted = false
  private ldconfig = false
  private readonly pending: { stanza: Stanza; file: PackageFile }[] = []
  constructor(
    sys: Sys,
    database: Database,
    say: (line: string) => Promise<void>,
    progress: ((text: string) => Promise<void>) | null,
  ) {
    this.sys = sys
    this.database = database
    this.say = say
    this.progress = progress
  }

  private async count(): Promise<void> {
    if (this.counted) return
    this.counted = true
    const reading = '(Reading database ... '
    if (this.progress) {
      let text = `${reading}\r`
      for (let percent = 5; percent <= 100; percent += 5) text += `${reading}${percent}%\r`
      await this.progress(text)
    }
    await this.say(`${reading}${this.database.countFiles()} files and directories currently installed.)`)
  }

  /** `label`: the archive's name as shown ("tree_2.1.0-1_amd64.deb", "0-tree_…"). */
  async unpack(file: PackageFile, label: string): Promise<void> {
    const { database } = this
    const { control } = file
    const name = control.get('Package')!
    const shown = shownName(control)
    const old = database.packages.get(name)
    const oldFiles = old ? database.files(old) : []
    const oldConf = old ? conffilesOf(old) : new Set<string>()
    if (!isInstalled(old)) await this.say(`Selecting previously ${old ? 'deselected' : 'unselected'} package ${shown}.`)
    await this.count()
    await this.say(`Preparing to unpack ${label} ...`)
    const over = isInstalled(old) ? ` over (${versionOf(old!)})` : ''
    await this.say(`Unpacking ${shown} (${versionOf(control)})${over} ...`)
    database.log(
      `${isInstalled(old) ? 'upgrade' : 'install'} ${shown}:${archOf(control)} ${old ? versionOf(old) : '<none>'} ${versionOf(control)}`.replace(
        /:(\w+):\1/,
        ':$1',
      ),
    )
    const conffiles = new Set(file.conffiles)
    for (const entry of file.entries)
      if (!(conffiles.has(entry.path) && oldConf.has(entry.path) && this.there(entry.path))) this.place(entry)
    const paths = ['/.', ...file.entries.map(({ path }) => path)]
    for (const gone of oldFiles.filter((path) => !paths.includes(path)).reverse()) this.drop(gone)
    database.setFiles(control, paths)
    if (file.conffiles.length)
      database.setInfo(control, 'conffiles', file.conffiles.map((path) => `${path}\n`).join(''))
    if (file.actions.length) database.setInfo(control, 'actions', file.actions.map((line) => `${line}\n`).join(''))
    if (file.ldconfig) database.setInfo(control, 'triggers', 'activate-noawait ldconfig\n')
    this.ldconfig ||= file.ldconfig
    const stanza = statusStanza(control, file.conffiles, 'install ok unpacked')
    database.packages.set(name, stanza)
    this.status('unpacked', stanza)
    this.pending.push({ stanza, file })
  }

  /** Configures what was unpacked, each after what it needs, else in the order of dpkg's own table. Then the triggers. */
  async configure(): Promise<void> {
    const { database } = this
    const queue = this.pending.splice(0)
    queue.sort((a, b) => bin(a.stanza) - bin(b.stanza))
    const waits = (stanza: Stanza): boolean => {
      const others = new Set(queue.map((one) => one.stanza.get('Package')!))
      return parseRelations([stanza.get('Pre-Depends'), stanza.get('Depends')].filter(Boolean).join(', ')).some(
        (group) => group.every(({ name }) => others.has(name)),
      )
    }
    for (let deferred = 0; queue.length;) {
      const [{ stanza, file }] = queue.splice(0, 1) as [{ stanza: Stanza; file: PackageFile }]
      // A circle of dependencies is broken where it is met again.
      if (deferred <= queue.length && waits(stanza)) {
        queue.push({ stanza, file })
        deferred++
        continue
      }
      deferred = 0
      await this.say(`Setting up ${shownName(stanza)} (${versionOf(stanza)}) ...`)
      stanza.set('Status', 'install ok half-configured')
      this.status('half-configured', stanza)
      await runActions(this.sys, file.actions, this.say)
      stanza.set('Status', 'install ok installed')
      this.status('installed', stanza)
    }
    const libc = database.installed('libc-bin')
    if (this.ldconfig && libc) await this.say(`Processing triggers for libc-bin (${versionOf(libc)}) ...`)
    this.ldconfig = false
    database.save()
  }

  async remove(stanza: Stanza, purge: boolean): Promise<void> {
    const { database } = this
    const name = stanza.get('Package')!
    await this.count()
    if (isInstalled(stanza)) {
      await this.say(`Removing ${shownName(stanza)} (${versionOf(stanza)}) ...`)
      await undoActions(this.sys, database.info(stanza, 'actions').split('\n').filter(Boolean), this.say)
      const conffiles = conffilesOf(stanza)
      const kept = conffiles.size > 0
      if (database.info(stanza, 'triggers').includes('ldconfig')) this.ldconfig = true
      const elsewhere = new Set(
        [...database.packages.values()].filter((other) => other !== stanza).flatMap((other) => database.files(other)),
      )
      for (const path of database.files(stanza).reverse())
        if (path !== '/.' && !conffiles.has(path) && !elsewhere.has(path)) this.drop(path)
      if (kept) {
        stanza.set('Status', 'deinstall ok config-files')
        database.setFiles(stanza, keptPaths(database.files(stanza), conffiles))
        database.dropInfo(stanza, ['list', 'conffiles', 'postrm'])
      } else this.forget(stanza)
      database.log(
        `status ${kept ? 'config-files' : 'not-installed'} ${name}:${archOf(stanza)} ${kept ? versionOf(stanza) : '<none>'}`,
      )
    }
    if (purge && database.packages.has(name)) {
      await this.say(`Purging configuration files for ${name} (${versionOf(stanza)}) ...`)
      for (const path of database.files(stanza).reverse()) if (path !== '/.') this.drop(path)
      this.forget(stanza)
    }
    database.save()
  }

  /** Leaves a package unpacked. */
  abandon(name: string): void {
    const at = this.pending.findIndex(({ stanza }) => stanza.get('Package') === name)
    if (at >= 0) this.pending.splice(at, 1)
  }
  private forget(stanza: Stanza): void {
    this.database.dropInfo(stanza, [])
    this.database.packages.delete(stanza.get('Package')!)
  }
  private status(word: string, stanza: Stanza): void {
    this.database.log(`status ${word} ${stanza.get('Package')!}:${archOf(stanza)} ${versionOf(stanza)}`)
  }
  private there(path: string): boolean {
    return !(attempt(() => this.sys.lstat(path)) instanceof SysError)
  }
  private place(entry: PackageEntry): void {
    const { sys } = this
    const { path } = entry
    if (entry.type === 'dir') {
      if (sys.access(path, 0)) return
      sys.mkdir(path, entry.mode)
      sys.chmod(path, entry.mode)
      sys.chown(path, entry.uid, entry.gid)
      return
    }
    if (this.there(path)) sys.unlink(path)
    if (entry.type === 'symlink') return sys.symlink(entry.target, path)
    if (entry.type === 'hardlink') return sys.link(entry.target, path)
    sys.writeFile(path, entry.data, { mode: entry.mode })
    if (entry.size > entry.data.length) sys.truncate(path, entry.size)
    sys.chown(path, entry.uid, entry.gid)
    sys.chmod(path, entry.mode)
  }
  /** A directory that is not empty stays. */
  private drop(path: string): void {
    const { sys } = this
    const stat = attempt(() => sys.lstat(path))
    if (stat instanceof SysError) return
    attempt(() => ((stat.mode & S_IFMT) === S_IFDIR ? sys.rmdir(path) : sys.unlink(path)))
  }
}

/** dpkg keeps packages in a hash table (FNV-1a, 65,521 bins) and goes through it from its beginning. */
function bin(stanza: Stanza): number {
  let hash = 2_166_136_261
  for (const sign of encode(stanza.get('Package')!)) hash = Math.imul(hash ^ sign, 16_777_619) >>> 0
  return hash % 65_521
}

const conffilesOf = (stanza: Stanza): Set<string> =>
  new Set((stanza.get('Conffiles') ?? '').split('\n').flatMap((line) => line.trim().split(' ')[0] || []))

/** The conffiles and the directories above them. */
const keptPaths = (paths: readonly string[], conffiles: ReadonlySet<string>): string[] =>
  paths.filter((path) => path === '/.' || [...conffiles].some((file) => file === path || file.startsWith(`${path}/`)))

const ORDER =
  'Package Essential Status Priority Section Installed-Size Maintainer Architecture Multi-Arch Source Version Replaces Provides Depends Pre-Depends Recommends Suggests Breaks Conflicts Conffiles Description Homepage'.split(
    ' ',
  )
function statusStanza(control: Stanza, conffiles: readonly string[], status: string): Stanza {
  const fields = new Map(control)
  fields.delete('Description-en')
  fields.set('Description', descriptionOf(control))
  fields.set('Status', status)
  if (conffiles.length) fields.set('Conffiles', conffiles.map((path) => `\n ${path} newconffile`).join(''))
  return new Map(ORDER.flatMap((field) => (fields.has(field) ? [[field, fields.get(field)!] as const] : [])))
}
