/**
 * All targets side by side in one display (buildx build/build.go Build). Where there are several, each step's name begins with its target.
 *
 * A target that is the context of another (`target:base`) is built first, and given on as an image under a name of its own that goes
 * again afterwards: real buildx hands over the graph, for which our way to the engine has no words.
 */
import type { BuildStatus } from '../../../api/types/index.ts'
import { ApiError } from '../../../api/client/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import type { Printer } from '../../progress/build/printer.ts'
import type { StandardInput } from '../build/inputs.ts'
import type { BuildOptions } from '../build/options.ts'
import { solve, type BuildResult } from '../build/solve.ts'
import { wrapFailure } from '../failure.ts'
import { newId } from '../session/session.ts'

type Writer = Pick<Printer, 'write' | 'log'>
const PREFIX = 'target:'

/** `linked`: targets that only serve others. Throws what the first failure was; the others are given up. */
export async function buildAll(
  cli: Cli,
  builds: ReadonlyMap<string, BuildOptions>,
  linked: ReadonlySet<string>,
  printer: Writer,
  stdin: StandardInput,
): Promise<Map<string, BuildResult>> {
  const several = builds.size > 1
  const group = cli.cancel.child()
  const links = linksOf(cli, builds)
  const results = new Map<string, Promise<BuildResult>>()
  const build = (name: string): Promise<BuildResult> => {
    const known = results.get(name)
    if (known) return known
    const options = builds.get(name)!
    const running = (async () => {
      const needed = Object.values(options.namedContexts).filter((path) => path.startsWith(PREFIX))
      await Promise.all(needed.map((path) => build(path.slice(PREFIX.length))))
      const shown = links.size > 0 ? discreet(printer, new Set(links.values()), linked.has(name)) : printer
      const result = await solve(
        cli,
        withLinks(name, options, links),
        several ? prefixed(shown, name) : shown,
        stdin,
        group,
      )
      return withoutLink(result, links.get(name))
    })()
    results.set(name, running)
    return running
  }
  try {
    const all = [...builds.keys()].map(async (name) => {
      try {
        return [name, await build(name)] as const
      } catch (error) {
        throw several ? wrapFailure(error, `target ${name}`) : error
      }
    })
    const settled = Promise.allSettled(all)
    try {
      return new Map(await Promise.all(all))
    } catch (error) {
      // The rest goes no further, and says so before the display ends.
      group.abort()
      await settled
      throw error
    }
  } finally {
    for (const image of links.values()) await removeImage(cli, image)
  }
}
/** Target → the name of the image that stands for it. */
function linksOf(cli: Cli, builds: ReadonlyMap<string, BuildOptions>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { namedContexts } of builds.values())
    for (const path of Object.values(namedContexts)) {
      const name = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : null
      if (name !== null && !names.has(name)) names.set(name, `bake-context/${name.toLowerCase()}:${newId(cli)}`)
    }
  return names
}
function withLinks(name: string, options: BuildOptions, links: ReadonlyMap<string, string>): BuildOptions {
  const namedContexts = Object.fromEntries(
    Object.entries(options.namedContexts).map(([key, path]) => [
      key,
      path.startsWith(PREFIX) ? `docker-image://${links.get(path.slice(PREFIX.length))!}` : path,
    ]),
  )
  const own = links.get(name)
  if (own === undefined) return { ...options, namedContexts, outputs: options.outputs.filter(isReal) }
  const outputs = options.outputs.filter(isReal)
  if (outputs.some(({ type }) => !['image', 'docker'].includes(type)))
    throw new CommandError(
      `a target with output type=${outputs[0]!.type} as the context of another is not simulated yet`,
    )
  return { ...options, namedContexts, outputs, tags: [...options.tags, own] }
}
const isReal = ({ type }: { type: string }): boolean => type !== 'cacheonly'

async function removeImage(cli: Cli, image: string): Promise<void> {
  try {
    await cli.client.request('DELETE', `/images/${image}`)
  } catch (error) {
    // It was never made, where a build failed.
    if (!(error instanceof ApiError)) throw error
  }
}
function withoutLink(result: BuildResult, link: string | undefined): BuildResult {
  const names = result.exporter['image.name']
  if (link === undefined || names === undefined) return result
  const { 'image.name': _, ...exporter } = result.exporter
  const others = names.split(',').filter((name) => !name.endsWith(link))
  return { ...result, exporter: others.length > 0 ? { ...exporter, 'image.name': others.join(',') } : exporter }
}
/** What only comes of our way to hand a target on is not shown: the names of its image, and that it is one. */
function discreet(printer: Writer, links: ReadonlySet<string>, linked: boolean): Writer {
  const hidden = new Set<string>()
  const names = (text: string): boolean => [...links].some((link) => text.includes(link))
  return {
    write: (status: BuildStatus) => {
      for (const { digest, name } of status.vertexes ?? [])
        if (names(name) || (linked && name.includes('exporting to image'))) hidden.add(digest)
      const { vertexes, statuses, logs } = status
      printer.write({
        ...status,
        ...(vertexes ? { vertexes: vertexes.filter(({ digest }) => !hidden.has(digest)) } : {}),
        ...(statuses ? { statuses: statuses.filter(({ vertex, id }) => !hidden.has(vertex) && !names(id)) } : {}),
        ...(logs ? { logs: logs.filter(({ vertex }) => !hidden.has(vertex)) } : {}),
      })
    },
    log: (line) => printer.log(line),
  }
}
/** "[internal] load …" of target app is "[app internal] load …", other names go behind "[app]". */
function prefixed(printer: Writer, name: string): Writer {
  const rename = (step: string): string => (step.startsWith('[') ? `[${name} ${step.slice(1)}` : `[${name}] ${step}`)
  return {
    write: (status: BuildStatus) =>
      printer.write({
        ...status,
        ...(status.vertexes
          ? { vertexes: status.vertexes.map((vertex) => ({ ...vertex, name: rename(vertex.name) })) }
          : {}),
      }),
    log: (line) => printer.log(line),
  }
}
