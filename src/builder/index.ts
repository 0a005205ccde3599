/** The builder: what the machine composes and the engine implements. */
export { Builder } from './builder.ts'
export type { Build, History } from './history.ts'
export { builderRoutes } from './routes.ts'
export type { BuilderHost } from './host.ts'
export type { BuilderState } from './cache/state.ts'
export { checkDockerfile } from './check.ts'
