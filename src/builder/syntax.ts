/**
 * `# syntax=docker/dockerfile:1`: the front end that reads the Dockerfile in place of the engine's own (buildkit frontend/gateway). That of
 * Docker is here without its image: the two steps that fetch it are shown, and what its release can is switched on. Another front end is
 * looked up as an image, and if it is one, refused aloud.
 */
import { BUILTIN_FEATURES, type FrontendFeatures } from './dockerfile/arguments.ts'
import { detectSyntax } from './dockerfile/directives.ts'
import { BuildError, located } from './errors.ts'
import type { BuildRun } from './build.ts'

/** Of docker/dockerfile:1 as it was when the engine's release was current. */
const DIGEST = 'sha256:b6afd42430b15f2d2a4c5a02b919e98a525b785b1aaff16747d2f623364e39b6'
const DOCKERFILE = /^(?:docker\.io\/)?docker\/dockerfile(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/
const seen = new WeakSet<object>()

/** Throws BuildError with the directive's place. */
export async function frontendOf(run: BuildRun, text: string): Promise<FrontendFeatures> {
  const given = run.options.buildArgs.get('BUILDKIT_SYNTAX')?.trim()
  const found = given ? { value: given.split(' ')[0]!, line: 0 } : detectSyntax(text)
  if (!found) return BUILTIN_FEATURES
  const match = DOCKERFILE.exec(found.value)
  try {
    if (!match) await foreign(run, found.value)
    const [, tag = 'latest', digest = DIGEST] = match!
    await showFetch(run, `docker.io/docker/dockerfile:${tag}`, digest)
    return featuresOf(tag)
  } catch (error) {
    const place = { line: found.line, character: 0 }
    throw located(error, found.line > 0 ? [{ start: place, end: place }] : [])
  }
}
async function showFetch(run: BuildRun, name: string, digest: string): Promise<void> {
  await run.step(`resolve image config for docker-image://${name}`, () => Promise.resolve())
  const cached = seen.has(run.world.store)
  seen.add(run.world.store)
  const step = `docker-image://${name}@${digest}`
  await run.step(step, (vertex) => {
    if (cached) run.progress.complete(vertex, { cached: true })
    return Promise.resolve()
  })
}
async function foreign(run: BuildRun, name: string): Promise<never> {
  const full = run.world.host.images.normalise(name)
  await run.resolveImage(full, `resolve image config for docker-image://${full}`)
  throw new BuildError(`the Dockerfile front end ${name} is not simulated yet`)
}
/** COPY --parents and RUN --security came with 1.20; labs had them before. */
function featuresOf(tag: string): FrontendFeatures {
  const version = /^1(?:\.(\d+))?/.exec(tag)
  const minor = version ? Number(version[1] ?? Infinity) : Infinity
  const all = tag.includes('labs') || minor >= 20
  return { parents: all, security: all }
}
