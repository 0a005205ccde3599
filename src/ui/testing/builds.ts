/** Records of builds for tests and for looking at the build view without a machine. */
import type { BuildRecord, BuildVertex, CacheMiss } from '../../api/types/build.ts'

const T0 = Date.UTC(2026, 10, 24, 12)
export const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString()
export const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM gcc:14 AS build
WORKDIR /src
COPY src/ .
RUN gcc -static -o hello \\
    *.c

FROM node:22 AS docs
RUN npm ci
COPY docs docs

FROM busybox:1.35
ENV LANG=C.UTF-8
COPY --from=build /src/hello /app/
CMD ["/app/hello"]
`
type Life = [started?: number, completed?: number, how?: 'cached' | 'failed' | 'canceled' | CacheMiss]
function vertex(
  name: string,
  stage: string,
  lines: [number, number] | null,
  inputs: string[],
  life: Life,
): BuildVertex {
  const [started, completed, how] = life
  return {
    digest: `sha256:${name}`,
    name,
    inputs: inputs.map((input) => `sha256:${input}`),
    ...(started === undefined ? {} : { started: at(started) }),
    ...(completed === undefined ? {} : { completed: at(completed) }),
    ...(how === 'cached' ? { cached: true } : {}),
    ...(how === 'failed' ? { error: 'process "/bin/sh -c gcc" did not complete successfully: exit code: 1' } : {}),
    ...(how === 'canceled' ? { error: 'context canceled' } : {}),
    naru: { stage, lines, miss: typeof how === 'object' ? how : null },
  }
}
const names = {
  definition: '[internal] load build definition from Dockerfile',
  gcc: '[build 1/4] FROM docker.io/library/gcc:14@sha256:' + '1'.repeat(64),
  workdir: '[build 2/4] WORKDIR /src',
  copy: '[build 3/4] COPY src/ .',
  run: '[build 4/4] RUN gcc -static -o hello     *.c',
  busybox: '[stage-2 1/2] FROM docker.io/library/busybox:1.35@sha256:' + '2'.repeat(64),
  last: '[stage-2 2/2] COPY --from=build /src/hello /app/',
}
const LOG =
  '\x1b[01mgreet.c:\x1b[m In function \x1b[01mgreet\x1b[m\r\ngreet.c:7:3: \x1b[35mwarning:\x1b[0m implicit declaration of function puts\r\n'

/** A build at work: `src/greet.c` was changed; gcc runs. */
export function runningBuild(): BuildRecord {
  const files: CacheMiss = { reason: 'files', detail: ['src/greet.c'] }
  return {
    ref: 'k3x0abcdefghijklmnopqrst1',
    name: 'hello',
    dockerfile: { filename: 'Dockerfile', data: DOCKERFILE, language: 'Dockerfile' },
    target: '',
    created: at(0),
    completed: null,
    status: 'running',
    error: null,
    image: '',
    tags: ['hello:slim'],
    vertexes: [
      vertex(names.definition, '', null, [], [0, 0.02]),
      vertex('[internal] load metadata for docker.io/library/gcc:14', '', null, [], [0.02, 0.3]),
      vertex('[internal] load metadata for docker.io/library/busybox:1.35', '', null, [], [0.02, 0.2]),
      vertex('[internal] load .dockerignore', '', null, [], [0.3, 0.31]),
      vertex('[internal] load build context', '', null, [], [0.31, 0.35]),
      vertex(names.gcc, 'build', [2, 2], [], [0.31, 0.31, 'cached']),
      vertex(names.busybox, 'stage-2', [12, 12], [], [0.31, 0.31, 'cached']),
      vertex(names.workdir, 'build', [3, 3], [names.gcc], [0.31, 0.31, 'cached']),
      vertex(names.copy, 'build', [4, 4], [names.workdir], [0.35, 0.45, files]),
      vertex(names.run, 'build', [5, 6], [names.copy], [0.45, undefined, { reason: 'parent', detail: [names.copy] }]),
      vertex(names.last, 'stage-2', [14, 14], [names.busybox, names.run], []),
      vertex('exporting to image', '', null, [names.last], []),
    ],
    statuses: [
      {
        id: 'transferring context:',
        vertex: 'sha256:[internal] load build context',
        current: 2140,
        timestamp: at(0.35),
        started: at(0.31),
        completed: at(0.35),
      },
    ],
    logs: [{ vertex: `sha256:${names.run}`, stream: 2, data: btoa(LOG), timestamp: at(1) }],
    warnings: [
      {
        vertex: `sha256:${names.definition}`,
        level: 1,
        short:
          'WorkdirRelativePath: Relative workdir "src" can have unexpected results if the base image changes (line 3)',
        detail: ['Relative workdir without an absolute workdir declared within the build'],
        url: 'https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/',
        source: { filename: 'Dockerfile', data: DOCKERFILE },
        ranges: [{ start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }],
      },
    ],
    stages: [
      { name: 'build', base: 'gcc:14', needed: true, depends: [] },
      { name: 'docs', base: 'node:22', needed: false, depends: [] },
      { name: 'stage-2', base: 'busybox:1.35', needed: true, depends: ['build'] },
    ],
  }
}
/** The same build, ended well. */
export function endedBuild(): BuildRecord {
  const build = runningBuild()
  return {
    ...build,
    status: 'completed',
    completed: at(2.2),
    image: `sha256:${'4'.repeat(64)}`,
    vertexes: build.vertexes.map((vertex) => ({
      ...vertex,
      started: vertex.started ?? at(2),
      completed: vertex.completed ?? at(vertex.started ? 2 : 2.2),
    })),
  }
}
/** The compiler finds a mistake. */
export function failedBuild(): BuildRecord {
  const build = runningBuild()
  return {
    ...build,
    ref: 'f4il0abcdefghijklmnopqrst',
    status: 'error',
    completed: at(2),
    error: {
      message:
        'failed to solve: process "/bin/sh -c gcc -static -o hello     *.c" did not complete successfully: exit code: 1',
      vertex: `sha256:${names.run}`,
      sources: [
        {
          source: build.dockerfile,
          ranges: [
            { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } },
            { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } },
          ],
        },
      ],
    },
    vertexes: build.vertexes.map((known) =>
      known.name === names.run ? vertex(names.run, 'build', [5, 6], [names.copy], [0.45, 2, 'failed']) : known,
    ),
  }
}
