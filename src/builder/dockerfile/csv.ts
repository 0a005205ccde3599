/** One record of RFC 4180 as go-csvvalue reads it: the values of --mount and --device. */
import { DockerfileError } from './types.ts'

const broken = (column: number, what: string): DockerfileError =>
  new DockerfileError(`parse error on line 1, column ${column}: ${what}`)

/** Throws DockerfileError. An empty text is one empty field. */
export function csvFields(text: string): string[] {
  const fields: string[] = []
  for (let at = 0; ;) {
    if (text[at] === '"') {
      let field = ''
      at++
      for (;;) {
        const close = text.indexOf('"', at)
        if (close < 0) throw broken(text.length + 1, 'extraneous or missing " in quoted-field')
        field += text.slice(at, close)
        at = close + 1
        if (text[at] !== '"') break
        field += '"'
        at++
      }
      if (at < text.length && text[at] !== ',') throw broken(at, 'extraneous or missing " in quoted-field')
      fields.push(field)
    } else {
      const comma = text.indexOf(',', at)
      const end = comma < 0 ? text.length : comma
      const field = text.slice(at, end)
      const stray = field.indexOf('"')
      if (stray >= 0) throw broken(at + stray + 1, 'bare " in non-quoted-field')
      fields.push(field)
      at = end
    }
    if (at >= text.length) return fields
    at++
  }
}
