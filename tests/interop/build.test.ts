/** What docker build makes in Naru, with BuildKit and with the classic builder, in a real engine. Skipped as in interop.test.ts. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { encode } from '../../src/base/bytes.ts'
import { DEFAULT_TIME } from '../../src/machine/headless.ts'
import { bootHost } from '../../src/machine/host.ts'
import { InputBytes } from '../../src/machine/input.ts'
import { OutputSink } from '../../src/machine/output.ts'
import { runBash } from '../../src/machine/run.ts'
import { engineAnswers, json, must } from './engine.ts'

const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path))
const answers = await engineAnswers()
if (!answers) console.log('interop: skipped, no Docker engine answers')
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
COPY --chmod=640 tree /tree
ENV A=1
WORKDIR /tree
CMD ["/bin/busybox", "cat", "a.txt", "sub/b.txt"]
`
it.runIf(answers && BUSYBOX).each(['1', '0'])(
  'runs there, with DOCKER_BUILDKIT=%s',
  async (buildkit) => {
    const bugs: unknown[] = []
    const host = await bootHost(
      { seed: 1, at: DEFAULT_TIME, clock: 'events' },
      () => {},
      (bug) => bugs.push(bug),
    )
    const home = '/home/student'
    host.disk.mkdir(`${home}/tree/sub`, { recursive: true })
    host.disk.writeFile(`${home}/busybox`, new Uint8Array(readFileSync(BUSYBOX!)), { mode: 0o755 })
    host.disk.writeFile(`${home}/tree/a.txt`, 'one\n')
    host.disk.writeFile(`${home}/tree/sub/b.txt`, 'two\n')
    host.disk.writeFile(`${home}/Dockerfile`, buildkit === '1' ? DOCKERFILE : DOCKERFILE.replace('--chmod=640 ', ''))
    const name = `naru-interop:build${buildkit}`
    let output = ''
    const sink = new OutputSink((data) => (output += new TextDecoder().decode(data)))
    const script = `sudo chown -R student . 2>/dev/null
DOCKER_BUILDKIT=${buildkit} docker build -q -t ${name} . >/dev/null 2>&1 || DOCKER_BUILDKIT=${buildkit} docker build -t ${name} .
docker save -o image.tar ${name}
docker image inspect -f '{{.Id}} {{json .RootFS.Layers}}' ${name}`
    await runBash(host, [], { stdin: new InputBytes(encode(script)), stdout: sink, stderr: sink })
    const [id, layers] = output.trim().split(' ')
    expect(output).toMatch(/^sha256:[0-9a-f]{64} \[/)
    try {
      await must('POST', '/images/load', host.disk.readFile(`${home}/image.tar`))
      const real = await json<{ Id: string; RootFS: { Layers: string[] } }>('GET', `/images/${name}/json`)
      expect([real.Id, real.RootFS.Layers]).toEqual([id, JSON.parse(layers!)])
      const { Id } = await json<{ Id: string }>('POST', '/containers/create', { Image: name, Tty: true })
      await must('POST', `/containers/${Id}/start`)
      await must('POST', `/containers/${Id}/wait`)
      expect((await must('GET', `/containers/${Id}/logs?stdout=1`)).toString()).toBe('one\r\ntwo\r\n')
      await must('DELETE', `/containers/${Id}`)
    } finally {
      await must('DELETE', `/images/${name}?force=1`).catch(() => null)
    }
    expect(bugs).toEqual([])
  },
  60_000,
)
