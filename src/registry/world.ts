/**
 * The machines of the outside world that answer: example.com with its page, the Debian mirror with its packages, two public name servers that
 * answer pings. Every other name does not exist.
 */
import { concat, decode, EMPTY, encode } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import type { ByteDuplex, RemoteHost } from '../kernel/net/types.ts'
import { debianMirror, RELEASED, ubuntuMirror } from './packages/mirror.ts'

const EXAMPLE = `<!doctype html>
<html>
<head><title>Example Domain</title></head>
<body><h1>Example Domain</h1></body>
</html>
`
const MIRROR = `<!DOCTYPE html>
<html>
<head><title>Debian mirror</title></head>
<body>
<h1>Debian mirror</h1>
<p>The packages are under <a href="/debian/">/debian</a>.</p>
</body>
</html>
`
type Pages = Readonly<Record<string, string>>
const NOT_FOUND = '<html>\n<head><title>404 Not Found</title></head>\n<body><h1>404 Not Found</h1></body>\n</html>\n'

interface Site {
  /** 80 unless said. Nothing is encrypted: 443 is plain HTTP, too. */
  port?: number
  server: string
  pages: Pages
  /** Files besides the pages; null: no such file. */
  file?: (path: string) => Promise<Uint8Array | null>
}
/** Of the files. */
const MODIFIED = new Date(RELEASED).toUTCString()

/** Answers GET and HEAD from the site's pages and files, one request after the other until the client is done. */
async function serveHttp(connection: ByteDuplex, { server, pages, file }: Site): Promise<void> {
  let pending = EMPTY
  for (;;) {
    let end: number
    while ((end = headEnd(pending)) < 0) {
      const more = await connection.read()
      if (more.length === 0 || pending.length > 65536) {
        connection.end()
        return
      }
      pending = concat([pending, more])
    }
    const [line = '', ...fields] = decode(pending.subarray(0, end)).split('\r\n')
    pending = pending.subarray(end + 4)
    const [method = '', target = '', version = ''] = line.split(' ')
    const path = target.replace(/^https?:\/\/[^/]*/, '').replace(/\?.*/, '') || '/'
    const known = method === 'GET' || method === 'HEAD'
    const page = known && Object.hasOwn(pages, path) ? pages[path] : undefined
    const found = known && page === undefined ? ((await file?.(path)) ?? null) : null
    const close = version !== 'HTTP/1.1' || fields.some((field) => /^connection:\s*close/i.test(field))
    const unchanged =
      found !== null && fields.some((field) => /^if-modified-since:/i.test(field) && field.includes(MODIFIED))
    const body = unchanged ? EMPTY : (found ?? encode(page ?? NOT_FOUND))
    const status = unchanged
      ? '304 Not Modified'
      : page !== undefined || found
        ? '200 OK'
        : known
          ? '404 Not Found'
          : '405 Method Not Allowed'
    const head = [
      `HTTP/1.1 ${status}`,
      `Server: ${server}`,
      ...(found
        ? [`Last-Modified: ${MODIFIED}`, 'Content-Type: application/octet-stream']
        : ['Content-Type: text/html']),
      ...(unchanged ? [] : [`Content-Length: ${body.length}`]),
      ...(close ? ['Connection: close'] : []),
    ]
    await connection.write(encode(`${head.join('\r\n')}\r\n\r\n`))
    if (method !== 'HEAD' && body.length) await connection.write(body)
    if (close) {
      connection.end()
      return
    }
  }
}
function headEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++)
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i
  return -1
}

const webSite = (names: string[], addresses: string[], site: Site): RemoteHost => ({
  names,
  addresses,
  pings: true,
  serve(port, connection) {
    if (port !== (site.port ?? 80)) return false
    // A client that went away in the middle of an answer is no concern of ours.
    serveHttp(connection, site).catch(() => connection.destroy())
    return true
  },
})
const pingable = (name: string, address: string): RemoteHost => ({
  names: [name],
  addresses: [address],
  pings: true,
  serve: () => false,
})

/** `clock`: simulated time stands still while the mirror's data are loaded. */
export function remoteHosts(clock?: Clock): RemoteHost[] {
  const held =
    (mirror: (path: string) => Promise<Uint8Array | null>) =>
    async (path: string): Promise<Uint8Array | null> => {
      const release = clock?.hold()
      try {
        return await mirror(path)
      } finally {
        release?.()
      }
    }
  return [
    webSite(['example.com', 'www.example.com'], ['23.220.75.232'], {
      server: 'AkamaiNetStorage',
      pages: { '/': EXAMPLE, '/index.html': EXAMPLE },
    }),
    webSite(['ftp.kr.debian.org', 'deb.debian.org'], ['101.79.203.139'], {
      server: 'Apache',
      pages: { '/': MIRROR, '/debian/': MIRROR, '/debian': MIRROR },
      file: held(debianMirror),
    }),
    webSite(['registry.npmjs.org'], ['104.16.1.35'], {
      port: 443,
      server: 'cloudflare',
      pages: {},
      file: held(async (path) => (await import('./npm/registry.ts')).npmRegistry(path)),
    }),
    // pip asks whether it can be reached; the packages come with the simulation.
    pingable('pypi.org', '151.101.0.223'),
    webSite(['archive.ubuntu.com', 'security.ubuntu.com'], ['91.189.91.83'], {
      server: 'Apache/2.4.58 (Ubuntu)',
      pages: {},
      file: held(ubuntuMirror),
    }),
    pingable('dns.google', '8.8.8.8'),
    pingable('one.one.one.one', '1.1.1.1'),
  ]
}
