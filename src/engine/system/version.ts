/** GET /version: the engine that Naru simulates. */
import type { VersionResponse } from '../../api/types/index.ts'

export const ENGINE_VERSION = '28.5.2'
const CONTAINERD = 'b98a3aace656320842a23f4a392a33f46af97866'
const RUNC = 'v1.3.3-0-gd842d77'
const BUILD_TIME = '2025-11-05T14:43:00.000000000+00:00'
const GO = 'go1.26.8'
const COMMIT = '89c5e8f'
const API = '1.51'
const MIN_API = '1.24'

export function version(kernelVersion: string): VersionResponse {
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API,
          Arch: 'amd64',
          BuildTime: BUILD_TIME,
          Experimental: 'false',
          GitCommit: COMMIT,
          GoVersion: GO,
          KernelVersion: kernelVersion,
          MinAPIVersion: MIN_API,
          Os: 'linux',
        },
      },
      { Name: 'containerd', Version: 'v1.7.28', Details: { GitCommit: CONTAINERD } },
      { Name: 'runc', Version: '1.3.3', Details: { GitCommit: RUNC } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: '' } },
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API,
    MinAPIVersion: MIN_API,
    GitCommit: COMMIT,
    GoVersion: GO,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: kernelVersion,
    BuildTime: BUILD_TIME,
  }
}
export { CONTAINERD, RUNC }
