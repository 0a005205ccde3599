import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../base/abi/signals.ts'
import { SysError } from '../../base/abi/errno.ts'
import { decode } from '../../base/bytes.ts'
import { bootTestKernel } from '../testing/index.ts'
import type { Program, Sys } from '../sys/types.ts'

const { SIGTTOU, SIGINT, SIGHUP, SIGWINCH, SIGTTIN } = SIGNALS
const cat: Program = async (sys) => {
  for (;;) {
    const data = await sys.read(0)
    if (!data.length) return 0
    await sys.write(1, data)
  }
}
const sleep: Program = async (sys) => {
  await sys.sleep(Number(sys.argv[1]) * 1000)
  return 0
}
const programs = { cat, sleep }
const code = (sys: Sys, text: string): Promise<void> => sys.write(1, text)

/** A shell that runs one command in the foreground and says what became of it, then waits for a line. */
const shell =
  (argv: string[], foreground = true): Program =>
  async (sys) => {
    sys.signal(SIGTTOU.number, 'ignore')
    sys.signal(SIGINT.number, () => {}, { restart: true })
    const own = sys.getpgid()
    const pid = await sys.spawn({
      path: `/bin/${argv[0]}`,
      argv,
      pgid: 0,
      foreground: foreground ? 0 : undefined,
      resetSignals: [SIGTTOU.number],
    })
    const ended = await sys.wait(pid, { untraced: true })
    sys.tcsetpgrp(0, own)
    await code(sys, `[${JSON.stringify(ended?.status)}]`)
    await code(sys, decode(await sys.read(0)))
    return 0
  }

describe('job control', () => {
  it('^C interrupts the foreground job, not the shell', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(shell(['sleep', '100']))
    await terminal.type('\x03')
    expect(terminal.take()).toBe('^C[{"kind":"signaled","signal":2,"core":false}]')
    await terminal.type('x\r')
    await terminal.closed
    expect(terminal.take()).toBe('x\r\nx\r\n')
  })
  it('^Z stops it', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(shell(['cat']))
    await terminal.type('one\r')
    await terminal.type('\x1a')
    expect(terminal.take()).toBe('one\r\none\r\n^Z[{"kind":"stopped","signal":20}]')
  })
  it('^Z works where the shell is PID 1 of a container', async () => {
    const machine = bootTestKernel({ programs })
    const { kernel } = machine
    const mount = kernel.createMountNamespace(machine.fs)
    const namespaces = {
      ...kernel.init,
      mount,
      pid: kernel.createPidNamespace(kernel.init.pid),
      uts: kernel.createUtsNamespace('box'),
      ipc: {},
    }
    kernel.mountStandard(mount, namespaces)
    const terminal = await machine.openTerminalMain(shell(['cat']), { namespaces })
    await terminal.type('\x1a')
    expect(terminal.take()).toBe('^Z[{"kind":"stopped","signal":20}]')
  })
  it('a background job that reads is stopped', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(shell(['cat'], false))
    await machine.settle()
    expect(terminal.take()).toBe(`[{"kind":"stopped","signal":${SIGTTIN.number}}]`)
  })
  it('stty from the background takes effect when the job comes to the foreground', async () => {
    const machine = bootTestKernel({
      programs: {
        noecho: async (sys) => {
          sys.tcsetattr(0, { ...sys.tcgetattr(0), ECHO: false })
          await sys.write(1, 'done')
          return 0
        },
      },
    })
    const terminal = await machine.openTerminalMain(async (sys) => {
      sys.signal(SIGTTOU.number, 'ignore')
      const pid = await sys.spawn({ path: '/bin/noecho', argv: ['noecho'], pgid: 0, resetSignals: [SIGTTOU.number] })
      const stopped = await sys.wait(pid, { untraced: true })
      const before = sys.tcgetattr(0).ECHO
      sys.tcsetpgrp(0, pid)
      sys.kill(-pid, SIGNALS.SIGCONT.number)
      await sys.wait(pid)
      await code(sys, JSON.stringify([stopped?.status, before, sys.tcgetattr(0).ECHO]))
      return 0
    })
    await terminal.closed
    expect(terminal.take()).toBe('done[{"kind":"stopped","signal":22},true,false]')
  })
  it('closing the terminal hangs up; reads end, writes fail', async () => {
    const machine = bootTestKernel({ programs })
    const seen: unknown[] = []
    const terminal = await machine.openTerminalMain(async (sys) => {
      sys.signal(SIGHUP.number, () => seen.push('HUP'))
      seen.push((await sys.read(0)).length)
      await sys.write(1, 'x').catch((error: SysError) => seen.push(error.code))
      return 0
    })
    await machine.settle()
    terminal.pty.close()
    await terminal.process.exited
    expect(seen).toEqual(['HUP', 0, 'EIO'])
  })
  it('the end of the session leader hangs up the foreground group', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(async (sys) => {
      sys.signal(SIGTTOU.number, 'ignore')
      await sys.spawn({ path: '/bin/sleep', argv: ['sleep', '100'], pgid: 0, foreground: 0 })
      return 0
    })
    await terminal.closed
    expect(machine.kernel.processes().map((p) => p.comm)).toEqual(['systemd'])
  })
  it('resizing signals the foreground group', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(async (sys) => {
      sys.signal(SIGWINCH.number, () => {})
      await sys.pause()
      const { rows, cols } = sys.winsize(0)
      await sys.write(1, `${rows}x${cols} ${sys.ttyname(1)} ${sys.readlink('/proc/self/fd/0')}`)
      return 0
    })
    await machine.settle()
    terminal.pty.resize({ rows: 30, cols: 100 })
    await terminal.closed
    expect(terminal.text).toBe('30x100 /dev/pts/0 /dev/pts/0')
  })
})

describe('bounded buffers', () => {
  it('a writer blocks while nobody takes the output', async () => {
    const machine = bootTestKernel({ programs })
    const { kernel } = machine
    const pty = kernel.createPty(kernel.init.mount, { rows: 24, cols: 80 })
    let written = 0
    const slave = pty.openSlave()
    const { process } = await machine.startMain(async (sys) => {
      const fd = await sys.open('/dev/pts/0', 1)
      for (;;) {
        await sys.write(fd, 'x'.repeat(1000))
        written += 1000
      }
    })
    await machine.clock.sleep(1000)
    const before = written
    expect(before).toBeLessThan(70000)
    await machine.clock.sleep(1000)
    expect(written).toBe(before)
    process.kill(9)
    await process.exited
    slave.unref()
  })
  it('VMIN 0 and VTIME: a read that gives up', async () => {
    const machine = bootTestKernel({ programs })
    const terminal = await machine.openTerminalMain(async (sys) => {
      const t = sys.tcgetattr(0)
      sys.tcsetattr(0, { ...t, ICANON: false, ECHO: false, cc: { ...t.cc, VMIN: 0, VTIME: 5 } })
      const start = sys.now()
      const first = await sys.read(0)
      await sys.write(1, `${first.length} after ${Math.round(sys.now() - start)} ms, `)
      await sys.write(1, `${decode(await sys.read(0))}`)
      return 0
    })
    await terminal.wait(700)
    await terminal.type('k')
    await terminal.closed
    expect(terminal.text).toBe('0 after 500 ms, k')
  })
})
