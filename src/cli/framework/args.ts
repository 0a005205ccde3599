/** How many arguments a command takes (cli/required.go): the texts are Docker's, without a trailing newline. */
import type { Command } from './command.ts'

/** null when the arguments are right, else what is wrong with them. */
export type ArgsRule = (command: Command, args: readonly string[]) => string | null

const plural = (count: number): string => (count === 1 ? 'argument' : 'arguments')
const complaint = (command: Command, what: string, hint: 'See' | 'Run' | 'SRun'): string =>
  `${command.root.name}: '${command.path}' ${what}\n\nUsage:  ${command.useLine}\n\n${hint} '${command.path} --help' for more information`

export const noArgs: ArgsRule = (command, args) => {
  if (args.length === 0) return null
  if (command.isGroup)
    return `${command.root.name}: unknown command: ${command.path} ${args[0]!}\n\nUsage:  ${command.useLine}\n\nRun '${command.path} --help' for more information`
  return complaint(command, 'accepts no arguments', 'Run')
}
export const exactArgs =
  (count: number): ArgsRule =>
  (command, args) =>
    args.length === count ? null : complaint(command, `requires ${count} ${plural(count)}`, 'Run')
export const minArgs =
  (count: number): ArgsRule =>
  (command, args) =>
    args.length >= count ? null : complaint(command, `requires at least ${count} ${plural(count)}`, 'See')
export const maxArgs =
  (count: number): ArgsRule =>
  (command, args) =>
    args.length <= count ? null : complaint(command, `requires at most ${count} ${plural(count)}`, 'SRun')
export const rangeArgs =
  (min: number, max: number): ArgsRule =>
  (command, args) =>
    args.length >= min && args.length <= max
      ? null
      : complaint(command, `requires at least ${min} and at most ${max} ${plural(max)}`, 'Run')
/** cobra's own ExactArgs, which a few commands use. */
export const cobraExactArgs =
  (count: number): ArgsRule =>
  (_command, args) =>
    args.length === count ? null : `accepts ${count} arg(s), received ${args.length}`
export const cobraMaxArgs =
  (count: number): ArgsRule =>
  (_command, args) =>
    args.length <= count ? null : `accepts at most ${count} arg(s), received ${args.length}`
export const anyArgs: ArgsRule = () => null
