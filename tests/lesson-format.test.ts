/** docs/lesson-format.md lists the vocabulary; the words' own texts are the source. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { vocabulary } from '../src/lesson/checks/index.ts'

const file = 'docs/lesson-format.md'
it('the page lists every check as the code describes it', () => {
  const page = readFileSync(file, 'utf8')
  const list = vocabulary.map((kind) => `- ${kind.doc}`).join('\n')
  const wanted = page.replace(
    /(<!-- vocabulary -->\n)[\s\S]*(<!-- vocabulary end -->)/,
    (_, open: string, close: string) => `${open}${list}\n${close}`,
  )
  if (process.env.UPDATE_DOCS) writeFileSync(file, wanted)
  else expect(page).toBe(wanted)
})
