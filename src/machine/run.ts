/** Lines and scripts in a shell without a terminal. */
import { concat, decode, EMPTY } from '../base/bytes.ts'
import { exitCode, type FileDescription } from '../kernel/proc/types.ts'
import type { Host } from './host.ts'
import { InputBytes } from './input.ts'
import { OutputSink } from './output.ts'
import { HOME, scriptEnv, student } from './student.ts'

export interface ScriptStreams {
  stdin: FileDescription
  stdout: FileDescription
  stderr: FileDescription
}

/** `bash ARGS` as the student; resolves with its exit status. */
export async function runBash(
  host: Host,
  args: readonly string[],
  streams: ScriptStreams,
  cwd: string = HOME,
): Promise<number> {
  const { kernel } = host
  const shell = await kernel.spawn({
    path: '/bin/bash',
    argv: ['bash', ...args],
    env: scriptEnv(),
    cwd,
    credentials: student,
    umask: 0o022,
    namespaces: kernel.init,
    stdio: [streams.stdin, streams.stdout, streams.stderr],
  })
  return exitCode(await shell.exited)
}

export async function runLine(
  host: Host,
  line: string,
  options: { cwd?: string },
): Promise<{ status: number; stdout: string; stderr: string }> {
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  const status = await runBash(
    host,
    ['-c', line],
    {
      stdin: new InputBytes(EMPTY),
      stdout: new OutputSink((data) => out.push(data)),
      stderr: new OutputSink((data) => err.push(data)),
    },
    options.cwd,
  )
  return { status, stdout: decode(concat(out)), stderr: decode(concat(err)) }
}
