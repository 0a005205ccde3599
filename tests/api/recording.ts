/** Recordings of real requests and answers (tests/api/recordings/*.http), and how an answer of ours is compared with one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Exchange {
  method: string
  path: string
  /** Remarks of the recording. */
  notes: string[]
  body: string | null
  status: number
  headers: Record<string, string>
  /** Text as recorded: JSON, lines of JSON, or raw bytes with escapes. null: no answer came. */
  answer: string | null
}
export function readRecording(name: string): Exchange[] {
  const text = readFileSync(join(import.meta.dirname, 'recordings', `${name}.http`), 'utf8')
  return text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const lines = block.split('\n')
      const [method = '', path = ''] = lines.shift()!.split(' ')
      const notes: string[] = []
      let body: string | null = null
      while (lines[0]?.startsWith('> ') || lines[0]?.startsWith('# ')) {
        const line = lines.shift()!
        if (line.startsWith('# ')) notes.push(line.slice(2))
        else body = line.slice(2)
      }
      const status = Number(/^(\d{3}) /.exec(lines[0] ?? '')?.[1] ?? 0)
      lines.shift()
      const headers: Record<string, string> = {}
      while (lines.length && lines[0] !== '') {
        const [key = '', value = ''] = lines.shift()!.split(/: (.*)/s)
        headers[key] = value
      }
      return { method, path, notes, body, status, headers, answer: status ? lines.join('\n').trim() : null }
    })
}
const RANDOM = [
  /^(sha256:)?[0-9a-f]{64}$/,
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/,
  /[0-9a-f]{64}/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-/,
  /^\/var\/run\/docker\/netns\//,
  /^[0-9a-f]{12}$/,
]
const isRandom = (text: string): boolean => RANDOM.some((pattern) => pattern.test(text))

export interface CompareOptions {
  /** Paths (as in the complaints, indexes as *) whose numbers or texts are chance. */
  chance?: readonly string[]
}
/** Where two JSON values differ in shape: kinds, fields and their order, lengths, and values that are no chance. */
export function differences(wanted: unknown, got: unknown, path = '$', options: CompareOptions = {}): string[] {
  const kind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
  if (options.chance?.includes(path.replace(/\[\d+\]/g, '[*]'))) return []
  if (kind(wanted) !== kind(got))
    return [`${path}: ${kind(got)} for ${kind(wanted)} (${JSON.stringify(got)?.slice(0, 80)})`]
  if (Array.isArray(wanted) && Array.isArray(got)) {
    if (wanted.length !== got.length) return [`${path}: ${got.length} elements for ${wanted.length}`]
    return wanted.flatMap((item, i) => differences(item, got[i], `${path}[${i}]`, options))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const w = wanted as Record<string, unknown>
    const g = got as Record<string, unknown>
    const keys = (value: object): string[] => Object.keys(value).map((key) => (isRandom(key) ? 'ID' : key))
    const [a, b] = [keys(w), keys(g)]
    if (a.join() !== b.join()) return [`${path}: fields ${b.join()} for ${a.join()}`]
    return Object.values(w).flatMap((value, i) => differences(value, Object.values(g)[i], `${path}.${a[i]!}`, options))
  }
  if (typeof wanted === 'string' && isRandom(wanted)) {
    return isRandom(got as string) ? [] : [`${path}: ${JSON.stringify(got)} for ${JSON.stringify(wanted)}`]
  }
  const blur = (value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/\b[0-9a-f]{12}\b/g, 'ID') : value
  return blur(wanted) === blur(got) ? [] : [`${path}: ${JSON.stringify(got)} for ${JSON.stringify(wanted)}`]
}
