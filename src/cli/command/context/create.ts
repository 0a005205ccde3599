/** docker context create and update: of endpoints only the host is kept. */
import { quote } from '../../../base/go/quote.ts'
import { exactArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { mapOf } from '../../framework/flag-values.ts'
import { parseHost } from '../../framework/host.ts'
import { contextNames } from './completion.ts'
import { checkName, contextExists, readContext, writeContext, type ContextMetadata } from './store.ts'

const KEYS = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify']
/** Settings of "--docker host=…,from=…". */
function endpoint(cli: Cli, settings: Record<string, string>): ContextMetadata['Endpoints'] {
  const unknown = Object.keys(settings).filter((key) => !KEYS.includes(key))
  if (unknown.length > 0)
    throw new CommandError(`unable to create docker endpoint config: unrecognized config key: ${unknown[0]!}`)
  for (const key of ['ca', 'cert', 'key'])
    if (settings[key]) throw new CommandError(`docker context: --docker ${key}=… is not simulated yet`)
  if (settings.from !== undefined) return readContext(cli, settings.from).Endpoints
  return {
    docker: {
      Host: settings.host === undefined ? undefined : parseHost(settings.host),
      SkipTLSVerify: settings['skip-tls-verify'] === 'true',
    },
  }
}
/** "--docker a=b,c=d" */
const settingsValue = mapOf()
const dockerValue = (): ReturnType<typeof settingsValue> => {
  const inner = settingsValue()
  return { set: (text) => text.split(',').forEach((each) => inner.set(each)), get: () => inner.get() }
}
const longHelp = (short: string, verb: string): string => `${short}

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context ${verb} my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"`

export const create: CommandSpec = {
  use: 'create [OPTIONS] CONTEXT',
  short: 'Create a context',
  long: longHelp('Create a context', 'create'),
  args: exactArgs(1),
  flags: `
    --description string  Description of the context
    --docker stringToString  set the docker endpoint (default [])
    --from string  create context from a named context
  `,
  values: { docker: dockerValue },
  complete: nothing,
  run: async ({ cli, flags, args }) => {
    const name = args[0]!
    checkName(name)
    if (contextExists(cli, name)) throw new CommandError(`context ${quote(name)} already exists`)
    const from = flags.string('from')
    const settings = flags.map('docker')
    const Endpoints =
      Object.keys(settings).length > 0 ? endpoint(cli, settings) : readContext(cli, from || cli.contextName).Endpoints
    const description = flags.string('description')
    writeContext(cli, { Name: name, Metadata: description === '' ? {} : { Description: description }, Endpoints })
    await cli.out.line(name)
    await cli.err.line(`Successfully created context ${quote(name)}`)
  },
}
export const update: CommandSpec = {
  use: 'update [OPTIONS] CONTEXT',
  short: 'Update a context',
  long: longHelp('Update a context', 'update'),
  args: exactArgs(1),
  flags: `
    --description string  Description of the context
    --docker stringToString  set the docker endpoint (default [])
  `,
  values: { docker: dockerValue },
  complete: contextNames(1),
  run: async ({ cli, flags, args }) => {
    const name = args[0]!
    checkName(name)
    const context = readContext(cli, name)
    if (flags.string('description') !== '') context.Metadata.Description = flags.string('description')
    const settings = flags.map('docker')
    if (Object.keys(settings).length > 0) context.Endpoints = endpoint(cli, settings)
    writeContext(cli, context)
    await cli.out.line(name)
    await cli.err.line(`Successfully updated context ${quote(name)}`)
  },
}
