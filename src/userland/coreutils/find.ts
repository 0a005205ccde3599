/** find(1) of GNU findutils. */
import { Command, gnu } from './lib/command.ts'
import { FindError, FindParser } from './lib/find/expression.ts'
import type { FindOptions, Parsed } from './lib/find/expression.ts'
import { FindRun } from './lib/find/walk.ts'
import { quote } from './lib/quote.ts'

/** The leading -H, -L, -P, -D, -O and the starting points. */
async function leading(command: Command): Promise<{ follow: FindOptions['follow']; paths: string[]; rest: string[] }> {
  const args = [...command.args]
  let follow: FindOptions['follow'] = 'P'
  while (args.length) {
    const word = args[0]!
    if (/^-[HLP]+$/.test(word)) follow = word.at(-1) as FindOptions['follow']
    else if (word === '-D') {
      if (args.length < 2) await command.usage('Missing argument after the -D option.')
      args.shift()
    } else if (word === '--') {
      args.shift()
      break
    } else if (!/^-O\d*$/.test(word)) break
    args.shift()
  }
  const at = args.findIndex((word) => /^(-.|\($|!$|,$)/.test(word))
  const paths = at < 0 ? args : args.slice(0, at)
  return { follow, paths: paths.length ? paths : ['.'], rest: at < 0 ? [] : args.slice(at) }
}

export const find = gnu({ help: 'find', short: '', bare: true }, async (command) => {
  const { follow, paths, rest } = await leading(command)
  let parsed: Parsed
  try {
    parsed = new FindParser(command.sys, rest, follow).parse()
  } catch (error) {
    if (!(error instanceof FindError)) throw error
    return command.die(error.message)
  }
  const run = new FindRun(command, parsed, {
    problem: (path, reason) => command.complain(`${quote(path)}: ${reason}`),
    loop: (path) =>
      command.complain(
        `File system loop detected; ${quote(path)} is part of the same file system loop as one of its parents.`,
      ),
    cannotDelete: (path, reason) => command.complain(`cannot delete ${quote(path)}: ${reason}`),
  })
  await run.run(paths)
  return command.status
})
