/** /proc, /sys and /dev as programs on the host and in a container read them. */
import { describe, expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { EventClock } from '../../base/clock.ts'
import { SeededRng } from '../../base/rng.ts'
import { createNetStack } from '../net/index.ts'
import type { Namespaces } from '../proc/types.ts'
import type { Sys } from '../sys/types.ts'
import { bootTestKernel, TEST_EPOCH, type TestMachine } from '../testing/index.ts'
import { createTreeFs } from '../vfs/index.ts'

function boot(): TestMachine {
  const clock = new EventClock(TEST_EPOCH, { macrotask: (fn) => void setImmediate(fn) })
  return bootTestKernel({ clock, net: createNetStack({ clock, rng: new SeededRng(2) }) })
}
/** Namespaces of a container whose root has the machine's programs. */
function container(
  machine: TestMachine,
  memory = 0,
): Namespaces & { cgroup: ReturnType<TestMachine['kernel']['createCgroup']> } {
  const { kernel } = machine
  const root = createTreeFs(machine.fs.snapshot(), { type: 'overlay', clock: machine.clock })
  const mount = kernel.createMountNamespace(root)
  const ns = {
    mount,
    pid: kernel.createPidNamespace(kernel.init.pid),
    net: kernel.net.createNamespace(),
    uts: kernel.createUtsNamespace('box'),
    ipc: {},
  }
  const cgroup = kernel.createCgroup('/docker/box', { memory, cpus: 0.5, pids: 100 })
  kernel.mountStandard(mount, ns, { cgroup })
  return { ...ns, cgroup }
}
const code = (fn: () => unknown): string => {
  try {
    fn()
    return 'ok'
  } catch (error) {
    if (error instanceof SysError) return error.code
    throw error
  }
}
/** Runs `main` and gives what it returned. */
async function inside<T>(
  machine: TestMachine,
  main: (sys: Sys) => T | Promise<T>,
  options: Parameters<TestMachine['runMain']>[1] = {},
): Promise<T> {
  let value: T
  const { status, stderr } = await machine.runMain(async (sys) => {
    value = await main(sys)
    return 0
  }, options)
  expect(`${status} ${stderr}`).toBe('0 ')
  return value!
}
const field = (text: string, name: string): string | undefined => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1]

describe('/proc', () => {
  it('describes the process that looks', async () => {
    const machine = boot()
    const seen = await inside(
      machine,
      async (sys) => {
        const status = sys.readText('/proc/self/status')
        const fd = await sys.open('/etc', 0)
        return {
          pid: sys.pid,
          self: sys.readlink('/proc/self'),
          name: field(status, 'Name'),
          uid: field(status, 'Uid'),
          state: field(status, 'State'),
          cmdline: sys.readText('/proc/self/cmdline'),
          comm: sys.readText('/proc/self/comm'),
          environ: sys.readText('/proc/self/environ').split('\0'),
          cwd: sys.readlink('/proc/self/cwd'),
          exe: sys.readlink('/proc/self/exe'),
          fds: sys.readdir('/proc/self/fd').map(({ name }) => name),
          etc: sys.readlink(`/proc/self/fd/${fd}`),
          pipe: sys.readlink('/proc/self/fd/1'),
          stat: sys.readText(`/proc/${sys.pid}/stat`),
          sameDir: sys.stat('/proc/self/cwd/').ino === sys.stat('/tmp').ino,
          gone: code(() => sys.stat('/proc/99999')),
        }
      },
      { cwd: '/tmp' },
    )
    expect(seen).toMatchObject({
      self: String(seen.pid),
      name: 'main-of-test',
      uid: '0\t0\t0\t0',
      cmdline: 'main-of-test\0',
      comm: 'main-of-test\n',
      cwd: '/tmp',
      exe: '/bin/main-of-test',
      fds: ['0', '1', '2', '3'],
      etc: '/etc',
      sameDir: true,
      gone: 'ENOENT',
    })
    expect(seen.pipe).toMatch(/^pipe:\[\d+\]$/)
    expect(seen.environ).toContain('HOME=/root')
    expect(seen.stat.split(' ')).toHaveLength(52)
    expect(seen.stat).toContain(`${seen.pid} (main-of-test) `)
  })
  it('keeps secrets of other users', async () => {
    const machine = boot()
    const seen = await inside(
      machine,
      (sys) => ({
        environ: code(() => sys.readText('/proc/1/environ')),
        cwd: code(() => sys.readlink('/proc/1/cwd')),
        fds: code(() => sys.readdir('/proc/1/fd')),
        own: code(() => sys.readText('/proc/self/environ')),
        status: code(() => sys.readText('/proc/1/status')),
        hostname: code(() => sys.writeFile('/proc/sys/kernel/hostname', 'x')),
      }),
      { uid: 1000 },
    )
    expect(seen).toEqual({
      environ: 'EACCES',
      cwd: 'EACCES',
      fds: 'EACCES',
      own: 'ok',
      status: 'ok',
      hostname: 'EACCES',
    })
  })
  it('counts machine-wide', async () => {
    const machine = boot()
    await machine.clock.sleep(90_000)
    const seen = await inside(machine, (sys) => {
      const files = [
        'uptime',
        'loadavg',
        'meminfo',
        'cpuinfo',
        'stat',
        'version',
        'mounts',
        'filesystems',
        'net/route',
        'net/dev',
        'net/tcp',
      ]
      return Object.fromEntries(files.map((name) => [name, sys.readText(`/proc/${name}`)]))
    })
    expect(seen['uptime']).toMatch(/^90\.\d\d \d+\.\d\d\n$/)
    expect(seen['loadavg']).toMatch(/^\d\.\d\d \d\.\d\d \d\.\d\d \d+\/\d+ \d+\n$/)
    expect(seen['meminfo']).toMatch(/^MemTotal: {7}25165824 kB\nMemFree: +\d+ kB\nMemAvailable: +\d+ kB\n/)
    expect(seen['cpuinfo']!.match(/^processor/gm)).toHaveLength(2)
    expect(seen['version']).toMatch(/^Linux version 6\.12\.0-generic /)
    expect(seen['mounts']!.split('\n')[0]).toMatch(/^\S+ \/ ext4 rw/)
    expect(seen['net/route']!.split('\n')[1]).toMatch(/^eth0\t00000000\t0141A8C0\t0003\t/)
    expect(seen['net/dev']).toMatch(/^ {2}eth0: +\d/m)
  })
  it('is masked and read-only in a container, which sees only itself', async () => {
    const machine = boot()
    const namespaces = container(machine, 64 * 1024 * 1024)
    const seen = await inside(
      machine,
      (sys) => ({
        pids: sys
          .readdir('/proc')
          .map(({ name }) => name)
          .filter((name) => /^\d/.test(name)),
        hostname: sys.readText('/proc/sys/kernel/hostname'),
        change: code(() => sys.writeFile('/proc/sys/kernel/hostname', 'x')),
        kcore: sys.readText('/proc/timer_list'),
        acpi: sys.readdir('/proc/acpi'),
        sys: code(() => sys.mkdir('/sys/x')),
        memory: sys.readText('/sys/fs/cgroup/memory.max'),
        cpu: sys.readText('/sys/fs/cgroup/cpu.max'),
        limit: code(() => sys.writeFile('/sys/fs/cgroup/memory.max', 'max')),
        net: sys.readdir('/sys/class/net').map(({ name }) => name),
        mounts: sys
          .readText('/proc/mounts')
          .split('\n')
          .map((line) => line.split(' ').slice(0, 4).join(' ')),
        new: code(() => sys.writeFile('/proc/new', '')),
        remove: code(() => sys.unlink('/proc/uptime')),
      }),
      { namespaces },
    )
    expect(seen).toMatchObject({
      pids: ['1'],
      hostname: 'box\n',
      change: 'EROFS',
      kcore: '',
      acpi: [],
      sys: 'EROFS',
      memory: '67108864\n',
      cpu: '50000 100000\n',
      limit: 'EROFS',
      net: ['lo'],
      new: 'ENOENT',
      remove: 'EPERM',
    })
    for (const line of [
      'proc /proc proc rw,nosuid,nodev,noexec,relatime',
      'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755',
      'shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k',
      'sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime',
      'proc /proc/sys proc ro,nosuid,nodev,noexec,relatime',
    ])
      expect(seen.mounts).toContain(line)
  })
  it('lets every inode of it be listed and looked at', async () => {
    const machine = boot()
    const count = await inside(machine, async (sys) => {
      const inodes = new Map<string, string>()
      const visit = (dir: string): void => {
        for (const { name, ino, type } of sys.readdir(dir)) {
          const path = `${dir}/${name}`
          const stat = sys.lstat(path)
          if (stat.ino !== ino || (stat.mode & 0o170000) !== type) throw new Error(`${path}: entry and inode differ`)
          const key = `${stat.dev}:${stat.ino}`
          if (inodes.has(key)) throw new Error(`${path} and ${inodes.get(key)} share a number`)
          inodes.set(key, path)
          if (isDir(stat)) visit(path)
          else if ((stat.mode & 0o170000) === 0o100000 && stat.mode & 0o444) code(() => sys.readFile(path))
          if (isDir(stat) && sys.realpath(`${path}/..`) !== dir) throw new Error(`${path}/.. is elsewhere`)
        }
      }
      visit('/proc')
      visit('/sys')
      return inodes.size
    })
    expect(count).toBeGreaterThan(300)
  })
})

describe('/dev', () => {
  it('has devices, links and a shared memory of its own', async () => {
    const machine = boot()
    const seen = await inside(
      machine,
      async (sys) => {
        const read = async (path: string, max: number): Promise<Uint8Array> => {
          const fd = await sys.open(path, 0)
          const data = await sys.read(fd, max)
          sys.close(fd)
          return data
        }
        const full = await sys.open('/dev/full', 1)
        let error = ''
        await sys
          .write(full, 'x')
          .catch((reason: unknown) => (error = reason instanceof SysError ? reason.code : 'other'))
        const nothing = await sys.open('/dev/null', 1)
        await sys.write(nothing, 'x')
        sys.writeFile('/dev/shm/a', 'x')
        return {
          null: (await read('/dev/null', 10)).length,
          zero: [...(await read('/dev/zero', 3))],
          random: (await read('/dev/urandom', 16)).length,
          error,
          rdev: sys.stat('/dev/null').rdev,
          names: sys
            .readdir('/dev')
            .map(({ name }) => name)
            .sort(),
          fd: sys.readlink('/dev/fd'),
          shm: sys.statfs('/dev/shm').blocks * 4096,
          missing: code(() => sys.readFile('/dev/tty')),
        }
      },
      { namespaces: container(machine) },
    )
    expect(seen).toEqual({
      null: 0,
      zero: [0, 0, 0],
      random: 16,
      error: 'ENOSPC',
      rdev: 259,
      names: [
        'core',
        'fd',
        'full',
        'mqueue',
        'null',
        'ptmx',
        'pts',
        'random',
        'shm',
        'stderr',
        'stdin',
        'stdout',
        'tty',
        'urandom',
        'zero',
      ],
      fd: '/proc/self/fd',
      shm: 67108864,
      missing: 'EINVAL',
    })
  })
})
