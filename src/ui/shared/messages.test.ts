import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

type Texts = Record<string, string>
const folder = join(import.meta.dirname, '..')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const sources = files
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.includes('messages'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

// The page's own sentences, and those of views that bring theirs along.
describe.each(files.filter((name) => /(^|\/)messages\.ts$/.test(name)))('%s', async (file) => {
  const { ko, en } = (await import(/* @vite-ignore */ join(folder, file))) as { ko: Texts; en: Texts }

  test('both languages have every sentence, with the same placeholders', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort())
    for (const key of Object.keys(ko)) {
      expect(ko[key]!.trim(), key).not.toBe('')
      expect(en[key]!.trim(), key).not.toBe('')
      expect(placeholders(en[key]!), key).toEqual(placeholders(ko[key]!))
    }
  })

  test('Korean sentences put no particle straight after a placeholder', () => {
    // Which of 은/는, 이/가, 을/를 fits depends on the word that is filled in.
    for (const [key, text] of Object.entries(ko))
      expect(text, key).not.toMatch(/\}(은|는|이|가|을|를|와|과|으로|로)(?![가-힣])/)
  })

  test('every sentence is used', () => {
    // t(`map.health.${container.health}`), t(`storage.${state}.body`)
    const made = [...sources.matchAll(/t\(`([\w.]+)\$\{[^}]*\}([\w.]*)`/g)]
    const unused = Object.keys(ko).filter(
      (key) =>
        !sources.includes(`'${key}'`) && !made.some(([, start, end]) => key.startsWith(start!) && key.endsWith(end!)),
    )
    expect(unused).toEqual([])
  })
})
