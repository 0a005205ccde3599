// npm start: installs what is missing, builds the page, serves it and prints the address. PORT or --port N choose the port.
import { ensureDependencies, fail, run } from './lib/setup.mjs'

ensureDependencies()
const flag = process.argv.indexOf('--port')
const port = Number(flag > 0 ? process.argv[flag + 1] : (process.env.PORT ?? 4173))
if (!Number.isInteger(port) || port < 1 || port > 65535) fail('The port must be a number from 1 to 65535.')
run('Build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn'])
const { preview } = await import('vite')
try {
  const server = await preview({ preview: { port, strictPort: flag > 0 || 'PORT' in process.env, host: '127.0.0.1' } })
  console.log(`\nNaru (나루): ${server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`}\nCtrl+C stops it.`)
} catch (error) {
  fail(`The page could not be served on port ${port}: ${error instanceof Error ? error.message : error}`)
}
