/**
 * A kernel for unit tests. Boots on an event clock (time jumps: `sleep 60` costs nothing) with a small root file system and the programs you give it,
 * each as an executable in /bin.
 *
 *   const machine = bootTestKernel({ programs: { cat, bash: shell }, files: { '/etc/passwd': 'root:x:0:0:…\n' } })
 *   const { stdout, stderr, status } = await machine.run(['cat', '-n', '/etc/passwd'], { stdin: 'text' })
 *   const { stdout } = await machine.runMain(async (sys) => { … })       // a program that has no file
 *   const terminal = await machine.openTerminal(['bash', '-i'])           // on a pty
 *   await terminal.type('echo hi\r'); expect(terminal.text).toContain('hi')
 *
 * `status` is the shell's view: the exit code, or 128 + signal. A program that throws something that is no SysError makes run() reject with it.
 */
import { setImmediate } from 'node:timers'
import { exitCode, type Namespaces, type Process, type WaitStatus } from '../proc/types.ts'
import type { Program } from '../sys/types.ts'
import type { Kernel, ProgramTable } from '../types.ts'
import type { Pty } from '../tty/types.ts'
import type { NetStack } from '../net/types.ts'
import { EventClock, type Clock } from '../../base/clock.ts'
import { concat, decode, encode } from '../../base/bytes.ts'
import { SeededRng } from '../../base/rng.ts'
import { createKernel } from '../index.ts'
import { executable } from '../vfs/content.ts'
import { EMPTY_TREE } from '../vfs/tree.ts'
import { createTreeFs, type TreeFs } from '../vfs/tree-fs.ts'
import { createNetStack } from '../net/index.ts'

export interface TestOptions {
  programs?: ProgramTable
  /** Path → text; a trailing slash makes a directory. Owned by root, mode 0644; `files` that begin with #! are executable. */
  files?: Readonly<Record<string, string | Uint8Array>>
  clock?: Clock
  seed?: number
  /** Made with the same clock; without one there is no network. */
  net?: NetStack
}
export interface RunOptions {
  stdin?: string | Uint8Array
  env?: Record<string, string>
  cwd?: string
  uid?: number
  gid?: number
  groups?: number[]
  namespaces?: Namespaces
}
export interface RunResult {
  stdout: string
  stderr: string
  status: number
  wait: WaitStatus
}

/** 2026-03-02 09:00:00 UTC */
export const TEST_EPOCH = Date.UTC(2026, 2, 2, 9)
const ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' }
const MAIN = 'main-of-test'

export class TestMachine {
  readonly kernel: Kernel
  readonly fs: TreeFs
  readonly clock: Clock
  /** What onBug heard. */
  readonly bugs: unknown[] = []
  private main: Program = () => 0

  constructor(options: TestOptions = {}) {
    this.clock = options.clock ?? new EventClock(TEST_EPOCH, { macrotask: (fn) => void setImmediate(fn) })
    this.fs = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: this.clock })
    for (const dir of ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'tmp', 'usr', 'usr/bin', 'var', 'run'])
      this.fs.mkdir(`/${dir}`, { mode: dir === 'tmp' ? 0o1777 : 0o755 })
    const programs: ProgramTable = { ...options.programs, [MAIN]: (sys) => this.main(sys) }
    for (const name of Object.keys(programs)) this.install(`/bin/${name}`, name)
    for (const [path, content] of Object.entries(options.files ?? {})) this.write(path, content)
    const rng = new SeededRng(options.seed ?? 1)
    this.kernel = createKernel({
      clock: this.clock,
      rng,
      programs,
      net: options.net ?? createNetStack({ clock: this.clock, rng: rng.fork('net') }),
      cpus: 2,
      memoryBytes: 24 * 1024 ** 3,
      release: '6.12.0-generic',
      version: '#1 SMP PREEMPT_DYNAMIC Debian',
      hostname: 'naru',
      root: this.fs,
      onBug: (error) => this.bugs.push(error),
    })
    this.kernel.mountStandard(this.kernel.init.mount, this.kernel.init)
  }

  /** An executable at `path` that runs the program `name` of the table. */
  install(path: string, name: string, options: { mode?: number } = {}): void {
    this.fs.writeFile(path, executable(name, 0).extents[0]!.data, { mode: options.mode ?? 0o755 })
  }
  write(path: string, content: string | Uint8Array): void {
    if (path.endsWith('/')) return this.fs.mkdir(path.slice(0, -1), { recursive: true })
    const parent = path.slice(0, path.lastIndexOf('/'))
    if (parent && !this.fs.exists(parent)) this.fs.mkdir(parent, { recursive: true })
    const script = typeof content === 'string' && content.startsWith('#!')
    this.fs.writeFile(path, content, { mode: script ? 0o755 : 0o644 })
  }

  /** Starts `argv` with pipes for its output; see run(). */
  async start(
    argv: readonly string[],
    options: RunOptions = {},
  ): Promise<{ process: Process; result: Promise<RunResult> }> {
    const { kernel } = this
    const [input, output, error] = [kernel.createPipe(), kernel.createPipe(), kernel.createPipe()]
    const collect = async (reader: (typeof input)['reader']): Promise<string> => {
      const parts: Uint8Array[] = []
      for await (const chunk of kernel.readStream(reader)) parts.push(chunk)
      return decode(concat(parts))
    }
    const bugsBefore = this.bugs.length
    let process: Process
    try {
      process = await kernel.spawn({
        path: argv[0]!,
        argv,
        env: { ...ENV, ...options.env },
        cwd: options.cwd ?? '/',
        credentials: { uid: options.uid ?? 0, gid: options.gid ?? options.uid ?? 0, groups: options.groups ?? [] },
        namespaces: options.namespaces ?? kernel.init,
        stdio: [input.reader, output.writer, error.writer],
      })
    } finally {
      input.reader.unref()
      output.writer.unref()
      error.writer.unref()
    }
    const stdin = kernel.writeStream(input.writer)
    const fed = stdin
      .write(typeof options.stdin === 'string' ? encode(options.stdin) : (options.stdin ?? new Uint8Array(0)))
      .catch(() => {})
      .then(() => stdin.close())
    const finish = async (): Promise<RunResult> => {
      const [stdout, stderr, wait] = await Promise.all([
        collect(output.reader),
        collect(error.reader),
        process.exited,
        fed,
      ])
      if (this.bugs.length > bugsBefore) throw this.bugs[bugsBefore]
      return { stdout, stderr, status: exitCode(wait), wait }
    }
    const result = finish()
    result.catch(() => {})
    return { process, result }
  }
  /** Runs a command to its end and to the end of its output (background processes that hold it count). */
  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return (await this.start(argv, options)).result
  }
  /** As start(), for a function. */
  async startMain(main: Program, options: RunOptions = {}): Promise<{ process: Process; result: Promise<RunResult> }> {
    this.main = main
    return this.start([MAIN], options)
  }
  /** Runs a function as a program, named main-of-test. */
  async runMain(main: Program, options: RunOptions = {}): Promise<RunResult> {
    this.main = main
    return this.run([MAIN], options)
  }

  async openTerminal(
    argv: readonly string[],
    options: RunOptions & { rows?: number; cols?: number } = {},
  ): Promise<TestTerminal> {
    const { kernel } = this
    const pty = kernel.createPty((options.namespaces ?? kernel.init).mount, {
      rows: options.rows ?? 24,
      cols: options.cols ?? 80,
    })
    const slave = pty.openSlave()
    try {
      const process = await kernel.spawn({
        path: argv[0]!,
        argv,
        env: { ...ENV, TERM: 'xterm-256color', ...options.env },
        cwd: options.cwd ?? '/',
        credentials: { uid: options.uid ?? 0, gid: options.gid ?? options.uid ?? 0, groups: options.groups ?? [] },
        namespaces: options.namespaces ?? kernel.init,
        stdio: [slave, slave, slave],
        terminal: pty,
      })
      return new TestTerminal(this, pty, process)
    } finally {
      slave.unref()
    }
  }
  /** As openTerminal(), for a function. */
  async openTerminalMain(
    main: Program,
    options: RunOptions & { rows?: number; cols?: number } = {},
  ): Promise<TestTerminal> {
    this.main = main
    return this.openTerminal([MAIN], options)
  }
  /** Until everything that is runnable has run; lets 40 ms of the machine's time pass, for programs that end their quantum. */
  async settle(): Promise<void> {
    await this.clock.sleep(40)
    const release = this.clock.hold()
    await new Promise<void>((resolve) => void setImmediate(resolve))
    release()
  }
}

export class TestTerminal {
  readonly pty: Pty
  readonly process: Process
  /** Everything shown so far. */
  text = ''
  private readonly machine: TestMachine
  private readonly decoder = new TextDecoder()
  /** Resolves when the terminal's output ended. */
  readonly closed: Promise<void>
  constructor(machine: TestMachine, pty: Pty, process: Process) {
    this.machine = machine
    this.pty = pty
    this.process = process
    this.closed = this.follow()
  }
  private async follow(): Promise<void> {
    for await (const chunk of this.pty.output()) this.text += this.decoder.decode(chunk, { stream: true })
  }
  /** Sends keys, and waits as settle() does. */
  async type(keys: string): Promise<void> {
    await this.pty.input(encode(keys))
    await this.machine.settle()
  }
  /** Lets `ms` of the machine's time pass. */
  async wait(ms: number): Promise<void> {
    await this.machine.clock.sleep(ms)
    await this.machine.settle()
  }
  /** What was shown since the last call of take(). */
  take(): string {
    const { text } = this
    this.text = ''
    return text
  }
}

export const bootTestKernel = (options?: TestOptions): TestMachine => new TestMachine(options)
