/** What docker version and docker info say of the client. */
import { declare } from '../../../base/go/types.ts'
import { GIT_COMMIT, VERSION, type Cli } from '../../framework/cli.ts'
import { API_VERSION } from '../../../api/client/index.ts'

const types = declare(
  'system',
  `
platformInfo struct
    Name string Name,omitempty
clientVersion struct
    Platform *platformInfo Platform,omitempty
    Version string Version,omitempty
    APIVersion string ApiVersion,omitempty
    DefaultAPIVersion string DefaultAPIVersion,omitempty
    GitCommit string GitCommit,omitempty
    GoVersion string GoVersion,omitempty
    Os string Os,omitempty
    Arch string Arch,omitempty
    BuildTime string BuildTime,omitempty
    Context string Context
`,
)
export const CLIENT_VERSION_TYPE = types.clientVersion!
/** As JSON; `apiVersion` '' leaves it out. */
export const clientVersion = (cli: Cli, apiVersion: string): Record<string, unknown> => ({
  Platform: { Name: 'Docker Engine - Community' },
  Version: VERSION,
  ApiVersion: apiVersion,
  DefaultAPIVersion: API_VERSION,
  GitCommit: GIT_COMMIT,
  GoVersion: 'go1.26.8',
  Os: 'linux',
  Arch: 'amd64',
  BuildTime: 'Wed Nov  5 14:43:00 2025',
  Context: cli.contextName,
})
