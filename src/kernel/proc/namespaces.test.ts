import { clearTimeout, setImmediate, setInterval, clearInterval, setTimeout } from 'node:timers'
import { describe, expect, it } from 'vitest'
import { WallClock } from '../../base/clock.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { Namespaces } from './types.ts'
import { bootTestKernel, type TestMachine } from '../testing/index.ts'
import type { Program } from '../sys/types.ts'

const { SIGTERM, SIGKILL } = SIGNALS
const sleep: Program = async (sys) => {
  await sys.sleep(Number(sys.argv[1]) * 1000)
  return 0
}
/** A container's namespaces over the test machine's root. */
function container(machine: TestMachine): Namespaces {
  const { kernel } = machine
  const pid = kernel.createPidNamespace(kernel.init.pid)
  const uts = kernel.createUtsNamespace('box')
  const mount = kernel.createMountNamespace(machine.fs)
  const ns: Namespaces = { mount, pid, net: kernel.init.net, uts, ipc: {} }
  kernel.mountStandard(mount, ns)
  return ns
}
const sleepers = (machine: TestMachine): number => machine.kernel.processes().filter((p) => p.comm === 'sleep').length

describe('PID namespaces', () => {
  it('number from 1; the host sees other numbers', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const namespaces = container(machine)
    const { stdout } = await machine.runMain(
      async (sys) => {
        const child = sys.fork(async (c) => {
          await c.sleep(1)
          return 0
        })
        await sys.write(1, JSON.stringify([sys.pid, sys.ppid, child, sys.processes().map((p) => [p.pid, p.ppid])]))
        await sys.wait(child)
        return 0
      },
      { namespaces },
    )
    expect(JSON.parse(stdout)).toEqual([
      1,
      0,
      7,
      [
        [1, 0],
        [7, 1],
      ],
    ])
  })
  it('end with PID 1', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const { status } = await machine.runMain(
      async (sys) => {
        await sys.spawn({ path: '/bin/sleep', argv: ['sleep', '1000'] })
        return 3
      },
      { namespaces: container(machine) },
    )
    expect([status, sleepers(machine)]).toEqual([3, 0])
  })
  it('protect PID 1 from signals without a handler, from inside and outside', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const namespaces = container(machine)
    const { process } = await machine.start(['sleep', '1000'], { namespaces })
    process.kill(SIGTERM.number)
    await machine.runMain(
      async (sys) => {
        sys.kill(1, SIGTERM.number)
        sys.kill(1, SIGKILL.number)
        return 0
      },
      { namespaces },
    )
    expect(process.state).toBe('sleeping')
    process.kill(SIGKILL.number)
    expect(await process.exited).toMatchObject({ signal: 9 })
  })
  it('give orphans to PID 1, which may leave zombies', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const namespaces = container(machine)
    await machine.start(['sleep', '1000'], { namespaces })
    await machine.runMain(
      async (sys) => {
        sys.fork((child) => {
          child.fork(async (grandchild) => {
            for (const fd of grandchild.fds()) grandchild.close(fd)
            await grandchild.sleep(300)
            return 0
          })
          return 0
        })
        await sys.wait(-1)
        return 0
      },
      { namespaces },
    )
    const list = (): unknown[] => machine.kernel.processes(namespaces.pid).map((p) => [p.ppid, p.state])
    expect(list()).toEqual([
      [0, 'S'],
      [1, 'S'],
    ])
    await machine.clock.sleep(1000)
    expect(list()).toEqual([
      [0, 'S'],
      [1, 'Z'],
    ])
  })
  it('show themselves in /proc', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const { stdout } = await machine.runMain(
      async (sys) => {
        const state = /State:\s*(.*)/.exec(sys.readText('/proc/1/status'))?.[1]
        const out = [sys.readText('/proc/self/comm'), sys.readlink('/proc/self'), sys.readlink('/proc/1/exe'), state]
        await sys.write(1, JSON.stringify([...out, sys.readdir('/proc/self/fd').map((e) => e.name)]))
        return 0
      },
      { namespaces: container(machine) },
    )
    expect(JSON.parse(stdout)).toEqual(['main-of-test\n', '1', '/bin/main-of-test', 'R (running)', ['0', '1', '2']])
  })
})

describe('control groups', () => {
  const limits = { memory: 0, cpus: 0, pids: 0 }
  const inGroup = async (
    machine: TestMachine,
    group: ReturnType<TestMachine['kernel']['createCgroup']>,
    main: Program,
  ) => {
    const { kernel } = machine
    const out = kernel.createPipe()
    machine.install('/bin/m', 'main-of-test')
    await machine.runMain(() => 0)
    const null_ = kernel.devNull()
    ;(machine as unknown as { main: Program }).main = main
    const process = await kernel.spawn({
      path: '/bin/m',
      argv: ['m'],
      env: {},
      cwd: '/',
      credentials: { uid: 0, gid: 0, groups: [] },
      namespaces: kernel.init,
      stdio: [null_, out.writer, null_],
      cgroup: group,
    })
    null_.unref()
    out.writer.unref()
    return process
  }
  it('kill the biggest process over the memory limit', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const group = machine.kernel.createCgroup('/docker/x', { ...limits, memory: 16 << 20 })
    let ooms = 0
    group.onOom = () => ooms++
    let child: unknown
    const process = await inGroup(machine, group, async (sys) => {
      const pid = sys.fork(async (c) => {
        for (;;) await c.allocate(1 << 20)
      })
      child = (await sys.wait(pid))?.status
      return 0
    })
    expect(await process.exited).toEqual({ kind: 'exited', code: 0 })
    expect([child, ooms, group.stats().oomKills]).toEqual([{ kind: 'signaled', signal: 9, core: false }, 1, 1])
  })
  it('limit processes: a fork bomb gets EAGAIN and can be killed', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const group = machine.kernel.createCgroup('/docker/x', { ...limits, pids: 50 })
    let denied = 0
    const bomb: Program = async (sys) => {
      for (;;) {
        try {
          sys.fork(bomb)
        } catch {
          denied++
        }
        await sys.breathe()
      }
    }
    await inGroup(machine, group, bomb)
    await machine.clock.sleep(200)
    expect(group.members.length).toBe(50)
    expect(denied).toBeGreaterThan(0)
    for (const pid of group.members) machine.kernel.process(pid)?.kill(SIGKILL.number)
    expect(group.members).toEqual([])
  })
  it('freeze: nothing goes on until the thaw, except a kill', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const group = machine.kernel.createCgroup('/docker/x', limits)
    let ticks = 0
    const process = await inGroup(machine, group, async (sys) => {
      for (;;) {
        ticks++
        await sys.sleep(200)
      }
    })
    await machine.clock.sleep(1000)
    group.freeze()
    const before = ticks
    expect(before).toBeGreaterThan(3)
    await machine.clock.sleep(5000)
    expect(ticks).toBe(before)
    group.thaw()
    await machine.clock.sleep(500)
    expect(ticks).toBeGreaterThan(before)
    group.freeze()
    process.kill(SIGKILL.number)
    expect(await process.exited).toMatchObject({ signal: 9 })
  })
  it('share processor time: half a CPU takes twice as long', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const took = async (cpus: number): Promise<number> => {
      const group = machine.kernel.createCgroup('/docker/x', { ...limits, cpus })
      const start = machine.clock.now()
      const process = await inGroup(machine, group, async (sys) => {
        for (let i = 0; i < 250; i++) await sys.breathe()
        return 0
      })
      await process.exited
      expect(group.stats().cpuMs).toBeGreaterThan(900)
      return machine.clock.now() - start
    }
    expect(await took(0)).toBeLessThan(1100)
    const half = await took(0.5)
    expect(half).toBeGreaterThan(1800)
    expect(half).toBeLessThan(2300)
  })
})
describe('pre-emption', () => {
  it('loops over calls that never block let time pass and can be killed', async () => {
    const machine = bootTestKernel({ programs: { sleep } })
    const { process } = await machine.startMain(async (sys) => {
      const fd = await sys.open('/dev/null', 1)
      for (;;) await sys.write(fd, 'y\n')
    })
    await machine.clock.sleep(100)
    process.kill(SIGTERM.number)
    expect(await process.exited).toMatchObject({ signal: 15 })
  })
  it('the host keeps running beside a computing process on a real clock', async () => {
    const clock = new WallClock(
      {
        now: () => performance.timeOrigin + performance.now(),
        macrotask: (fn) => void setImmediate(fn),
        setTimeout: (fn, ms) => setTimeout(fn, ms),
        clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
      },
      { paced: false },
    )
    const machine = bootTestKernel({ clock })
    const { process } = await machine.startMain(async (sys) => {
      const fd = await sys.open('/dev/null', 1)
      for (;;) await sys.write(fd, 'y\n')
    })
    let ticks = 0
    const ticker = setInterval(() => ticks++, 5)
    await clock.sleep(60)
    clearInterval(ticker)
    process.kill(SIGKILL.number)
    expect(await process.exited).toMatchObject({ signal: 9 })
    expect(ticks).toBeGreaterThan(3)
  })
  it('generations of short-lived processes do not stop time', async () => {
    const machine = bootTestKernel({})
    const bomb: Program = (sys) => {
      try {
        sys.fork(bomb)
        sys.fork(bomb)
      } catch {
        return 1
      }
      return 0
    }
    const { process } = await machine.startMain(async (sys) => {
      sys.setrlimit('nproc', 60)
      sys.setuid(1000)
      sys.fork(bomb)
      for (;;) await sys.sleep(1000)
    })
    const start = machine.clock.now()
    await machine.clock.sleep(500)
    expect(machine.clock.now() - start).toBeLessThan(600)
    expect(machine.kernel.processes().length).toBeLessThan(80)
    process.kill(SIGKILL.number)
  })
})
