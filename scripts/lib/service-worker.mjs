// A Vite plugin: writes sw.js, a service worker that makes the built page work without a network. What every visit needs is stored when it
// installs; fonts are stored when they are first used. A new build is a new worker: it waits until the old page is closed, so that a page
// never gets parts of two builds.
import { createHash } from 'node:crypto'

/** Must be what src/machine/worker/answers.ts says. */
const ANSWERS = 'interpreter-answers/'
/** Interpreters are stored when they are first used. */
const ON_USE = /pyodide/
/** Packages that come when the editor is first opened; with what they bring, they are stored after the page has settled. */
const LATE = /node_modules[\\/](monaco-|dockerfile-)|[\\/]ui[\\/]editor[\\/]/
/** Files of a worker of the editor have no modules of their own in the bundle; its font is no script. */
const LATE_NAMES = /(^|\/)((editor|yaml)\.worker|codicon)-/
/** Files of public/ that belong to every visit. */
const PUBLIC = ['browser-frame.html', 'icon.svg', 'fonts/naru-mono-latin-400.woff2']

export function serviceWorker() {
  return {
    name: 'naru-service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const all = Object.keys(bundle).filter(
        (name) => (/\.(js|css)$/.test(name) || LATE_NAMES.test(name)) && !ON_USE.test(name),
      )
      const late = new Set(all.filter((name) => LATE_NAMES.test(name)))
      for (const [name, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && Object.keys(chunk.modules).some((id) => LATE.test(id))) {
          late.add(name)
          for (const css of chunk.viteMetadata?.importedCss ?? []) late.add(css)
        }
      // What every visit shows is never late, whoever else needs it.
      const early = new Set()
      const visit = (name) => {
        const chunk = bundle[name]
        if (early.has(name) || chunk?.type !== 'chunk') return
        early.add(name)
        chunk.imports.forEach(visit)
      }
      for (const [name, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && (chunk.isEntry || chunk.facadeModuleId?.endsWith('/src/ui/start.ts'))) visit(name)
      const files = all.filter((name) => early.has(name) || !late.has(name))
      const version = createHash('sha256').update(all.sort().join('\n')).digest('hex').slice(0, 12)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source(
          version,
          ['./', ...files, ...PUBLIC],
          all.filter((name) => !files.includes(name)),
        ),
      })
    },
  }
}

const source = (version, files, later) => `const CACHE = 'naru-${version}'
const FILES = ${JSON.stringify(files)}
const LATER = ${JSON.stringify(later)}

// Pages that are isolated from others share memory with their workers, which makes interpreters faster. The page asks for it (?isolate) where its
// sandboxed frame, whose requests do not come by here, can live inside such a page (<iframe credentialless>).
const ISOLATE = new URL(location.href).searchParams.has('isolate')
function isolated(answer) {
  if (!ISOLATE || !answer || answer.status === 0 || answer.headers.has('cross-origin-embedder-policy')) return answer
  const headers = new Headers(answer.headers)
  headers.set('cross-origin-embedder-policy', 'require-corp')
  headers.set('cross-origin-opener-policy', 'same-origin')
  const { status, statusText } = answer
  return new Response(status === 204 || status === 304 ? null : answer.body, { status, statusText, headers })
}
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
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(urls)).then(storeLater))
})
// One after the other, so that they stand in nobody's way; what fails is asked for at the next visit.
async function storeLater() {
  const cache = await caches.open(CACHE)
  for (const file of LATER) if (!(await cache.match(file))) await cache.add(file).catch(() => {})
}
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
    event.respondWith(
      fetch(request)
        .catch(() => caches.match('./', { ignoreSearch: true }))
        .then(isolated),
    )
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
    ).then(isolated),
  )
})
`
