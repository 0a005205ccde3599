import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { decode, encode, concat } from '../../../base/bytes.ts'
import { bootImage } from '../testing/machine.ts'
import type { ImageMachine } from '../testing/machine.ts'

const PATH = '/usr/local/apache2/bin:/bin'
const CONF = '/usr/local/apache2/conf/httpd.conf'
async function boot(): Promise<ImageMachine> {
  const machine = await bootImage('library/httpd')
  machine.fs.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n192.168.65.3\tnaru\n')
  return machine
}
const httpd = (machine: ImageMachine, ...args: string[]) => machine.run(['httpd', ...args], { env: { PATH } })

async function ask(machine: ImageMachine, request: string): Promise<string> {
  const connection = await machine.net.connect({ address: '127.0.0.1', port: 80 })
  await connection.write(encode(request.replace(/\n/g, '\r\n')))
  const parts: Uint8Array[] = []
  for (;;) {
    const part = await connection.read()
    if (!part.length) return decode(concat(parts)).replace(/\r\n/g, '\n')
    parts.push(part)
  }
}
const get = (machine: ImageMachine, path: string, more = '') =>
  ask(machine, `GET ${path} HTTP/1.1\nHost: localhost:8080\n${more}Connection: close\n\n`)
async function started(machine: ImageMachine) {
  const { process, result } = await machine.start(['httpd', '-DFOREGROUND'], { env: { PATH } })
  await machine.clock.sleep(100)
  return { process, result }
}

describe('the command line', () => {
  it('tests the configuration', async () => {
    const machine = await boot()
    expect(await httpd(machine, '-t')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using \S+\. Set the 'ServerName' directive globally to suppress this message\nSyntax OK\n$/,
      ),
    })
    machine.fs.writeFile(CONF, `${decode(machine.fs.readFile(CONF))}Listen nonsense port\n`)
    expect(await httpd(machine, '-t')).toMatchObject({
      status: 1,
      stderr: `AH00526: Syntax error on line 547 of ${CONF}:\nPort must be specified\n`,
    })
  })
  it('finds mistakes where they are', async () => {
    const machine = await boot()
    const original = decode(machine.fs.readFile(CONF))
    const complaint = async (text: string): Promise<string> => {
      machine.fs.writeFile(CONF, original + text)
      return (await httpd(machine, '-t')).stderr
    }
    expect(await complaint('Lisen 80\n')).toContain(
      "line 547 of /usr/local/apache2/conf/httpd.conf:\nInvalid command 'Lisen', perhaps misspelled",
    )
    expect(await complaint('<Directory /x>\n')).toBe(
      `httpd: Syntax error on line 547 of ${CONF}: <Directory> was not closed.\n`,
    )
    expect(await complaint('DocumentRoot /nosuch\n')).toContain(
      "DocumentRoot '/nosuch' is not a directory, or is not readable",
    )
    expect(await complaint('LoadModule nosuch_module modules/mod_nosuch.so\n')).toContain(
      'Cannot load modules/mod_nosuch.so into server: /usr/local/apache2/modules/mod_nosuch.so: cannot open shared object file: No such file or directory',
    )
    expect(await complaint('RewriteEngine on\n')).toContain("Invalid command 'RewriteEngine'")
  })
})

describe('the server', () => {
  it('serves its page, logs, and leaves gracefully', async () => {
    const machine = await boot()
    const { process, result } = await started(machine)
    const reply = await get(machine, '/')
    expect(reply).toMatch(
      /^HTTP\/1\.1 200 OK\nDate: .* GMT\nServer: Apache\/2\.4\.68 \(Unix\)\nLast-Modified: .*\nETag: "bf-[0-9a-f]+"\nAccept-Ranges: bytes\nContent-Length: 191\nConnection: close\nContent-Type: text\/html\n\n/,
    )
    expect(reply).toContain('<p>It works!</p>')
    expect(machine.kernel.processes().filter(({ comm, uid }) => comm === 'httpd' && uid === 33)).toHaveLength(3)
    process.kill(SIGNALS.SIGWINCH.number)
    const { status, stdout, stderr } = await result
    expect(status).toBe(0)
    expect(stdout).toBe('127.0.0.1 - - [02/Mar/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 191\n')
    expect(stderr.replace(/^AH00558.*\n/gm, '').replace(/^\[.{31}\] /gm, '')).toBe(
      '[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.68 (Unix) configured -- resuming normal operations\n'.replaceAll(
        '1:tid 1',
        `${process.pid}:tid ${process.pid}`,
      ) +
        `[core:notice] [pid ${process.pid}:tid ${process.pid}] AH00094: Command line: 'httpd -D FOREGROUND'\n` +
        `[mpm_event:notice] [pid ${process.pid}:tid ${process.pid}] AH00492: caught SIGWINCH, shutting down gracefully\n`,
    )
  })
  it('answers with errors, redirects, listings, ranges and conditions', async () => {
    const machine = await boot()
    await started(machine)
    const docs = '/usr/local/apache2/htdocs'
    expect(await get(machine, '/nosuch')).toContain(
      'Content-Type: text/html; charset=iso-8859-1\n\n<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
    )
    expect(await get(machine, '/../etc/passwd')).toMatch(/^HTTP\/1\.1 400 Bad Request\n/)
    expect(await ask(machine, 'GET / HTTP/1.1\n\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\n/)
    expect(await ask(machine, 'DELETE / HTTP/1.0\n\n')).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\n/)
    machine.fs.mkdir(`${docs}/docs`)
    machine.fs.writeFile(`${docs}/docs/a&b.txt`, 'hello')
    expect(await get(machine, '/docs')).toMatch(
      /^HTTP\/1\.1 301 Moved Permanently\n[\s\S]*\nLocation: http:\/\/localhost:8080\/docs\/\n/,
    )
    expect(await get(machine, '/docs/')).toContain(
      '<html>\n <head>\n  <title>Index of /docs</title>\n </head>\n <body>\n<h1>Index of /docs</h1>\n<ul><li><a href="/"> Parent Directory</a></li>\n<li><a href="a&amp;b.txt"> a&amp;b.txt</a></li>\n</ul>\n</body></html>\n',
    )
    const page = await get(machine, '/docs/a&b.txt', 'Range: bytes=1-2\n')
    expect(page).toMatch(/^HTTP\/1\.1 206 Partial Content\n[\s\S]*Content-Range: bytes 1-2\/5\n[\s\S]*\n\nel$/)
    const etag = /ETag: (.*)/.exec(page)![1]!
    expect(await get(machine, '/docs/a&b.txt', `If-None-Match: ${etag}\n`)).toMatch(/^HTTP\/1\.1 304 Not Modified\n/)
    machine.fs.writeFile(`${docs}/secret.txt`, 'x', { mode: 0o600 })
    expect(await get(machine, '/secret.txt')).toContain('<title>403 Forbidden</title>')
    expect(await get(machine, '/.htaccess')).toContain('<title>403 Forbidden</title>')
  })
  it('reads its configuration again, and keeps a connection open', async () => {
    const machine = await boot()
    const { process, result } = await started(machine)
    machine.fs.writeFile(
      CONF,
      `${decode(machine.fs.readFile(CONF))}ErrorDocument 404 "gone\nRedirect permanent /old http://example.com/new\n`,
    )
    process.kill(SIGNALS.SIGUSR1.number)
    await machine.clock.sleep(100)
    expect(await get(machine, '/nosuch')).toMatch(/\n\ngone$/)
    expect(await get(machine, '/old/x')).toContain('Location: http://example.com/new/x\n')
    const two = 'GET /index.html HTTP/1.1\nHost: a\nConnection: keep-alive\n\nHEAD /index.html HTTP/1.0\n\n'
    expect((await ask(machine, two)).match(/^(HTTP|Keep-Alive|Connection).*$/gm)).toEqual([
      'HTTP/1.1 200 OK',
      'Keep-Alive: timeout=5, max=100',
      'Connection: Keep-Alive',
      'HTTP/1.1 200 OK',
      'Connection: close',
    ])
    process.kill(SIGNALS.SIGTERM.number)
    expect((await result).stderr).toContain('AH00493: SIGUSR1 received.  Doing graceful restart\n')
  })
  it('says when the port is taken', async () => {
    const machine = await boot()
    await started(machine)
    machine.fs.unlink('/usr/local/apache2/logs/httpd.pid')
    const { status, stderr } = await httpd(machine, '-DFOREGROUND')
    expect(status).toBe(1)
    expect(stderr).toContain(
      '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\n(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    )
  })
})
