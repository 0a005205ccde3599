/** Interpreters for machines that run inside a test: their workers are the ones of the headless bundle, built when a source is newer. */
import { nodeBundle } from '../../scripts/lib/bundle.mjs'
import { provideNodeInterpreters } from '../../src/machine/node/interpreters.ts'

export async function withInterpreters(): Promise<void> {
  provideNodeInterpreters(new URL('./', await nodeBundle('sim')))
}
