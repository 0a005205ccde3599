/** The build view: a build that is started in the terminal shows by itself; reasons of the cache, a failure with its lines, the layers. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { Naru } from './naru.ts'

const FILES = [
  'mkdir -p app/src && cd app && echo one > src/one.txt && echo two > src/two.txt',
  `printf '%s\\n' 'FROM busybox AS build' 'WORKDIR /src' 'COPY src/ .' 'RUN cat *.txt > /all && echo made' '' 'FROM alpine AS unused' 'RUN echo never' '' 'FROM busybox' 'ENV LANG=C.UTF-8' 'COPY --from=build /all /all' 'CMD ["cat", "/all"]' > Dockerfile`,
]
const tab = (page: Page) => page.getByRole('tab', { name: /^빌드/ })
async function noViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
}

test('steps, the reason after one file changed, and the layers', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  for (const line of FILES) await naru.enter(line)
  await naru.enter('docker build -q -t hello .')
  // Nobody has looked yet: the tab says so.
  await expect(tab(page)).toContainText('끝남')
  await tab(page).click()
  await expect(tab(page)).toHaveText('빌드')
  const graph = naru.map.getByRole('group', { name: '빌드 그림' })
  await expect(graph.getByRole('region', { name: 'build' }).getByRole('button')).toHaveCount(4)
  await expect(graph.getByRole('region', { name: 'unused' })).toContainText('안 만듦')
  await graph.getByRole('button', { name: /^RUN cat .*: 실행함/ }).click()
  const detail = naru.map.getByRole('region', { name: '자세히' })
  await expect(detail).toContainText('처음 보는 단계예요.')
  await expect(detail.getByRole('log')).toContainText('made')

  await naru.enter('echo three > src/two.txt; docker build -q -t hello .')
  await expect(naru.map.getByRole('heading', { name: 'hello' })).toBeVisible()
  await expect(graph.getByRole('button', { name: /^WORKDIR \/src: 캐시/ })).toBeVisible()
  await graph.getByRole('button', { name: /^COPY src\/ \.: 다시 실행함/ }).click()
  await expect(detail).toContainText('왜 다시 실행했나요?')
  await expect(detail).toContainText('src/two.txt')
  // The line of the Dockerfile and the step are one.
  await naru.map.getByRole('button', { name: /^4번째 줄: RUN cat/ }).click()
  await expect(detail).toContainText('앞 단계가 바뀌어서')
  await noViolations(page)

  await naru.map.getByRole('button', { name: '전체 보기' }).click()
  await detail.getByRole('button', { name: '층 보기' }).click()
  const stack = naru.map.getByRole('list', { name: /^hello의 층/ })
  await stack.getByRole('button', { name: /^COPY \/all \/all/ }).click()
  await expect(naru.map.getByRole('treeitem', { name: /^all, 더함/ })).toBeVisible()
  expect(naru.errors).toEqual([])
})

test('a build that fails, live, and the ones before it', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await tab(page).click()
  await expect(naru.map.getByText('아직 빌드가 없어요')).toBeVisible()
  await naru.enter('mkdir bad && cd bad')
  await naru.enter(`printf 'FROM busybox\\nRUN sleep 2 && echo so far && exit 3\\n' > Dockerfile`)
  await naru.enter('docker build -q . &', /\[1\]/)
  const step = naru.map.getByRole('button', { name: /^RUN sleep 2/ })
  await expect(step).toHaveAccessibleName(/실행 중/)
  const detail = naru.map.getByRole('region', { name: '자세히' })
  await expect(detail).toContainText('빌드가 멈춘 까닭')
  await expect(detail).toContainText('exit code: 3')
  await expect(detail.locator('.meant')).toContainText('RUN sleep 2')
  await detail.getByRole('button', { name: '실패한 단계 보기' }).click()
  await expect(detail.getByRole('log')).toContainText('so far')

  await naru.enter(`printf 'FROM busybox\\nCMD echo hi\\n' > Dockerfile; docker build -q -t good .`)
  await expect(naru.map.getByRole('heading', { name: 'good' })).toBeVisible()
  await expect(detail).toContainText('JSONArgsRecommended')
  await naru.map.getByRole('button', { name: '지난 빌드 1' }).click()
  await noViolations(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(naru.map.getByRole('status')).toContainText('실패했어요')
  await naru.map.getByRole('button', { name: '새 빌드 따라가기' }).click()
  await expect(naru.map.getByRole('status')).toContainText('다 만들었어요')
  expect(naru.errors).toEqual([])
})

test('on a phone', async ({ browser }) => {
  const context = await browser.newContext({
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    locale: 'ko-KR',
  })
  const page = await context.newPage()
  const naru = new Naru(page)
  await naru.open()
  const pane = page.getByRole('navigation', { name: '무대' })
  await pane.getByRole('button', { name: '터미널' }).click()
  await naru.enter(`mkdir a && cd a && printf 'FROM busybox\\nRUN echo hi\\n' > Dockerfile && docker build -q -t a .`)
  await pane.getByRole('button', { name: '지도' }).click()
  await tab(page).click()
  await naru.map.getByRole('tab', { name: '그림' }).click()
  await noViolations(page)
  await naru.map.getByRole('button', { name: /^RUN echo hi/ }).click()
  await expect(naru.map.getByRole('log')).toContainText('hi')
  await naru.map.getByRole('tab', { name: 'Dockerfile' }).click()
  await noViolations(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await context.close()
})
