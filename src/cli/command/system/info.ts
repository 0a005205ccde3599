/** docker info */
import { ApiError, ConnectionError, systemInfo } from '../../../api/client/index.ts'
import type { SystemInfo } from '../../../api/types/index.ts'
import { fromJson } from '../../../base/go/json.ts'
import { declare, type GoType } from '../../../base/go/types.ts'
import { bytesSize } from '../../../base/go/units.ts'
import { Template, TemplateError } from '../../../base/gotemplate/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { BASIC_FUNCTIONS } from '../../formatter/functions.ts'
import { SYSTEM_INFO } from '../../inspect/system-types.ts'
import { findPlugins, type Plugin } from '../../plugin/plugins.ts'
import { INDEX_SERVER } from '../registry/auth.ts'
import { CLIENT_VERSION_TYPE, clientVersion } from './client-version.ts'

const types = declare(
  'system',
  `
Plugin struct
    SchemaVersion string ,omitempty
    Vendor string ,omitempty
    Version string ,omitempty
    ShortDescription string ,omitempty
    URL string ,omitempty
    Name string ,omitempty
    Path string ,omitempty
clientInfo struct
    Debug bool
    clientVersion
    Plugins []Plugin
    Warnings []string
dockerInfo struct
    *Info
    ServerErrors []string ,omitempty
    UserName string -
    ClientInfo *clientInfo ,omitempty
    ClientErrors []string ,omitempty
sparseInfo struct
    ClientInfo *clientInfo ,omitempty
    ClientErrors []string ,omitempty
`,
  { clientVersion: CLIENT_VERSION_TYPE, Info: SYSTEM_INFO },
)
const DOCKER_INFO: GoType = types.dockerInfo!

/** Whether a template says anything about the engine; one about the client alone needs no connection. */
function needsServer(format: string, client: unknown): boolean {
  if (format === '' || format === 'json' || format === '{{json .}}' || !/\.[a-zA-Z]/.test(format)) return true
  try {
    Template.parse(format, BASIC_FUNCTIONS).execute({
      t: types.sparseInfo!,
      v: fromJson(types.sparseInfo!, { ClientInfo: client }),
    })
    return false
  } catch (error) {
    if (error instanceof TemplateError) return true
    throw error
  }
}
export const info: CommandSpec = {
  use: 'info [OPTIONS]',
  short: 'Display system-wide information',
  aliasText: 'docker system info, docker info',
  args: noArgs,
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const format = flags.string('format')
    const plugins = await findPlugins(cli)
    const client = { Debug: cli.options.debug, ...clientVersion(cli, ''), Plugins: plugins, Warnings: null }
    let server: SystemInfo | null = null
    let failure: Error | null = null
    const serverErrors: string[] = []
    if (needsServer(format, client))
      try {
        server = await systemInfo(cli.client)
      } catch (error) {
        if (error instanceof ConnectionError) failure = error
        else if (error instanceof ApiError) {
          serverErrors.push(error.message)
          if (format !== '') await cli.err.line(error.message)
        } else throw error
      }
    if (format === '') {
      const user = cli.config.auth(INDEX_SERVER)?.username ?? ''
      await cli.out.write(clientText(cli, plugins))
      await cli.out.write('\nServer:\n')
      if (server) {
        await cli.out.write(serverText(server, user, cli.options.debug))
        for (const warning of server.Warnings ?? []) await cli.err.line(warning)
      }
      for (const error of serverErrors) await cli.err.line(`ERROR: ${error}`)
      if (serverErrors.length > 0) throw new CommandError('errors pretty printing info')
      if (failure) throw failure
      return
    }
    let text = ''
    try {
      const template = Template.parse(format === 'json' ? '{{json .}}' : format, BASIC_FUNCTIONS)
      const value = { ...(server ?? {}), ServerErrors: serverErrors, ClientInfo: client }
      text = template.execute({ t: DOCKER_INFO, v: fromJson(DOCKER_INFO, value) })
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      if (!error.message.includes('executing')) throw new StatusError(`template parsing error: ${error.message}`, 64)
      await cli.out.line('')
      throw new CommandError([failure?.message, error.message].filter((each) => each !== undefined).join('\n'))
    }
    await cli.out.line(text)
    if (failure) throw failure
  },
}
function clientText(cli: Cli, plugins: readonly Plugin[]): string {
  const { Platform, Version, Context } = clientVersion(cli, '') as {
    Platform: { Name: string }
    Version: string
    Context: string
  }
  const lines = [
    `Client: ${Platform.Name}`,
    ` Version:    ${Version}`,
    ` Context:    ${Context}`,
    ` Debug Mode: ${cli.options.debug}`,
  ]
  if (plugins.length > 0) lines.push(' Plugins:')
  for (const plugin of plugins)
    lines.push(
      `  ${plugin.Name}: ${plugin.ShortDescription} (${plugin.Vendor})`,
      `    Version:  ${plugin.Version}`,
      `    Path:     ${plugin.Path}`,
    )
  return `${lines.join('\n')}\n`
}
function serverText(info: SystemInfo, user: string, debug: boolean): string {
  const out: string[] = []
  const line = (label: string, value: unknown): void => void out.push(`${label} ${String(value)}`)
  const some = (label: string, value: string | undefined): void => {
    if (value) line(label, value)
  }
  line(' Containers:', info.Containers)
  line('  Running:', info.ContainersRunning)
  line('  Paused:', info.ContainersPaused)
  line('  Stopped:', info.ContainersStopped)
  line(' Images:', info.Images)
  some(' Server Version:', info.ServerVersion)
  some(' Storage Driver:', info.Driver)
  for (const [key, value] of info.DriverStatus ?? []) line(`  ${key}:`, value)
  some(' Logging Driver:', info.LoggingDriver)
  some(' Cgroup Driver:', info.CgroupDriver)
  some(' Cgroup Version:', info.CgroupVersion)
  out.push(' Plugins:')
  line('  Volume:', info.Plugins.Volume.join(' '))
  line('  Network:', info.Plugins.Network.join(' '))
  if ((info.Plugins.Authorization ?? []).length > 0) line('  Authorization:', info.Plugins.Authorization!.join(' '))
  line('  Log:', info.Plugins.Log.join(' '))
  if ((info.CDISpecDirs ?? []).length > 0) {
    out.push(' CDI spec directories:')
    for (const directory of info.CDISpecDirs) out.push(`  ${directory}`)
  }
  line(' Swarm:', info.Swarm.LocalNodeState)
  const runtimes = Object.keys(info.Runtimes ?? {})
  if (runtimes.length > 0) {
    line(' Runtimes:', runtimes.join(' '))
    line(' Default Runtime:', info.DefaultRuntime)
  }
  if (info.OSType === 'linux') {
    line(' Init Binary:', info.InitBinary)
    line(' containerd version:', info.ContainerdCommit.ID)
    line(' runc version:', info.RuncCommit.ID)
    line(' init version:', info.InitCommit.ID)
    if ((info.SecurityOptions ?? []).length > 0) {
      out.push(' Security Options:')
      for (const option of info.SecurityOptions) {
        const fields = Object.fromEntries(option.split(',').map((field) => field.split('=') as [string, string]))
        out.push(`  ${fields.name ?? ''}`)
        if (fields.profile !== undefined) line('   Profile:', fields.profile)
      }
    }
  }
  some(' Kernel Version:', info.KernelVersion)
  some(' Operating System:', info.OperatingSystem)
  some(' OSType:', info.OSType)
  some(' Architecture:', info.Architecture)
  line(' CPUs:', info.NCPU)
  line(' Total Memory:', bytesSize(info.MemTotal))
  some(' Name:', info.Name)
  some(' ID:', info.ID)
  line(' Docker Root Dir:', info.DockerRootDir)
  line(' Debug Mode:', info.Debug)
  if (info.Debug || debug) {
    line('  File Descriptors:', info.NFd)
    line('  Goroutines:', info.NGoroutines)
    line('  System Time:', info.SystemTime)
    line('  EventsListeners:', info.NEventsListener)
  }
  some(' HTTP Proxy:', info.HttpProxy)
  some(' HTTPS Proxy:', info.HttpsProxy)
  some(' No Proxy:', info.NoProxy)
  some(' Username:', user)
  if ((info.Labels ?? []).length > 0) {
    out.push(' Labels:')
    for (const label of info.Labels) out.push(`  ${label}`)
  }
  line(' Experimental:', info.ExperimentalBuild)
  const registry = info.RegistryConfig
  if (
    registry &&
    ((registry.InsecureRegistryCIDRs ?? []).length > 0 || Object.keys(registry.IndexConfigs ?? {}).length > 0)
  ) {
    out.push(' Insecure Registries:')
    for (const { Name, Secure } of Object.values(registry.IndexConfigs ?? {})) if (!Secure) out.push(`  ${Name}`)
    for (const cidr of registry.InsecureRegistryCIDRs ?? []) out.push(`  ${cidr}`)
  }
  if ((registry?.Mirrors ?? []).length > 0) {
    out.push(' Registry Mirrors:')
    for (const mirror of registry.Mirrors!) out.push(`  ${mirror}`)
  }
  line(' Live Restore Enabled:', info.LiveRestoreEnabled)
  return `${out.join('\n')}\n\n`
}
