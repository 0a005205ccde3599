// A Vite plugin: writes sw.js, a service worker that makes the built page work without a network. What every visit needs is stored when it
// installs; fonts are stored when they are first used. A new build is a new worker: it waits until the old page is closed, so that a page
// never gets parts of two builds.
import { createHash } from 'node:crypto'

/** Must be what src/machine/worker/answers.ts says. */
const ANSWERS = 'interpreter-answers/'
/** Files of public/ that belong to every visit. */
const PUBLIC = ['browser-frame.html', 'icon.svg', 'fonts/naru-mono-latin-400.woff2']

export function serviceWorker() {
  return {
    name: 'naru-service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))
      const version = createHash('sha256').update(files.sort().join('\n')).digest('hex').slice(0, 12)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source(version, ['./', ...files, ...PUBLIC]),
      })
    },
  }
}

const source = (version, files) => `const CACHE = 'naru-${version}'
const FILES = ${JSON.stringify(files)}

addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)))
})
addEventListener('activate', (event) => {
  // The machine's worker of a first visit must reach the answers, too.
  event.waitUntil(clients.claim())
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('naru-') && name !== CACHE).map((name) => caches.delete(name)))),
  )
})
// The first page loads its fonts before there is a worker; it names them afterwards.
addEventListener('message', (event) => {
  const urls = (event.data?.store ?? []).filter((url) => url.startsWith(registration.scope) && /\\.woff2$/.test(url))
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(urls)))
})
// Interpreters wait for answers by synchronous requests where pages share no memory (src/machine/worker/answers.ts). PUT leaves an answer,
// GET takes it; one that had to wait too long says 204, so that no event is kept open for minutes.
const ANSWERS = new URL('${ANSWERS}', registration.scope).href
const WAIT_MS = 15000
const answers = new Map()
const waiting = new Map()
async function exchange(request) {
  if (request.url === ANSWERS + 'ready') return new Response('ready')
  if (request.method === 'PUT') {
    const bytes = await request.arrayBuffer()
    const take = waiting.get(request.url)
    waiting.delete(request.url)
    if (take) take(bytes)
    else answers.set(request.url, bytes)
    return new Response(null, { status: 204 })
  }
  const bytes =
    answers.get(request.url) ??
    (await new Promise((resolve) => {
      waiting.set(request.url, resolve)
      setTimeout(() => {
        if (waiting.get(request.url) === resolve) waiting.delete(request.url)
        resolve(null)
      }, WAIT_MS)
    }))
  answers.delete(request.url)
  return bytes ? new Response(bytes) : new Response(null, { status: 204 })
}
addEventListener('fetch', (event) => {
  const { request } = event
  if (request.url.startsWith(ANSWERS)) {
    event.respondWith(exchange(request))
    return
  }
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(registration.scope)) return
  if (request.mode === 'navigate' && !url.pathname.endsWith('browser-frame.html')) {
    // The newest page when there is a network; the stored one when there is none.
    event.respondWith(fetch(request).catch(() => caches.match('./', { ignoreSearch: true })))
    return
  }
  event.respondWith(
    caches.match(request, { ignoreSearch: true, ignoreVary: true }).then(
      (stored) =>
        stored ??
        fetch(request).then((answer) => {
          // Names of assets carry a hash of their content, so what is stored never goes stale.
          if (answer.ok && (url.pathname.includes('/assets/') || url.pathname.includes('/fonts/'))) {
            const copy = answer.clone()
            event.waitUntil(caches.open(CACHE).then((cache) => cache.put(request, copy)))
          }
          return answer
        }),
    ),
  )
})
`
