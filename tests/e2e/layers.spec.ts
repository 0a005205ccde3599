/** The layer view: what images share, what a layer changed, why removing does not make smaller; keyboard, screen readers, small screens. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { Naru } from './naru.ts'

async function noViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
}
const tab = (page: Page) => page.getByRole('tab', { name: '이미지 층' })

test('two images that share layers stand on common ground', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await tab(page).click()
  await expect(naru.map.getByText('아직 이미지가 없어요')).toBeVisible()
  await naru.enter('docker pull -q nginx')
  await naru.enter('docker pull -q httpd')
  // From the map to the layers of an image.
  await page.getByRole('tab', { name: '지도' }).click()
  await naru.map.getByRole('button', { name: 'httpd 이미지의 층 보기' }).click()
  await expect(tab(page)).toHaveAttribute('aria-selected', 'true')
  const stack = naru.map.getByRole('list', { name: /^httpd의 층/ })
  await expect(stack.getByText('nginx도 함께 써요').first()).toBeVisible()
  await expect(stack.getByText('CMD ["httpd-foreground"]')).toBeVisible()

  await naru.map.getByRole('button', { name: '나란히 비교' }).click()
  await expect(naru.map.getByRole('combobox', { name: '나란히 볼 이미지' })).toHaveValue('nginx:latest')
  const common = naru.map.locator('section').filter({ hasText: '두 이미지가 함께 쓰는 층' })
  await expect(common).toContainText('디스크에는 한 번만 있어요')
  // What is common is not listed twice.
  const shared = await common.getByRole('button').first().innerText()
  const line = shared.split('\n')[0]!
  await expect(naru.map.getByRole('list', { name: /^nginx의 층/ }).getByText(line, { exact: true })).toHaveCount(0)
  await noViolations(page)
  expect(naru.errors).toEqual([])
})

test('files of a layer and of a container, by keyboard', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('docker run -d --name web httpd', /[0-9a-f]{64}\s+student@naru:[^\n]*\$\s*$/)
  await naru.enter('docker exec web rm htdocs/index.html')
  await tab(page).click()
  const detail = naru.map.getByRole('region', { name: '고른 층' })
  await naru.map.getByRole('button', { name: /web 컨테이너가 쓰는 층/ }).click()
  const removed = detail.getByRole('treeitem', { name: /^index\.html, 지움/ })
  await expect(removed).toBeVisible()

  await naru.enter('docker commit web small')
  await naru.map.getByRole('combobox', { name: '이미지', exact: true }).selectOption('small:latest')
  const top = naru.map
    .getByRole('list', { name: /^small의 층/ })
    .getByRole('button')
    .first()
  await expect(top).toContainText('지운 파일 1개 · 아래층에는 그대로')
  await top.focus()
  await page.keyboard.press('Enter')
  await expect(detail).toContainText('지워도 줄지 않아요.')
  await expect(removed).toBeVisible()

  const tree = detail.getByRole('tree')
  await tree.focus()
  await page.keyboard.press('Home')
  const active = async (): Promise<string | null> =>
    page.locator(`[id="${await tree.getAttribute('aria-activedescendant')}"]`).getAttribute('aria-expanded')
  expect(await active()).toBe('true')
  await page.keyboard.press('ArrowLeft')
  expect(await active()).toBe('false')
  await page.keyboard.press('ArrowRight')
  expect(await active()).toBe('true')

  await naru.map.getByRole('button', { name: /^층 6개/ }).click()
  await expect(detail).toContainText('보이지 않지만 남아 있는 파일')
  await expect(detail).toContainText('/usr/local/apache2/htdocs/index.html')
  expect(naru.errors).toEqual([])
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`on a phone, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 }, locale: 'ko-KR' })
    const page = await context.newPage()
    const naru = new Naru(page)
    await naru.open()
    const pane = page.getByRole('navigation', { name: '무대' })
    await pane.getByRole('button', { name: '터미널' }).click()
    await naru.enter('docker pull -q nginx')
    await pane.getByRole('button', { name: '지도' }).click()
    await tab(page).click()
    const top = naru.map.getByRole('button', { name: /^COPY / }).first()
    await expect(top).toBeVisible()
    await noViolations(page)
    await top.click()
    await expect(naru.map.getByRole('tree')).toBeVisible()
    await noViolations(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    )
    await naru.map.getByRole('button', { name: '층 목록' }).click()
    await expect(top).toBeVisible()
    await context.close()
  })
