/** Everything apt decides with: what is installed, what can be had, which package provides what. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { AutoInstalled, Database } from './database.ts'
import { parseRelations } from './relations.ts'
import type { Relation } from './relations.ts'
import { readLists } from './sources.ts'
import type { Available, Source } from './sources.ts'
import type { Stanza } from './stanzas.ts'
import { compareVersions, satisfies } from './versions.ts'

export const versionOf = (stanza: Stanza): string => stanza.get('Version') ?? ''

export class World {
  readonly database: Database
  readonly auto: AutoInstalled
  readonly available: Map<string, Available[]>
  readonly releases: Map<Source, Stanza>
  /** The packages that provide a name, and which version of it. */
  private readonly providers = new Map<string, { name: string; version: string | undefined }[]>()
  constructor(sys: Sys) {
    this.database = new Database(sys)
    this.auto = new AutoInstalled(sys)
    const { packages, releases } = readLists(sys)
    this.available = packages
    this.releases = releases
    const note = (stanza: Stanza): void => {
      for (const [relation] of parseRelations(stanza.get('Provides'))) {
        const list = this.providers.get(relation!.name) ?? []
        const name = stanza.get('Package')!
        if (!list.some((one) => one.name === name)) list.push({ name, version: relation!.version })
        this.providers.set(relation!.name, list)
      }
    }
    for (const stanza of this.database.all()) note(stanza)
    for (const [one] of packages.values()) note(one!.stanza)
  }

  /** The newest version that can be had; undefined where there is none. */
  candidate(name: string): Available | undefined {
    const versions = this.available.get(name)
    return versions?.reduce((best, one) =>
      compareVersions(versionOf(one.stanza), versionOf(best.stanza)) > 0 ? one : best,
    )
  }
  /** Candidate or what is installed. */
  stanza(name: string): Stanza | undefined {
    return this.candidate(name)?.stanza ?? this.database.installed(name)
  }
  /** Every name that apt knows, installed or to be had. */
  names(): string[] {
    return [
      ...new Set([...this.available.keys(), ...this.database.all().map((stanza) => stanza.get('Package')!)]),
    ].sort()
  }
  providersOf(name: string): readonly string[] {
    return (this.providers.get(name) ?? []).map((provider) => provider.name)
  }
  fits(stanza: Stanza | undefined, { relation, version }: Relation): boolean {
    return stanza !== undefined && (relation === undefined || satisfies(versionOf(stanza), relation, version!))
  }
  /** The packages, out of `pick`, that satisfy one alternative. */
  satisfiers(relation: Relation, pick: (name: string) => Stanza | undefined): string[] {
    const own = this.fits(pick(relation.name), relation) ? [relation.name] : []
    const provided = (this.providers.get(relation.name) ?? []).filter(
      ({ version }) =>
        !relation.relation || (version !== undefined && satisfies(version, relation.relation, relation.version!)),
    )
    return [...own, ...provided.map(({ name }) => name).filter((name) => pick(name))]
  }
}
