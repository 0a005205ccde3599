/** The buildx plugin: `docker buildx …`, and what docker build, builder and bake become. */
import { pluginProgram } from '../framework/plugin-program.ts'
import { reportFailure } from './failure.ts'
import { buildx } from './command/index.ts'

export const dockerBuildx = pluginProgram({
  spec: buildx,
  vendor: 'Docker Inc.',
  version: 'v0.29.1',
  short: 'Docker Buildx',
  report: reportFailure,
})
