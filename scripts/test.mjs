// npm test: installs what is missing, then runs everything: the gate of npm run ok, and the page in a real browser.
import { ensureBrowser, ensureDependencies, run } from './lib/setup.mjs'

ensureDependencies()
const chromium = ensureBrowser()
run('Gate', '../scripts/ok.mjs', [])
run('Build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn'])
run('Browser tests', '@playwright/test/cli.js', ['test'], { env: { CHROMIUM: chromium } })
