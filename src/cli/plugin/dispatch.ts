/**
 * Which command lines go to a plugin: unknown words that name one, and the builder's (`docker build`, `docker builder …`, `docker bake`,
 * `docker image build`) when buildx is there and DOCKER_BUILDKIT does not say otherwise (cmd/docker/builder.go, aliases.go).
 */
import type { Cli } from '../framework/cli.ts'
import { Command } from '../framework/command.ts'
import { CommandError, FlagError } from '../framework/errors.ts'
import { parseBool } from '../framework/flag-values.ts'
import { notSimulated } from '../framework/not-simulated.ts'
import { anyArgs } from '../framework/args.ts'
import { findPlugins, pluginPath, runPlugin } from './plugins.ts'

/** Command lines of the builder, and what buildx calls them. */
const BUILDER: readonly (readonly [words: readonly string[], plugin: readonly string[]])[] = [
  [['image', 'build'], ['build']],
  [['builder', 'build'], ['build']],
  [['builder', 'bake'], ['bake']],
  [['builder'], []],
  [['build'], ['build']],
  [['bake'], ['bake']],
]
function wantsBuildKit(cli: Cli): boolean {
  const text = cli.sys.env.DOCKER_BUILDKIT
  if (text === undefined || text === '') return true
  try {
    return parseBool(text)
  } catch (error) {
    if (error instanceof FlagError)
      throw new CommandError(`DOCKER_BUILDKIT environment variable expects boolean value: ${error.message}`)
    throw error
  }
}
/** Everything of our command line before the arguments: the global flags, which the plugin parses again. */
const globals = (cli: Cli, args: readonly string[]): string[] =>
  cli.sys.argv.slice(1, cli.sys.argv.length - args.length)

const WARNING = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/

`
const DISABLED = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

`
/** Its exit status, or null when no plugin has anything to do with `args`. */
export async function pluginFor(cli: Cli, root: Command, args: readonly string[]): Promise<number | null> {
  for (const [words, name] of BUILDER) {
    if (!words.every((word, i) => args[i] === word)) continue
    const path = pluginPath(cli, 'buildx')
    if (wantsBuildKit(cli) && path !== null) {
      // These build with the engine's own builder, whatever `docker buildx use` says.
      const named = cli.sys.env.BUILDX_BUILDER || args.some((arg) => /^--builder(=|$)/.test(arg))
      const argv = [...globals(cli, args), 'buildx', ...name, ...args.slice(words.length)]
      return runPlugin(cli, path, argv, named ? {} : { BUILDX_BUILDER: cli.contextName })
    }
    if (words.at(-1) === 'bake') return null
    if (path !== null && !wantsBuildKit(cli)) {
      await cli.err.write(DISABLED)
      return null
    }
    if (cli.sys.env.DOCKER_BUILDKIT === undefined || cli.sys.env.DOCKER_BUILDKIT === '') await cli.err.write(WARNING)
    return null
  }
  const first = args[0] === 'help' ? args[1] : args[0]
  if (first === undefined || root.child(first)) return null
  const path = pluginPath(cli, first)
  if (path === null) return null
  const rest = args[0] === 'help' ? [first, ...args.slice(2), '--help'] : args
  return runPlugin(cli, path, [...globals(cli, args), ...rest])
}
/** Adds what plugins bring to the root, for help and completion. */
export async function pluginCommands(cli: Cli, root: Command): Promise<void> {
  for (const { Name, ShortDescription, Path } of await findPlugins(cli)) {
    if (root.child(Name)) continue
    root.adopt({
      use: Name,
      short: ShortDescription,
      plugin: true,
      args: anyArgs,
      run: notSimulated,
      completeBy: (_, request, words) => runPlugin(cli, Path, [request, Name, ...words]),
    })
  }
  if (!root.child('buildx')) for (const command of root.commands) if (command.name === 'bake') command.hiddenNow = true
}
