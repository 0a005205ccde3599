/** bash's `help`, and what `name --help` prints: the texts of 5.2 (help.def). Not modelled: translations. */
import type { Shell } from '../state/shell.ts'
import { compilePattern, matches } from '../expand/pattern.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { fetched } from './late.ts'

/** [usage, short description, text] */
type Topic = readonly string[]

const VERSION = 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n'
const HEAD = `${VERSION}These shell commands are defined internally.  Type \`help' to see this list.
Type \`help name' to find out more about the function \`name'.
Use \`info bash' to find out more about the shell in general.
Use \`man -k' or \`info' to find out more about commands not in this list.

A star (*) next to a name means that the command is disabled.

`
const LICENSE = `${VERSION}Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>
`

async function allTopics(sh: Shell): Promise<[string, Topic][]> {
  return Object.entries((await fetched(sh.sys, () => import('./help-texts.json'))).default as Record<string, Topic>)
}
const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')
const long = (name: string, [usage, , text]: Topic): string => `${name}: ${usage!}\n${indented(text!)}`
const manual = (name: string, [usage, short, text]: Topic): string =>
  `NAME\n    ${name} - ${short!}\n\nSYNOPSIS\n    ${usage!}\n\nDESCRIPTION\n${indented(text!)}\n` +
  `SEE ALSO\n    bash(1)\n\nIMPLEMENTATION\n${indented(LICENSE.trimEnd())}\n`

/** Every usage, in two columns that fill the width of the terminal; what is too long ends in ">". */
function table(sh: Shell, topics: readonly [string, Topic][]): string {
  const columns = Number(sh.get('COLUMNS')) || 80
  const width = Math.min(Math.floor(columns / 2), 128)
  const height = Math.ceil(topics.length / 2)
  // The right column is one narrower, as in bash.
  const cell = ([name, [usage]]: [string, Topic], room: number): string => {
    const text = (sh.disabledBuiltins.has(name) ? '*' : ' ') + usage!
    return text.length > room ? `${text.slice(0, room)}>` : text
  }
  let out = ''
  for (let row = 0; row < height; row++) {
    const right = topics[row + height]
    const left = cell(topics[row]!, width - 2)
    out += right ? `${left.padEnd(width)}${cell(right, width - 3)}\n` : `${left}\n`
  }
  return out
}

/** Topics that match as they are or as a pattern; where there is none, those that begin so. */
function find(topics: readonly [string, Topic][], wanted: string): [string, Topic][] {
  const pattern = compilePattern(wanted, {})
  const hits = topics.filter(([name]) => name === wanted || matches(pattern, name, {}))
  return hits.length ? hits : topics.filter(([name]) => name.startsWith(wanted))
}

export async function help(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'dms')
  if (!options) return 2
  const topics = await allTopics(sh)
  const { rest } = options
  if (!rest.length) {
    await sh.write(HEAD + table(sh, topics))
    return 0
  }
  if (rest.some((word) => /[*?]|\[.*\]/.test(word)))
    await sh.write(`Shell commands matching keyword${rest.length > 1 ? 's' : ''} \`${rest.join(', ')}'\n\n`)
  let found = false
  for (const wanted of rest) {
    for (const [name, topic] of find(topics, wanted)) {
      found = true
      const text = options.has('d')
        ? `${name} - ${topic[1]!}\n`
        : options.has('m')
          ? manual(name, topic)
          : options.has('s')
            ? `${name}: ${topic[0]!}\n`
            : long(name, topic)
      await sh.write(text)
    }
  }
  if (found) return 0
  const last = rest.at(-1)!
  await sh.complainAs(
    'help',
    `no help topics match \`${last}'.  Try \`help help' or \`man -k ${last}' or \`info ${last}'.`,
  )
  return 1
}

/** `cd --help`: the text, and the status of a usage error. */
export async function builtinHelp(sh: Shell, name: string): Promise<number> {
  const topic = (await allTopics(sh)).find(([known]) => known === name)
  if (topic) await sh.write(long(...topic))
  return 2
}
