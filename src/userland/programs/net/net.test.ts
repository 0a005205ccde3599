import { beforeAll, describe, expect, it } from 'vitest'
import { busybox } from '../../busybox/index.ts'
import { bootImage } from '../testing/machine.ts'
import type { ImageMachine } from '../testing/machine.ts'
import type { NetworkNamespace } from '../../../kernel/net/types.ts'

let machine: ImageMachine
let inside: NetworkNamespace
/** In a container's network namespace. */
const run = (line: string, stdin?: string) =>
  machine.run(line.split(' '), { stdin, namespaces: { ...machine.kernel.init, net: inside } })
const out = async (line: string) => (await run(line)).stdout

beforeAll(async () => {
  machine = await bootImage(undefined, { busybox })
  for (const name of ['bbping', 'bbwget']) machine.fs.symlink('busybox', `/bin/${name}`)
  machine.fs.writeFile('/etc/resolv.conf', 'nameserver 127.0.0.11\n')
  machine.fs.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n172.17.0.2\tabc123\n')
  const bridge = machine.net.createBridge({ name: 'docker0', subnet: '172.17.0.0/16', gateway: '172.17.0.1' })
  inside = machine.net.createNamespace()
  const other = machine.net.createNamespace()
  bridge.attach(inside, {
    ifname: 'eth0',
    address: '172.17.0.2',
    prefix: 16,
    mac: '02:42:ac:11:00:02',
    defaultRoute: true,
  })
  bridge.attach(other, {
    ifname: 'eth0',
    address: '172.17.0.3',
    prefix: 16,
    mac: '02:42:ac:11:00:03',
    defaultRoute: true,
  })
  machine.net.addNameServer(
    '127.0.0.11',
    {
      resolve: (name, family) =>
        name === 'db'
          ? family === 4
            ? ['172.17.0.3']
            : []
          : name === 'example.com'
            ? family === 4
              ? ['23.220.75.232']
              : []
            : null,
      reverse: (address) => (address === '172.17.0.3' ? 'db.app' : null),
    },
    inside,
  )
})

describe('addresses and routes', () => {
  it('ip shows them in its ways', async () => {
    expect(await out('ip addr show eth0')).toMatch(
      /^\d+: eth0@if\d+: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default \n {4}link\/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0\n {4}inet 172\.17\.0\.2\/16 brd 172\.17\.255\.255 scope global eth0\n {7}valid_lft forever preferred_lft forever\n$/,
    )
    expect(await out('ip -4 -br addr')).toMatch(
      /^lo               UNKNOWN        127\.0\.0\.1\/8 \neth0@if\d+ +UP +172\.17\.0\.2\/16 \n$/,
    )
    expect(await out('ip route')).toBe(
      'default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 proto kernel scope link src 172.17.0.2 \n',
    )
    expect(await out('ip route get 8.8.8.8')).toBe(
      '8.8.8.8 via 172.17.0.1 dev eth0 src 172.17.0.2 uid 0 \n    cache \n',
    )
    expect(JSON.parse(await out('ip -j link'))).toMatchObject([{ ifname: 'lo' }, { ifname: 'eth0', operstate: 'UP' }])
    expect(await run('ip addr show nosuch')).toMatchObject({ status: 1, stderr: 'Device "nosuch" does not exist.\n' })
    expect(await run('ip foo')).toMatchObject({ status: 1, stderr: 'Object "foo" is unknown, try "ip help".\n' })
    expect(await out('busybox ip route')).toBe(
      'default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 scope link  src 172.17.0.2 \n',
    )
    expect(await out('busybox ip -o -4 addr show eth0')).toMatch(
      /^\d+: eth0    inet 172\.17\.0\.2\/16 brd 172\.17\.255\.255 scope global eth0\\ {7}valid_lft forever preferred_lft forever\n$/,
    )
  })
  it('net-tools and BusyBox do too', async () => {
    expect(await out('route -n')).toBe(
      'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n0.0.0.0         172.17.0.1      0.0.0.0         UG    0      0        0 eth0\n172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 eth0\n',
    )
    expect(await out('ifconfig eth0')).toMatch(
      /^eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n {8}inet 172\.17\.0\.2  netmask 255\.255\.0\.0  broadcast 172\.17\.255\.255\n {8}ether 02:42:ac:11:00:02 /,
    )
    expect(await out('busybox ifconfig eth0')).toMatch(
      /^eth0      Link encap:Ethernet  HWaddr 02:42:AC:11:00:02  \n {10}inet addr:172\.17\.0\.2  Bcast:172\.17\.255\.255  Mask:255\.255\.0\.0\n {10}UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n/,
    )
  })
})

describe('ping', () => {
  it('counts, in both faces', async () => {
    expect(
      (await out('ping -c 2 db'))
        .replace(/time=[\d.]+/g, 'time=T')
        .replace(/= [\d./]+ ms/, '= T ms')
        .replace(/time \d+ms/, 'time Tms'),
    ).toBe(
      'PING db (172.17.0.3) 56(84) bytes of data.\n64 bytes from db (172.17.0.3): icmp_seq=1 ttl=64 time=T ms\n64 bytes from db (172.17.0.3): icmp_seq=2 ttl=64 time=T ms\n\n--- db ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time Tms\nrtt min/avg/max/mdev = T ms\n',
    )
    expect((await out('busybox ping -c 1 -q db')).replace(/= [\d./]+ ms/, '= T ms')).toBe(
      'PING db (172.17.0.3): 56 data bytes\n\n--- db ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = T ms\n',
    )
    expect(await run('busybox ping -c 1 nosuch')).toMatchObject({ status: 1, stderr: "ping: bad address 'nosuch'\n" })
    expect(await run('ping -c 1 nosuch')).toMatchObject({
      status: 2,
      stderr: 'ping: nosuch: Name or service not known\n',
    })
    expect(await run('busybox ping -c 1 -W 1 172.17.0.77')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('1 packets transmitted, 0 packets received, 100% packet loss\n'),
    })
  })
})

describe('names', () => {
  it('are looked up', async () => {
    expect(await out('getent hosts db')).toBe('172.17.0.3      db\n')
    expect(await run('getent hosts nosuch')).toMatchObject({ status: 2, stdout: '' })
    expect(await out('busybox nslookup db')).toBe(
      'Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\nName:\tdb\nAddress: 172.17.0.3\n\nNon-authoritative answer:\n\n',
    )
    expect(await out('busybox nslookup 172.17.0.3')).toContain('3.0.17.172.in-addr.arpa\tname = db.app\n')
    expect(await run('busybox nslookup nosuch')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("** server can't find nosuch: NXDOMAIN\n"),
    })
    expect(await out('dig +short db')).toBe('172.17.0.3\n')
    expect(await out('host db')).toBe('db has address 172.17.0.3\n')
  })
})

describe('wget, nc, httpd', () => {
  it('fetch, send, serve', async () => {
    machine.write('/srv/index.html', 'served\n')
    await machine.start(['busybox', 'httpd', '-f', '-h', '/srv', '-p', '8000'], {
      namespaces: { ...machine.kernel.init, net: inside },
    })
    await machine.clock.sleep(50)
    expect((await out('busybox netstat -ltn')).replace(/^.*127\.0\.0\.11.*\n/m, '')).toBe(
      'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \ntcp        0      0 :::8000                 :::*                    LISTEN      \n',
    )
    expect(await out('ss -tln')).toMatch(/^LISTEN 0 +\d+ +(\*|\[::\]):8000 +(\*|\[::\]):\* /m)
    expect(await out('busybox wget -qO- http://localhost:8000/')).toBe('served\n')
    expect(await run('busybox wget -O- http://localhost:8000/nosuch')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('wget: server returned error: HTTP/1.1 404 Not Found\n'),
    })
    expect(await run('busybox wget -qO- http://172.17.0.3/')).toMatchObject({
      status: 1,
      stderr: "wget: can't connect to remote host (172.17.0.3): Connection refused\n",
    })
    expect(await run('busybox wget http://nosuch/')).toMatchObject({
      status: 1,
      stderr: "wget: bad address 'nosuch'\n",
    })
    expect(await out('busybox wget -qO- http://example.com')).toMatch(/^<!doctype html>\n/)
    expect(await run('wget -O - http://localhost:8000/')).toMatchObject({
      status: 0,
      stdout: 'served\n',
      stderr: expect.stringMatching(
        /^--.*--  http:\/\/localhost:8000\/\nResolving localhost \(localhost\)\.\.\. 127\.0\.0\.1\nConnecting to localhost \(localhost\)\|127\.0\.0\.1\|:8000\.\.\. connected\.\nHTTP request sent, awaiting response\.\.\. 200 OK\nLength: 7 \[text\/html\]\nSaving to: ‘STDOUT’\n/,
      ),
    })
    expect(await run('wget http://localhost:8000/nosuch')).toMatchObject({
      status: 8,
      stderr: expect.stringContaining('ERROR 404: Not Found.\n'),
    })
    const server = await machine.start(['nc', '-l', '-p', '9000'], {
      namespaces: { ...machine.kernel.init, net: inside },
    })
    await machine.clock.sleep(50)
    await run('nc -N localhost 9000', 'hello\n')
    expect((await server.result).stdout).toBe('hello\n')
    expect(await run('nc -zv localhost 9000')).toMatchObject({
      status: 1,
      stderr: 'nc: connect to localhost (127.0.0.1) port 9000 (tcp) failed: Connection refused\n',
    })
  })
})
