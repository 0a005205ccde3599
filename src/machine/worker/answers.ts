/** Between the machine's worker and an interpreter's: how answers reach it, and what all interpreters of a kind share. */
export type Start = { assets: unknown } & ({ memory: SharedArrayBuffer } | { address: string })
/** Addresses that the service worker keeps to itself (scripts/lib/service-worker.mjs), relative to the page: PUT leaves an answer, GET waits for it. */
export const ANSWERS = 'interpreter-answers/'
