/** YAML of a lesson file read against a schema; every complaint names the file's own line. */
import { isMap, isSeq, LineCounter, parseDocument, type Node, type Document } from 'yaml'
import * as v from 'valibot'
import { LessonError } from './error.ts'

/** `firstLine` is the 1-based line of `text`'s first line in `file`. */
export function readYaml<const S extends v.GenericSchema>(
  schema: S,
  text: string,
  file: string,
  firstLine: number,
): v.InferOutput<S> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new LessonError(file, firstLine - 1 + lines.linePos(problem.pos[0]).line, problem.message)
  const result = v.safeParse(schema, document.toJS())
  if (result.success) return result.output
  const issue = result.issues[0]
  const path = (issue.path ?? []).map((item) => item.key as string | number)
  const at = offsetOf(document, path)
  const where = path.length ? `${path.join('.')}: ` : ''
  throw new LessonError(file, firstLine - 1 + lines.linePos(at).line, where + issue.message)
}

/** Where the value at `path` begins; of a missing one, where its parent does. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents
  let offset = (node as Node | null)?.range?.[0] ?? 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key))
      if (!pair) return offset
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else return offset
  }
  return offset
}
