/** --flags of instructions (buildkit frontend/dockerfile/instructions/bflag.go). */
import { withSuggestion } from './suggest.ts'
import { DockerfileError } from './types.ts'

type Kind = 'bool' | 'string' | 'strings'
type Value<K extends Kind> = K extends 'bool' ? boolean | null : K extends 'string' ? string | null : string[]
export type FlagValues<T extends Record<string, Kind>> = { [N in keyof T]: Value<T[N]> }

/** Flags that were not given are null, repeated ones an empty list. Throws DockerfileError. */
export function parseFlags<const T extends Record<string, Kind>>(words: readonly string[], kinds: T): FlagValues<T> {
  const known = new Map<string, Kind>(Object.entries(kinds))
  const values = new Map<string, boolean | string | string[] | null>()
  for (const [name, kind] of known) values.set(name, kind === 'strings' ? [] : null)
  const used = new Set<string>()
  for (const word of words) {
    if (word === '--') break
    if (!word.startsWith('--')) throw new DockerfileError(`arg should start with -- : ${word}`)
    const at = word.indexOf('=')
    const shown = at < 0 ? word : word.slice(0, at)
    const value = at < 0 ? null : word.slice(at + 1)
    const name = shown.slice(2)
    const kind = known.get(name)
    if (kind === undefined)
      throw new DockerfileError(withSuggestion(`unknown flag: ${shown}`, name, known.keys(), true))
    if (used.has(name) && kind !== 'strings') throw new DockerfileError(`duplicate flag specified: ${shown}`)
    used.add(name)
    if (kind === 'bool') values.set(name, boolean(shown, value))
    else if (value === null) throw new DockerfileError(`missing a value on flag: ${shown}`)
    else if (kind === 'string') values.set(name, value)
    else (values.get(name) as string[]).push(value)
  }
  return Object.fromEntries(values) as FlagValues<T>
}
function boolean(shown: string, value: string | null): boolean {
  if (value === '') throw new DockerfileError(`missing a value on flag: ${shown}`)
  const word = value?.toLowerCase() ?? 'true'
  if (word !== 'true' && word !== 'false')
    throw new DockerfileError(`expecting boolean value for flag ${shown}, not: ${value}`)
  return word === 'true'
}
