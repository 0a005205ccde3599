/** ARG before the first FROM, and the arguments that are always there. */
import { lexWord } from '../dockerfile/lex.ts'
import type { ArgInstruction, Dockerfile } from '../dockerfile/types.ts'
import { located } from '../errors.ts'
import type { Lint } from '../dockerfile/lint.ts'
import { lint } from './context.ts'
import { EnvList } from './env.ts'
import { newOutline, type Outline } from './outline.ts'
import { ENGINE_PLATFORM, formatPlatform } from './platform.ts'
import type { ConvertOptions } from './types.ts'

export function platformArgs(options: ConvertOptions, target: string): EnvList {
  const build = ENGINE_PLATFORM
  const to = options.platform ?? build
  const all: [string, string][] = [
    ['BUILDPLATFORM', formatPlatform(build)],
    ['BUILDOS', build.os],
    ['BUILDOSVERSION', ''],
    ['BUILDARCH', build.architecture],
    ['BUILDVARIANT', build.variant],
    ['TARGETPLATFORM', formatPlatform(to)],
    ['TARGETOS', to.os],
    ['TARGETOSVERSION', ''],
    ['TARGETARCH', to.architecture],
    ['TARGETVARIANT', to.variant],
    ['TARGETSTAGE', target || 'default'],
  ]
  return all.reduce((env, [key, value]) => env.set(key, options.buildArgs.get(key) ?? value), new EnvList())
}
/** Throws BuildError. */
export function globalArgs(
  base: EnvList,
  instructions: readonly ArgInstruction[],
  given: ReadonlyMap<string, string>,
  escape: string,
): { global: EnvList; outline: Outline } {
  const outline = newOutline()
  let global = base
  for (const instruction of instructions)
    for (const arg of instruction.args) {
      let value = given.get(arg.key) ?? null
      if (value === null && arg.value !== null) {
        try {
          value = lexWord(arg.value, global, { escape }).result
        } catch (error) {
          throw located(error, instruction.location)
        }
      }
      if (value !== null) global = global.set(arg.key, value)
      outline.args.set(arg.key, { value: value ?? '', description: arg.comment, location: instruction.location })
    }
  return { global, outline }
}
/** FROM must name an image even when nobody gives arguments. */
export function checkDefaults(file: Dockerfile, base: EnvList, checks: Lint, valid: (name: string) => boolean): void {
  try {
    const { global } = globalArgs(base, file.metaArgs, new Map(), file.escape)
    for (const stage of file.stages) {
      const { result } = lexWord(stage.baseName, global, { escape: file.escape })
      if (!valid(result)) lint({ lint: checks }, 'InvalidDefaultArgInFrom', stage.location, stage.baseName)
    }
  } catch {
    // The build will say so itself.
  }
}
