import { expect, test } from 'vitest'
import { at, endedBuild, failedBuild, runningBuild } from '../testing/builds.ts'
import { buildModel, label, tally, type BuildModel } from './model.ts'
import { layout } from './layout.ts'

const now = Date.parse(at(2.05))
const stages = ({ stages }: BuildModel): string[] =>
  stages.map(({ name, steps }) => `${name || '-'}: ${steps.map((step) => `${step.label} ${step.state}`).join(' | ')}`)

test('steps stand in their stages, with what became of them', () => {
  const model = buildModel(runningBuild(), now)
  expect(stages(model)).toEqual([
    'build: FROM gcc:14 cached | WORKDIR /src cached | COPY src/ . again | RUN gcc -static -o hello *.c running',
    'docs: FROM node:22 AS docs skipped | RUN npm ci skipped | COPY docs docs skipped',
    '-: FROM busybox:1.35 cached | ENV LANG=C.UTF-8 setting | COPY --from=build /src/hello /app/ waiting | CMD ["/app/hello"] setting',
  ])
  expect(model.stages.map(({ needed, target }) => [needed, target])).toEqual([
    [true, false],
    [false, false],
    [true, true],
  ])
  expect(model.before.map((step) => step.label)).toHaveLength(5)
  expect(model.after.map((step) => step.label)).toEqual(['exporting to image'])
  expect(model.stages[0]!.steps[3]!.ms).toBe(1600)
  expect(tally(model)).toEqual({ cached: 3, again: 1, done: 0, left: 2, failed: 0 })
})
test('after a failure the rest is not waited for', () => {
  const model = buildModel(failedBuild(), now)
  expect(stages(model)[0]).toContain('hello *.c failed')
  expect(stages(model)[2]).toContain('/app/ skipped')
})
test('stages that take from each other stand left to right; the others below each other', () => {
  const model = buildModel(endedBuild(), now)
  expect(model.links).toEqual([{ kind: 'copy', from: 0, to: 2, step: model.stages[2]!.steps[2]!.key }])
  const { stages, edges, width, height } = layout(model, 600)
  const [build, docs, last, end] = stages
  expect(docs!.x).toBe(build!.x)
  expect(docs!.y).toBeGreaterThan(build!.y + build!.h)
  expect(last!.x).toBeGreaterThan(build!.x + build!.w)
  expect(end!.y).toBeGreaterThan(last!.y + last!.h)
  for (const { x, y, w, h } of stages) expect([x + w <= width, y + h <= height]).toEqual([true, true])
  expect(width).toBeLessThanOrEqual(600)
  expect(edges.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['copy done', 'export done'])
})
test('a Dockerfile that cannot be read still has its own steps', () => {
  const record = { ...failedBuild(), dockerfile: { filename: 'Dockerfile', data: 'FRM x\n' } }
  expect(buildModel(record, now)).toMatchObject({ stages: [], links: [] })
  expect(layout(buildModel(record, now), 600).stages).toHaveLength(1)
})
test('stages on the same image both show it', () => {
  const record = endedBuild()
  const data = 'FROM busybox AS a\nRUN one\nFROM busybox\nCOPY --from=a /x /x\n'
  const step = (name: string, line: number, ...inputs: string[]) => ({
    digest: name,
    name,
    inputs,
    completed: at(1),
    naru: { stage: '', lines: [line, line] as [number, number], miss: null },
  })
  const model = buildModel(
    {
      ...record,
      dockerfile: { filename: 'Dockerfile', data },
      stages: [],
      vertexes: [
        step('[2/2] FROM busybox', 3),
        step('[a 2/2] RUN one', 2, '[2/2] FROM busybox'),
        step('[2/2] COPY --from=a /x /x', 4, '[2/2] FROM busybox', '[a 2/2] RUN one'),
      ],
    },
    now,
  )
  expect(stages(model)).toEqual([
    'a: FROM busybox done | RUN one done',
    '-: FROM busybox done | COPY --from=a /x /x done',
  ])
})
test('labels say what the Dockerfile says', () => {
  expect(label('[stage-1 2/3] FROM docker.io/library/nginx:1@sha256:' + 'a'.repeat(64))).toBe('FROM nginx:1')
  expect(label('[2/3] RUN a   b')).toBe('RUN a b')
})
