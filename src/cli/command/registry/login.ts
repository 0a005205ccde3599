/** docker login. Credentials go unencrypted into config.json, as without a credential helper. */
import { ApiError, registryLogin } from '../../../api/client/index.ts'
import type { AuthConfig } from '../../../api/types/index.ts'
import { decode } from '../../../base/bytes.ts'
import { maxArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { ask } from '../prompt.ts'
import { INDEX_SERVER } from './auth.ts'

const REGISTER_HINT = `Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.
You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/

`
/** credentials.ConvertToHostname */
export const hostname = (server: string): string => server.replace(/^https?:\/\//, '').replace(/\/.*$/, '')

function checkFlags(flags: FlagSet): void {
  if (flags.changed('password-stdin')) {
    if (flags.changed('password'))
      throw new CommandError('conflicting options: cannot specify both --password and --password-stdin')
    if (!flags.changed('username')) throw new CommandError('the --password-stdin option requires --username to be set')
  }
  for (const name of ['username', 'password'])
    if (flags.changed(name) && flags.string(name) === '') throw new CommandError(`${name} is empty`)
}
/** A note as internal/tui prints it. */
async function note(cli: Cli, text: string): Promise<void> {
  const { err } = cli
  const header = err.isTerminal ? '\x1b[1m\x1b[104m\x1b[30mi\x1b[0m \x1b[94mInfo → \x1b[0m\x1b[0m' : ' Info -> '
  const indent = ' '.repeat(err.isTerminal ? 'i Info → '.length : header.length)
  const lines = text
    .split('\n')
    .map((line, i) => `${i > 0 ? indent : ''}${err.isTerminal ? `\x1b[3m${line}\x1b[0m` : line}\n`)
  await err.write(`\n${header}${lines.join('')}`)
}
async function store(cli: Cli, auth: AuthConfig): Promise<void> {
  const known = cli.config.data.auths?.[auth.serveraddress ?? ''] !== undefined
  const isNew = !known || cli.config.auth(auth.serveraddress ?? '')?.password !== auth.password
  cli.config.store(auth.serveraddress ?? '', auth)
  if (isNew)
    await cli.err.write(
      `\nWARNING! Your credentials are stored unencrypted in '${cli.config.path}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
    )
}
async function withStored(cli: Cli, auth: AuthConfig): Promise<string | null> {
  await cli.err.write('Authenticating with existing credentials...')
  if (auth.username) await cli.err.write(` [Username: ${auth.username}]`)
  await cli.err.write('\n')
  await note(cli, "To login with a different account, run 'docker logout' followed by 'docker login'")
  await cli.err.write('\n\n')
  try {
    const { Status, IdentityToken } = await registryLogin(cli.client, auth)
    cli.config.store(
      auth.serveraddress ?? '',
      IdentityToken ? { ...auth, password: '', identitytoken: IdentityToken } : auth,
    )
    return Status
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    await cli.err.line(
      error.status === 401 ? 'Stored credentials invalid or expired' : `Login did not succeed, error: ${error.message}`,
    )
    return null
  }
}
async function promptFor(cli: Cli, user: string, password: string, known: string, server: string): Promise<AuthConfig> {
  let username = user.trim()
  if (username === '') {
    if (server === INDEX_SERVER) await cli.out.write(REGISTER_HINT)
    username = (await ask(cli, known === '' ? 'Username: ' : `Username (${known}): `)) || known
    if (username === '') throw new CommandError('Error: Non-null Username Required')
  }
  let secret = password.trim()
  if (secret === '') {
    cli.in.setEcho(false)
    try {
      if (server === INDEX_SERVER)
        await note(
          cli,
          'A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit \x1b[4mhttps://app.docker.com/settings\x1b[0m\n\n',
        )
      secret = await ask(cli, 'Password: ')
      await cli.out.write('\n')
    } finally {
      cli.in.setEcho(true)
    }
    if (secret === '') throw new CommandError('Error: Password Required')
  }
  return { username, password: secret, serveraddress: server }
}
export const login: CommandSpec = {
  use: 'login [OPTIONS] [SERVER]',
  short: 'Authenticate to a registry',
  long: 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.',
  args: maxArgs(1),
  flags: `
    -p, --password string  Password or Personal Access Token (PAT)
    --password-stdin  Take the Password or Personal Access Token (PAT) from stdin
    -u, --username string  Username
  `,
  complete: nothing,
  run: async ({ cli, flags, args }) => {
    checkFlags(flags)
    const user = flags.string('username')
    let password = flags.string('password')
    if (password !== '') await cli.err.line('WARNING! Using --password via the CLI is insecure. Use --password-stdin.')
    if (flags.bool('password-stdin'))
      password = decode(await cli.sys.readAll(0))
        .replace(/\n$/, '')
        .replace(/\r$/, '')
    const given = args[0] ?? ''
    const isHub = given === '' || given === 'docker.io' || given === INDEX_SERVER
    const server = isHub ? INDEX_SERVER : hostname(given)
    const stored = user === '' && password === '' ? cli.config.auth(server) : null
    let status: string | null = null
    if (stored?.username && stored.password) status = await withStored(cli, { ...stored, serveraddress: server })
    if (status === null) {
      if ((user === '' || password === '') && !cli.in.isTerminal)
        throw new CommandError('Error: Cannot perform an interactive login from a non TTY device')
      // The web-based login needs a browser and Docker's identity service: neither is here.
      if (isHub && user === '' && password === '')
        await cli.err.write('Failed to start web-based login - falling back to command line login...\n\n')
      const auth = await promptFor(cli, user, password, stored?.username ?? '', server)
      const response = await registryLogin(cli.client, auth)
      await store(cli, response.IdentityToken ? { ...auth, password: '', identitytoken: response.IdentityToken } : auth)
      status = response.Status
    }
    if (status !== '') await cli.out.line(status)
  },
}
