/** Screen readers, keyboard, narrow screens, dark mode, both languages: axe finds nothing. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { Naru } from './naru.ts'

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])
    test(`axe finds nothing: ${colorScheme}, ${viewport.width}×${viewport.height}`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport, locale: 'ko-KR' })
      const page = await context.newPage()
      await page.goto('/')
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('student@naru'))
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBe(0)
      await context.close()
    })

test('the whole page in English', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const naru = new Naru(page)
  await naru.open()
  await expect(page.locator('#lesson').getByRole('heading', { name: 'Fetch the whale' })).toBeVisible()
  const text = await page.evaluate(() => document.body.innerText)
  // The brand and the name of the other language are the only Korean words.
  expect(text.replaceAll('나루', '').replaceAll('한국어', '')).not.toMatch(/[가-힣]/)
  await context.close()
})

test('Korean typed through an input method arrives as syllables, two cells wide', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.focus()
  const client = await page.context().newCDPSession(page)
  await page.keyboard.type('echo ')
  for (const [composing, done] of [
    ['ㅎ', ''],
    ['하', ''],
    ['한', '한'],
    ['ㄱ', ''],
    ['그', ''],
    ['글', '글'],
  ] as const) {
    await client.send('Input.imeSetComposition', { text: composing, selectionStart: 1, selectionEnd: 1 })
    if (done) await client.send('Input.insertText', { text: done })
  }
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await naru.screen()).split('\n').filter((row) => row.trim() === '한글').length).toBe(1)
})
