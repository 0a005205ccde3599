/** The archives of packages: their names, their folder, how they come into it. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { Acquirer, RETRIES } from './acquire.ts'
import { AptError } from './front.ts'
import type { Stanza } from './stanzas.ts'
import { size } from './words.ts'
import { versionOf } from './world.ts'
import type { World } from './world.ts'

export const ARCHIVES = '/var/cache/apt/archives'
export const archiveName = (stanza: Stanza): string =>
  `${stanza.get('Package')}_${versionOf(stanza).replaceAll(':', '%3a')}_${stanza.get('Architecture')}.deb`

/** Fetches what the cache lacks. Throws AptError when something cannot be had. */
export async function fetchArchives(
  sys: Sys,
  world: World,
  missing: readonly Stanza[],
  say: (text: string) => Promise<void>,
): Promise<void> {
  const acquirer = new Acquirer(sys)
  const problems: string[] = []
  let number = 0
  for (const stanza of missing) {
    const found = world.available.get(stanza.get('Package')!)!.find((one) => one.stanza === stanza)!
    const { source, component } = found
    const id = ++number
    const label = `${source.uri} ${source.suite}/${component} amd64 ${stanza.get('Package')} ${stanza.get('Architecture')} ${versionOf(stanza)}`
    const uri = `${source.uri}/${stanza.get('Filename')}`
    let outcome = await acquirer.fetch(uri)
    for (let retry = 0; outcome.kind === 'failed' && outcome.transient && retry < RETRIES; retry++) {
      await say(`Ign:${id} ${label}\n`)
      await sys.sleep(1000 * 2 ** retry)
      outcome = await acquirer.fetch(uri)
    }
    if (outcome.kind !== 'got') {
      const text = outcome.kind === 'failed' ? outcome.text : ''
      await say(`Err:${id} ${label}\n  ${text}\n`)
      problems.push(`E: Failed to fetch ${uri}  ${text}`)
      continue
    }
    const bytes = Number(stanza.get('Size') ?? 0)
    await say(`Get:${id} ${label} [${size(bytes)}]\n`)
    const path = `${ARCHIVES}/${archiveName(stanza)}`
    sys.writeFile(path, outcome.body)
    if (bytes > outcome.body.length) sys.truncate(path, bytes)
  }
  acquirer.close()
  if (problems.length)
    throw new AptError(
      `${problems.join('\n')}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?`,
    )
}
