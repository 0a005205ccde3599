/** The docker command and its buildx plugin as programs. */
export { docker } from './docker.ts'
export { dockerBuildx } from './buildx/index.ts'
