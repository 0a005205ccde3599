/** The shapes of the Engine API 1.51, by noun. */
export * from './common.ts'
export * from './containers.ts'
export * from './events.ts'
export * from './exec.ts'
export * from './images.ts'
export * from './networks.ts'
export * from './system.ts'
export * from './volumes.ts'
