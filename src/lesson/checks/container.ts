import * as v from 'valibot'
import { kind } from './kind.ts'
import { say, type CheckContext } from './machine.ts'

const STATES = ['created', 'running', 'paused', 'restarting', 'exited', 'dead'] as const
const STATE_KO: Record<(typeof STATES)[number], string> = {
  created: '만들어지기만 한',
  running: '실행 중인',
  paused: '멈춰 둔',
  restarting: '다시 시작하는',
  exited: '끝난',
  dead: '죽은',
}
const ContainerArgs = v.strictObject({
  name: v.optional(v.string()),
  image: v.optional(v.string()),
  state: v.optional(v.picklist(STATES)),
  /** exit status of a finished one */
  exit: v.optional(v.number()),
  /** the whole command line, joined by spaces */
  command: v.optional(v.string()),
  /** "NAME=value", or "NAME" for any value */
  env: v.optional(v.string()),
  /** container port published on this host port */
  port: v.optional(v.strictObject({ host: v.number(), container: v.number() })),
  restart: v.optional(v.string()),
  /** how often it was restarted, at least */
  restarts: v.optional(v.number()),
  exists: v.optional(v.boolean(), true),
})
type Args = v.InferOutput<typeof ContainerArgs>

/** The fields of GET /containers/{id}/json that checks look at. */
interface Inspect {
  Name: string
  Path: string
  Args: string[]
  State: { Status: string; ExitCode: number }
  RestartCount: number
  Config: { Image: string; Env: string[] | null }
  HostConfig: { RestartPolicy: { Name: string }; PortBindings: Record<string, { HostPort: string }[]> | null }
}

const sameImage = (given: string, wanted: string): boolean => {
  const full = (name: string): string =>
    (/:[^/]*$/.test(name) || name.includes('@') ? name : `${name}:latest`).replace(/^(docker\.io\/)?(library\/)?/, '')
  return full(given) === full(wanted)
}

/** Why this container is not the wanted one; '' when it is. The order is that in which a learner would mend things. */
function difference(found: Inspect, wanted: Args, context: CheckContext): string {
  const name = `\`${found.Name.slice(1)}\``
  if (wanted.image !== undefined && !sameImage(found.Config.Image, wanted.image))
    return say(
      context,
      `${name} 컨테이너가 \`${wanted.image}\` 이미지로 만든 것이 아니에요.`,
      `The container ${name} was not made from the image \`${wanted.image}\`.`,
    )
  const command = [found.Path, ...found.Args].join(' ')
  if (wanted.command !== undefined && command !== wanted.command)
    return say(
      context,
      `${name} 컨테이너의 명령이 \`${wanted.command}\` 가 아니라 \`${command}\` 이에요.`,
      `The command of ${name} is \`${command}\`, not \`${wanted.command}\`.`,
    )
  if (wanted.env !== undefined) {
    const env = found.Config.Env ?? []
    const has = wanted.env.includes('=')
      ? env.includes(wanted.env)
      : env.some((entry) => entry.startsWith(`${wanted.env}=`))
    if (!has)
      return say(
        context,
        `${name} 컨테이너에 환경변수 \`${wanted.env}\` 가 없어요.`,
        `The container ${name} lacks the environment variable \`${wanted.env}\`.`,
      )
  }
  if (wanted.port !== undefined) {
    const bindings = found.HostConfig.PortBindings?.[`${wanted.port.container}/tcp`] ?? []
    if (!bindings.some((binding) => binding.HostPort === String(wanted.port!.host)))
      return say(
        context,
        `호스트의 ${wanted.port.host}번 포트가 ${name} 컨테이너의 ${wanted.port.container}번으로 이어지지 않았어요.`,
        `Port ${wanted.port.host} of the host does not lead to port ${wanted.port.container} of ${name}.`,
      )
  }
  if (wanted.restart !== undefined && found.HostConfig.RestartPolicy.Name !== wanted.restart)
    return say(
      context,
      `${name} 컨테이너의 재시작 정책이 \`${wanted.restart}\` 가 아니에요.`,
      `The restart policy of ${name} is not \`${wanted.restart}\`.`,
    )
  if (wanted.state !== undefined && found.State.Status !== wanted.state)
    return say(
      context,
      `${name} 컨테이너가 ${STATE_KO[wanted.state]} 상태가 아니에요. 지금은 \`${found.State.Status}\` 상태예요.`,
      `The container ${name} is \`${found.State.Status}\`, not \`${wanted.state}\`.`,
    )
  if (wanted.exit !== undefined && found.State.ExitCode !== wanted.exit)
    return say(
      context,
      `${name} 컨테이너가 종료 코드 ${wanted.exit} 가 아니라 ${found.State.ExitCode} 로 끝났어요.`,
      `The container ${name} ended with status ${found.State.ExitCode}, not ${wanted.exit}.`,
    )
  if (wanted.restarts !== undefined && found.RestartCount < wanted.restarts)
    return say(
      context,
      `${name} 컨테이너가 다시 켜진 횟수가 ${wanted.restarts}번이 아니라 ${found.RestartCount}번이에요.`,
      `The container ${name} was restarted ${found.RestartCount} times, not ${wanted.restarts}.`,
    )
  return ''
}

/** How the wanted container is called in a sentence. */
function describe(wanted: Args, context: CheckContext): string {
  const parts: string[] = []
  if (wanted.image !== undefined)
    parts.push(say(context, `\`${wanted.image}\` 이미지로 만든`, `made from \`${wanted.image}\``))
  if (wanted.state !== undefined) parts.push(say(context, STATE_KO[wanted.state], wanted.state))
  if (context.lang === 'ko')
    return wanted.name !== undefined
      ? `\`${wanted.name}\` 이라는 이름의 컨테이너`
      : `${parts.join(' ')} 컨테이너`.trim()
  return wanted.name !== undefined ? `container named \`${wanted.name}\`` : `container ${parts.join(', ')}`.trim()
}

export const container = kind({
  name: 'container',
  doc: '`container: { name, image, state, exit, command, env, port: {host, container}, restart, restarts, exists }`: some container matches all that is given (or none, with `exists: false`).',
  args: ContainerArgs,
  async missing(wanted, context) {
    const filters = wanted.name === undefined ? {} : { name: [`^/${wanted.name}$`] }
    const { body } = await context.machine.engine(
      'GET',
      `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`,
    )
    const list = Array.isArray(body) ? (body as { Id: string }[]) : []
    let nearest = ''
    for (const { Id } of list) {
      const found = await context.machine.engine('GET', `/containers/${Id}/json`)
      if (found.status !== 200) continue
      const reason = difference(found.body as Inspect, wanted, context)
      if (!reason && wanted.exists) return ''
      if (!reason)
        return say(
          context,
          `\`${(found.body as Inspect).Name.slice(1)}\` 컨테이너가 아직 남아 있어요.`,
          `The container \`${(found.body as Inspect).Name.slice(1)}\` is still there.`,
        )
      if (wanted.name !== undefined) nearest = reason
    }
    if (!wanted.exists) return ''
    return (
      nearest ||
      say(context, `${describe(wanted, context)}가 아직 없어요.`, `There is no ${describe(wanted, context)} yet.`)
    )
  },
})

export const moreContainers = kind({
  name: 'more_containers',
  doc: '`more_containers: { image, than: 1, state, exit }`: more than so many containers match.',
  args: v.strictObject({
    image: v.optional(v.string()),
    state: v.optional(v.picklist(STATES)),
    exit: v.optional(v.number()),
    than: v.number(),
  }),
  async missing({ than, ...wanted }, context) {
    const { body } = await context.machine.engine('GET', '/containers/json?all=1')
    let count = 0
    for (const { Id } of Array.isArray(body) ? (body as { Id: string }[]) : []) {
      const found = await context.machine.engine('GET', `/containers/${Id}/json`)
      if (found.status === 200 && !difference(found.body as Inspect, { ...wanted, exists: true }, context)) count++
    }
    if (count > than) return ''
    const described = describe({ ...wanted, exists: true }, context)
    return say(
      context,
      `${described}가 ${than + 1}개는 있어야 해요. 지금은 ${count}개예요.`,
      `There should be at least ${than + 1} ${described}s; now there are ${count}.`,
    )
  },
})

export const detached = kind({
  name: 'detached',
  doc: '`detached: { container: a7 }`: it runs with a terminal of its own, and nobody on the host is connected to it.',
  args: v.strictObject({ container: v.string() }),
  async missing({ container: name }, context) {
    const { status, body } = await context.machine.engine('GET', `/containers/${name}/json`)
    if (status !== 200)
      return say(context, `\`${name}\` 컨테이너가 아직 없어요.`, `There is no container \`${name}\` yet.`)
    if ((body as Inspect).State.Status !== 'running')
      return say(context, `\`${name}\` 컨테이너가 끝나 버렸어요.`, `The container \`${name}\` has ended.`)
    const clients = (await context.machine.processes()).filter(({ argv, tty }) => argv[0] === 'docker' && tty !== '?')
    if (!clients.length) return ''
    return say(
      context,
      `아직 \`${name}\` 안에 있어요. Ctrl+P 다음에 Ctrl+Q예요.`,
      `You are still inside \`${name}\`. Ctrl+P, then Ctrl+Q.`,
    )
  },
})
