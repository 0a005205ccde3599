import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../base/abi/signals.ts'
import { SysError } from '../../base/abi/errno.ts'
import { O_CREAT, O_RDONLY, O_WRONLY } from '../../base/abi/files.ts'
import { decode } from '../../base/bytes.ts'
import { bootTestKernel } from '../testing/index.ts'
import type { Program, Sys } from '../sys/types.ts'

const { SIGTERM, SIGKILL, SIGUSR1, SIGCHLD, SIGSTOP, SIGCONT } = SIGNALS
const echo: Program = async (sys) => {
  await sys.write(1, `${sys.argv.slice(1).join(' ')}\n`)
  return 0
}
const cat: Program = async (sys) => {
  for (;;) {
    const data = await sys.read(0)
    if (!data.length) return 0
    await sys.write(1, data)
  }
}
const yes: Program = async (sys) => {
  for (;;) await sys.write(1, 'y\n')
}
const head: Program = async (sys) => {
  await sys.write(1, (await sys.read(0, 4)).slice(0, 4))
  return 0
}
const sleep: Program = async (sys) => {
  await sys.sleep(Number(sys.argv[1]) * 1000)
  return 0
}
const exit: Program = (sys) => Number(sys.argv[1])
const programs = { echo, cat, yes, head, sleep, exit }

/** `a | b` as a shell makes it; the status of both. */
async function pipeline(sys: Sys, a: string[], b: string[]): Promise<[number, number]> {
  const [r, w] = sys.pipe()
  const first = await sys.spawn({ path: `/bin/${a[0]}`, argv: a, fds: { 1: w, [r]: -1, [w]: -1 } })
  const second = await sys.spawn({ path: `/bin/${b[0]}`, argv: b, fds: { 0: r, [r]: -1, [w]: -1 } })
  sys.close(r)
  sys.close(w)
  const code = async (pid: number): Promise<number> => {
    const { status } = (await sys.wait(pid))!
    return status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : -1
  }
  return [await code(first), await code(second)]
}

describe('processes', () => {
  it('run, with arguments and a status', async () => {
    const machine = bootTestKernel({ programs })
    expect(await machine.run(['echo', 'a', 'b'])).toMatchObject({ stdout: 'a b\n', stderr: '', status: 0 })
    expect((await machine.run(['exit', '300'])).status).toBe(44)
    expect(await machine.run(['cat'], { stdin: 'one\ntwo\n' })).toMatchObject({ stdout: 'one\ntwo\n' })
  })
  it('pipe into each other; SIGPIPE ends a writer without a reader', async () => {
    const machine = bootTestKernel({ programs })
    let codes: unknown
    const { stdout } = await machine.runMain(async (sys) => {
      codes = await pipeline(sys, ['yes'], ['head'])
      return 0
    })
    expect(stdout).toBe('y\ny\n')
    expect(codes).toEqual([141, 0])
  })
  it('EPIPE where SIGPIPE is ignored', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout } = await machine.runMain(async (sys) => {
      sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
      const [r, w] = sys.pipe()
      sys.close(r)
      const error = await sys.write(w, 'x').then(
        () => null,
        (e: unknown) => e,
      )
      await sys.write(1, error instanceof SysError ? error.code : 'nothing')
      return 0
    })
    expect(stdout).toBe('EPIPE')
  })
  it('fork with a copy of environment and descriptors', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout } = await machine.runMain(async (sys) => {
      sys.env.X = 'parent'
      const pid = sys.fork(async (child) => {
        child.env.X = 'child'
        child.chdir('/tmp')
        await child.write(1, `${child.env.X} ${child.cwd()} ${child.ppid === sys.pid}\n`)
        return 7
      })
      const reaped = await sys.wait(pid)
      await sys.write(1, `${sys.env.X} ${sys.cwd()} ${JSON.stringify(reaped?.status)}\n`)
      return 0
    })
    expect(stdout).toBe('child /tmp true\nparent / {"kind":"exited","code":7}\n')
  })
  it('exec replaces the program and nothing of the old one goes on', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout, status } = await machine.runMain(async (sys) => {
      try {
        await sys.exec('/bin/echo', ['echo', 'new'])
      } finally {
        void sys.write(1, 'old\n')
      }
      return 9
    })
    expect([stdout, status]).toEqual(['new\n', 0])
  })
  it('#! lines, and what exec refuses', async () => {
    const machine = bootTestKernel({
      programs,
      files: { '/s': '#! /bin/echo -x  y \n', '/t': 'text\n', '/m': '#!/nowhere\n', '/d/': '' },
    })
    machine.fs.writeFile('/text', 'echo hi\n', { mode: 0o755 })
    machine.fs.writeFile('/plain', '#!/bin/echo\n', { mode: 0o644 })
    expect((await machine.run(['/s', 'arg'])).stdout).toBe('-x  y /s arg\n')
    const codeOf = (path: string): Promise<unknown> =>
      machine.run([path]).then(
        () => 'ran',
        (error: SysError) => `${error.code} ${error.path}`,
      )
    expect(await codeOf('/m')).toBe('ENOENT /m')
    expect(await codeOf('/text')).toBe('ENOEXEC /text')
    expect(await codeOf('/plain')).toBe('EACCES /plain')
    expect(await codeOf('/d')).toBe('EACCES /d')
    expect(await codeOf('nosuch')).toBe('ENOENT nosuch')
  })
  it('an executable without a program says so', async () => {
    const machine = bootTestKernel({ programs })
    machine.install('/bin/vim', 'vim')
    expect(await machine.run(['vim'])).toMatchObject({ stderr: 'vim: not simulated yet\n', status: 1 })
  })
  it('a bug in a program kills the program, not the machine', async () => {
    const machine = bootTestKernel({ programs })
    const { process, result } = await machine.startMain(() => {
      throw new TypeError('oops')
    })
    expect(await process.exited).toMatchObject({ kind: 'signaled', signal: 11 })
    await expect(result).rejects.toThrow('oops')
    expect(machine.bugs).toHaveLength(1)
    expect((await machine.run(['echo', 'alive'])).stdout).toBe('alive\n')
  })
  it('time passes in sleep only', async () => {
    const machine = bootTestKernel({ programs })
    const before = machine.clock.now()
    await machine.run(['sleep', '3600'])
    expect(Math.round((machine.clock.now() - before) / 1000)).toBe(3600)
  })
})

describe('signals', () => {
  it('kill by default, can be ignored, caught, blocked', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout } = await machine.runMain(async (sys) => {
      const results: unknown[] = []
      const child = await sys.spawn({ path: '/bin/sleep', argv: ['sleep', '100'] })
      sys.kill(child, SIGTERM.number)
      results.push((await sys.wait(child))?.status)
      sys.signal(SIGUSR1.number, (n) => results.push(`caught ${n}`))
      sys.kill(sys.pid, SIGUSR1.number)
      sys.sigmask('block', [SIGUSR1.number])
      sys.kill(sys.pid, SIGUSR1.number)
      results.push('blocked')
      sys.sigmask('unblock', [SIGUSR1.number])
      await sys.breathe()
      await sys.write(1, JSON.stringify(results))
      return 0
    })
    expect(JSON.parse(stdout)).toEqual([
      { kind: 'signaled', signal: 15, core: false },
      'caught 10',
      'blocked',
      'caught 10',
    ])
  })
  it('interrupt blocking calls unless the handler restarts them', async () => {
    const machine = bootTestKernel({ programs })
    for (const restart of [false, true]) {
      const { stdout } = await machine.runMain(async (sys) => {
        const [r, w] = sys.pipe()
        const seen: string[] = []
        sys.signal(SIGUSR1.number, () => seen.push('handler'), { restart })
        const me = sys.pid
        sys.fork(async (child) => {
          child.kill(me, SIGUSR1.number)
          await child.sleep(10)
          await child.write(w, 'data')
          return 0
        })
        try {
          seen.push(decode(await sys.read(r)))
        } catch (error) {
          seen.push((error as SysError).code)
        }
        await sys.write(1, seen.join(' '))
        return 0
      })
      expect(stdout).toBe(restart ? 'handler data' : 'handler EINTR')
    }
  })
  it('SIGKILL ends a program that catches everything', async () => {
    const machine = bootTestKernel({ programs })
    let rounds = 0
    const { process } = await machine.startMain(async (sys) => {
      for (;;) {
        try {
          rounds++
          await sys.sleep(10)
        } catch {
          rounds++
        }
      }
    })
    await machine.clock.sleep(100)
    process.kill(SIGKILL.number)
    expect(await process.exited).toEqual({ kind: 'signaled', signal: 9, core: false })
    const before = rounds
    await machine.clock.sleep(100)
    expect(rounds).toBe(before)
  })
  it('stop and continue, reported to the parent', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout } = await machine.runMain(async (sys) => {
      let chld = 0
      sys.signal(SIGCHLD.number, () => chld++, { restart: true })
      const pid = await sys.spawn({ path: '/bin/sleep', argv: ['sleep', '1'] })
      sys.kill(pid, SIGSTOP.number)
      const stopped = await sys.wait(pid, { untraced: true })
      await sys.sleep(5000)
      const state = sys.processes().find((p) => p.pid === pid)?.state
      sys.kill(pid, SIGCONT.number)
      const continued = await sys.wait(pid, { continued: true })
      const ended = await sys.wait(pid)
      await sys.write(1, JSON.stringify([stopped?.status, state, continued?.status, ended?.status, chld]))
      return 0
    })
    expect(JSON.parse(stdout)).toEqual([
      { kind: 'stopped', signal: 19 },
      'T',
      { kind: 'continued' },
      { kind: 'exited', code: 0 },
      3,
    ])
  })
})

describe('FIFOs', () => {
  it('open waits for the other end', async () => {
    const machine = bootTestKernel({ programs })
    const { stdout } = await machine.runMain(async (sys) => {
      sys.mkfifo('/tmp/f')
      sys.fork(async (child) => {
        await child.sleep(50)
        const fd = await child.open('/tmp/f', O_WRONLY)
        await child.write(fd, 'through the fifo')
        return 0
      })
      const fd = await sys.open('/tmp/f', O_RDONLY)
      await sys.write(1, await sys.readAll(fd))
      return 0
    })
    expect(stdout).toBe('through the fifo')
  })
})

describe('files', () => {
  it('are shared by descriptors that were duplicated', async () => {
    const machine = bootTestKernel({ programs })
    await machine.runMain(async (sys) => {
      const fd = await sys.open('/tmp/x', O_WRONLY | O_CREAT, 0o644)
      sys.fork(async (child) => {
        await child.write(fd, 'child ')
        return 0
      })
      await sys.wait(-1)
      await sys.write(sys.dup(fd), 'parent')
      return 0
    })
    expect(decode(machine.fs.readFile('/tmp/x'))).toBe('child parent')
  })
})
