/**
 * A CLI plugin as a program (cli-plugins/plugin): called by docker as `docker-NAME [GLOBAL FLAGS] NAME …`, asked for its metadata with
 * `docker-NAME docker-cli-plugin-metadata`, and working by itself as `docker-NAME …`.
 */
import type { Program } from '../../kernel/sys/types.ts'
import { indentJson, toJson } from '../../base/go/json.ts'
import { anyArgs } from './args.ts'
import type { CommandSpec } from './command.ts'
import { runProgram, type ProgramSpec } from './main.ts'
import { configureGlobals, GLOBAL_VALUES, globalFlags } from './globals.ts'

export interface PluginOptions {
  spec: CommandSpec
  vendor: string
  version: string
  short: string
  report?: ProgramSpec['report']
}
const METADATA = 'docker-cli-plugin-metadata'

export function pluginProgram({ spec, vendor, version, short, report }: PluginOptions): Program {
  const name = spec.use.split(' ')[0]!
  const root: CommandSpec = {
    use: 'docker [OPTIONS] COMMAND [ARG...]',
    short: 'Docker plugin',
    args: anyArgs,
    flags: globalFlags,
    values: GLOBAL_VALUES,
    sub: [spec],
  }
  const run = runProgram({ root, version: null, configure: configureGlobals, report })
  return async (sys) => {
    if (sys.argv[1] === METADATA) {
      const metadata = { SchemaVersion: '0.1.0', Vendor: vendor, Version: version, ShortDescription: short }
      await sys.write(1, `${indentJson(toJson(metadata), '     ')}\n`)
      return 0
    }
    return run(sys, sys.env.DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND === undefined ? [name] : [])
  }
}
