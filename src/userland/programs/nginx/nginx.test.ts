import { describe, expect, it } from 'vitest'
import { concat, decode, encode } from '../../../base/bytes.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { bootImage } from '../testing/machine.ts'
import type { ImageMachine } from '../testing/machine.ts'

const CONF = '/etc/nginx/conf.d/default.conf'
async function boot(conf?: string): Promise<ImageMachine> {
  const machine = await bootImage('library/nginx')
  machine.fs.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n192.168.65.3\tnaru\n')
  if (conf !== undefined) machine.fs.writeFile(CONF, conf)
  return machine
}
async function start(machine: ImageMachine) {
  const started = await machine.start(['nginx', '-g', 'daemon off;'])
  await machine.clock.sleep(200)
  return started
}
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
const clean = (text: string) => text.replace(/^\S+ \S+ (\[\w+\]) \d+#\d+: /gm, '$1 ')

describe('nginx', () => {
  it('tests configurations with its own words', async () => {
    const machine = await boot()
    expect(await machine.run(['nginx', '-t'])).toMatchObject({
      status: 0,
      stderr:
        'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    })
    expect((await machine.run(['nginx', '-v'])).stderr).toBe('nginx version: nginx/1.22.1\n')
    const wrong = async (text: string) => {
      machine.fs.writeFile(CONF, text)
      const { stderr, status } = await machine.run(['nginx', '-t'])
      expect(status).toBe(1)
      return clean(stderr)
        .replace('nginx: configuration file /etc/nginx/nginx.conf test failed\n', '')
        .replaceAll(CONF, 'F')
        .trimEnd()
    }
    expect(await wrong('server { lisen 80; }')).toBe('[emerg] unknown directive "lisen" in F:1')
    expect(await wrong('server { listen 80 }')).toBe('[emerg] unexpected "}" in F:1')
    expect(await wrong('server {\n listen 80;\n')).toBe('[emerg] unexpected end of file, expecting "}" in F:3')
    expect(await wrong('server { root; }')).toBe('[emerg] invalid number of arguments in "root" directive in F:1')
    expect(await wrong('listen 80;')).toBe('[emerg] "listen" directive is not allowed here in F:1')
    expect(await wrong('server { root /a; root /b; }')).toBe('[emerg] "root" directive is duplicate in F:1')
    expect(await wrong('server { location / { proxy_pass http://nosuch; } }')).toBe(
      '[emerg] host not found in upstream "nosuch" in F:1',
    )
    expect(await wrong('server { location / { return 200 $nosuch; } }')).toBe('[emerg] unknown "nosuch" variable')
    expect(await wrong('server { location / { } location / { } }')).toBe('[emerg] duplicate location "/" in F:1')
    expect(await wrong('include /nosuch.conf;')).toBe(
      '[emerg] open() "/nosuch.conf" failed (2: No such file or directory) in F:1',
    )
  })

  it('serves files and says what it does', async () => {
    const machine = await boot()
    const { process, result } = await start(machine)
    expect(await get(machine, '/')).toMatch(
      /^HTTP\/1\.1 200 OK\nServer: nginx\/1\.22\.1\nDate: .*\nContent-Type: text\/html\nContent-Length: 615\nLast-Modified: .*\nConnection: close\nETag: "[0-9a-f]+-267"\nAccept-Ranges: bytes\n\n<!DOCTYPE html>/,
    )
    expect(await get(machine, '/nosuch')).toContain(
      'Content-Type: text/html\nContent-Length: 153\nConnection: close\n\n<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx/1.22.1</center>\n</body>\n</html>\n',
    )
    expect(await ask(machine, 'GET / HTTP/1.1\n\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\n/)
    const titles = machine.kernel
      .processes()
      .filter(({ comm }) => comm === 'nginx')
      .map(({ argv, uid }) => `${uid} ${argv.join(' ')}`)
    expect(titles).toEqual([
      '0 nginx: master process nginx -g daemon off;',
      '999 nginx: worker process',
      '999 nginx: worker process',
    ])
    process.kill(SIGNALS.SIGQUIT.number)
    const { stdout, stderr, status } = await result
    expect(status).toBe(0)
    expect(stdout).toBe(
      '127.0.0.1 - - [02/Mar/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 615 "-" "-" "-"\n' +
        '127.0.0.1 - - [02/Mar/2026:09:00:00 +0000] "GET /nosuch HTTP/1.1" 404 153 "-" "-" "-"\n' +
        '127.0.0.1 - - [02/Mar/2026:09:00:00 +0000] "GET / HTTP/1.1" 400 157 "-" "-" "-"\n',
    )
    const log = clean(stderr)
    expect(log).toMatch(
      /^\[notice\] using the "epoll" event method\n\[notice\] nginx\/1\.22\.1\n\[notice\] OS: Linux 6\.12\.0-generic\n\[notice\] getrlimit\(RLIMIT_NOFILE\): \d+:\d+\n\[notice\] start worker processes\n\[notice\] start worker process \d+\n/,
    )
    expect(log).toContain(
      '[error] *2 open() "/usr/share/nginx/html/nosuch" failed (2: No such file or directory), client: 127.0.0.1, server: localhost, request: "GET /nosuch HTTP/1.1", host: "localhost:8080"\n',
    )
    expect(log).toMatch(
      /\[notice\] signal 3 \(SIGQUIT\) received, shutting down\n\[notice\] gracefully shutting down\n[\s\S]*\[notice\] exit\n$/,
    )
  })

  it('reloads, and keeps the old configuration when the new one is wrong', async () => {
    const machine = await boot()
    await start(machine)
    machine.fs.writeFile(CONF, 'server { listen 80; location / { return 200 "reloaded\\n"; } }')
    const { stderr } = await machine.run(['nginx', '-s', 'reload'])
    expect(clean(stderr)).toBe('[notice] signal process started\n')
    await machine.clock.sleep(100)
    expect(await get(machine, '/')).toMatch(/Content-Type: application\/octet-stream\n[\s\S]*\n\nreloaded\n$/)
    machine.fs.writeFile(CONF, 'server { lisen 80; }')
    expect((await machine.run(['nginx', '-s', 'reload'])).status).toBe(1)
    expect(await get(machine, '/')).toContain('reloaded')
    expect((await machine.run(['nginx', '-s', 'stop'])).status).toBe(1)
    machine.fs.writeFile(CONF, '')
    expect((await machine.run(['nginx', '-s', 'stop'])).status).toBe(0)
    await machine.clock.sleep(100)
    expect(machine.kernel.processes().filter(({ comm }) => comm === 'nginx')).toEqual([])
  })

  it('routes, redirects, lists, rewrites and proxies', async () => {
    const machine = await boot(`
      upstream app { server 127.0.0.1:81; server 127.0.0.1:82 backup; }
      map $arg_lang $greeting { default hello; ko annyeong; }
      server {
        listen 80 default_server; root /srv; server_name localhost;
        add_header X-Served-By nginx;
        location = /exact { return 200 exact; }
        location /api/ { proxy_pass http://app/v1/; proxy_set_header X-Real-IP $remote_addr; }
        location /dead { proxy_pass http://127.0.0.1:1; }
        location ~ \\.php$ { return 403; }
        location /list/ { autoindex on; }
        location /greet { return 200 "$greeting $uri$is_args$args"; }
        location /spa/ { try_files $uri $uri/ /spa/index.html; }
        location /old/ { rewrite ^/old/(.*)$ /new/$1 permanent; }
        location /in/ { rewrite ^/in/(.*)$ /greet-$1 last; }
        location /private { allow 10.0.0.0/8; deny all; }
        location /if { if ($arg_x = 1) { return 418 teapot; } return 200 none; }
        error_page 404 /missing.html;
      }
      server { listen 81; location / { return 200 "$request_method $request_uri $http_host $http_x_real_ip"; } }
      server { listen 80; server_name other.test *.wild.test; return 200 "other"; }
    `)
    for (const [path, text] of Object.entries({
      '/srv/missing.html': 'gone',
      '/srv/list/a.txt': 'abc',
      '/srv/spa/index.html': 'spa',
    }))
      machine.write(path, text)
    await start(machine)
    const body = async (path: string, more?: string) => (await get(machine, path, more)).replace(/^[\s\S]*?\n\n/, '')
    expect(await body('/exact')).toBe('exact')
    expect(await body('/api/users?x=1')).toBe('GET /v1/users?x=1 app 127.0.0.1')
    expect(await get(machine, '/dead')).toMatch(/^HTTP\/1\.1 502 Bad Gateway\n/)
    expect(await get(machine, '/x.php')).toMatch(/^HTTP\/1\.1 403 Forbidden\n/)
    expect(await body('/greet?lang=ko')).toBe('annyeong /greet?lang=ko')
    expect(await body('/spa/deep/link')).toBe('spa')
    expect(await get(machine, '/old/a?b=c')).toContain('Location: http://localhost/new/a?b=c\n')
    expect(await body('/in/x')).toBe('hello /greet-x')
    expect(await get(machine, '/private')).toMatch(/^HTTP\/1\.1 403 /)
    expect(await body('/if?x=1')).toBe('teapot')
    expect(await get(machine, '/nosuch')).toMatch(/^HTTP\/1\.1 404 Not Found\n[\s\S]*\n\ngone$/)
    expect(await get(machine, '/list')).toContain('Location: http://localhost/list/\n')
    expect(await get(machine, '/list/')).toMatch(/Transfer-Encoding: chunked\n[\s\S]*X-Served-By: nginx\n/)
    expect(await body('/list/')).toContain(
      '<a href="a.txt">a.txt</a>                                              02-Mar-2026 09:00                   3\n',
    )
    expect((await ask(machine, 'GET / HTTP/1.1\nHost: a.wild.test\nConnection: close\n\n')).endsWith('\n\nother')).toBe(
      true,
    )
  })
})
