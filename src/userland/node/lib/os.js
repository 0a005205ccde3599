/** node:os */
const { raw } = require('internal/sys')
const { UV } = require('internal/errors')
const info = () => raw('sysinfo', [])
const model = 'Intel(R) Xeon(R) Processor @ 2.20GHz'
const errno = {}
for (const [code, [number]] of Object.entries(UV)) if (number < 1000) errno[code] = number
module.exports = {
  EOL: '\n',
  devNull: '/dev/null',
  hostname: () => info().nodename,
  type: () => 'Linux',
  platform: () => 'linux',
  arch: () => 'x64',
  machine: () => info().machine,
  release: () => info().release,
  version: () => info().version,
  uptime: () => info().uptime,
  loadavg: () => info().loadavg,
  totalmem: () => info().totalmem,
  freemem: () => info().freemem,
  availableParallelism: () => info().cpus,
  cpus: () =>
    Array.from({ length: info().cpus }, () => ({
      model,
      speed: 2200,
      times: { user: 252020, nice: 0, sys: 30340, idle: 1070356, irq: 0 },
    })),
  homedir: () => process.env.HOME ?? info().home,
  tmpdir: () => (process.env.TMPDIR ?? '/tmp').replace(/(.)\/$/, '$1'),
  endianness: () => 'LE',
  userInfo: () => {
    const { uid, gid, user, home, shell } = info()
    return { uid, gid, username: user, homedir: home, shell }
  },
  networkInterfaces: () => raw('interfaces', []),
  getPriority: () => 0,
  setPriority: () => {},
  constants: {
    signals: { ...binding.start.signals },
    errno,
    UV_UDP_REUSEADDR: 4,
    priority: { PRIORITY_LOW: 19, PRIORITY_NORMAL: 0, PRIORITY_HIGH: -14 },
  },
}
