/** apt-get update: fetches the release file of every source, and the indexes of those that changed. */
import { SysError } from '../../../base/abi/errno.ts'
import { O_CREAT, O_RDWR } from '../../../base/abi/files.ts'
import { decode } from '../../../base/bytes.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { Acquirer, RETRIES } from './acquire.ts'
import type { Outcome } from './acquire.ts'
import { AptError, errorText, readingPackages, stage } from './front.ts'
import type { Options } from './front.ts'
import { LISTS, BadSource, escapeUri, packagesFile, readSources, releaseFile } from './sources.ts'
import { duration, size } from './words.ts'
import { World, versionOf } from './world.ts'
import { compareVersions } from './versions.ts'

const LINE_BYTES_PER_SECOND = 10_600_000

export async function update(sys: Sys, options: Options): Promise<number> {
  const say = async (text: string): Promise<void> => {
    if (options.quiet < 2) await sys.write(1, text)
  }
  let sources
  try {
    sources = readSources(sys)
  } catch (error) {
    if (!(error instanceof BadSource)) throw error
    throw new AptError(`E: ${error.message}\nE: The list of sources could not be read.`)
  }
  try {
    sys.close(await sys.open(`${LISTS}/lock`, O_RDWR | O_CREAT, 0o640))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await stage(sys, options, 'Reading package lists')
    const cache = ['pkgcache', 'srcpkgcache'].map(
      (name) => `\nW: Problem unlinking the file /var/cache/apt/${name}.bin - RemoveCaches ${errorText(error)}`,
    )
    throw new AptError(
      `E: Could not open lock file ${LISTS}/lock - open ${errorText(error)}\nE: Unable to lock directory ${LISTS}/${cache.join('')}`,
    )
  }
  for (const folder of [`${LISTS}/partial`, `${LISTS}/auxfiles`])
    if (!sys.access(folder, 0)) {
      sys.mkdir(folder, folder.endsWith('partial') ? 0o700 : 0o755)
      sys.chown(folder, 42, 0)
    }
  const acquirer = new Acquirer(sys)
  const started = sys.now()
  const warnings: string[] = []
  const errors: string[] = []
  let fetched = 0
  let number = 0
  const save = (path: string, body: Uint8Array, modified: string | undefined, bytes = body.length): void => {
    sys.writeFile(path, body)
    if (bytes > body.length) sys.truncate(path, bytes)
    const time = Date.parse(modified ?? '')
    if (!Number.isNaN(time)) sys.utimes(path, time, time)
  }
  for (const source of sources) {
    const label = `${source.uri} ${source.suite}`
    const id = ++number
    const release = releaseFile(source)
    const since = sys.access(release, 4) ? new Date(sys.stat(release).mtime).toUTCString() : undefined
    const uri = `${source.uri}/dists/${source.suite}/InRelease`
    let outcome: Outcome = await acquirer.fetch(uri, since)
    for (let retry = 0; outcome.kind === 'failed' && outcome.transient && retry < RETRIES; retry++) {
      await say(`Ign:${id} ${label} InRelease\n`)
      await sys.sleep(1000 * 2 ** retry)
      outcome = await acquirer.fetch(uri, since)
    }
    if (outcome.kind === 'failed') {
      await say(`Err:${id} ${label} InRelease\n  ${outcome.text}\n`)
      if (outcome.transient) warnings.push(`W: Failed to fetch ${uri}  ${outcome.text}`)
      else
        errors.push(
          `E: The repository '${label} Release' does not have a Release file.`,
          "N: Updating from such a repository can't be done securely, and is therefore disabled by default.",
          'N: See apt-secure(8) manpage for repository creation and user configuration details.',
        )
      continue
    }
    if (outcome.kind === 'hit') {
      await say(`Hit:${id} ${label} InRelease\n`)
      if (source.components.every((component) => sys.access(packagesFile(source, component), 4))) continue
    } else {
      await say(`Get:${id} ${label} InRelease [${size(outcome.body.length)}]\n`)
      fetched += outcome.body.length
      save(release, outcome.body, outcome.modified)
    }
    const text = sys.readText(release)
    for (const component of source.components)
      for (const [path, shown, file] of [
        [`${component}/binary-amd64/Packages`, 'amd64 Packages', packagesFile(source, component)],
        [
          `${component}/i18n/Translation-en`,
          'Translation-en',
          `${LISTS}/${escapeUri(source.uri)}_dists_${source.suite}_${component}_i18n_Translation-en`,
        ],
      ] as const) {
        const bytes = Number(new RegExp(`^ \\w+ +(\\d+) ${path}\\.[xg]z$`, 'm').exec(text)?.[1] ?? NaN)
        if (Number.isNaN(bytes)) continue
        const answer = await acquirer.fetch(`${source.uri}/dists/${source.suite}/${path}`)
        if (answer.kind !== 'got') {
          if (answer.kind === 'failed')
            errors.push(`E: Failed to fetch ${source.uri}/dists/${source.suite}/${path}  ${answer.text}`)
          continue
        }
        await say(`Get:${++number} ${source.uri} ${source.suite}/${component} ${shown} [${size(bytes)}]\n`)
        fetched += bytes
        save(file, answer.body, answer.modified, bytes)
      }
  }
  acquirer.close()
  if (fetched) {
    await sys.sleep((fetched / LINE_BYTES_PER_SECOND) * 1000)
    const seconds = Math.max((sys.now() - started) / 1000, 0.001)
    await say(`Fetched ${size(fetched)} in ${duration(seconds)} (${size(fetched / seconds)}/s)\n`)
  }
  for (const name of ['srcpkgcache', 'pkgcache']) sys.writeFile(`/var/cache/apt/${name}.bin`, decode(new Uint8Array()))
  if (options.face === 'apt') await readingPackages(sys, options)
  else await stage(sys, options, 'Reading package lists')
  if (warnings.length)
    warnings.push('W: Some index files failed to download. They have been ignored, or old ones used instead.')
  if (warnings.length || errors.length) await sys.write(2, [...warnings, ...errors].map((line) => `${line}\n`).join(''))
  if (options.face === 'apt' && !errors.length) await say(upgradable(new World(sys)))
  return errors.length ? 100 : 0
}

function upgradable(world: World): string {
  const count = world.database.all().filter((stanza) => {
    const candidate = world.candidate(stanza.get('Package')!)
    return candidate && compareVersions(versionOf(candidate.stanza), versionOf(stanza)) > 0
  }).length
  if (count === 0) return 'All packages are up to date.\n'
  return count === 1
    ? "1 package can be upgraded. Run 'apt list --upgradable' to see it.\n"
    : `${count} packages can be upgraded. Run 'apt list --upgradable' to see them.\n`
}
