/** Candidates that come from the engine (cli/command/completion). All are offered whatever is typed so far: the shell filters. */
import { containerList, imageList, networkList, volumeList } from '../../api/client/index.ts'
import type { ContainerSummary } from '../../api/types/index.ts'
import type { Completer } from '../framework/command.ts'
import { fixed, NO_FILES, NO_SPACE } from '../framework/complete.ts'

const names = (candidates: readonly string[]): { candidates: readonly string[]; directive: number } => ({
  candidates,
  directive: NO_FILES,
})
/** `limit`: no more once that many arguments are there; -1 = always. */
export const imageNames =
  (limit: number): Completer =>
  async ({ cli, args }) => {
    if (limit > 0 && args.length >= limit) return names([])
    const images = await imageList(cli.client)
    return names(images.flatMap((image) => image.RepoTags ?? []))
  }
export const containerNames =
  (all: boolean, ...filters: ((container: ContainerSummary) => boolean)[]): Completer =>
  async ({ cli }) => {
    const containers = await containerList(cli.client, { all })
    const withIds = cli.sys.env.DOCKER_COMPLETION_SHOW_CONTAINER_IDS === 'yes'
    return names(
      containers
        .filter((container) => filters.every((filter) => filter(container)))
        .flatMap((container) => [...(withIds ? [container.Id] : []), ...container.Names.map((name) => name.slice(1))]),
    )
  }
export const volumeNames: Completer = async ({ cli }) =>
  names((await volumeList(cli.client)).Volumes.map(({ Name }) => Name))
export const networkNames: Completer = async ({ cli }) => names((await networkList(cli.client)).map(({ Name }) => Name))
export const environmentNames: Completer = ({ cli }) => names(Object.keys(cli.sys.env))
export const platforms: Completer = fixed([
  'linux/386',
  'linux/amd64',
  'linux/arm',
  'linux/arm/v5',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/arm64',
  'linux/arm64/v8',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
  'windows/amd64',
  'wasip1/wasm',
])
export const detachKeys: Completer = () => ({ candidates: ['ctrl-'], directive: NO_SPACE })
/** All names of moby/sys/signal, real-time ones included. */
const SIGNAL_NAMES =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMIN+1 RTMIN+2 RTMIN+3 RTMIN+4 RTMIN+5 RTMIN+6 RTMIN+7 RTMIN+8 RTMIN+9 RTMIN+10 RTMIN+11 RTMIN+12 RTMIN+13 RTMIN+14 RTMIN+15 RTMAX-14 RTMAX-13 RTMAX-12 RTMAX-11 RTMAX-10 RTMAX-9 RTMAX-8 RTMAX-7 RTMAX-6 RTMAX-5 RTMAX-4 RTMAX-3 RTMAX-2 RTMAX-1 RTMAX'
export const signalNames: Completer = fixed(SIGNAL_NAMES.split(' '))
export const restartPolicies: Completer = fixed(['no', 'always', 'on-failure', 'unless-stopped'])
/** Files, as the shell finds them. */
export const fileNames: Completer = () => ({ candidates: [], directive: 0 })
