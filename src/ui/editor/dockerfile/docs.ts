/**
 * What the editor says about each instruction and flag of a Dockerfile: in a hover, beside a suggestion, as a signature. Written for
 * learners; the facts are those of docs.docker.com/reference/dockerfile (Dockerfile 1.19).
 */
export interface Said {
  ko: string
  en: string
}
export interface FlagDoc extends Said {
  name: string
  /** What may follow "=": offered as it is. Absent: the flag takes free text; empty: none. */
  values?: readonly string[]
}
export interface InstructionDoc extends Said {
  /** Forms, as a signature shows them: words in <> are to be filled in. */
  forms: readonly string[]
  example: string
  flags: readonly FlagDoc[]
}

const flag = (name: string, ko: string, en: string, values?: readonly string[]): FlagDoc => ({ name, ko, en, values })

const CHOWN = flag(
  'chown',
  '옮긴 파일의 주인을 정해요. 사용자와 그룹을 이름이나 번호로 적어요. 적지 않으면 root(0:0)예요.',
  'Sets the owner of the copied files, as names or numbers. Without it: root (0:0).',
)
const CHMOD = flag(
  'chmod',
  '옮긴 파일의 권한을 정해요. RUN chmod 로 층을 하나 더 만들지 않아도 돼요.',
  'Sets the permissions of the copied files; saves the extra layer of a RUN chmod.',
  ['755', '644', '700', 'u+x'],
)
const LINK = flag(
  'link',
  '앞의 층과 상관없는 독립된 층으로 옮겨요. 바탕 이미지가 바뀌어도 이 층은 캐시를 다시 쓸 수 있어요.',
  'Copies into a layer that does not depend on those before it, so it stays cached when the base image changes.',
  [],
)
const EXCLUDE = flag('exclude', '이 무늬에 맞는 파일은 빼고 옮겨요.', 'Leaves out files that match the pattern.')

export const INSTRUCTIONS: Readonly<Record<string, InstructionDoc>> = {
  FROM: {
    ko: '새 단계를 시작하고 **바탕이 될 이미지**를 골라요. 모든 Dockerfile은 FROM으로 시작해요(그 앞에는 ARG만 올 수 있어요). 아무것도 없는 곳에서 시작하려면 `scratch`를 적어요. `AS 이름`을 붙이면 다른 단계에서 `COPY --from=이름`으로 결과를 가져갈 수 있어요.',
    en: 'Begins a stage and chooses its **base image**. Every Dockerfile begins with FROM (only ARG may come before). `scratch` is the empty image. With `AS name`, other stages can take files with `COPY --from=name`.',
    forms: ['FROM [--platform=<platform>] <image>[:<tag>] [AS <name>]'],
    example: 'FROM node:20 AS build\n…\nFROM nginx:1.22\nCOPY --from=build /app/dist /usr/share/nginx/html',
    flags: [
      flag(
        'platform',
        '어느 운영체제와 CPU의 이미지를 쓸지 골라요. `$BUILDPLATFORM`이나 `$TARGETPLATFORM` 변수를 쓰는 것이 좋아요.',
        'Chooses the operating system and CPU of the image; best with `$BUILDPLATFORM` or `$TARGETPLATFORM`.',
        ['$BUILDPLATFORM', '$TARGETPLATFORM'],
      ),
    ],
  },
  RUN: {
    ko: '이미지를 **만드는 동안** 명령을 실행하고, 바뀐 파일을 새 층으로 남겨요. 컨테이너가 시작할 때 실행할 명령은 CMD에 적어요. 이어지는 명령은 `&&`로 묶으면 층이 하나가 되고, 설치하며 생긴 찌꺼기도 같은 층에서 지울 수 있어요.',
    en: 'Runs a command **while the image is built** and keeps what it changed as a new layer. What a container runs when it starts belongs in CMD. Joined with `&&`, commands make one layer, and left-overs can be removed in the same one.',
    forms: ['RUN [<flags>] <command> …', 'RUN ["<program>", "<argument>", …]', 'RUN <<EOF … EOF'],
    example: 'RUN apt-get update && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*',
    flags: [
      flag(
        'mount',
        '이 명령을 실행하는 동안만 무언가를 붙여요. `cache`는 빌드끼리 나눠 쓰는 폴더, `bind`는 빌드 폴더나 다른 단계의 파일, `secret`은 층에 남지 않는 비밀, `tmpfs`는 메모리에 있는 폴더예요.',
        'Attaches something while this command runs: `cache` a folder shared by builds, `bind` files of the build folder or another stage, `secret` a secret that stays in no layer, `tmpfs` a folder in memory.',
        ['type=cache,target=', 'type=bind,source=,target=', 'type=secret,id=', 'type=tmpfs,target='],
      ),
      flag(
        'network',
        '이 명령이 쓸 네트워크예요. `none`이면 밖으로 나갈 수 없어요.',
        'The network of this command; `none` keeps it off the network.',
        ['default', 'none', 'host'],
      ),
      flag(
        'security',
        '특별한 권한으로 실행할지 정해요. 보통은 적지 않아요.',
        'Whether to run with special rights; usually left out.',
        ['sandbox', 'insecure'],
      ),
    ],
  },
  CMD: {
    ko: '컨테이너가 **시작할 때** 실행할 명령의 기본값이에요. `docker run 이미지 다른명령`이라고 하면 그것으로 바뀌어요. 한 단계에 하나만 효과가 있어요. `["프로그램", "인자"]`처럼 JSON으로 적으면 셸을 거치지 않아서 `docker stop`의 신호가 프로그램에 바로 전해져요.',
    en: 'The default command of a container **when it starts**; `docker run image other-command` replaces it. Only the last one counts. As JSON, `["program", "argument"]`, no shell stands between, so the signal of `docker stop` reaches the program.',
    forms: ['CMD ["<program>", "<argument>", …]', 'CMD <command> <argument> …'],
    example: 'CMD ["nginx", "-g", "daemon off;"]',
    flags: [],
  },
  ENTRYPOINT: {
    ko: '컨테이너를 **한 프로그램처럼** 쓰게 해요. `docker run 이미지` 뒤에 적은 것은 이 프로그램의 인자가 되고, CMD는 기본 인자가 돼요.',
    en: 'Lets a container be used **like one program**: what follows `docker run image` becomes its arguments, and CMD gives the default ones.',
    forms: ['ENTRYPOINT ["<program>", "<argument>", …]', 'ENTRYPOINT <command> …'],
    example: 'ENTRYPOINT ["cowsay"]\nCMD ["안녕"]',
    flags: [],
  },
  COPY: {
    ko: '**빌드 폴더**(docker build 끝에 적은 폴더)의 파일을 이미지로 옮겨요. 폴더 밖의 파일은 옮길 수 없고, `.dockerignore`에 적은 것은 빠져요. 옮길 것이 여럿이면 도착지는 `/`로 끝나야 해요.',
    en: 'Copies files of the **build folder** (the one that ends the docker build command) into the image. Nothing outside of it can be copied, and what `.dockerignore` names is left out. With several sources the destination must end in `/`.',
    forms: ['COPY [<flags>] <source> … <destination>', 'COPY [<flags>] ["<source>", … "<destination>"]'],
    example: 'WORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY src/ src/',
    flags: [
      flag(
        'from',
        '빌드 폴더 대신 **다른 단계나 이미지**에서 가져와요. 단계의 이름, 번호(0부터), 또는 이미지 이름을 적어요.',
        'Takes files from **another stage or an image** in place of the build folder: a stage’s name or number (from 0), or an image.',
      ),
      CHOWN,
      CHMOD,
      LINK,
      flag('parents', '위 폴더까지 그대로 옮겨요.', 'Keeps the folders above.', []),
      EXCLUDE,
    ],
  },
  ADD: {
    ko: 'COPY처럼 옮기지만 두 가지를 더 해요. **인터넷 주소**를 적으면 내려받고, 빌드 폴더의 **tar 묶음**은 풀어서 넣어요. 그냥 옮길 때는 뜻이 분명한 COPY가 좋아요.',
    en: 'Copies like COPY and does two things more: it downloads **URLs**, and unpacks **tar archives** of the build folder. For plain copying, COPY says more clearly what is meant.',
    forms: ['ADD [<flags>] <source> … <destination>', 'ADD [<flags>] ["<source>", … "<destination>"]'],
    example: 'ADD site.tar.gz /usr/share/nginx/html/',
    flags: [
      CHOWN,
      CHMOD,
      LINK,
      flag('keep-git-dir', 'Git 주소에서 가져올 때 .git 폴더도 남겨요.', 'Keeps the .git folder of a Git source.', [
        'true',
        'false',
      ]),
      flag('checksum', '내려받은 파일이 이 해시와 같은지 확인해요.', 'Checks the download against this hash.', [
        'sha256:',
      ]),
      flag('unpack', '묶음을 풀지 정해요.', 'Whether to unpack archives.', ['true', 'false']),
      EXCLUDE,
    ],
  },
  WORKDIR: {
    ko: '이어지는 RUN, CMD, COPY 등이 일할 **폴더**를 정해요. 없으면 만들어요. `RUN cd …`는 그 줄에서만 통하니 WORKDIR을 쓰세요. `/`로 시작하는 길이 안전해요.',
    en: 'Sets the **folder** for the RUN, CMD, COPY … that follow, and makes it if need be. `RUN cd …` only holds for its own line. Paths that begin with `/` are safest.',
    forms: ['WORKDIR </path>'],
    example: 'WORKDIR /app',
    flags: [],
  },
  ENV: {
    ko: '**환경 변수**를 정해요. 이어지는 줄에서 `$이름`으로 쓸 수 있고, 컨테이너 안에도 남아요. 비밀번호는 적지 마세요. 이미지를 받은 누구나 볼 수 있어요.',
    en: 'Sets **environment variables**: usable as `$NAME` in the lines that follow, and there in the container. Never for passwords: everyone who has the image can read them.',
    forms: ['ENV <key>=<value> …'],
    example: 'ENV NODE_ENV=production PORT=3000',
    flags: [],
  },
  ARG: {
    ko: '`docker build --build-arg 이름=값`으로 받을 **빌드할 때만 쓰는 값**이에요. `=기본값`을 줄 수 있어요. 컨테이너 안에는 남지 않아요. FROM 앞의 ARG는 FROM에서만 쓸 수 있고, 단계 안에서 쓰려면 다시 적어야 해요.',
    en: 'A **value for the build only**, given with `docker build --build-arg NAME=value`, perhaps with a default. It is not there in containers. An ARG before FROM serves FROM only; repeat it inside a stage to use it there.',
    forms: ['ARG <name>[=<default>] …'],
    example: 'ARG VERSION=1.22\nFROM nginx:${VERSION}',
    flags: [],
  },
  EXPOSE: {
    ko: '컨테이너가 **어느 포트에서 듣는지 적어 두는** 설명이에요. 밖으로 여는 것은 아니에요. 열려면 `docker run -p 8080:80`처럼 실행해요.',
    en: '**Notes which port** the container listens on. It opens nothing: that is `docker run -p 8080:80`.',
    forms: ['EXPOSE <port>[/<protocol>] …'],
    example: 'EXPOSE 80',
    flags: [],
  },
  VOLUME: {
    ko: '이 폴더를 **볼륨**으로 삼아요. 컨테이너를 지워도 되는 층이 아니라 따로 보관되는 곳에 쓰여요. 이 줄 뒤에서 그 폴더에 쓴 것은 이미지에 남지 않을 수 있어요.',
    en: 'Makes this folder a **volume**: kept apart from the container’s own layer. What later lines write there may not stay in the image.',
    forms: ['VOLUME <path> …', 'VOLUME ["<path>", …]'],
    example: 'VOLUME /var/lib/mysql',
    flags: [],
  },
  USER: {
    ko: '이어지는 명령과 컨테이너가 **어느 사용자로** 일할지 정해요. root가 아닌 사용자로 실행하면 더 안전해요.',
    en: '**Which user** the commands that follow, and the container, run as. Not being root is safer.',
    forms: ['USER <user>[:<group>]'],
    example: 'RUN useradd -m app\nUSER app',
    flags: [],
  },
  LABEL: {
    ko: '이미지에 **이름표**를 붙여요. 만든 사람, 버전, 설명 등을 적고 `docker image inspect`로 볼 수 있어요.',
    en: 'Attaches **labels** to the image: author, version, description … `docker image inspect` shows them.',
    forms: ['LABEL <key>=<value> …'],
    example: 'LABEL org.opencontainers.image.authors="student" version="1.0"',
    flags: [],
  },
  HEALTHCHECK: {
    ko: '컨테이너가 **건강한지 확인하는 명령**이에요. 0으로 끝나면 건강, 1로 끝나면 아픈 상태예요. `docker ps`에 나타나요. `NONE`은 바탕 이미지의 것을 꺼요.',
    en: 'The command that **tells whether the container is well**: status 0 is healthy, 1 is not; `docker ps` shows it. `NONE` switches the base image’s off.',
    forms: ['HEALTHCHECK [<flags>] CMD <command>', 'HEALTHCHECK NONE'],
    example: 'HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1',
    flags: [
      flag('interval', '얼마마다 확인할지예요 (기본 30s).', 'Time between checks (30s).', ['30s', '10s', '1m']),
      flag(
        'timeout',
        '이 시간 안에 끝나지 않으면 아픈 것으로 봐요 (기본 30s).',
        'A check that takes longer has failed (30s).',
        ['3s', '30s'],
      ),
      flag(
        'start-period',
        '시작하고 이만큼은 실패해도 봐줘요 (기본 0s).',
        'Failures do not count for this long after the start (0s).',
        ['5s', '30s'],
      ),
      flag('start-interval', '시작하는 동안 확인할 사이예요 (기본 5s).', 'Time between checks during the start (5s).', [
        '5s',
      ]),
      flag(
        'retries',
        '몇 번 이어서 실패하면 아픈 것으로 볼지예요 (기본 3).',
        'How many failures in a row make it unhealthy (3).',
        ['3', '5'],
      ),
    ],
  },
  SHELL: {
    ko: '셸 형식(`RUN 명령`)에 쓸 **셸**을 바꿔요. 처음에는 `["/bin/sh", "-c"]`예요.',
    en: 'Changes the **shell** of the shell form (`RUN command`). It begins as `["/bin/sh", "-c"]`.',
    forms: ['SHELL ["<program>", "<argument>", …]'],
    example: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    flags: [],
  },
  STOPSIGNAL: {
    ko: '`docker stop`이 보낼 **신호**예요. 처음에는 SIGTERM이에요.',
    en: 'The **signal** that `docker stop` sends. It begins as SIGTERM.',
    forms: ['STOPSIGNAL <signal>'],
    example: 'STOPSIGNAL SIGQUIT',
    flags: [],
  },
  ONBUILD: {
    ko: '이 이미지를 **바탕으로 삼는 다음 빌드**에서 실행할 지시를 예약해요.',
    en: 'Keeps an instruction for **the next build** that uses this image as its base.',
    forms: ['ONBUILD <instruction>'],
    example: 'ONBUILD COPY . /app',
    flags: [],
  },
  MAINTAINER: {
    ko: '만든 사람을 적던 옛 방법이에요. 이제는 `LABEL org.opencontainers.image.authors`를 써요.',
    en: 'The old way to name the author. Use `LABEL org.opencontainers.image.authors`.',
    forms: ['MAINTAINER <name>'],
    example: 'LABEL org.opencontainers.image.authors="student"',
    flags: [],
  },
}

/** The parts of RUN --mount=…, by the type that knows them; '' for the ones that all know. */
export const MOUNT_KEYS: Readonly<Record<string, readonly FlagDoc[]>> = {
  '': [
    flag('type', '무엇을 붙일지예요.', 'What is attached.', ['cache', 'bind', 'secret', 'tmpfs', 'ssh']),
    flag('target', '명령이 볼 자리예요.', 'Where the command sees it.'),
  ],
  cache: [
    flag(
      'id',
      '캐시의 이름이에요. 같은 이름이면 같은 캐시를 써요.',
      'The cache’s name; the same name is the same cache.',
    ),
    flag('sharing', '여러 빌드가 함께 쓰는 방법이에요.', 'How builds share it.', ['shared', 'private', 'locked']),
    flag('from', '처음 내용을 가져올 단계나 이미지예요.', 'Stage or image with its first content.'),
    flag('source', '그 안의 폴더예요.', 'A folder in there.'),
    flag('mode', '폴더의 권한이에요.', 'Permissions of the folder.', ['0755']),
    flag('uid', '주인의 번호예요.', 'Number of the owner.'),
    flag('gid', '그룹의 번호예요.', 'Number of the group.'),
  ],
  bind: [
    flag('source', '빌드 폴더나 `from` 안의 길이에요.', 'Path in the build folder, or in `from`.'),
    flag('from', '가져올 단계나 이미지예요.', 'Stage or image to take from.'),
    flag('rw', '쓰기를 허락해요. 쓴 것은 버려져요.', 'Allows writing; what is written is thrown away.', []),
  ],
  secret: [
    flag(
      'id',
      '`docker build --secret id=이름,src=파일`에서 준 이름이에요.',
      'The name given with `docker build --secret id=NAME,src=FILE`.',
    ),
    flag('env', '파일 대신 이 환경 변수에 넣어요.', 'Puts it into this variable in place of a file.'),
    flag('required', '없으면 빌드를 멈춰요.', 'Stops the build when it is missing.', ['true', 'false']),
    flag('mode', '파일의 권한이에요.', 'Permissions of the file.', ['0400']),
    flag('uid', '주인의 번호예요.', 'Number of the owner.'),
    flag('gid', '그룹의 번호예요.', 'Number of the group.'),
  ],
  tmpfs: [flag('size', '크기의 한도예요 (바이트).', 'Limit of its size, in bytes.')],
  ssh: [
    flag('id', 'SSH 에이전트의 이름이에요.', 'Name of the agent.'),
    flag('required', '없으면 빌드를 멈춰요.', 'Stops the build when it is missing.', ['true', 'false']),
  ],
}

export const DIRECTIVES: readonly (Said & { name: string; value: string })[] = [
  {
    name: 'syntax',
    value: 'docker/dockerfile:1',
    ko: 'Dockerfile 문법의 판을 골라요. 첫 줄에 적어요.',
    en: 'Chooses the version of the Dockerfile syntax; goes on the first line.',
  },
  {
    name: 'escape',
    value: '`',
    ko: '줄을 잇는 글자를 바꿔요. 윈도의 길을 적을 때 써요.',
    en: 'Changes the character that continues a line; for Windows paths.',
  },
  {
    name: 'check',
    value: 'skip=JSONArgsRecommended',
    ko: '빌드 검사에서 건너뛸 규칙이나, 경고를 오류로 볼지를 정해요.',
    en: 'Skips rules of the build checks, or makes warnings errors.',
  },
]

/** Variables that BuildKit sets; usable after an ARG of the same name, in FROM at once. */
export const BUILTIN_ARGS: readonly string[] = [
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
]
