/**
 * Lists (cli/command/formatter): a Go template per item, as a table, as JSON, or as it is. Columns are methods on an item, as in Docker;
 * their order does not matter, the template names them.
 */
import { tabulate } from '../../base/go/tabwriter.ts'
import { toJson } from '../../base/go/json.ts'
import { STRING, STRING_MAP, type GoType, type Method, type Value } from '../../base/go/types.ts'
import { TemplateError, type Template } from '../../base/gotemplate/index.ts'
import { CommandError } from '../framework/errors.ts'
import { HEADER_FUNCTIONS, parseTemplate } from './functions.ts'

export interface ColumnContext {
  /** Long values are cut. */
  trunc: boolean
  /** Milliseconds since the epoch. */
  now: number
}
export type Cell = string | number | boolean | null
export interface Columns<T> {
  /** As template errors name it: "*formatter.ContainerContext". */
  typeName: string
  headers: Readonly<Record<string, string>>
  methods: Readonly<Record<string, (item: T, context: ColumnContext) => Cell>>
  /** `{{.Label "key"}}` */
  label?: (item: T, name: string) => string
  /** Types of columns that are not strings, for fmt and JSON. */
  types?: Readonly<Record<string, GoType>>
}

const BOOL: GoType = { kind: 'bool', name: 'bool' }
const INT: GoType = { kind: 'int', name: 'int' }
const typeOf = (cell: Cell): GoType => (typeof cell === 'number' ? INT : typeof cell === 'boolean' ? BOOL : STRING)

export const isTable = (format: string): boolean => format.startsWith('table')
/** What a table's template looks like without the word, or the JSON one; escapes of \t and \n done. */
export function finalFormat(format: string): string {
  const body = isTable(format) ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format
  return body
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
}

/** An item as templates see it: its columns as methods, MarshalJSON with all of them in alphabetical order. */
export function itemValue<T>(columns: Columns<T>, item: T, context: ColumnContext, used?: Set<string>): Value {
  const methods: Record<string, Method> = {}
  for (const [name, column] of Object.entries(columns.methods)) {
    let cell: Cell | undefined
    const read = (): Cell => {
      used?.add(name)
      return (cell ??= column(item, context))
    }
    methods[name] = {
      params: [],
      get result(): GoType {
        return columns.types?.[name] ?? typeOf(read())
      },
      call: read,
    }
  }
  const { label } = columns
  if (label) methods.Label = { params: [STRING], result: STRING, call: (_, [name]) => label(item, name as string) }
  const marshal = (): string => {
    const names = Object.keys(columns.methods).sort()
    return toJson(Object.fromEntries(names.map((name) => [name, methods[name]!.call(null, [])])))
  }
  const struct: GoType = { kind: 'struct', name: columns.typeName.replace(/^\*/, ''), fields: [], methods, marshal }
  return { t: { kind: 'ptr', name: columns.typeName, elem: struct, methods, marshal }, v: {} }
}
function headerValue<T>(columns: Columns<T>): Value {
  const label: Method = {
    params: [STRING],
    result: STRING,
    call: (_, [name]) => (name as string).split('.').at(-1)!.replaceAll('-', ' ').replaceAll('_', ' '),
  }
  return {
    t: { ...STRING_MAP, name: 'formatter.SubHeaderContext', methods: { Label: label } },
    v: new Map(Object.entries(columns.headers)),
  }
}

const run = (template: Template, value: Value): string => {
  try {
    return template.execute(value)
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(`template parsing error: ${error.message}`)
    throw error
  }
}
/** The text of a list whose rows may be of different kinds. Throws CommandError for a template that does not parse or execute. */
export function renderRows<T, H>(
  format: string,
  items: readonly { columns: Columns<T>; item: T }[],
  header: Columns<H>,
  context: ColumnContext,
): string {
  const template = parseTemplate(finalFormat(format))
  const rows = items.map(({ columns, item }) => `${run(template, itemValue(columns, item, context))}\n`).join('')
  if (!isTable(format)) return rows
  let titles = ''
  try {
    titles = template.execute(headerValue(header), { functions: HEADER_FUNCTIONS })
  } catch (error) {
    // Docker ignores what goes wrong in the header.
    if (!(error instanceof TemplateError)) throw error
  }
  return tabulate(`${titles}\n${rows}`)
}
export const renderList = <T>(
  format: string,
  columns: Columns<T>,
  items: readonly T[],
  context: ColumnContext,
): string =>
  renderRows(
    format,
    items.map((item) => ({ columns, item })),
    columns,
    context,
  )
/** `--format` of a list: nothing means the configured or the default table. */
export const listFormat = (format: string, quiet: boolean, table: string, quietFormat = '{{.ID}}'): string => {
  if (format === '' || format === 'table') return quiet ? quietFormat : table
  return quiet && format !== 'raw' ? quietFormat : format
}
