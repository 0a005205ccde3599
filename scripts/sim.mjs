// npm run sim: brings the headless machine's bundle up to date and hands over to src/machine/node.
import { ensureDependencies } from './lib/setup.mjs'
import { nodeBundle } from './lib/bundle.mjs'

ensureDependencies()
const { main } = await import(await nodeBundle('sim'))
await main(process.argv.slice(2))
