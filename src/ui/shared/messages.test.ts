import { expect, test } from 'vitest'
import { en, ko } from './messages.ts'

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

test('both languages have every sentence, with the same placeholders', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort())
  for (const key of Object.keys(ko) as (keyof typeof ko)[]) {
    expect(ko[key].trim(), key).not.toBe('')
    expect(en[key].trim(), key).not.toBe('')
    expect(placeholders(en[key]), key).toEqual(placeholders(ko[key]))
  }
})

test('Korean sentences put no particle straight after a placeholder', () => {
  // Which of 은/는, 이/가, 을/를 fits depends on the word that is filled in.
  for (const [key, text] of Object.entries(ko))
    expect(text, key).not.toMatch(/\}(은|는|이|가|을|를|와|과|으로|로)(?![가-힣])/)
})
