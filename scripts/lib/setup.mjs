// What a fresh machine lacks: dependencies, and a browser for the tests. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Prints a sentence for the person at the keyboard and ends the script. */
export function fail(message) {
  console.error(`\n${message}`)
  process.exit(1)
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Naru needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
}

/** Installs dependencies when they are missing or when package-lock.json changed since they were installed. */
export function ensureDependencies() {
  requireNode()
  const lock = join(root, 'package-lock.json')
  const stamp = join(root, 'node_modules', '.naru-lock')
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex')
  const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
  if (upToDate()) return
  const leave = enterAlone(
    join(tmpdir(), `naru-npm-ci-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`),
  )
  try {
    // Another script may have done it meanwhile.
    if (!upToDate()) install(stamp, hash)
  } finally {
    leave()
  }
}
/** One installation at a time: two that remove each other's files leave nothing. A lock of one that died is no lock for longer than 5 minutes. */
function enterAlone(path) {
  for (;;) {
    try {
      mkdirSync(path)
      const leave = () => rmSync(path, { recursive: true, force: true })
      process.once('exit', leave)
      return leave
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > 300_000) rmSync(path, { recursive: true, force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    }
  }
}
function install(stamp, hash) {
  console.error('Installing dependencies (npm ci) …')
  const npm = process.env.npm_execpath
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.status !== 0)
    fail('The dependencies could not be installed: npm ci failed (see above). Is the npm registry reachable from here?')
  writeFileSync(stamp, hash)
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const file = join(folder, name)
    if (folder && existsSync(file)) return file
  }
  return null
}
/** Path of a Chromium for the browser tests: $CHROMIUM, one on the PATH, or Debian's package, installed when we are root. */
export function ensureBrowser() {
  if (process.env.CHROMIUM) {
    if (!existsSync(process.env.CHROMIUM))
      fail(`CHROMIUM is set to ${process.env.CHROMIUM}, but there is no such file.`)
    return process.env.CHROMIUM
  }
  const find = () => BROWSERS.map(onPath).find(Boolean)
  const found = find()
  if (found && hasKoreanFont()) return found
  if (onPath('apt-get') && process.getuid?.() === 0) {
    console.error('Installing Chromium and a Korean font from Debian (apt-get) …')
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    spawnSync('apt-get', ['update', '-qq'], options)
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], options)
  }
  const now = find()
  if (!now)
    fail(
      'The browser tests need Chromium. Install it (Debian and Ubuntu: sudo apt-get install chromium fonts-noto-cjk) or name one: CHROMIUM=/path/to/chrome npm test',
    )
  return now
}
function hasKoreanFont() {
  const list = spawnSync('fc-list', [':lang=ko'], { encoding: 'utf8' })
  return list.status === 0 && list.stdout.trim() !== ''
}

/** Runs a script of node_modules with the terminal's streams. Returns whether it succeeded. */
export function attempt(title, bin, args, options = {}) {
  const started = Date.now()
  process.stdout.write(`\n— ${title}\n`)
  const result = spawnSync(process.execPath, [join(root, 'node_modules', bin), ...args], {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, ...options.env },
  })
  console.log(`  ${title}: ${result.status === 0 ? 'good' : 'FAILED'}, ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return result.status === 0
}
/** The same, and ends the script when it fails. */
export function run(title, bin, args, options = {}) {
  if (!attempt(title, bin, args, options)) fail(`${title} failed.`)
}
