/** Real requests against the router: status, headers and bodies are those of real dockerd, but for ids, times and numbers of chance. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/base/bytes.ts'
import { bodyOf, bootEngine, call, type Booted } from './engine.ts'
import { differences, readRecording, type Exchange } from './recording.ts'

/** Sizes, process ids and times that depend on the machine. */
const CHANCE = [
  '$.NFd',
  '$.NGoroutines',
  '$.NEventsListener',
  '$.State.Pid',
  '$.Pid',
  '$.Processes',
  '$.Created',
  '$[*].Created',
  '$[*].Status',
  '$.cpu_stats',
  '$.precpu_stats',
  '$.memory_stats',
  '$.pids_stats.current',
  '$.networks.eth0',
  '$.LayersSize',
  '$[*].Size',
  '$.time',
  '$.timeNano',
]
/** Not compared: they belong to the connection, or were not recorded. */
const CONNECTION = ['transfer-encoding', 'server', 'content-length', 'date', 'connection', 'upgrade']

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const names = (headers: Readonly<Record<string, string>>): string[] =>
  Object.keys(headers)
    .map((key) => key.toLowerCase())
    .filter((key) => !CONNECTION.includes(key))
    .sort()

class Replay {
  /** Recorded IDs in paths and bodies to ours. */
  private readonly ids = new Map<string, string>()
  private readonly booted: Booted
  constructor(booted: Booted) {
    this.booted = booted
  }
  private translate(text: string): string {
    let out = text
    for (const [theirs, ours] of this.ids) {
      out = out.replaceAll(theirs, ours).replaceAll(theirs.slice(0, 12), ours.slice(0, 12))
    }
    return out
  }
  async run(exchange: Exchange): Promise<string[]> {
    const path = this.translate(exchange.path)
    const [bare = '', query = ''] = path.split(/\?(.*)/s)
    const empty = exchange.body === null || exchange.body === '<0 bytes>'
    const json = !empty && exchange.body !== 'x'
    const reply = await this.booted.api.fetch({
      method: exchange.method as 'GET',
      path: bare,
      query: new URLSearchParams(query),
      headers: {
        ...(empty ? {} : { 'Content-Type': json ? 'application/json' : 'text/plain' }),
        ...(exchange.status === 101 ? { Upgrade: 'tcp', Connection: 'Upgrade' } : {}),
      },
      body: empty ? null : encode(exchange.body!),
    })
    // An attachment lives until the container's next end.
    const text = reply.status === 101 ? '' : await bodyOf(reply)
    const complaints: string[] = []
    if (reply.status !== exchange.status)
      complaints.push(`status ${reply.status} for ${exchange.status}: ${text.slice(0, 200)}`)
    const [wantedNames, gotNames] = [names(exchange.headers), names(reply.headers)]
    if (wantedNames.join() !== gotNames.join()) complaints.push(`headers ${gotNames.join()} for ${wantedNames.join()}`)
    for (const [key, value] of Object.entries(exchange.headers)) {
      if (CONNECTION.includes(key.toLowerCase()) || key.startsWith('X-Docker')) continue
      if (reply.headers[key] !== value) complaints.push(`${key}: ${reply.headers[key]} for ${value}`)
    }
    const wanted = parse(exchange.answer ?? '')
    const got = parse(text)
    this.learn(wanted, got)
    if (wanted !== undefined) complaints.push(...differences(wanted, got, '$', { chance: CHANCE }))
    else if (exchange.headers['Content-Type'] === 'application/json') complaints.push(...this.lines(exchange, text))
    else if (exchange.headers['Content-Type']?.includes('stream')) complaints.push(...raw(exchange, text))
    else if (exchange.answer && !exchange.answer.includes('\\x00') && exchange.answer !== text.trim())
      complaints.push(text)
    return complaints
  }
  private learn(wanted: unknown, got: unknown): void {
    const id = (value: unknown): string | undefined => (value as { Id?: string } | undefined)?.Id
    const [theirs, ours] = [id(wanted), id(got)]
    if (theirs && ours) this.ids.set(theirs, ours)
  }
  /** Streams of JSON lines: the same ones in the same order. */
  private lines(exchange: Exchange, text: string): string[] {
    const split = (all: string): unknown[] =>
      all
        .split('\n')
        .filter((line) => line.trim())
        .map(parse)
    const skeleton = (items: unknown[]): string[] => items.map((item) => statusOf(item))
    const [wanted, got] = [skeleton(split(exchange.answer ?? '')), skeleton(split(text))]
    return wanted.join('\n') === got.join('\n') ? [] : [`lines:\n${got.join('\n')}\nfor\n${wanted.join('\n')}`]
  }
}
const statusOf = (item: unknown): string => {
  const { status = '', id = '', progress = '' } = (item ?? {}) as { status?: string; id?: string; progress?: string }
  // Digests are those of the bytes, and our programs have others.
  return `${status} ${id} ${progress && 'with a bar'}`.replace(/[0-9a-f]{64}|\b[0-9a-f]{12}\b/g, 'ID')
}
function raw(exchange: Exchange, text: string): string[] {
  const bytes = (exchange.answer ?? '').replace(/\\x([0-9a-f]{2})|\\n|\\r|\\t/g, (all, hex: string | undefined) =>
    hex ? String.fromCharCode(parseInt(hex, 16)) : { '\\n': '\n', '\\r': '\r', '\\t': '\t' }[all]!,
  )
  const blur = (all: string): string =>
    all
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/[0-9a-f]{64}/g, 'ID')
      .replace(/^[\x01\0 ]*_/, '')
  // Two streams have no order among each other; which line is the last is chance, too.
  const last = exchange.path.includes('tail=1')
  const frames = (all: string): string =>
    blur(all)
      .split(/(?=[\x01\x02]\0\0\0)/)
      .map((item) => item.replace(/[\x00\s]/g, ''))
      .map((item) => (last ? item.replace(/^[\x01\x02]/, '').replace(/out|err/, 'line') : item))
      .sort()
      .join('')
  return frames(bytes) === frames(text) ? [] : [JSON.stringify(text)]
}

type Step = [method: string, path: string, body?: object]
const PULL: Step = ['POST', '/images/create?fromImage=busybox&tag=1.35']
const SLEEP = { Image: 'busybox:1.35', Cmd: ['sleep', '600'] }
/** What was done before the first of the recorded requests, and between them: method and path, with the count of earlier equal ones. */
const FIRST: Record<string, Step[]> = {
  containers: [PULL],
  networks: [PULL, ['POST', '/containers/create?name=web', SLEEP], ['POST', '/containers/web/start']],
  volumes: [PULL],
}
const BETWEEN: Record<string, Step[]> = {
  'images GET /v1.51/images/json 0': [
    ['POST', '/images/busybox:1.35/tag?repo=mine&tag=1'],
    ['POST', '/images/create?fromImage=nginx&tag=1.22'],
  ],
  'volumes GET /v1.51/volumes?filters=%7B%22dangling%22%3A%20%7B%22true%22%3A%20true%7D%7D 0': [
    ['POST', '/containers/create?name=holder', { ...SLEEP, HostConfig: { Binds: ['data:/d'] } }],
  ],
  'volumes DELETE /v1.51/volumes/data 1': [['DELETE', '/containers/holder?force=1']],
}
/** Lets everything run that needs no time to pass. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 3000; i++) await Promise.resolve()
}

describe.each(['system', 'images', 'containers', 'networks', 'volumes'])('%s', (name) => {
  it('answers as real dockerd', async () => {
    const booted = await bootEngine()
    const run = async (steps: readonly Step[] = []): Promise<void> => {
      for (const step of steps) await call(booted.api, ...step)
    }
    await run(FIRST[name])
    const replay = new Replay(booted)
    const complaints: string[] = []
    const counts = new Map<string, number>()
    for (const exchange of readRecording(name)) {
      if (exchange.answer === null) continue
      const what = `${exchange.method} ${exchange.path}`
      const count = counts.get(what) ?? 0
      counts.set(what, count + 1)
      await run(BETWEEN[`${name} ${what} ${count}`])
      const found = await replay.run(exchange)
      await quiet()
      complaints.push(...found.map((text) => `${what}: ${text}`))
    }
    expect(booted.bugs).toEqual([])
    expect(complaints.join('\n')).toBe('')
  }, 30_000)
})
