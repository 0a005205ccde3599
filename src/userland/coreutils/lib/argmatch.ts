/** Words as option arguments, as argmatch of gnulib takes them: whole, or abbreviated without doubt. */
import type { Command } from './command.ts'
import { quote } from './quote.ts'

/** The value of a word; ends the command (status 1, whatever its usual one) with the list of valid words otherwise. */
export async function choose<T>(
  command: Command,
  flag: string,
  word: string,
  table: Readonly<Record<string, T>>,
): Promise<T> {
  const keys = Object.keys(table)
  const matches = Object.hasOwn(table, word) ? [word] : keys.filter((key) => key.startsWith(word))
  if (matches.length && new Set(matches.map((key) => table[key])).size === 1) return table[matches[0]!]!
  const groups = new Map<T, string[]>()
  for (const key of keys) groups.set(table[key]!, [...(groups.get(table[key]!) ?? []), key])
  const lines = [...groups.values()].map((names) => `  - ${names.map(quote).join(', ')}`).join('\n')
  const kind = matches.length > 1 ? 'ambiguous' : 'invalid'
  return command.usage(`${kind} argument ${quote(word)} for ${quote(flag)}\nValid arguments are:\n${lines}`, 1)
}
