/** The Docker engine: what the machine composes. */
export { createEngine, type Engine, type EngineOptions } from './engine.ts'
export { createRouter, type Backends } from './server/router.ts'
export { eventLine } from './events/message.ts'
export type { EngineEvent } from './events/events.ts'
export type { EngineState } from './state/types.ts'
export type { EngineView } from './view.ts'
