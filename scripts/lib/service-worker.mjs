// A Vite plugin: writes sw.js, a service worker that makes the built page work without a network. What every visit needs is stored when it
// installs; fonts are stored when they are first used. A new build is a new worker: it waits until the old page is closed, so that a page
// never gets parts of two builds.
import { createHash } from 'node:crypto'

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
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('naru-') && name !== CACHE).map((name) => caches.delete(name)))),
  )
})
// The first page loads its fonts before there is a worker; it names them afterwards.
addEventListener('message', (event) => {
  const urls = (event.data?.store ?? []).filter((url) => url.startsWith(registration.scope) && /\\.woff2$/.test(url))
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(urls)))
})
addEventListener('fetch', (event) => {
  const { request } = event
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
