/** The network, for the machine that makes it; users see types.ts. */
export type * from './types.ts'
export { createNetStack, type NetStackOptions } from './stack.ts'
