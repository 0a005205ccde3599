/** A script on a fresh machine, as `npm run -s sim` runs it: no terminal, time jumps. For tests. */
import { encode } from '../base/bytes.ts'
import { bootHost } from './host.ts'
import { InputBytes } from './input.ts'
import { OutputSink } from './output.ts'
import { runBash } from './run.ts'

/** When recordings of real Docker were made: the world's default date. */
export const DEFAULT_TIME = Date.UTC(2026, 10, 22, 5, 0, 0)

export interface ScriptResult {
  status: number
  /** stdout and stderr in the order in which they were written */
  output: string
  /** Failures of the simulation itself (not of the script). */
  bugs: unknown[]
}
export async function runScript(options: { script: string; seed?: number; at?: number }): Promise<ScriptResult> {
  const bugs: unknown[] = []
  const host = await bootHost(
    { seed: options.seed ?? 1, at: options.at ?? DEFAULT_TIME, clock: 'events' },
    () => {},
    (bug) => bugs.push(bug),
  )
  const decoder = new TextDecoder()
  let output = ''
  const sink = new OutputSink((data) => (output += decoder.decode(data, { stream: true })))
  const status = await runBash(host, [], {
    stdin: new InputBytes(encode(options.script)),
    stdout: sink,
    stderr: sink,
  })
  const { engine } = await host.docker()
  await engine.shutdown()
  return { status, output: output + decoder.decode(), bugs }
}
