/** Random sequences of container commands: the engine's invariants hold after each, and the same seed and input end in the same state. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type {
  ContainerInspect,
  ContainerSummary,
  NetworkInspect,
  VolumeListResponse,
} from '../../src/api/types/index.ts'
import { Machine } from '../../src/machine/machine.ts'

const NAMES = ['a', 'bb', 'cc', 'dd'].map((name) => `box-${name}`)
const name = fc.constantFrom(...NAMES)
const network = fc.constantFrom('bridge', 'app', 'none', 'host')
const command = fc.oneof(
  fc
    .record({
      name,
      how: fc.constantFrom('create', 'run -d'),
      rm: fc.boolean(),
      port: fc.option(fc.constantFrom('8080:80', '8081:80', '9000:9/udp', '80'), { nil: null }),
      volume: fc.option(fc.constantFrom('data:/data', '/anonymous', '/tmp:/host'), { nil: null }),
      network,
      restart: fc.constantFrom('no', 'always', 'on-failure:2', 'unless-stopped'),
      main: fc.constantFrom('sleep 1000', 'true', 'sh -c "exit 3"', 'sh -c "trap : TERM; sleep 1000"', 'nosuch'),
    })
    .map(({ name, how, rm, port, volume, network, restart, main }) => {
      const flags = [
        rm && restart === 'no' ? '--rm' : '',
        port ? `-p ${port}` : '',
        volume ? `-v ${volume}` : '',
        `--network ${network}`,
        `--restart ${restart}`,
      ]
      return `docker ${how} --name ${name} ${flags.filter(Boolean).join(' ')} busybox:1.35 ${main}`
    }),
  fc
    .tuple(
      fc.constantFrom(
        'start',
        'stop -t 1',
        'restart -t 1',
        'kill',
        'kill -s USR1',
        'pause',
        'unpause',
        'rm',
        'rm -f',
        'rm -fv',
        'inspect -f {{.State.Status}}',
        'update --restart no',
        'port',
        'diff',
      ),
      name,
    )
    .map(([verb, name]) => `docker ${verb} ${name}`),
  fc.tuple(name, name).map(([from, to]) => `docker rename ${from} ${to}`),
  name.map((name) => `docker exec ${name} touch /made`),
  name.map((name) => `docker network connect app ${name}`),
  name.map((name) => `docker network disconnect app ${name}`),
  fc.constantFrom(
    'docker container prune -f',
    'docker volume prune -af',
    'docker network create app',
    'docker network rm app',
    'docker commit box-a made:1',
    'docker rmi made:1',
    'sleep 2',
  ),
)

async function play(lines: readonly string[], seed: number): Promise<string> {
  const bugs: unknown[] = []
  const machine = new Machine((error) => bugs.push(error))
  await machine.boot({ seed, at: Date.UTC(2026, 10, 22), clock: 'events' })
  await machine.run('docker pull -q busybox:1.35; docker network create app')
  const said: string[] = []
  for (const line of lines) {
    const { status, stdout, stderr } = await machine.run(line)
    said.push(`$ ${line}\n${stdout}${stderr}[${status}]`)
    expect(status, line).toBeLessThan(128)
    await check(machine, line)
  }
  expect(bugs).toEqual([])
  const end = [said.join('\n'), JSON.stringify(await state(machine))]
  for (const id of NAMES) await machine.run(`docker rm -f ${id}`)
  await machine.run('docker rmi made:1; docker network rm app; docker volume prune -af')
  expect((await machine.run('docker ps -aq; docker volume ls -q')).stdout, 'everything can be removed').toBe('')
  // Nothing of a removed container keeps a layer: only busybox's are left.
  expect((await machine.run('docker images -aq')).stdout.trim().split('\n')).toHaveLength(1)
  await machine.shutdown()
  return end.join('\n')
}
const get = async <T>(machine: Machine, path: string): Promise<T> => {
  const { status, body } = await machine.engine('GET', path)
  expect(status, path).toBe(200)
  return body as T
}
async function state(machine: Machine): Promise<unknown> {
  const list = await get<ContainerSummary[]>(machine, '/containers/json?all=1')
  return Promise.all(list.map(({ Id }) => get(machine, `/containers/${Id}/json`)))
}
async function check(machine: Machine, after: string): Promise<void> {
  const list = await get<ContainerSummary[]>(machine, '/containers/json?all=1')
  const addresses = new Map<string, string>()
  const ports = new Map<string, string>()
  const names = new Set<string>()
  const volumes = new Set((await get<VolumeListResponse>(machine, '/volumes')).Volumes.map(({ Name }) => Name))
  const networks = await get<NetworkInspect[]>(machine, '/networks')
  const nets = new Map(networks.map((network) => [network.Id, network]))
  for (const { Id } of list) {
    const container = await get<ContainerInspect>(machine, `/containers/${Id}/json`)
    const { State: state } = container
    const where = `${container.Name} after ${after}`
    expect(names.has(container.Name), where).toBe(false)
    names.add(container.Name)
    expect(state.Running, where).toBe(['running', 'paused', 'restarting'].includes(state.Status))
    expect(state.Paused, where).toBe(state.Status === 'paused')
    expect(state.Pid > 0, where).toBe(state.Status === 'running' || state.Status === 'paused')
    expect(state.ExitCode >= 0 && state.ExitCode <= 255, where).toBe(true)
    await get(machine, `/images/${container.Image}/json`)
    for (const mount of container.Mounts)
      if (mount.Type === 'volume') expect(volumes.has(mount.Name!), `${where}: ${mount.Name}`).toBe(true)
    for (const [network, endpoint] of Object.entries(container.NetworkSettings.Networks ?? {})) {
      if (!endpoint?.IPAddress) continue
      expect(state.Pid > 0, `${where}: an address without a process`).toBe(true)
      const key = `${network} ${endpoint.IPAddress}`
      expect(addresses.get(key), `${where}: ${key} twice`).toBeUndefined()
      addresses.set(key, container.Name)
      expect(nets.has(endpoint.NetworkID), where).toBe(true)
    }
    for (const [port, bindings] of Object.entries(container.NetworkSettings.Ports ?? {})) {
      for (const binding of bindings ?? []) {
        const key = `${binding.HostIp} ${binding.HostPort}/${port.split('/')[1]}`
        expect(ports.get(key), `${where}: ${key} twice`).toBeUndefined()
        ports.set(key, container.Name)
      }
    }
  }
}

test('container commands keep the invariants and replay equal', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 5, maxLength: 25 }),
      fc.integer({ min: 1, max: 99 }),
      async (lines, seed) => {
        const [first, second] = [await play(lines, seed), await play(lines, seed)]
        expect(second).toBe(first)
      },
    ),
    { seed: 7, numRuns: 12, endOnFailure: true },
  )
})
