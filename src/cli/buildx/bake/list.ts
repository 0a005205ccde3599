/** --list=targets and --list=variables (commands/bake.go parseList, printTargetList, printVars). */
import { indentJson, toJson } from '../../../base/go/json.ts'
import { quote } from '../../../base/go/quote.ts'
import { CommandError } from '../../framework/errors.ts'
import { cut } from '../../opts/validate.ts'
import { csvFields } from '../flags/csv.ts'
import type { Config } from './model.ts'

export interface ListSpec {
  type: 'targets' | 'variables'
  format: 'table' | 'json'
}
/** Throws CommandError. */
export function parseList(text: string): ListSpec {
  const fields = csvFields(text)
  let [type, format] = ['', 'table']
  if (fields.length === 1 && fields[0] === text && !text.startsWith('type=')) type = text
  else
    for (const field of fields) {
      const [key, value, found] = cut(field, '=')
      if (!found) throw new CommandError(`invalid value ${field}`)
      const name = key.toLowerCase().trim()
      if (name === 'type') type = value
      else if (name === 'format') format = value || 'table'
      else throw new CommandError(`unexpected key '${name}' in '${field}'`)
    }
  if (type !== 'targets' && type !== 'variables') throw new CommandError(`invalid list type ${quote(type)}`)
  if (format !== 'table' && format !== 'json') throw new CommandError(`invalid list format ${quote(format)}`)
  return { type, format }
}
export const listText = (config: Config, { type, format }: ListSpec): string =>
  type === 'targets' ? targetsText(config, format) : variablesText(config, format)

/** tabwriter with tabs for padding: columns end at the next multiple of eight. */
function table(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]!.length - 1
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.ceil((Math.max(...rows.map((row) => [...row[i]!].length)) + 1) / 8),
  )
  const padded = (cell: string, i: number): string => {
    const width = widths[i]
    return width === undefined ? cell : cell + '\t'.repeat(Math.ceil((width * 8 - [...cell].length) / 8))
  }
  return rows.map((row) => `${row.map(padded).join('')}\n`).join('')
}
const json = (value: unknown): string => `${indentJson(toJson(value), '  ')}\n`
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

function targetsText(config: Config, format: ListSpec['format']): string {
  const entries = [
    ...config.targets.map(({ name, description }) => ({ name, description, group: false, shown: description })),
    ...config.groups.map(({ name, description, targets }) => {
      const names = [...targets].sort().join(', ')
      const shown = names === '' ? description : description === '' ? names : `${description} (${names})`
      return { name, description: shown, group: true, shown }
    }),
  ]
    .sort(byName)
    // By convention private.
    .filter(({ name }) => !name.startsWith('_'))
  if (format === 'table') return table([['TARGET', 'DESCRIPTION'], ...entries.map(({ name, shown }) => [name, shown])])
  return json(
    entries.length === 0
      ? null
      : entries.map(({ name, description, group }) => ({
          name,
          ...(description === '' ? {} : { description }),
          ...(group ? { group } : {}),
        })),
  )
}
function variablesText({ variables }: Config, format: ListSpec['format']): string {
  const sorted = [...variables].sort(byName)
  if (format === 'json')
    return json(
      sorted.map(({ name, description, type, value }) => ({
        name,
        ...(description === '' ? {} : { description }),
        ...(type === '' ? {} : { type }),
        ...(value === null ? {} : { value }),
      })),
    )
  return table([
    ['VARIABLE', 'TYPE', 'VALUE', 'DESCRIPTION'],
    ...sorted.map(({ name, type, value, description }) => [name, type, value ?? '<null>', description]),
  ])
}
