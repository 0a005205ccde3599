// npm run bench: the simulation's own time headless, the page in a browser, and real Docker beside them where DOCKER_HOST answers.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeBundle } from './lib/bundle.mjs'
import { firstVisit } from './lib/first-visit.mjs'
import { ensureBrowser, ensureDependencies, root, run } from './lib/setup.mjs'

ensureDependencies()
const { measure } = await import(await nodeBundle('bench'))
const figures = await measure()

/** Whether a real engine answers at DOCKER_HOST. */
const real =
  Boolean(process.env.DOCKER_HOST) &&
  spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' })
const answers = real && real.status === 0
function realTime(line, times) {
  const taken = []
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    if (spawnSync('bash', ['-c', line], { stdio: 'ignore' }).status !== 0) return null
    taken.push(performance.now() - start)
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)]
}

async function page() {
  run('Build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn'])
  const { chromium } = await import('@playwright/test')
  const port = 4198
  const server = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vite/bin/vite.js'),
      'preview',
      '--port',
      String(port),
      '--strictPort',
      '--host',
      '127.0.0.1',
    ],
    { cwd: root, stdio: 'ignore' },
  )
  try {
    const url = `http://127.0.0.1:${port}/`
    for (let i = 0; i < 100; i++) {
      if (
        await fetch(url).then(
          (reply) => reply.ok,
          () => false,
        )
      )
        break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const browser = await chromium.launch({
      executablePath: ensureBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    const taken = []
    for (let i = 0; i < 5; i++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const tab = await context.newPage()
      const start = performance.now()
      await tab.goto(url, { waitUntil: 'commit' })
      await tab.waitForFunction(
        () => document.querySelector('.xterm-rows')?.textContent?.includes('student@naru'),
        null,
        { polling: 'raf' },
      )
      taken.push(performance.now() - start)
      await context.close()
    }
    await browser.close()
    taken.sort((a, b) => a - b)
    return taken[2]
  } finally {
    server.kill()
  }
}

console.log(
  `\nNaru, on Node ${process.versions.node}${answers ? `; real Docker ${real.stdout.trim()} at ${process.env.DOCKER_HOST}` : '; no real Docker at DOCKER_HOST to compare with'}\n`,
)
const rows = figures.map(({ name, ms, budget, real: line }) => [
  name,
  `${ms.toFixed(2)} ms`,
  answers && line ? realTime(line, line.startsWith('for') ? 1 : 5) : null,
  budget,
])
if (existsSync(join(root, 'index.html'))) {
  rows.push([
    'page: navigation to a prompt in Chromium (median of 5)',
    `${(await page()).toFixed(0)} ms`,
    null,
    '≤ 1 s',
  ])
  const { total } = firstVisit(join(root, 'dist'))
  rows.push([
    'page: script of a first visit before the prompt, gzip',
    `${(total / 1000).toFixed(0)} kB`,
    null,
    '≤ 300 kB',
  ])
}
for (const [name, ours, theirs, budget] of rows)
  console.log(
    `${ours.padStart(12)}  ${theirs ? `real: ${theirs.toFixed(0)} ms (${(theirs / Number.parseFloat(ours)).toFixed(0)}×)`.padEnd(26) : ''.padEnd(26)}${name}${budget ? `  [budget ${budget}]` : ''}`,
  )
