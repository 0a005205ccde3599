/** Programmable completion: what `complete` set up (-W, -F), and docker's own. */
import type { ProgrammableResult } from '../../editing/types.ts'
import { callFunction } from '../exec/function.ts'
import { assign, readAll } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { findProgram } from '../exec/find.ts'
import { dockerCandidates } from './docker.ts'

/** null: file names. */
export async function programmable(sh: Shell, words: readonly string[]): Promise<ProgrammableResult | null> {
  const command = words[0]
  if (command === undefined || words.length < 2) return null
  const spec = sh.completions.get(command) ?? sh.completions.get(command.replace(/^.*\//, ''))
  if (spec !== undefined) return fromSpec(sh, spec, words)
  if (command.replace(/^.*\//, '') === 'docker') {
    const path = findProgram(sh, command)
    return path === undefined ? null : dockerCandidates(sh, path, words)
  }
  return null
}

async function fromSpec(sh: Shell, spec: string, words: readonly string[]): Promise<ProgrammableResult | null> {
  const option = (letter: string): string | undefined =>
    new RegExp(`-${letter} ('([^']*)'|\\S+)`)
      .exec(spec)
      ?.slice(1)
      .findLast((one) => one !== undefined)
  const word = words.at(-1)!
  const noSpace = /-o nospace/.test(spec)
  const noSort = /-o nosort/.test(spec)
  const filenames = /-o filenames/.test(spec)
  const list = option('W')
  let candidates: string[] | undefined
  if (list !== undefined) candidates = list.split(/\s+/).filter((one) => one.startsWith(word))
  const name = option('F')
  const fn = name === undefined ? undefined : sh.functions.get(name)
  if (fn) {
    sh.arrayVariable('COMP_WORDS', words)
    assign(sh, 'COMP_CWORD', String(words.length - 1))
    assign(sh, 'COMP_LINE', words.join(' '))
    assign(sh, 'COMP_POINT', String(words.join(' ').length))
    sh.arrayVariable('COMPREPLY', [])
    const { status } = sh
    await callFunction(sh, name!, fn, [words[0]!, word, words.at(-2) ?? ''])
    sh.status = status
    candidates = readAll(sh, 'COMPREPLY')
    for (const variable of ['COMP_WORDS', 'COMP_CWORD', 'COMP_LINE', 'COMP_POINT', 'COMPREPLY']) sh.vars.unset(variable)
  }
  if (!candidates || (!candidates.length && /-o (bash)?default/.test(spec))) return null
  return { candidates, noSpace, noSort, filenames }
}
