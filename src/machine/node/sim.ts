/**
 * npm run -s sim: the simulated host in a real terminal, or a script on it.
 *
 *   (no arguments, standard input not a terminal)   runs the bash script on standard input, exits with its status
 *   -c LINE                                          runs one line
 *   (a terminal)                                     an interactive shell in real time
 *   --seed N      seed of all chance (1)
 *   --at TIME     when the world begins: ISO 8601 or epoch milliseconds (2026-11-22T05:00:00Z; a terminal: now)
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeSync } from 'node:fs'
import { EMPTY } from '../../base/bytes.ts'
import { Unwind } from '../../kernel/proc/unwind.ts'
import { DEFAULT_TIME } from '../headless.ts'
import { bootHost } from '../host.ts'
import { InputBytes } from '../input.ts'
import { Machine } from '../machine.ts'
import { OutputSink } from '../output.ts'
import { runBash } from '../run.ts'
import { provideNodeInterpreters } from './interpreters.ts'

interface Arguments {
  seed: number
  at: number | undefined
  line: string | undefined
}
const USAGE = "Usage: npm run -s sim -- [--seed N] [--at TIME] [-c 'COMMAND']"

function parseArguments(args: string[]): Arguments {
  const parsed: Arguments = { seed: 1, at: undefined, line: undefined }
  const fail = (message: string): never => {
    console.error(`sim: ${message}\n${USAGE}`)
    process.exit(2)
  }
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i]!.startsWith('--')
      ? (args[i]!.split('=', 2) as [string, string?])
      : [args[i]!, undefined]
    const value = (): string => inline ?? args[++i] ?? fail(`${flag} needs a value`)
    if (flag === '-c') parsed.line = value()
    else if (flag === '--seed') {
      parsed.seed = Number(value())
      if (!Number.isSafeInteger(parsed.seed)) fail('--seed takes a whole number')
    } else if (flag === '--at') {
      const text = value()
      parsed.at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
      if (Number.isNaN(parsed.at)) fail(`--at: not a time: ${text}`)
    } else if (flag === '--help' || flag === '-h') {
      console.log(USAGE)
      process.exit(0)
    } else fail(`unknown argument ${args[i]}`)
  }
  return parsed
}

/** Writes at once and whole, so that both streams keep their order; waits where a pipe is full. */
function writeAll(fd: number, data: Uint8Array): void {
  for (let at = 0; at < data.length;) {
    try {
      at += writeSync(fd, data, at)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') process.exit(141)
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
function reportBug(error: unknown, program: string): void {
  console.error(
    `sim: internal error in ${program}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
}

async function runHeadless({ seed, at, line }: Arguments): Promise<number> {
  const host = await bootHost({ seed, at: at ?? DEFAULT_TIME, clock: 'events' }, () => {}, reportBug)
  const stdin =
    line === undefined ? new InputBytes(readFileSync(0)) : new InputBytes(process.stdin.isTTY ? EMPTY : readFileSync(0))
  return runBash(host, line === undefined ? [] : ['-c', line], {
    stdin,
    stdout: new OutputSink((data) => writeAll(1, data)),
    stderr: new OutputSink((data) => writeAll(2, data)),
  })
}

async function runInteractive({ seed, at }: Arguments): Promise<number> {
  const machine = new Machine((error, program) => console.error(`${program}:`, error))
  await machine.boot({ seed, ...(at === undefined ? {} : { at }), clock: 'wall', paced: false })
  const size = (): { rows: number; cols: number } => ({
    rows: process.stdout.rows || 24,
    cols: process.stdout.columns || 80,
  })
  const env: Record<string, string> = {}
  for (const name of ['TERM', 'PS1', 'LC_ALL', 'HISTFILE'])
    if (process.env[name] !== undefined) env[name] = process.env[name]
  // The recorded sessions of the host's shell, which this is replayed against, were made without bracketed paste.
  env.INPUTRC = '/run/inputrc'
  await machine.writeFile(env.INPUTRC, 'set enable-bracketed-paste off\n')
  process.stdin.setRawMode(true)
  // Node's raw mode leaves the output processing on; the simulated terminal has done its own.
  const stty = (argument: string): void => void spawnSync('stty', [argument], { stdio: 'inherit' })
  stty('-opost')
  return new Promise((resolve, reject) => {
    machine
      .openTerminal(
        { ...size(), env },
        (data) => writeAll(1, data),
        (status) => {
          stty('opost')
          process.stdin.setRawMode(false)
          resolve(status)
        },
      )
      .then((id) => {
        process.stdin.on('data', (data: Buffer) => void machine.writeTerminal(id, data))
        process.stdin.on('end', () => void machine.closeTerminal(id))
        process.stdout.on('resize', () => void machine.resizeTerminal(id, size().rows, size().cols))
      }, reject)
  })
}

export async function main(args: string[]): Promise<void> {
  process.on('unhandledRejection', (reason) => {
    // A program that was killed or replaced while it did something without waiting for it.
    if (!(reason instanceof Unwind)) reportBug(reason, 'the machine')
  })
  provideNodeInterpreters()
  const parsed = parseArguments(args)
  const interactive = parsed.line === undefined && process.stdin.isTTY
  const status = interactive ? await runInteractive(parsed) : await runHeadless(parsed)
  process.exit(status)
}
