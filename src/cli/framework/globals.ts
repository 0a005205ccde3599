/** The global flags, which docker and its plugins share (cli/flags). */
import { quote } from '../../base/go/quote.ts'
import { readContext } from '../command/context/store.ts'
import { defaultConfigDir, type Cli } from './cli.ts'
import { CommandError } from './errors.ts'
import type { FlagSet } from './flag-set.ts'
import { scalar, type FlagValueFactory } from './flag-values.ts'

export const globalFlags = (cli: Cli): string => {
  const directory = defaultConfigDir(cli.sys)
  const certificates = cli.sys.env.DOCKER_CERT_PATH || directory
  return `
    --config string  Location of client config files (default "${directory}")
    -c, --context string  Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")
    -D, --debug  Enable debug mode
    -H, --host string  Daemon socket to connect to
    -l, --log-level string  Set the logging level ("debug", "info", "warn", "error", "fatal") (default "info")
    --tls  Use TLS; implied by --tlsverify
    --tlscacert string  Trust certs signed only by this CA (default "${certificates}/ca.pem")
    --tlscert string  Path to TLS certificate file (default "${certificates}/cert.pem")
    --tlskey string  Path to TLS key file (default "${certificates}/key.pem")
    --tlsverify  Use TLS and verify the remote
  `
}
export const GLOBAL_VALUES: Readonly<Record<string, FlagValueFactory>> = { host: scalar('', (text) => text) }
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal']

/** Takes the parsed flags over. Throws CommandError. */
export function configureGlobals(cli: Cli, flags: FlagSet): void {
  const level = flags.string('log-level')
  if (![...LOG_LEVELS, 'panic', 'warning', 'trace'].includes(level))
    throw new CommandError(`Unable to parse logging level: ${level}`)
  const context = flags.string('context')
  cli.options = {
    configDir: flags.string('config'),
    hosts: flags.changed('host') ? [flags.string('host')] : [],
    context,
    debug: flags.bool('debug'),
  }
  if (context !== '' && flags.changed('host'))
    throw new CommandError('conflicting options: cannot specify both --host and --context')
  for (const name of ['tls', 'tlsverify'])
    if (flags.bool(name)) throw new CommandError(`docker: --${name} is not simulated yet`)
  cli.contextHost = (name) => {
    const endpoint = readContext(cli, name).Endpoints.docker
    if (!endpoint) throw new CommandError(`context ${quote(name)} does not have a docker endpoint`)
    return endpoint.Host || cli.defaultHost()
  }
}
