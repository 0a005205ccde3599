import { beforeAll, describe, expect, it } from 'vitest'
import type { ByteDuplex, RemoteHost } from '../../../kernel/net/types.ts'
import { decode, encode } from '../../../base/bytes.ts'
import { bootImage } from '../testing/machine.ts'
import type { ImageMachine } from '../testing/machine.ts'

let machine: ImageMachine
const curl = (...args: string[]) => machine.run(['curl', ...args], { cwd: '/tmp' })

/** Answers by path, and tells what it was sent. */
const script = (peer: (head: string, connection: ByteDuplex) => Promise<void> | void): RemoteHost => ({
  names: ['odd.example'],
  addresses: ['203.0.113.9'],
  pings: false,
  serve(port, connection) {
    if (port !== 80) return false
    void (async () => {
      const head = decode(await connection.read())
      await peer(head, connection)
    })()
    return true
  },
})

beforeAll(async () => {
  machine = await bootImage('library/httpd')
  machine.fs.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n192.168.65.3\tnaru\n203.0.113.9 odd.example\n')
  machine.net.addRemote(
    script(async (head, connection) => {
      const path = head.split(' ')[1]
      const send = (text: string) => connection.write(encode(text))
      if (path === '/empty') connection.end()
      else if (path === '/reset') connection.destroy()
      else if (path === '/short') {
        await send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
        connection.end()
      } else if (path === '/slow') await send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
      else if (path === '/moved')
        await send('HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      else {
        const body = head.replaceAll('\r', '')
        await send(`HTTP/1.1 200 OK\r\nContent-Length: ${encode(body).length}\r\nConnection: close\r\n\r\n${body}`)
        connection.end()
      }
    }),
  )
  await machine.start(['httpd', '-DFOREGROUND'], { env: { PATH: '/usr/local/apache2/bin:/bin' } })
  await machine.clock.sleep(100)
})

describe('curl', () => {
  it('gets a page, its head, its status', async () => {
    expect((await curl('-s', 'localhost')).stdout).toContain('<p>It works!</p>')
    expect((await curl('-sI', 'http://127.0.0.1/')).stdout).toMatch(/^HTTP\/1\.1 200 OK\r\nDate: .*\r\nServer: Apache/)
    expect(
      (await curl('-s', '-o', '/dev/null', '-w', '%{http_code} %{content_type} %{remote_ip}\\n', 'localhost/nosuch'))
        .stdout,
    ).toBe('404 text/html; charset=iso-8859-1 127.0.0.1\n')
  })
  it('has its words and statuses for what goes wrong', async () => {
    const wrong = async (...args: string[]) => {
      const { stderr, status } = await curl('-sS', ...args)
      return `${stderr.replace(/after \d+ m/, 'after N m').trimEnd()} [${status}]`
    }
    expect(await wrong('http://nosuch.example.org/')).toBe('curl: (6) Could not resolve host: nosuch.example.org [6]')
    expect(await wrong('http://127.0.0.1:8083/')).toBe(
      "curl: (7) Failed to connect to 127.0.0.1 port 8083 after N ms: Couldn't connect to server [7]",
    )
    expect(await wrong('-f', 'http://localhost/nosuch')).toBe('curl: (22) The requested URL returned error: 404 [22]')
    expect(await wrong('-m', '2', 'http://192.168.65.200/')).toMatch(
      /^curl: \(28\) Connection timed out after N milliseconds \[28\]$|^curl: \(7\)/,
    )
    expect(await wrong('-m', '1', 'http://odd.example/slow')).toBe(
      'curl: (28) Operation timed out after N milliseconds with 3 out of 10 bytes received [28]',
    )
    expect(await wrong('http://odd.example/empty')).toBe('curl: (52) Empty reply from server [52]')
    expect(await wrong('http://odd.example/reset')).toBe('curl: (56) Recv failure: Connection reset by peer [56]')
    expect(await wrong('http://odd.example/short')).toBe(
      'curl: (18) transfer closed with 7 bytes remaining to read [18]',
    )
    expect(await wrong('foo://x')).toBe('curl: (1) Protocol "foo" not supported or disabled in libcurl [1]')
    expect(await wrong('--nosuch')).toBe(
      "curl: option --nosuch: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information [2]",
    )
    expect(await wrong()).toBe(
      "curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information [2]",
    )
  })
  it('sends what it is told to', async () => {
    expect(
      (
        await curl(
          '-s',
          '-d',
          'a=1',
          '-d',
          'b=2',
          '-H',
          'X-Y: z',
          '-H',
          'Accept:',
          '-u',
          'a:b',
          'http://odd.example/e?q',
        )
      ).stdout,
    ).toBe(
      'POST /e?q HTTP/1.1\nHost: odd.example\nAuthorization: Basic YTpi\nUser-Agent: curl/7.88.1\nX-Y: z\nContent-Length: 7\nContent-Type: application/x-www-form-urlencoded\n\na=1&b=2',
    )
    expect((await curl('-sL', '-X', 'PUT', '-A', 'me', 'http://odd.example/moved')).stdout).toBe(
      'PUT /echo HTTP/1.1\nHost: odd.example\nUser-Agent: me\nAccept: */*\n\n',
    )
    expect(
      (await curl('-s', '-G', '-d', 'a=b', '--json', '{}', 'http://odd.example/{1,2}')).stdout.match(/^\w+ \S+/gm),
    ).toEqual(['GET /1?a=b{}', 'GET /2?a=b{}'])
  })
  it('shows its meter when the output is no terminal, and keeps files', async () => {
    const { stderr, stdout } = await curl('-O', 'http://localhost/index.html')
    expect(stdout).toBe('')
    const none = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
    expect(stderr).toBe(
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
        '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
        `${none}\r100   191  100   191    0     0  95500      0 --:--:-- --:--:-- --:--:-- 95500\n`,
    )
    expect(decode(machine.fs.readFile('/tmp/index.html'))).toContain('It works!')
  })
  it('tells what it does with -v', async () => {
    const { stderr } = await curl('-sv', '-o', '/dev/null', 'http://localhost/index.html')
    expect(stderr.replace(/^< (Date|Last|ETag).*\n/gm, '')).toBe(`*   Trying 127.0.0.1:80...
* Connected to localhost (127.0.0.1) port 80 (#0)
> GET /index.html HTTP/1.1
> Host: localhost
> User-Agent: curl/7.88.1
> Accept: */*
> 
< HTTP/1.1 200 OK
< Server: Apache/2.4.68 (Unix)
< Accept-Ranges: bytes
< Content-Length: 191
< Content-Type: text/html
< 
{ [191 bytes data]
* Connection #0 to host localhost left intact
`)
  })
  it('tries again', async () => {
    const before = machine.clock.now()
    const { status, stderr } = await curl('--retry', '1', '--retry-connrefused', 'http://127.0.0.1:1/')
    expect(status).toBe(7)
    expect(stderr).toContain(
      'Warning: Problem : connection refused. Will retry in 1 seconds. 1 retries \nWarning: left.\n',
    )
    expect(machine.clock.now() - before).toBeGreaterThanOrEqual(1000)
  })
})
