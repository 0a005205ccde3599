/** What the build cache promises: nothing runs twice, what changed runs again with all that stands on it, and it says why. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Query } from '../../src/api/client/query.ts'
import type { BuildVertex } from '../../src/api/types/index.ts'
import { decode } from '../../src/base/bytes.ts'
import { treeEntries } from '../../src/kernel/vfs/index.ts'
import { DEFAULT_TIME } from '../../src/machine/headless.ts'
import { bootHost, type Host } from '../../src/machine/host.ts'
import { restoreHost, takeSnapshot } from '../../src/machine/snapshot.ts'
import { build, type BuildOutcome } from './client.ts'

async function freshHost(): Promise<Host> {
  const bugs: unknown[] = []
  const host = await bootHost(
    { seed: 1, at: DEFAULT_TIME, clock: 'events' },
    () => {},
    (bug) => {
      bugs.push(bug)
      throw bug
    },
  )
  return host
}
const vertexOf = (outcome: BuildOutcome, part: string): BuildVertex =>
  [...outcome.vertexes.values()].find((vertex) => vertex.name.includes(part))!

/** A random Dockerfile's steps with the files they take. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('copy' as const), file: fc.constantFrom('a', 'b', 'c', 'd/e') }),
  fc.record({ kind: fc.constant('run' as const), text: fc.constantFrom('one', 'two', 'three') }),
  fc.record({ kind: fc.constant('workdir' as const), path: fc.constantFrom('/w', 'x', '../y') }),
  fc.record({ kind: fc.constant('env' as const), value: fc.constantFrom('1', '2') }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const written = (steps: readonly Step[]): string =>
  `FROM busybox:1.35\n${steps
    .map((each, i) => {
      if (each.kind === 'copy') return `COPY ${each.file} /f${i}`
      if (each.kind === 'run') return `RUN echo ${each.text} ${i} >> /log; ls / > /listing`
      if (each.kind === 'workdir') return `WORKDIR ${each.path}`
      return `ENV V=${each.value}`
    })
    .join('\n')}\n`
const files = { a: 'a', b: 'b', c: 'c', 'd/e': 'e' }

describe('the build cache', () => {
  it('has everything of a build that is repeated; one changed byte runs the steps that see it and those after them', async () => {
    const host = await freshHost()
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('a', 'b', 'c', 'd/e'),
        fc.nat(),
        async (steps, changed, salt) => {
          const own = Object.fromEntries(Object.entries(files).map(([path, data]) => [path, `${data} ${salt}`]))
          const request = { dockerfile: written(steps), files: own }
          const first = await build(host.api, request)
          expect(first.error).toBeNull()
          const again = await build(host.api, request)
          expect(again.ran).toEqual([])
          expect(again.image).toBe(first.image)
          const other = await build(host.api, { ...request, files: { ...own, [changed]: `${own[changed]!}!` } })
          const shown = steps.filter((each) => each.kind !== 'env')
          const at = shown.findIndex((each) => each.kind === 'copy' && each.file === changed)
          expect(other.ran.length).toBe(at < 0 ? 0 : shown.length - at)
          expect(other.cached.length).toBe(at < 0 ? shown.length : at)
          if (at >= 0) expect(other.image).not.toBe(first.image)
        },
      ),
      { numRuns: 25, seed: 7 },
    )
  })
  it('says why a step had to run', async () => {
    const host = await freshHost()
    const dockerfile = 'FROM busybox:1.35\nARG WHO=me\nCOPY a b /in/\nRUN echo $WHO\nRUN ls\n'
    const reasons = async (request: Parameters<typeof build>[1]): Promise<Record<string, unknown>> => {
      const outcome = await build(host.api, request)
      expect(outcome.error).toBeNull()
      return Object.fromEntries(
        [...outcome.vertexes.values()]
          .filter((v) => v.naru?.miss)
          .map((v) => [v.name.replace(/^\[.*?\] /, '').split(' ')[0]! + v.name.slice(-2), v.naru!.miss]),
      )
    }
    expect(Object.values(await reasons({ dockerfile, files }))).toEqual(Array(3).fill({ reason: 'first', detail: [] }))
    expect(await reasons({ dockerfile, files })).toEqual({})
    expect(await reasons({ dockerfile, files: { ...files, b: 'B' } })).toEqual({
      'COPYn/': { reason: 'files', detail: ['b'] },
      RUNme: { reason: 'parent', detail: ['COPY a b /in/'] },
      RUNls: { reason: 'parent', detail: ['RUN echo $WHO'] },
    })
    const asked = { dockerfile, files: { ...files, b: 'B' }, query: { buildargs: ['{"WHO":"you"}'] } }
    expect(await reasons(asked)).toEqual({
      RUNou: { reason: 'argument', detail: ['WHO'] },
      RUNls: { reason: 'parent', detail: ['RUN echo $WHO'] },
    })
    expect(await reasons({ ...asked, dockerfile: dockerfile.replace('RUN ls', 'RUN ps') })).toEqual({
      RUNps: { reason: 'instruction', detail: ['RUN ls'] },
    })
    expect(Object.values(await reasons({ ...asked, query: { nocache: ['1'] } }))).toEqual(
      Array(3).fill({ reason: 'no-cache', detail: [] }),
    )
    await host.api.fetch({
      method: 'POST',
      path: '/build/prune',
      query: new Query({ all: ['1'] }),
      headers: {},
      body: null,
    })
    // The steps are known, their results are gone.
    expect(
      Object.values(await reasons({ ...asked, dockerfile: dockerfile.replace('RUN ls', 'RUN ps') })).map(
        (miss) => (miss as { reason: string }).reason,
      ),
    ).toEqual(['pruned', 'parent', 'parent'])
  })
  it('outlives a snapshot of the machine', async () => {
    const host = await freshHost()
    const request = {
      dockerfile:
        'FROM busybox:1.35\nCOPY a /a\nRUN --mount=type=cache,target=/c echo x >> /c/log; cat /c/log > /out\n',
      files,
    }
    const first = await build(host.api, request)
    const snapshot = structuredClone(await takeSnapshot(host))
    const other = await freshHost()
    await restoreHost(other, snapshot)
    const again = await build(other.api, request)
    expect(again.error).toBeNull()
    expect(again.ran).toEqual([])
    expect(again.image).toBe(first.image)
    // The cache mount came along, too.
    const third = await build(other.api, {
      ...request,
      query: { nocache: ['1'], outputs: ['[{"Type":"local","Attrs":{}}]'] },
    })
    expect(third.exported.get('out')).toBe('x\nx\n')
  })
  it('makes of layers what one tree would be', async () => {
    const host = await freshHost()
    const many = await build(host.api, {
      dockerfile:
        'FROM busybox:1.35\nCOPY . /x\nRUN rm /x/a; mkdir /x/n\nCOPY b /x/n/b\nRUN rm -r /x/d; echo 1 > /x/b\n',
      files,
      query: { t: ['many'] },
    })
    const one = await build(host.api, {
      dockerfile: 'FROM busybox:1.35\nRUN mkdir /x /x/n; echo -n c > /x/c; echo -n b > /x/n/b; echo 1 > /x/b\n',
      query: { t: ['one'] },
    })
    expect([many.error, one.error]).toEqual([null, null])
    const { engine } = await host.docker()
    const { images } = engine.context.image
    const list = (name: string): string[] =>
      [...treeEntries(images.get(name).top!.tree)].map(
        (e) => `${e.path} ${e.type} ${e.mode.toString(8)} ${e.content?.size ?? 0}`,
      )
    expect(list('many')).toEqual(list('one'))
  })
  it('is not asked twice at the same time', async () => {
    const host = await freshHost()
    const request = { dockerfile: 'FROM busybox:1.35\nRUN sleep 2; date +%N > /x\n' }
    const [a, b] = await Promise.all([build(host.api, request), build(host.api, request)])
    expect(a.image).toBe(b.image)
    expect(a.ran.length + b.ran.length).toBe(1)
  })
})

describe('a build', () => {
  it('runs stages side by side and only those that are needed', async () => {
    const host = await freshHost()
    const before = host.clock.now()
    const outcome = await build(host.api, {
      dockerfile:
        'FROM busybox:1.35 AS a\nRUN sleep 10; echo a > /a\nFROM busybox:1.35 AS b\nRUN sleep 10; echo b > /b\nFROM busybox:1.35 AS never\nRUN exit 1\nFROM scratch\nCOPY --from=a /a /\nCOPY --from=b /b /\n',
      query: { outputs: ['[{"Type":"local","Attrs":{}}]'] },
    })
    expect(outcome.error).toBeNull()
    expect([...outcome.exported]).toEqual([
      ['a', 'a\n'],
      ['b', 'b\n'],
    ])
    expect(host.clock.now() - before).toBeLessThan(15_000)
    expect([...outcome.vertexes.values()].some((vertex) => vertex.name.includes('never'))).toBe(false)
  })
  it('that is cancelled leaves nothing behind', async () => {
    const host = await freshHost()
    const { engine } = await host.docker()
    const idle = host.kernel.processes().length
    let abort = (): void => {}
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', fn: () => void) => void (abort = fn),
      removeEventListener: () => {},
    }
    const outcome = build(host.api, { dockerfile: 'FROM busybox:1.35\nRUN sleep 1000\n', signal, query: { t: ['x'] } })
    await host.clock.sleep(5000)
    expect(host.kernel.processes().length).toBeGreaterThan(idle)
    expect(engine.context.containers.all()).toEqual([])
    abort()
    const { error } = await outcome
    expect(error).toBe('context canceled')
    expect(host.kernel.processes().length).toBe(idle)
    expect([...engine.context.image.images.images.keys()]).toEqual([])
    expect(engine.context.network.networks.size).toBe(3)
    const reply = await host.api.fetch({
      method: 'GET',
      path: '/naru/builds',
      query: new Query({}),
      headers: {},
      body: null,
    })
    expect((JSON.parse(decode(reply.body as Uint8Array)) as { status: string }[])[0]!.status).toBe('canceled')
  })
  it.each([
    [
      'FROM busybox:1.35\nCOPY nosuch /\n',
      /^failed to solve: failed to compute cache key: failed to calculate checksum of ref \S+::\S+: "\/nosuch": not found$/,
    ],
    [
      'FROM busybox:1.35\nUSER nobody2\nRUN id\n',
      /^failed to solve: .*unable to find user nobody2: no matching entries in passwd file$/,
    ],
    [
      'FROM busybox:1.35 AS stage\nFROM busybox:1.35\nCOPY --from=stge x /\n',
      /^failed to solve: stge: failed to resolve source metadata for docker\.io\/library\/stge:latest: /,
    ],
    [
      'FROM a AS b\nFROM busybox:1.35\nRUN --mount=from=b,target=/x true\n',
      /^failed to solve: a: failed to resolve source metadata/,
    ],
    [
      'FROM busybox:1.35 AS a\nCOPY --from=b x /\nFROM a AS b\n',
      /^failed to solve: cannot copy from stage "b", it needs to be defined before current stage "a"$/,
    ],
    [
      'FROM busybox:1.35\nADD http://nosuch.example/x /\n',
      /^failed to solve: .*dial tcp: lookup nosuch\.example on 192\.168\.65\.7:53: no such host$/,
    ],
    [
      'FROM busybox:1.35 AS a\nCOPY --from=b x /\nFROM busybox:1.35 AS b\nCOPY --from=a y /\n',
      /^failed to solve: circular dependency detected on stage: a$/,
    ],
    ['FROM busybox:1.35\nRUN ["/bin/sh", "-c", "exit 42"]\n', /exit code: 42$/],
    ['FROM busybox:1.35\nRUN --mount=type=secret,id=s,required true\n', /^failed to solve: secret s: not found$/],
    [
      'FROM busybox:1.35\nRUN --mount=type=bind,from=x,target=/ true\n',
      /invalid mount target "\/"$|x: failed to resolve/,
    ],
  ])('fails as the real one: %s', async (dockerfile, error) => {
    const host = await freshHost()
    const outcome = await build(host.api, { dockerfile, files })
    expect(outcome.error).toMatch(error)
    const last = outcome.lines.at(-1)!
    if ('error' in last && !/secret|RUN|resolve/.test(dockerfile))
      expect(last.errorDetail.sources?.[0]?.ranges.length).toBeGreaterThan(0)
    expect(vertexOf(outcome, 'exporting')).toBeUndefined()
  })
})
