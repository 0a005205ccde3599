/** What is said about the word under the mouse, in Markdown: instructions, flags, stages, variables, images. */
import { bytes } from '../../shared/format.ts'
import { locale } from '../../shared/locale.svelte.ts'
import type { World } from './complete.ts'
import { DIRECTIVES, INSTRUCTIONS, MOUNT_KEYS, type Said } from './docs.ts'
import { t } from './messages.ts'
import type { Place } from './mistakes.ts'
import { linesOf, stagesOf, variablesAt } from './text.ts'

const said = (doc: Said): string => doc[locale.language]
const REFERENCE = 'https://docs.docker.com/reference/dockerfile/'
const fence = (code: string): string => `\n\`\`\`dockerfile\n${code}\n\`\`\`\n`

export function instructionDoc(name: string): string {
  const doc = INSTRUCTIONS[name]
  if (!doc) return ''
  const anchor = name.toLowerCase()
  return [
    said(doc),
    `\n\n**${t('df.hover.forms')}**${fence(doc.forms.join('\n'))}`,
    `**${t('df.hover.example')}**${fence(doc.example)}`,
    `[${t('df.hover.more')}](${REFERENCE}#${anchor})`,
  ].join('')
}
/** Columns in angle brackets are what is to be filled in; the one at `index` is meant now. */
export function hoverAt(
  text: string,
  row: number,
  column: number,
  world: Pick<World, 'local'>,
): { place: Place; markdown: string } | null {
  const rows = text.split(/\r?\n/)
  const current = rows[row] ?? ''
  const start = /[^\s=,"'[\]]*$/.exec(current.slice(0, column))?.index ?? column
  const end = column + (/^[^\s=,"'[\]]*/.exec(current.slice(column))?.[0].length ?? 0)
  const word = current.slice(start, end)
  if (!word) return null
  const place: Place = { start: { line: row, character: start }, end: { line: row, character: end } }
  const answer = (markdown: string) => ({ place, markdown })
  const directive = /^\s*#\s*(\w+)\s*=/.exec(current)
  if (directive) {
    const doc = row < 5 ? DIRECTIVES.find(({ name }) => name === directive[1]!.toLowerCase()) : undefined
    return doc ? answer(said(doc)) : null
  }
  const lines = linesOf(text)
  const line = lines.find((line) => line.start <= row && row <= line.end)
  if (!line) return null
  const before = current.slice(0, start)
  const first = row === line.start && /^\s*(ONBUILD\s+)?(HEALTHCHECK\s.*\s)?$/i.test(before)
  const name = word.toUpperCase()
  if (first && INSTRUCTIONS[name]) return answer(instructionDoc(name))
  if (name === 'AS' && line.instruction === 'FROM') return answer(said(INSTRUCTIONS.FROM!))
  const instruction =
    line.instruction === 'ONBUILD' ? (line.text.trim().split(/\s+/)[1]?.toUpperCase() ?? '') : line.instruction
  const flag = /^--([\w-]+)$/.exec(word)
  if (flag) {
    const doc = INSTRUCTIONS[instruction]?.flags.find((doc) => doc.name === flag[1])
    return doc ? answer(`\`--${doc.name}\`\n\n${said(doc)}`) : null
  }
  const mount = /--mount=(\S*)$/.exec(before)
  if (mount && current[end] === '=') {
    const type = /type=(\w+)/.exec(current.slice(current.lastIndexOf('--mount=', start)))?.[1] ?? 'bind'
    const doc = [...MOUNT_KEYS['']!, ...(MOUNT_KEYS[type] ?? [])].find((doc) => doc.name === word)
    return doc ? answer(`\`${doc.name}\`\n\n${said(doc)}`) : null
  }
  const variable = /\$\{?(\w+)/.exec(word)
  if (variable) {
    const found = variablesAt(lines, row).findLast(({ name }) => name === variable[1])
    return found
      ? answer(`\`${t('df.hover.variable', { ...found, value: found.value || t('df.hover.noValue') })}\``)
      : null
  }
  const stages = stagesOf(lines).filter((stage) => stage.line <= row)
  const stage = stages.find((stage) => stage.name && stage.name.toLowerCase() === word.toLowerCase())
  const naming = line.instruction === 'FROM' || /(--from|,from|=from|from)=$/.test(before)
  if (stage && naming) return answer(t('df.hover.stage', { name: `\`${stage.name}\``, base: `\`${stage.base}\`` }))
  if (naming && word.toLowerCase() !== 'scratch' && !/^\d+$/.test(word)) {
    const full = word.includes(':') ? word : `${word}:latest`
    const image = world.local().find(({ name }) => name === full)
    return answer(
      image
        ? t('df.hover.image', { name: `\`${full}\``, size: bytes(image.size), layers: image.layers })
        : t('df.hover.local.none', { name: `\`${full}\`` }),
    )
  }
  return null
}

/** The forms of the instruction that the cursor is in. */
export function signatureAt(
  text: string,
  row: number,
  column: number,
): { forms: readonly string[]; form: number; documentation: string; words: number } | null {
  const line = linesOf(text).find((line) => line.start <= row && row <= line.end)
  const doc = line && INSTRUCTIONS[line.instruction]
  if (!line || !doc) return null
  const current = (text.split(/\r?\n/)[row] ?? '').slice(0, column)
  if (row === line.start && !/^\s*\S+\s/.test(current)) return null
  const rest = line.text
    .trimStart()
    .slice(line.instruction.length)
    .replace(/\s--\S+/g, '')
  const json = /^\s*\[/.test(rest)
  const form = Math.max(
    0,
    doc.forms.findIndex((form) => form.includes('["') === json),
  )
  const above = line.text.split('\n').slice(0, row - line.start)
  const given = [...above, current]
    .join(' ')
    .trimStart()
    .slice(line.instruction.length)
    .replace(/\s--\S+/g, '')
  return {
    forms: doc.forms,
    form,
    documentation: said(doc),
    words: Math.max(0, given.trimStart().split(/[\s,]+/).length - 1),
  }
}
/** Ranges of the parts of a form that are to be filled in. */
export function partsOf(form: string): [start: number, end: number][] {
  return [...form.matchAll(/<[^>]+>(?:\[[:/=]?<[^>]+>\])?/g)]
    .filter((match) => !match[0].startsWith('<flags') && !match[0].startsWith('<platform'))
    .map((match) => [match.index, match.index + match[0].length])
}
