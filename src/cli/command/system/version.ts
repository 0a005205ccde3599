/** docker version */
import { ApiError, ConnectionError, serverVersion } from '../../../api/client/index.ts'
import type { VersionResponse } from '../../../api/types/index.ts'
import { fromJson } from '../../../base/go/json.ts'
import { tabulate } from '../../../base/go/tabwriter.ts'
import { formatAnsic, parseRfc3339 } from '../../../base/go/time.ts'
import { declare, STRINGS, type GoType } from '../../../base/go/types.ts'
import { Template, TemplateError, type FunctionMap } from '../../../base/gotemplate/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { StatusError } from '../../framework/errors.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { BASIC_FUNCTIONS } from '../../formatter/functions.ts'
import { COMPONENT_VERSION, SERVER_VERSION } from '../../inspect/system-types.ts'
import { CLIENT_VERSION_TYPE, clientVersion } from './client-version.ts'

const DEFAULT_TEMPLATE = `{{with .Client -}}
Client:{{if ne .Platform nil}}{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}{{end}}
 Version:	{{.Version}}
 API version:	{{.APIVersion}}{{if ne .APIVersion .DefaultAPIVersion}} (downgraded from {{.DefaultAPIVersion}}){{end}}
 Go version:	{{.GoVersion}}
 Git commit:	{{.GitCommit}}
 Built:	{{.BuildTime}}
 OS/Arch:	{{.Os}}/{{.Arch}}
 Context:	{{.Context}}
{{- end}}

{{- if ne .Server nil}}{{with .Server}}

Server:{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}
 {{- range $component := .Components}}
 {{$component.Name}}:
  {{- if eq $component.Name "Engine" }}
  Version:	{{.Version}}
  API version:	{{index .Details "ApiVersion"}} (minimum version {{index .Details "MinAPIVersion"}})
  Go version:	{{index .Details "GoVersion"}}
  Git commit:	{{index .Details "GitCommit"}}
  Built:	{{index .Details "BuildTime"}}
  OS/Arch:	{{index .Details "Os"}}/{{index .Details "Arch"}}
  Experimental:	{{index .Details "Experimental"}}
  {{- else }}
  Version:	{{$component.Version}}
  {{- $detailsOrder := getDetailsOrder $component}}
  {{- range $key := $detailsOrder}}
  {{$key}}:	{{index $component.Details $key}}
   {{- end}}
  {{- end}}
 {{- end}}
 {{- end}}{{- end}}`

const VERSION_INFO: GoType = declare(
  'system',
  `
versionInfo struct
    Client clientVersion
    Server *types.Version
`,
  { clientVersion: CLIENT_VERSION_TYPE, 'types.Version': SERVER_VERSION },
).versionInfo!
const FUNCTIONS: FunctionMap = {
  ...BASIC_FUNCTIONS,
  getDetailsOrder: {
    params: [COMPONENT_VERSION],
    call: (component) => {
      const details = (component!.v as { Details: Map<string, string> | null }).Details
      return { t: STRINGS, v: [...(details?.keys() ?? [])].sort() }
    },
  },
}
const ansic = (time: string): string => {
  const instant = parseRfc3339(time)
  return instant ? formatAnsic(instant) : time
}
/** The engine's answer with its build time as people read it. */
async function server(cli: Cli): Promise<VersionResponse> {
  const answer = await serverVersion(cli.client)
  for (const component of answer.Components ?? [])
    if (component.Name === 'Engine' && component.Details?.BuildTime)
      component.Details.BuildTime = ansic(component.Details.BuildTime)
  return answer
}
export const version: CommandSpec = {
  use: 'version [OPTIONS]',
  short: 'Show the Docker version information',
  args: noArgs,
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const source = flags.string('format')
    let template: Template
    try {
      template = Template.parse(
        source === '' ? DEFAULT_TEMPLATE : source === 'json' ? '{{json .}}' : source,
        FUNCTIONS,
        'version',
      )
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new StatusError(`template parsing error: ${error.message}`, 64)
    }
    let answer: VersionResponse | null = null
    let failure: Error | null = null
    try {
      answer = await server(cli)
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
      failure = error
    }
    const info = { Client: clientVersion(cli, cli.client.version), Server: answer }
    let text = ''
    try {
      text = template.execute({ t: VERSION_INFO, v: fromJson(VERSION_INFO, info) })
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      failure ??= error
    }
    // One column each for names and values, as wide as the longest plus one.
    await cli.out.write(tabulate(`${text}\n`, { minWidth: 20, padding: 1 }))
    if (failure) throw failure
  },
}
