/**
 * node: QuickJS in a worker of its own (worker/engine.ts) with node's built-in modules (lib/) as a program of the simulated world. This side
 * reads the command line and answers the system calls.
 *
 * Left out, each with words when it is used: TLS, worker threads, cluster, inspector, HTTP/2, addons, vm contexts, watch and test runner.
 */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { decode } from '../../base/bytes.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { runInterpreter } from '../interpreters/bridge.ts'
import type { InterpreterCalls } from '../interpreters/calls.ts'
import type { NodeBoot } from './boot.ts'
import { EventQueue, eventCalls } from './calls/events.ts'
import { fileCalls } from './calls/files.ts'
import { processCalls } from './calls/process.ts'
import { socketCalls } from './calls/sockets.ts'
import { NodeTerminal } from './calls/terminal.ts'
import { HELP } from './help.ts'
import { OptionProblem, parseOptions, type NodeOptions } from './options.ts'

const numbers = Object.fromEntries(Object.entries(SIGNALS).map(([name, { number }]) => [name, number]))

export const createNode =
  (version: string): Program =>
  async (sys) => {
    const startedAt = sys.now()
    let options: NodeOptions
    try {
      options = parseOptions(sys.argv.slice(1), sys.env['NODE_OPTIONS'] ?? '')
      if (options.show === 'v8-options') throw new OptionProblem('--v8-options is not simulated yet')
      for (const { path, optional } of options.envFiles) loadEnv(sys, path, optional)
    } catch (error) {
      if (!(error instanceof OptionProblem)) throw error
      await sys.write(2, `${sys.argv[0] ?? 'node'}: ${error.message}\n`)
      return error.status
    }
    if (options.show === 'version') {
      await sys.write(1, `v${version}\n`)
      return 0
    }
    if (options.show === 'help') {
      await sys.write(1, HELP)
      return 0
    }
    const boot = await bootOf(sys, options, version, startedAt)
    sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
    const queue = new EventQueue(sys)
    const terminal = new NodeTerminal(sys, queue)
    const calls = prefixed({
      ...fileCalls,
      ...eventCalls(queue),
      ...socketCalls(queue),
      ...processCalls(queue),
      ...terminal.calls(),
    })
    const status = await runInterpreter(sys, {
      kind: 'node',
      boot: () => ({ ...boot, now: sys.now(), realTime: sys.now() !== startedAt }),
      calls,
    })
    terminal.restore()
    return status
  }

const prefixed = (calls: InterpreterCalls): InterpreterCalls =>
  Object.fromEntries(Object.entries(calls).map(([name, call]) => [`node.${name}`, call]))

/** Lines NAME=value; variables that are set stay as they are. */
function loadEnv(sys: Sys, path: string, optional: boolean): void {
  let text: string
  try {
    text = sys.readText(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (optional) return
    throw new OptionProblem(`${path}: not found`)
  }
  for (const [, name = '', raw = ''] of text.matchAll(
    /^\s*(?:export\s+)?([\w.-]+)\s*=\s*("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|[^#\r\n]*)/gm,
  )) {
    const value = raw.trim()
    const quoted = /^(["'`])([\s\S]*)\1$/.exec(value)
    sys.env[name] ??= quoted ? (quoted[1] === '"' ? quoted[2]!.replace(/\\n/g, '\n') : quoted[2]!) : value
  }
}

async function bootOf(sys: Sys, options: NodeOptions, version: string, startedAt: number): Promise<NodeBoot> {
  const { rest, execArgv } = options
  let { script } = options
  let mode: NodeBoot['mode'] = 'file'
  let code = options.eval ?? ''
  let name = '[eval]'
  if (options.check) mode = 'check'
  else if (options.eval !== undefined) mode = 'eval'
  else if (script === null || script === '-') {
    if (script === null && (options.interactive || sys.isatty(0))) mode = 'repl'
    else {
      mode = 'eval'
      name = '[stdin]'
      code = decode(await sys.readAll(0))
      // A program that reads standard input finds it at its end.
      if (script === null) script = null
    }
  }
  return {
    version,
    pid: sys.pid,
    ppid: sys.ppid,
    execPath: sys.exe,
    execArgv,
    argv0: sys.argv[0] ?? 'node',
    argv: [sys.exe, ...(script === null ? [] : [script]), ...rest],
    env: { ...sys.env },
    startedAt,
    now: startedAt,
    realTime: false,
    seed: [sys.rng.int(2 ** 32), sys.rng.int(2 ** 32), sys.rng.int(2 ** 32), 1],
    signals: numbers,
    mode,
    script,
    code,
    name,
    print: options.print,
    inputType: options.inputType,
    preload: options.preload,
    unhandledRejections: options.unhandledRejections,
  }
}
