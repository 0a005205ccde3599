/**
 * docker … inspect (cli/command/inspect): objects by reference, printed as one JSON array in the engine's own words, or each through a
 * template. A template first runs on the object as Go knows it, then, when that fails, on the bare JSON.
 */
import { ApiError, ConnectionError } from '../../api/client/index.ts'
import { compactJson, fromJson, indentJson, marshal, parseJson, toInterface } from '../../base/go/json.ts'
import type { GoType } from '../../base/go/types.ts'
import { Template, TemplateError } from '../../base/gotemplate/index.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError, StatusError } from '../framework/errors.ts'
import { BASIC_FUNCTIONS } from '../formatter/functions.ts'

export interface Inspected {
  type: GoType
  /** The answer's text. */
  raw: string
  /** Objects whose JSON is made by the client from what it knows of them: no bare JSON to fall back on. */
  typedOnly?: boolean
}
export type GetRef = (ref: string) => Promise<Inspected>

/** Throws StatusError: 64 for a template that does not parse, 1 for references that fail. */
export async function inspect(cli: Cli, refs: readonly string[], format: string, getRef: GetRef): Promise<void> {
  let template: Template | null = null
  if (format !== '' && format !== 'json')
    try {
      template = Template.parse(format, BASIC_FUNCTIONS)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new StatusError(`template parsing error: ${error.message}`, 64)
    }
  const errors: string[] = []
  const elements: string[] = []
  let text = ''
  for (const ref of refs)
    try {
      const found = await getRef(ref)
      if (template) text += `${render(template, found)}\n`
      else elements.push(found.typedOnly ? marshal(found.type, fromJson(found.type, parseJson(found.raw))) : found.raw)
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError) && !(error instanceof CommandError))
        throw error
      errors.push(error.message)
    }
  if (template) await cli.out.write(text === '' ? '\n' : text)
  else {
    const all = `[${elements.join(',')}]`
    await cli.out.line(elements.length === 0 ? '[]' : format === 'json' ? compactJson(all) : indentJson(all))
  }
  if (errors.length > 0) throw new StatusError(errors.join('\n'), 1)
}
function render(template: Template, { type, raw, typedOnly }: Inspected): string {
  const json = parseJson(raw)
  try {
    return template.execute({ t: type, v: fromJson(type, json) })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    if (typedOnly) throw new CommandError(`template parsing error: ${error.message}`)
  }
  try {
    return template.execute(toInterface(json, true) ?? undefined, { missingKeyError: true })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CommandError(`template parsing error: ${error.message}`)
  }
}
