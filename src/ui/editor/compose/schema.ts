/**
 * The Compose file format as a JSON schema, for completion, hover and validation: the elements of the Compose Specification that one machine
 * without a swarm can use, described for learners. Written for this page; the facts are those of docs.docker.com/reference/compose-file.
 */
import type { JSONSchema } from 'monaco-yaml'

type Language = 'ko' | 'en'
type Schema = JSONSchema
const words = (ko: string, en: string) => ({ ko, en })
type Words = ReturnType<typeof words>

const text: Schema = { type: 'string' }
const number: Schema = { type: ['number', 'string'] }
const flag: Schema = { type: ['boolean', 'string'] }
const list = (items: Schema): Schema => ({ type: 'array', items })
const either = (...anyOf: Schema[]): Schema => ({ anyOf })
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values })
const map = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties })
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length ? { required } : {}),
  additionalProperties: false,
  patternProperties: { '^x-': {} },
})
const scalar: Schema = { type: ['string', 'number', 'boolean', 'null'] }
const pairs = either(list(text), map(scalar))
const lines = either(text, list(text))
const duration: Schema = { type: 'string', pattern: '^([0-9.]+(h|ms|m|s|us|ns))+$|\\$' }
const external = either(flag, object({ name: text }))

const build = object({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  args: pairs,
  target: text,
  labels: pairs,
  cache_from: list(text),
  no_cache: flag,
  pull: flag,
  network: text,
  platforms: list(text),
  secrets: list(either(text, object({ source: text, target: text }))),
  tags: list(text),
  shm_size: number,
  extra_hosts: pairs,
})
const healthcheck = object({
  test: lines,
  interval: duration,
  timeout: duration,
  retries: number,
  start_period: duration,
  start_interval: duration,
  disable: flag,
})
const port = either(
  text,
  { type: 'number' },
  object({
    target: number,
    published: number,
    host_ip: text,
    protocol: oneOf('tcp', 'udp'),
    mode: oneOf('host', 'ingress'),
    name: text,
    app_protocol: text,
  }),
)
const mount = either(
  text,
  object(
    {
      type: oneOf('bind', 'volume', 'tmpfs'),
      source: text,
      target: text,
      read_only: flag,
      bind: object({ propagation: text, create_host_path: flag, selinux: text }),
      volume: object({ nocopy: flag, subpath: text }),
      tmpfs: object({ size: number, mode: number }),
    },
    ['type', 'target'],
  ),
)
const grant = list(either(text, object({ source: text, target: text, uid: text, gid: text, mode: number })))
const amounts = object({ cpus: number, memory: text, pids: number })

const SERVICE: Record<string, [Words, Schema]> = {
  image: [words('컨테이너를 만들 이미지예요. 예: `httpd:2.4`', 'The image of the container, as `httpd:2.4`'), text],
  build: [
    words(
      '이미지를 직접 만들어요. Dockerfile이 있는 폴더를 적어요. 예: `build: .`',
      'Builds the image: the folder of the Dockerfile, as `build: .`',
    ),
    either(text, build),
  ],
  command: [
    words('이미지의 CMD 대신 실행할 명령이에요.', 'Runs this in place of the image’s CMD.'),
    either(lines, { type: 'null' }),
  ],
  entrypoint: [
    words('이미지의 ENTRYPOINT를 바꿔요.', 'Replaces the image’s ENTRYPOINT.'),
    either(lines, { type: 'null' }),
  ],
  container_name: [
    words(
      '컨테이너의 이름을 정해요. 정하면 여러 개로 늘릴 수 없어요.',
      'Names the container; it cannot be scaled then.',
    ),
    text,
  ],
  ports: [
    words(
      '호스트의 포트와 컨테이너의 포트를 이어요. `"호스트:컨테이너"` 꼴이고 따옴표로 싸는 것이 안전해요. 예: `"8080:80"`',
      'Publishes ports, as `"host:container"`; quotes are safest. `"8080:80"`',
    ),
    list(port),
  ],
  expose: [
    words(
      '같은 네트워크의 다른 컨테이너에게만 알려 주는 포트예요.',
      'Ports that only containers of the same network are told of.',
    ),
    list(number),
  ],
  volumes: [
    words(
      '볼륨이나 호스트의 폴더를 붙여요. `이름:컨테이너의 길` 또는 `./폴더:컨테이너의 길[:ro]`',
      'Mounts volumes and host folders: `name:/path` or `./folder:/path[:ro]`',
    ),
    list(mount),
  ],
  environment: [words('컨테이너의 환경 변수예요.', 'Environment variables of the container.'), pairs],
  env_file: [
    words('환경 변수를 읽어 올 파일이에요.', 'Files with environment variables.'),
    either(text, list(either(text, object({ path: text, required: flag, format: text }, ['path'])))),
  ],
  depends_on: [
    words(
      '먼저 시작할 서비스예요. `condition: service_healthy`면 건강해질 때까지 기다려요.',
      'Services that start first; with `condition: service_healthy` it waits until they are well.',
    ),
    either(
      list(text),
      map(
        object({
          condition: oneOf('service_started', 'service_healthy', 'service_completed_successfully'),
          restart: flag,
          required: flag,
        }),
      ),
    ),
  ],
  networks: [
    words('이어질 네트워크예요. 적지 않으면 default에 이어져요.', 'Networks to join; without it, default.'),
    either(
      list(text),
      map(
        either(
          { type: 'null' },
          object({
            aliases: list(text),
            ipv4_address: text,
            ipv6_address: text,
            mac_address: text,
            priority: number,
            gw_priority: number,
          }),
        ),
      ),
    ),
  ],
  network_mode: [
    words('네트워크를 쓰는 방법이에요.', 'How it uses the network.'),
    { type: 'string', examples: ['bridge', 'host', 'none', 'service:', 'container:'] },
  ],
  restart: [
    words('멈췄을 때 다시 시작할지예요.', 'Whether to start it again when it stops.'),
    {
      type: 'string',
      pattern: '^(no|always|unless-stopped|on-failure(:[0-9]+)?)$|\\$',
      examples: ['no', 'always', 'unless-stopped', 'on-failure'],
    },
  ],
  healthcheck: [words('건강한지 확인하는 방법이에요.', 'How to tell whether it is well.'), healthcheck],
  working_dir: [words('일할 폴더를 바꿔요.', 'The folder it works in.'), text],
  user: [words('실행할 사용자예요.', 'The user it runs as.'), { type: ['string', 'number'] }],
  hostname: [words('컨테이너 안에서 보이는 호스트 이름이에요.', 'Its host name, as seen inside.'), text],
  domainname: [words('컨테이너의 도메인 이름이에요.', 'Its domain name.'), text],
  labels: [words('이름표예요.', 'Labels.'), pairs],
  stdin_open: [words('표준 입력을 열어 둬요 (`docker run -i`).', 'Keeps standard input open (`docker run -i`).'), flag],
  tty: [words('터미널을 붙여요 (`docker run -t`).', 'Gives it a terminal (`docker run -t`).'), flag],
  init: [
    words('신호를 전하고 끝난 프로세스를 거두는 작은 init을 1번으로 실행해요.', 'Runs a small init as process 1.'),
    flag,
  ],
  privileged: [
    words(
      '호스트의 거의 모든 권한을 줘요. 꼭 필요할 때만 쓰세요.',
      'Nearly all rights of the host; only where needed.',
    ),
    flag,
  ],
  read_only: [words('루트 파일 시스템을 읽기 전용으로 해요.', 'Makes its root file system read-only.'), flag],
  stop_signal: [words('멈출 때 보낼 신호예요.', 'The signal that stops it.'), text],
  stop_grace_period: [
    words('강제로 끝내기 전에 기다릴 시간이에요 (기본 10s).', 'Time to wait before it is killed (10s).'),
    duration,
  ],
  profiles: [words('`--profile 이름`을 줄 때만 시작해요.', 'Starts only with `--profile NAME`.'), list(text)],
  scale: [words('컨테이너를 몇 개 둘지예요.', 'How many containers.'), number],
  pull_policy: [
    words('이미지를 언제 내려받을지예요.', 'When to pull the image.'),
    { type: 'string', examples: ['always', 'never', 'missing', 'build', 'daily', 'weekly'] },
  ],
  platform: [words('이미지의 플랫폼이에요.', 'Platform of the image.'), text],
  extends: [
    words('다른 서비스의 설정을 물려받아요.', 'Takes over another service’s settings.'),
    either(text, object({ service: text, file: text }, ['service'])),
  ],
  links: [
    words(
      '옛 방법이에요. 같은 네트워크에서는 서비스 이름으로 서로 찾을 수 있어요.',
      'The old way; on one network, services find each other by name.',
    ),
    list(text),
  ],
  extra_hosts: [words('`/etc/hosts`에 더할 줄이에요.', 'Lines for `/etc/hosts`.'), pairs],
  dns: [words('이름을 물어볼 서버예요.', 'Name servers.'), lines],
  dns_search: [words('이름을 찾을 때 뒤에 붙일 도메인이에요.', 'Search domains.'), lines],
  dns_opt: [words('이름을 찾는 방법이에요.', 'Options of the resolver.'), list(text)],
  tmpfs: [words('메모리에 있는 폴더를 붙여요.', 'Folders in memory.'), lines],
  secrets: [
    words('쓸 수 있는 비밀이에요. `/run/secrets/이름`에 나타나요.', 'Secrets it may use, at `/run/secrets/NAME`.'),
    grant,
  ],
  configs: [words('쓸 수 있는 설정 파일이에요.', 'Configuration files it may use.'), grant],
  cap_add: [words('더할 권한이에요.', 'Capabilities to add.'), list(text)],
  cap_drop: [words('뺄 권한이에요.', 'Capabilities to drop.'), list(text)],
  security_opt: [words('보안 설정이에요.', 'Security options.'), list(text)],
  group_add: [words('더할 그룹이에요.', 'Groups to add.'), list(number)],
  devices: [
    words('호스트의 장치를 붙여요.', 'Devices of the host.'),
    list(either(text, object({ source: text, target: text, permissions: text }))),
  ],
  ulimits: [
    words('프로세스의 한도예요.', 'Limits of its processes.'),
    map(either({ type: 'number' }, object({ soft: number, hard: number }))),
  ],
  sysctls: [words('커널 설정이에요.', 'Kernel settings.'), pairs],
  pid: [words('PID 이름공간이에요.', 'PID namespace.'), text],
  ipc: [words('IPC 이름공간이에요.', 'IPC namespace.'), text],
  uts: [words('UTS 이름공간이에요.', 'UTS namespace.'), text],
  userns_mode: [words('사용자 이름공간이에요.', 'User namespace.'), text],
  cgroup_parent: [words('위 cgroup이에요.', 'Parent cgroup.'), text],
  shm_size: [words('`/dev/shm`의 크기예요.', 'Size of `/dev/shm`.'), number],
  mem_limit: [words('쓸 수 있는 메모리예요. 예: `512m`', 'Memory it may use, as `512m`.'), number],
  memswap_limit: [words('메모리와 스왑을 합친 한도예요.', 'Limit of memory and swap.'), number],
  mem_reservation: [words('적어도 있어야 할 메모리예요.', 'Memory it should have.'), number],
  cpus: [words('쓸 수 있는 CPU예요. 예: `0.5`', 'CPUs it may use, as `0.5`.'), number],
  cpu_shares: [words('CPU를 나눌 때의 몫이에요.', 'Its share of the CPUs.'), number],
  cpuset: [words('쓸 수 있는 CPU의 번호예요.', 'Numbers of the CPUs it may use.'), text],
  pids_limit: [words('프로세스 개수의 한도예요.', 'How many processes it may have.'), number],
  oom_kill_disable: [words('메모리가 모자라도 죽이지 않아요.', 'Not killed when memory runs out.'), flag],
  oom_score_adj: [words('메모리가 모자랄 때 죽일 차례예요.', 'Its place in line when memory runs out.'), number],
  mac_address: [words('MAC 주소예요.', 'MAC address.'), text],
  logging: [words('로그를 남기는 방법이에요.', 'How logs are kept.'), object({ driver: text, options: map(scalar) })],
  deploy: [
    words('몇 개를, 어떤 자원으로 둘지예요.', 'How many, and with which resources.'),
    object({
      mode: text,
      replicas: number,
      labels: pairs,
      endpoint_mode: text,
      placement: {},
      update_config: {},
      rollback_config: {},
      resources: object({ limits: amounts, reservations: { type: 'object' } }),
      restart_policy: object({
        condition: oneOf('none', 'on-failure', 'any'),
        delay: duration,
        max_attempts: number,
        window: duration,
      }),
    }),
  ],
  develop: [
    words(
      '파일이 바뀔 때 할 일이에요 (`docker compose watch`).',
      'What to do when files change (`docker compose watch`).',
    ),
    { type: 'object' },
  ],
  annotations: [words('주석이에요.', 'Annotations.'), pairs],
  attach: [words('`docker compose up`이 로그를 보여 줄지예요.', 'Whether `docker compose up` shows its logs.'), flag],
}
const NETWORK: Record<string, Schema> = {
  name: text,
  driver: { type: 'string', examples: ['bridge', 'host', 'none'] },
  driver_opts: map(scalar),
  external,
  internal: flag,
  attachable: flag,
  enable_ipv4: flag,
  enable_ipv6: flag,
  labels: pairs,
  ipam: object({
    driver: text,
    options: map(scalar),
    config: list(object({ subnet: text, gateway: text, ip_range: text, aux_addresses: map(text) })),
  }),
}
const source = object({ file: text, environment: text, content: text, external, name: text, labels: pairs })

/** A schema in the words of one language. */
export function composeSchema(language: Language): Schema {
  const say = (text: Words, schema: Schema): Schema => ({
    ...schema,
    description: text[language],
    markdownDescription: text[language],
  })
  const service: Schema = {
    ...object(Object.fromEntries(Object.entries(SERVICE).map(([key, [text, schema]]) => [key, say(text, schema)]))),
    defaultSnippets: [{ label: 'image', body: { image: '${1:httpd}' } }],
  }
  const empty: Schema = { type: 'null' }
  return {
    ...object({
      name: say(
        words(
          '프로젝트의 이름이에요. 적지 않으면 폴더의 이름이에요.',
          'Name of the project; without it, the folder’s.',
        ),
        text,
      ),
      version: {
        ...say(words('이제는 쓰지 않아요. 지워도 돼요.', 'Obsolete; it can go.'), { type: ['string', 'number'] }),
        deprecationMessage: language === 'ko' ? '이제는 쓰지 않아요. 지워도 돼요.' : 'Obsolete; it can go.',
      },
      services: say(
        words(
          '함께 실행할 컨테이너들이에요. 이름이 곧 서로를 찾는 주소가 돼요.',
          'The containers that run together; their names are how they find each other.',
        ),
        map(service),
      ),
      networks: say(
        words('서비스들이 쓸 네트워크예요.', 'Networks of the services.'),
        map(either(empty, object(NETWORK))),
      ),
      volumes: say(
        words('서비스들이 쓸 볼륨이에요.', 'Volumes of the services.'),
        map(either(empty, object({ name: text, driver: text, driver_opts: map(scalar), external, labels: pairs }))),
      ),
      secrets: say(words('서비스들이 쓸 비밀이에요.', 'Secrets of the services.'), map(source)),
      configs: say(words('서비스들이 쓸 설정 파일이에요.', 'Configuration files of the services.'), map(source)),
      include: say(
        words('함께 읽을 다른 compose 파일이에요.', 'Other compose files to read.'),
        list(either(text, { type: 'object' })),
      ),
    }),
    title: 'Compose',
  }
}
