/** tsort(1) and pathchk(1). */
import { isError, gnu, tryAsync } from './lib/command.ts'
import { strerror } from '../../base/abi/errno.ts'
import { openInput } from './lib/io.ts'
import { quote, quoteaf, quotef } from './lib/quote.ts'
import { toText } from './lib/text.ts'

export const tsort = gnu({ help: 'tsort', short: '' }, async (command) => {
  const { sys, args } = command
  if (args.length > 1) return command.usage(`extra operand ${quote(args[1]!)}`)
  const name = args[0] ?? '-'
  const bytes = await tryAsync(async () => {
    const input = await openInput(sys, name)
    const all = await sys.readAll(input.fd)
    input.close()
    return all
  })
  if (isError(bytes))
    return command.die(`${quotef(name)}: ${bytes.code === 'EISDIR' ? 'read error: ' : ''}${strerror(bytes.code)}`)
  const words = toText(bytes)
    .split(/[ \t\n]+/)
    .filter(Boolean)
  if (words.length % 2) return command.die(`${quotef(name)}: input contains an odd number of tokens`)
  const after = new Map<string, string[]>()
  const before = new Map<string, number>()
  for (const word of words) {
    if (!after.has(word)) after.set(word, [])
    if (!before.has(word)) before.set(word, 0)
  }
  for (let i = 0; i < words.length; i += 2) {
    const [a, b] = [words[i]!, words[i + 1]!]
    if (a === b) continue
    // The newest relation is followed first.
    after.get(a)!.unshift(b)
    before.set(b, before.get(b)! + 1)
  }
  // The tree of words is walked in order.
  const all = [...after.keys()].sort()
  const done = new Set<string>()
  const queue = all.filter((word) => before.get(word) === 0)
  for (;;) {
    for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
      await command.put(`${word}\n`)
      done.add(word)
      for (const next of after.get(word)!) {
        before.set(next, before.get(next)! - 1)
        if (before.get(next) === 0) queue.push(next)
      }
    }
    const left = all.filter((word) => !done.has(word))
    if (!left.length) return command.status
    await command.complain(`${quotef(name)}: input contains a loop:`)
    // Follows relations backwards until a word comes again, and breaks the loop there.
    const path: string[] = [left.find((word) => before.get(word)! > 0)!]
    for (;;) {
      const from = left.find((word) => after.get(word)!.includes(path.at(-1)!))!
      const at = path.indexOf(from)
      if (at < 0) {
        path.push(from)
        continue
      }
      const loop = [path[at]!, ...path.slice(at + 1).reverse()]
      for (const word of loop) await command.sys.write(2, `${command.name}: ${word}\n`)
      const [last, first] = [loop.at(-1)!, loop[0]!]
      after.get(last)!.splice(after.get(last)!.indexOf(first), 1)
      before.set(first, before.get(first)! - 1)
      if (before.get(first) === 0) queue.push(first)
      break
    }
  }
})
export const pathchk = gnu({ help: 'pathchk', short: 'pP', long: { portability: 'portability' } }, async (command) => {
  if (!command.args.length) return command.usage('missing operand')
  const portable = command.has('p') || command.has('portability')
  for (const path of command.args) {
    const parts = path.split('/')
    if ((command.has('P') || command.has('portability')) && parts.some((part) => part.startsWith('-')))
      await command.complain(`leading '-' in a component of file name ${quoteaf(path)}`)
    else if ((command.has('P') || command.has('portability') || portable) && path === '')
      await command.complain('empty file name')
    else if (path === '') await command.complain(`${quoteaf(path)}: No such file or directory`)
    else if (portable && /[^A-Za-z0-9._/-]/.test(path))
      await command.complain(
        `nonportable character ${quote(/[^A-Za-z0-9._/-]/u.exec(path)![0])} in file name ${quoteaf(path)}`,
      )
    else if (path.length > (portable ? 255 : 4095))
      await command.complain(
        `limit ${portable ? 255 : 4095} exceeded by length ${path.length} of file name ${quoteaf(path)}`,
      )
    else {
      const limit = portable ? 14 : 255
      const long = parts.find((part) => part.length > limit)
      if (long !== undefined)
        await command.complain(
          `limit ${limit} exceeded by length ${long.length} of file name component ${quoteaf(long)}`,
        )
    }
  }
  return command.status
})
