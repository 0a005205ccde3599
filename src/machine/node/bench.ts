/** npm run bench, the headless half: own time of the simulation, no start-up of Node counted. Prints milliseconds. */
import { Machine } from '../machine.ts'

export interface Figure {
  name: string
  ms: number
  /** The shell line that does the same on a real Docker; run with its own start-up. */
  real?: string
  budget?: string
}

async function median(times: number, fn: () => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    await fn()
    taken.push(performance.now() - start)
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)]!
}
async function once(fn: () => Promise<unknown>): Promise<number> {
  return median(1, fn)
}

export async function measure(): Promise<Figure[]> {
  const figures: Figure[] = []
  const machine = new Machine((error, program) => console.error(`${program}:`, error))
  figures.push({
    name: 'boot of a fresh machine, headless',
    ms: await once(() => machine.boot({ seed: 1, at: Date.UTC(2026, 10, 22), clock: 'events' })),
  })
  const run = async (line: string): Promise<void> => {
    const { status, stderr } = await machine.run(line)
    if (status !== 0) throw new Error(`${line}: ${stderr}`)
  }
  await run('docker pull -q busybox >/dev/null')
  await median(20, () => run('docker run --rm busybox true'))
  figures.push({
    name: 'docker run --rm busybox true (median of 51)',
    ms: await median(51, () => run('docker run --rm busybox true')),
    real: 'docker run --rm busybox true',
    budget: '≤ 5 ms',
  })
  const create = 'for i in $(seq 1000); do docker create busybox true >/dev/null; done'
  figures.push({ name: '1,000 × docker create', ms: await once(() => run(create)), real: create, budget: '≤ 2 s' })
  figures.push({
    name: 'docker ps -a with 1,000 containers (median of 5)',
    ms: await median(5, () => run('docker ps -a >/dev/null')),
    real: 'docker ps -a >/dev/null',
    budget: '≤ 50 ms',
  })
  await run('docker container prune -f >/dev/null')
  const steps = Array.from({ length: 10 }, (_, i) => `RUN echo ${i} > /r${i}\nCOPY f /f${i}`).join('\n')
  await run(`mkdir -p /tmp/bench && cd /tmp/bench && echo x > f && printf 'FROM busybox\n${steps}\n' > Dockerfile`)
  const build = 'docker build -q /tmp/bench >/dev/null'
  // Where real Docker is timed there may be no BuildKit: the classic builder, in a folder of its own.
  const context = `cd $(mktemp -d) && echo x > f && printf 'FROM busybox\\n${steps.replaceAll('\n', '\\n')}\\n' > Dockerfile`
  await run(build)
  figures.push({
    name: 'docker build of 20 steps, nothing cached (median of 5)',
    ms: await median(5, () => run('docker build -q --no-cache /tmp/bench >/dev/null')),
    real: `${context} && DOCKER_BUILDKIT=0 docker build -q --no-cache . >/dev/null`,
    budget: '≤ 150 ms',
  })
  figures.push({
    name: 'docker build of 20 steps, all cached (median of 21)',
    ms: await median(21, () => run(build)),
    real: `${context} && DOCKER_BUILDKIT=0 docker build -q . >/dev/null`,
    budget: '≤ 10 ms',
  })
  figures.push(...(await measureImages(run)))
  figures.push({ name: 'snapshot', ms: await median(5, () => machine.snapshot()) })
  await machine.shutdown()
  return figures
}

type Run = (line: string) => Promise<void>

async function measureImages(run: Run): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const files of [10, 10_000]) {
    await run(
      `docker rm -f many >/dev/null 2>&1; docker run --name many busybox sh -c 'mkdir /m; i=0; while [ $i -lt ${files} ]; do echo $i > /m/$i; i=$((i+1)); done'; docker commit many many:${files} >/dev/null; docker rm many >/dev/null`,
    )
    const line = `docker run --rm many:${files} true`
    for (let i = 0; i < 5; i++) await run(line)
    figures.push({
      name: `a container of an image of ${files} files (median of 31)`,
      ms: await median(31, () => run(line)),
    })
  }
  for (const layers of [1, 100]) {
    const added = `for i in $(seq ${layers}); do echo "RUN echo $i > /layer-$i"; done`
    await run(
      `rm -rf deep; mkdir deep; cd deep; { echo FROM busybox; echo 'RUN echo first > /first'; ${added}; } > Dockerfile; docker build -q -t deep:${layers} . >/dev/null; cd; docker rm -f deep >/dev/null 2>&1; docker run -d --name deep deep:${layers} sleep 100000 >/dev/null`,
    )
    const look = 'docker exec deep sh -c "i=0; while [ \\$i -lt 2000 ]; do [ -f /first ]; i=\\$((i+1)); done"'
    await run(look)
    figures.push({
      name: `2,000 look-ups through ${layers} layer${layers === 1 ? '' : 's'} (median of 7)`,
      ms: await median(7, () => run(look)),
    })
  }
  await run('docker rm -f deep >/dev/null')
  await run('for i in $(seq 200); do docker run -d busybox sleep 100000 >/dev/null; done')
  // An hour of the machine's time with nothing to do.
  figures.push({ name: '200 idle containers for an hour of simulated time', ms: await once(() => run('sleep 3600')) })
  await run('docker rm -f $(docker ps -q) >/dev/null')
  return figures
}

export async function main(): Promise<void> {
  for (const { name, ms, budget } of await measure())
    console.log(`${ms.toFixed(2).padStart(10)} ms  ${name}${budget ? `  (budget ${budget})` : ''}`)
}
