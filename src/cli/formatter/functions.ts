/** The template functions Docker adds (templates/templates.go), and what stands in for them in a table's header. */
import { compactJson, marshal } from '../../base/go/json.ts'
import { ANY, INT, STRING, STRINGS, str, type Value } from '../../base/go/types.ts'
import { Template, TemplateError, type FunctionMap, type Operand } from '../../base/gotemplate/index.ts'
import { CommandError } from '../framework/errors.ts'

const text = (value: Operand): string => value!.v as string
const number = (value: Operand): number => Number(value!.v)
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

/** strings.Title: the first letter of each word in title case. */
const title = (words: string): string =>
  words.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

export const BASIC_FUNCTIONS: FunctionMap = {
  json: {
    params: [ANY],
    call: (value) => str(value === undefined ? 'null' : compactJson(marshal(value.t, value.v, false))),
  },
  split: { params: [STRING, STRING], call: (a, b) => ({ t: STRINGS, v: text(a).split(text(b)) }) },
  join: {
    params: [STRINGS, STRING],
    call: (list, separator) => str(((list!.v as string[] | null) ?? []).join(text(separator))),
  },
  title: { params: [STRING], call: (value) => str(title(text(value))) },
  lower: { params: [STRING], call: (value) => str(text(value).toLowerCase()) },
  upper: { params: [STRING], call: (value) => str(text(value).toUpperCase()) },
  pad: {
    params: [STRING, INT, INT],
    call: (value, before, after) =>
      str(
        text(value) === ''
          ? ''
          : ' '.repeat(Math.max(0, number(before))) + text(value) + ' '.repeat(Math.max(0, number(after))),
      ),
  },
  truncate: {
    params: [STRING, INT],
    call: (value, length) => {
      const all = bytes(text(value))
      return all.length < number(length) ? value : str(new TextDecoder().decode(all.slice(0, number(length))))
    },
  },
}
const same = (value: Operand): Value => str(text(value))
/** In a header the name of a column passes through whatever is done to its values. */
export const HEADER_FUNCTIONS: FunctionMap = {
  json: { params: [STRING], call: same },
  split: { params: [STRING, STRING], call: same },
  join: { params: [STRING, STRING], call: same },
  title: { params: [STRING], call: same },
  lower: { params: [STRING], call: same },
  upper: { params: [STRING], call: same },
  truncate: { params: [STRING, INT], call: same },
}

/** `prefix` is what a command says before Go's text: "template parsing error". Throws CommandError. */
export function parseTemplate(source: string, prefix = 'template parsing error', name = ''): Template {
  try {
    return Template.parse(source, BASIC_FUNCTIONS, name)
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(`${prefix}: ${error.message}`)
    throw error
  }
}
