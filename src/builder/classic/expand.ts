/** Variables in an instruction's words (instructions.SupportsSingleWordExpansion). Which words, each instruction knows. */
import type { Instruction } from '../dockerfile/index.ts'
import { envFromList, expandWord, expandWords, type EnvGetter } from '../dockerfile/index.ts'
import type { Build, Stage } from './state.ts'

export interface Words {
  /** The instruction with its words expanded. Throws DockerfileError. */
  instruction: Instruction
  /** Several words of one, as EXPOSE has them. */
  words(text: string): string[]
}
export const environment = (stage: Stage): EnvGetter => {
  const env = stage.config.Env ?? []
  return envFromList([...env, ...stage.args.allowedList(env)])
}
export function expanded(build: Build, stage: Stage, instruction: Instruction): Words {
  const env = environment(stage)
  const word = (text: string): string => expandWord(text, env, build.escape)
  return {
    instruction: expandedInstruction(instruction, word),
    words: (text) => expandWords(text, env, build.escape),
  }
}
function expandedInstruction(instruction: Instruction, word: (text: string) => string): Instruction {
  switch (instruction.kind) {
    case 'add':
    case 'copy': {
      const { copy } = instruction
      return {
        ...instruction,
        copy: {
          ...copy,
          chown: word(copy.chown),
          chmod: word(copy.chmod),
          sources: copy.sources.map(word),
          dest: word(copy.dest),
        },
      }
    }
    case 'arg':
      return {
        ...instruction,
        args: instruction.args.map((arg) => ({
          ...arg,
          key: word(arg.key),
          value: arg.value === null ? null : word(arg.value),
        })),
      }
    case 'env':
    case 'label':
      return {
        ...instruction,
        pairs: instruction.pairs.map((pair) =>
          isLiteral(pair) ? pair : { ...pair, key: word(pair.key), value: word(pair.value) },
        ),
      }
    case 'user':
      return { ...instruction, user: word(instruction.user) }
    case 'workdir':
      return { ...instruction, path: word(instruction.path) }
    case 'volume':
      return { ...instruction, paths: instruction.paths.map(word) }
    case 'stopsignal':
      return { ...instruction, signal: word(instruction.signal) }
    default:
      return instruction
  }
}
/** Of --label: taken as it is. */
const isLiteral = (pair: object): boolean => 'literal' in pair
