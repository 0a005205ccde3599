/** POST /exec/{id}/start (moby daemon/exec.go ContainerExecStart). */
import { conflict } from '../../api/types/index.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import type { AttachSession } from './attach.ts'
import { pumpInput } from './attach.ts'
import { latch, Queue } from '../async.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { parseDetachKeys } from './detach.ts'
import { envRecord } from './environment.ts'
import { startableExec, type ExecInstance } from './exec.ts'
import { classifyStartError, execSentence, OciError } from './oci-error.ts'
import { startProcess } from './runtime.ts'
import { rlimits } from './start.ts'
import type { StreamChunk } from './streams.ts'

export interface ExecStartOptions {
  /** Terminal size to begin with; null = 24×80. */
  size: { rows: number; cols: number } | null
}
/**
 * Starts the process and gives the session to be streamed; with `detach`, only starts it. Throws what the API answers: conflict for an
 * instance that was used, invalidParameter with the OCI sentence.
 */
export async function startExec(ctx: ContainerContext, id: string, options: ExecStartOptions): Promise<AttachSession> {
  const exec = startableExec(ctx, id)
  if (exec.used) throw conflict(`exec command ${id} has already run`)
  exec.used = true
  const { container, request } = exec
  const task = container.task!
  const output = new Queue<StreamChunk>()
  const wanted = { 1: request.AttachStdout || request.Tty, 2: request.AttachStderr }
  logEvent(ctx, container, `exec_start: ${exec.argv.join(' ')}`, { execID: exec.id })
  try {
    exec.running = true
    const size = options.size ?? sizeOf(request.ConsoleSize) ?? { rows: 24, cols: 80 }
    const running = await startProcess(
      ctx.kernel,
      { namespaces: task.namespaces, cgroup: task.cgroup },
      {
        argv: exec.argv,
        env: envRecord(exec.env, exec.user.home),
        cwd: exec.cwd,
        credentials: exec.user.credentials,
        tty: request.Tty ?? false,
        size,
        openStdin: request.AttachStdin ?? false,
        privileged: request.Privileged ?? container.hostConfig.Privileged ?? false,
        rlimits: rlimits(container.hostConfig),
        oomScoreAdj: 0,
      },
      (chunk) => {
        if (!wanted[chunk.stream]) return
        output.push(chunk)
        return output.below(BACKLOG)
      },
    )
    exec.pid = running.process.pid
    exec.began(running)
    void (async () => {
      const status = await running.exited
      // What the process left running in the background may hold its output open; the exec is over all the same.
      const timer = latch()
      const handle = ctx.clock.timer(GRACE_MS, () => timer.resolve())
      await Promise.race([running.drained, timer.promise])
      handle.cancel()
      running.pty?.close()
      finish(ctx, exec, exitCode(status))
      output.end()
    })()
    return session(exec, output, running)
  } catch (error) {
    if (!(error instanceof OciError)) throw error
    const failure = classifyStartError(execSentence(error))
    exec.began(null)
    exec.running = false
    exec.exitCode = failure.exitCode ?? 128
    container.execs.delete(exec.id)
    logEvent(ctx, container, 'exec_die', { execID: exec.id, exitCode: String(exec.exitCode) })
    throw failure.error
  }
}
/** Chunks that may wait for the client before the process has to. */
const BACKLOG = 64
/** How long dockerd waits for the output's end after the process's. */
const GRACE_MS = 2000
const sizeOf = (size: readonly [number, number] | null | undefined): { rows: number; cols: number } | null =>
  size && size[0] > 0 && size[1] > 0 ? { rows: size[0], cols: size[1] } : null

function finish(ctx: ContainerContext, exec: ExecInstance, code: number): void {
  exec.running = false
  exec.exitCode = code
  exec.container.execs.delete(exec.id)
  logEvent(ctx, exec.container, 'exec_die', { execID: exec.id, exitCode: String(code) })
}
function session(
  exec: ExecInstance,
  output: Queue<StreamChunk>,
  running: Awaited<ReturnType<typeof startProcess>>,
): AttachSession {
  const tty = exec.request.Tty ?? false
  return {
    tty,
    output,
    input: async (source) => {
      if (!exec.request.AttachStdin || !running.stdin) return
      const stdin = running.stdin
      await pumpInput(source, {
        write: (data) => stdin.write(data),
        detachKeys: tty ? parseDetachKeys(exec.request.DetachKeys ?? '') : null,
        onDetach: () => output.end(),
        onEnd: () => (tty ? output.end() : stdin.close()),
      })
    },
    leave: () => output.end(),
  }
}
