/**
 * Splits a lesson file: front matter, then steps that begin with `## Title {#id}`; within a step, prose and fenced ```task blocks.
 * Prose keeps its Markdown; the task blocks are taken out.
 */
import { LessonError } from './error.ts'

export interface Section {
  id: string
  title: string
  line: number
  body: string
  tasks: { text: string; line: number }[]
}
export interface Sections {
  front: { text: string; line: number }
  steps: Section[]
}

export function splitSections(text: string, file: string): Sections {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  if (lines[0] !== '---') throw new LessonError(file, 1, 'a lesson begins with front matter between two lines of ---')
  const end = lines.indexOf('---', 1)
  if (end < 0) throw new LessonError(file, 1, 'the front matter is not closed by ---')
  const steps: Section[] = []
  let body: string[] = []
  const close = (): void => {
    const last = steps.at(-1)
    if (last) last.body = body.join('\n').trim()
    body = []
  }
  for (let i = end + 1; i < lines.length; i++) {
    const line = lines[i]!
    const fence = /^(`{3,})(.*)$/.exec(line)
    if (fence) {
      const from = i
      const closing = fence[1]!
      while (++i < lines.length && lines[i] !== closing);
      if (i >= lines.length) throw new LessonError(file, from + 1, 'the code block that begins here is not closed')
      if (!steps.length) throw new LessonError(file, from + 1, 'text before the first step (## Title {#id})')
      if (fence[2]!.trim() === 'task')
        steps.at(-1)!.tasks.push({ text: lines.slice(from + 1, i).join('\n'), line: from + 2 })
      else body.push(...lines.slice(from, i + 1))
      continue
    }
    if (line.startsWith('## ')) {
      close()
      const heading = /^## (.+?) *\{#([a-z0-9-]+)\}$/.exec(line)
      if (!heading) throw new LessonError(file, i + 1, 'a step is written "## Title {#id}"')
      const [, title, id] = heading as unknown as [string, string, string]
      if (steps.some((step) => step.id === id)) throw new LessonError(file, i + 1, `the step id "${id}" is used twice`)
      steps.push({ id, title, line: i + 1, body: '', tasks: [] })
      continue
    }
    if (!steps.length && line.trim()) throw new LessonError(file, i + 1, 'text before the first step (## Title {#id})')
    body.push(line)
  }
  close()
  if (!steps.length) throw new LessonError(file, end + 1, 'a lesson needs at least one step (## Title {#id})')
  return { front: { text: lines.slice(1, end).join('\n'), line: 2 }, steps }
}
