/** A machine without terminals and without the client: kernel, registry and engine, for tests that speak to the API. */
import type { ApiResponse, EngineTransport } from '../../src/api/transport.ts'
import { decode, encode } from '../../src/base/bytes.ts'
import { EventClock } from '../../src/base/clock.ts'
import { SeededRng } from '../../src/base/rng.ts'
import { createEngine, createRouter, type Engine } from '../../src/engine/index.ts'
import { createKernel } from '../../src/kernel/index.ts'
import { createNetStack } from '../../src/kernel/net/index.ts'
import type { Kernel, ProgramTable } from '../../src/kernel/types.ts'
import { applyLayer, createTreeFs, EMPTY_TREE } from '../../src/kernel/vfs/index.ts'
import { createRegistry, hostLayer, remoteHosts } from '../../src/registry/index.ts'
import { busybox } from '../../src/userland/busybox/index.ts'
import { coreutils } from '../../src/userland/coreutils/index.ts'
import { programs } from '../../src/userland/programs/index.ts'
import { shellPrograms } from '../../src/userland/shell/index.ts'

export interface Booted {
  engine: Engine
  api: EngineTransport
  kernel: Kernel
  clock: EventClock
  /** Failures of the simulation itself. */
  bugs: unknown[]
}
export const START = Date.UTC(2026, 10, 22, 5, 7, 31)

export async function bootEngine(options: { seed?: number; at?: number } = {}): Promise<Booted> {
  const clock = new EventClock(options.at ?? START, { macrotask: (fn) => void setImmediate(fn) })
  const rng = new SeededRng(options.seed ?? 1)
  const disk = createTreeFs(applyLayer(EMPTY_TREE, await hostLayer()), { type: 'ext4', clock })
  const net = createNetStack({ clock, rng: rng.fork('net') })
  for (const remote of remoteHosts()) net.addRemote(remote)
  const bugs: unknown[] = []
  const table: ProgramTable = {
    ...coreutils,
    ...programs,
    ...shellPrograms,
    busybox,
  }
  const kernel = createKernel({
    clock,
    rng: rng.fork('kernel'),
    net,
    programs: table,
    root: disk,
    cpus: 2,
    memoryBytes: 25276502016,
    release: '6.12.0-generic',
    version: '#1 SMP',
    hostname: 'naru',
    onBug: (error) => bugs.push(error),
  })
  kernel.mountStandard(kernel.init.mount, kernel.init, { privileged: true })
  const registry = createRegistry({ clock, rng: rng.fork('registry') })
  const engine = createEngine({ kernel, clock, rng: rng.fork('engine'), registry, host: disk })
  return { engine, api: createRouter(engine), kernel, clock, bugs }
}
export async function bodyOf(reply: ApiResponse): Promise<string> {
  if (reply.body === null) return ''
  if (reply.body instanceof Uint8Array) return decode(reply.body)
  let out = ''
  for await (const part of reply.body) out += Array.from(part, (byte) => String.fromCharCode(byte)).join('')
  return out
}
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
  json: unknown
}
export async function call(api: EngineTransport, method: string, path: string, body?: unknown): Promise<Answer> {
  const [bare = '', query = ''] = path.split(/\?(.*)/s)
  const reply = await api.fetch({
    method: method as 'GET',
    path: bare,
    query: new URLSearchParams(query),
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? null : encode(JSON.stringify(body)),
  })
  const text = await bodyOf(reply)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: reply.status, headers: reply.headers, text, json }
}
