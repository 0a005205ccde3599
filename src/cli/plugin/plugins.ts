/**
 * CLI plugins: executables called docker-NAME in a few directories, run for `docker NAME …` with everything that follows. What they say of
 * themselves for help and info comes from running `docker-NAME docker-cli-plugin-metadata`.
 */
import { X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { decode } from '../../base/bytes.ts'
import type { Cli } from '../framework/cli.ts'
import { exitCode } from '../../kernel/proc/types.ts'

const DIRECTORIES = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]
export interface Plugin {
  SchemaVersion: string
  Vendor: string
  Version: string
  ShortDescription: string
  Name: string
  Path: string
}
const directories = (cli: Cli): string[] => [`${cli.options.configDir}/cli-plugins`, ...DIRECTORIES]

/** The path of a plugin; null when there is none. */
export function pluginPath(cli: Cli, name: string): string | null {
  if (!/^[a-z][a-z0-9]*$/.test(name)) return null
  for (const directory of directories(cli)) {
    const path = `${directory}/docker-${name}`
    try {
      if (cli.sys.access(path, X_OK)) return path
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  return null
}
function pluginNames(cli: Cli): string[] {
  const names = new Set<string>()
  for (const directory of directories(cli))
    try {
      for (const { name } of cli.sys.readdir(directory)) {
        const match = /^docker-([a-z][a-z0-9]*)$/.exec(name)
        if (match) names.add(match[1]!)
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  return [...names].sort()
}
/** What a program prints on standard output; its standard error is dropped. */
export async function output(cli: Cli, path: string, args: readonly string[]): Promise<string> {
  const { sys } = cli
  const [reader, writer] = sys.pipe()
  const nowhere = await sys.open('/dev/null', 2)
  const argv = [path.slice(path.lastIndexOf('/') + 1), ...args]
  const pid = await sys.spawn({ path, argv, env: sys.env, fds: { 0: nowhere, 1: writer, 2: nowhere } })
  sys.close(writer)
  sys.close(nowhere)
  const text = decode(await sys.readAll(reader))
  sys.close(reader)
  await sys.wait(pid)
  return text
}
/** Those that can be run, with what they say of themselves. */
export async function findPlugins(cli: Cli): Promise<Plugin[]> {
  const out: Plugin[] = []
  for (const name of pluginNames(cli)) {
    const Path = pluginPath(cli, name)
    if (Path === null) continue
    try {
      const metadata = JSON.parse(await output(cli, Path, ['docker-cli-plugin-metadata'])) as Partial<Plugin>
      out.push({
        SchemaVersion: metadata.SchemaVersion ?? '',
        Vendor: metadata.Vendor ?? '',
        Version: metadata.Version ?? '',
        ShortDescription: metadata.ShortDescription ?? '',
        Name: name,
        Path,
      })
    } catch (error) {
      if (!(error instanceof SysError) && !(error instanceof SyntaxError)) throw error
    }
  }
  return out
}
/** Runs a plugin in our place; its exit status. It gets the whole command line, and the terminal's signals directly. */
export async function runPlugin(
  cli: Cli,
  path: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { sys } = cli
  const pid = await sys.spawn({
    path,
    argv: [path, ...argv],
    env: { ...sys.env, ...env, DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: sys.argv[0] ?? 'docker' },
  })
  // Ctrl-C reaches the plugin by itself when there is a terminal; otherwise it is handed on.
  cli.shield()
  const forward = (signal: number): void => {
    if (!cli.out.isTerminal)
      try {
        sys.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
  }
  cli.onSignal(2, forward)
  cli.onSignal(15, forward)
  const ended = await sys.wait(pid)
  return ended ? exitCode(ended.status) : 1
}
