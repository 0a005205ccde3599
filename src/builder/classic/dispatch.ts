/** What each instruction does to a stage (moby builder/dockerfile/dispatchers.go). COPY, ADD and RUN have files of their own. */
import { signalNumber } from '../../base/abi/signals.ts'
import { joinPath } from '../../base/go/filepath.ts'
import { invalid } from '../../api/types/index.ts'
import type { CommandLine, HealthInstruction, Instruction } from '../dockerfile/index.ts'
import { copyStep } from './copy.ts'
import { ClassicError, textOf } from './errors.ts'
import { expanded, type Words } from './expand.ts'
import { exposedPorts } from './ports.ts'
import { plainList, quotedHealth, quotedList } from './go-print.ts'
import { runStep } from './run.ts'
import { shellOf, withCommentString } from './run-config.ts'
import type { Build, Stage } from './state.ts'

/** Does it, and removes its containers when that is asked for. Throws Error, ClassicError, DockerfileError. */
export async function dispatch(build: Build, stage: Stage, raw: Instruction): Promise<void> {
  let words: Words
  try {
    words = expanded(build, stage, raw)
  } catch (error) {
    throw invalid(textOf(error))
  }
  let failed = true
  try {
    await perform(build, stage, words)
    failed = false
  } finally {
    if (build.options.forceRemove || (build.options.remove && !failed)) await build.removeContainers()
  }
}
async function perform(build: Build, stage: Stage, { instruction, words }: Words): Promise<void> {
  const { config } = stage
  switch (instruction.kind) {
    case 'add':
    case 'copy':
      return copyStep(build, stage, instruction)
    case 'run':
      return runStep(build, stage, instruction)
    case 'arg':
      return argStep(build, stage, instruction)
    case 'cmd': {
      config.Cmd = commandOf(stage, instruction.command)
      await build.commitComment(stage, `CMD ${quotedList(config.Cmd)}`)
      if (instruction.command.words.length > 0) stage.cmdSet = true
      return
    }
    case 'entrypoint': {
      config.Entrypoint = commandOf(stage, instruction.command)
      if (!stage.cmdSet) config.Cmd = null
      return build.commitComment(stage, `ENTRYPOINT ${quotedList(config.Entrypoint)}`)
    }
    case 'env':
      return envStep(build, stage, instruction.pairs)
    case 'label': {
      config.Labels = { ...config.Labels }
      for (const { key, value } of instruction.pairs) config.Labels[key] = value
      const text = instruction.pairs.map(({ key, value }) => ` ${key}=${value}`).join('')
      return build.commitComment(stage, `LABEL${text}`)
    }
    case 'expose': {
      const ports = instruction.ports.flatMap(words)
      config.ExposedPorts = { ...config.ExposedPorts }
      for (const port of exposedPorts(ports)) config.ExposedPorts[port] = {}
      return build.commitComment(stage, `EXPOSE ${ports.join(' ')}`)
    }
    case 'healthcheck':
      return healthStep(build, stage, instruction.health)
    case 'maintainer':
      stage.maintainer = instruction.maintainer
      return build.commitComment(stage, `MAINTAINER ${instruction.maintainer}`)
    case 'onbuild':
      config.OnBuild = [...(config.OnBuild ?? []), instruction.expression]
      return build.commitComment(stage, `ONBUILD ${instruction.expression}`)
    case 'shell':
      config.Shell = [...instruction.shell]
      return build.commitComment(stage, `SHELL ${plainList(instruction.shell)}`)
    case 'stopsignal':
      if (signalNumber(instruction.signal) === undefined) throw invalid(`invalid signal: ${instruction.signal}`)
      config.StopSignal = instruction.signal
      return build.commitComment(stage, `STOPSIGNAL ${instruction.signal}`)
    case 'user':
      config.User = instruction.user
      return build.commitComment(stage, `USER ${instruction.user}`)
    case 'volume':
      config.Volumes = { ...config.Volumes }
      for (const path of instruction.paths) {
        if (path === '') throw new ClassicError('VOLUME specified can not be an empty string')
        config.Volumes[path] = {}
      }
      return build.commitComment(stage, `VOLUME ${plainList(instruction.paths)}`)
    case 'workdir': {
      if (instruction.path === '') throw new ClassicError('cannot normalize nothing')
      config.WorkingDir = instruction.path.startsWith('/')
        ? joinPath(instruction.path)
        : joinPath('/', config.WorkingDir ?? '', instruction.path)
      // The container makes the folder, as root's.
      return build.commitNothing(stage, withCommentString(config, `WORKDIR ${config.WorkingDir}`))
    }
  }
}
/** The words, after the shell where they are one line for it. */
export const commandOf = (stage: Stage, { prependShell, words }: CommandLine): string[] =>
  prependShell ? [...shellOf(stage.config), ...words] : [...words]

async function argStep(build: Build, stage: Stage, { args }: Extract<Instruction, { kind: 'arg' }>): Promise<void> {
  for (const { key, value } of args) stage.args.add(key, value)
  const text = args.map(({ key, value }) => (value === null ? key : `${key}=${value}`)).join(' ')
  await build.commitComment(stage, `ARG ${text}`)
}
async function envStep(build: Build, stage: Stage, pairs: readonly { key: string; value: string }[]): Promise<void> {
  const env = [...(stage.config.Env ?? [])]
  for (const { key, value } of pairs) {
    const at = env.findIndex((entry) => entry.split('=')[0] === key)
    if (at < 0) env.push(`${key}=${value}`)
    else env[at] = `${key}=${value}`
  }
  stage.config.Env = env
  await build.commitComment(stage, `ENV${pairs.map(({ key, value }) => ` ${key}=${value}`).join('')}`)
}
async function healthStep(build: Build, stage: Stage, health: HealthInstruction): Promise<void> {
  const { config } = stage
  const before = config.Healthcheck?.Test ?? []
  if (before.length > 0 && before[0] !== 'NONE')
    build.out.line(`Note: overriding previous HEALTHCHECK: ${plainList(before)}`)
  const { test, interval, timeout, startPeriod, startInterval, retries } = health
  config.Healthcheck = {
    Test: [...test],
    ...(interval ? { Interval: interval } : {}),
    ...(timeout ? { Timeout: timeout } : {}),
    ...(startPeriod ? { StartPeriod: startPeriod } : {}),
    ...(startInterval ? { StartInterval: startInterval } : {}),
    ...(retries ? { Retries: retries } : {}),
  }
  await build.commitComment(stage, `HEALTHCHECK ${quotedHealth(config.Healthcheck)}`)
}
