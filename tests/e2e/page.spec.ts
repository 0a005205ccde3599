/** What the page itself promises: undo, several tabs, a machine that dies, broken storage, published pages, keyboard. */
import { expect, test, type Page } from '@playwright/test'
import { Naru } from './naru.ts'

const saved = (page: Page): Promise<void> => expect(page.locator('#lesson')).toContainText('저장됨')

test('undo goes back to before the last change, running containers included', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('docker run -d --name web -p 818:80 httpd')
  await naru.enter('docker rm -f web')
  await naru.enter('docker ps')
  await expect(naru.map.locator('svg').getByText('web', { exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: /docker rm -f web/ }).click()
  await expect(naru.map.locator('svg').getByText('web', { exact: true })).toHaveCount(1)
  await naru.prompt()
  expect(await naru.enter('curl -s 127.0.0.1:818')).toContain('It works!')
  expect(naru.errors).toEqual([])
})

test('a second tab waits, takes over, and the first becomes read-only', async ({ context }) => {
  const first = new Naru(await context.newPage())
  await first.open()
  await first.enter('echo from-the-first')
  await saved(first.page)

  const second = new Naru(await context.newPage())
  await second.page.goto('/')
  await expect(second.page.getByRole('heading', { name: '다른 탭에서 나루가 열려 있어요' })).toBeVisible()
  await second.page.getByRole('button', { name: '이 탭에서 이어 하기' }).click()
  await second.prompt()
  expect(await second.screen()).toContain('from-the-first')

  await expect(first.page.getByText('머신이 다른 탭으로 옮겨 갔어요')).toBeVisible()
  await second.enter('echo from-the-second > note')
  await saved(second.page)
  await first.page.getByRole('button', { name: '이 탭으로 다시 가져오기' }).click()
  await first.prompt()
  expect(await first.enter('cat note')).toContain('from-the-second')
  await expect(second.page.getByText('머신이 다른 탭으로 옮겨 갔어요')).toBeVisible()

  await saved(first.page)

  // A tab that waits follows by itself when the owner closes.
  const third = new Naru(await context.newPage())
  await third.page.goto('/')
  await expect(third.page.getByRole('heading', { name: '다른 탭에서 나루가 열려 있어요' })).toBeVisible()
  await first.page.close()
  await third.prompt()
  expect(await third.enter('cat note')).toContain('from-the-second')
})

test('a machine that dies is started again where it was', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('docker run -d --name web httpd')
  await naru.enter('mkdir kept; cd kept')
  await saved(page)
  await page.waitForTimeout(1500)
  await page.workers()[0]!.evaluate(() => void setTimeout(() => Promise.reject(new Error('unseen')), 0))
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      throw new Error('the machine is broken')
    }, 0)
  })
  await expect(page.getByText('마지막 저장 상태로 다시 켰어요')).toBeVisible()
  await naru.prompt()
  expect(await naru.enter("pwd; docker ps --format '{{.Names}} {{.State}}'")).toMatch(
    /\/home\/student\/kept\nweb running/,
  )
})

test('a snapshot that cannot be read is kept aside and the one before it is used', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('echo remembered > note')
  await saved(page)
  await page.waitForTimeout(1500)
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('naru')
        request.onsuccess = () => {
          const change = request.result.transaction('snapshots', 'readwrite')
          change
            .objectStore('snapshots')
            .add({ savedAt: 1, snapshot: { version: 1, takenAt: 1, payload: { broken: true } } })
          change.oncomplete = () => {
            request.result.close()
            resolve()
          }
        }
      }),
  )
  await page.reload()
  await naru.prompt()
  await expect(page.getByText('마지막 저장 상태를 읽지 못해서')).toBeVisible()
  expect(await naru.enter('cat note')).toContain('remembered')
  await page.getByRole('button', { name: '더 보기' }).click()
  await expect(page.getByRole('menuitem', { name: '따로 보관한 머신 내려받기' })).toBeVisible()
})

test('a published page opens in the browser pane, apart from the playground', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('docker run -d --name web -p 818:80 httpd')
  await naru.map.locator('svg').getByText('818', { exact: true }).click()
  const frame = page.frameLocator('iframe')
  await expect(frame.locator('body')).toContainText('It works!')
  expect(
    await frame.locator('body').evaluate(() => {
      try {
        return parent.document.title
      } catch (error) {
        return (error as Error).name
      }
    }),
  ).toBe('SecurityError')
  await page.getByRole('textbox', { name: '주소' }).fill('localhost:9999')
  await page.keyboard.press('Enter')
  await expect(naru.map).toContainText('페이지를 열 수 없어요')
})

test('everything can be reached by keyboard', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  const region = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.closest('section')?.id)
  await naru.focus()
  const seen = []
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('F6')
    await expect.poll(region).not.toBe(seen.at(-1) ?? 'terminal')
    seen.push(await region())
  }
  expect(seen).toEqual(['lesson', 'stage', 'terminal'])
  const bar = page.getByRole('separator', { name: '학습 칸 너비' })
  const before = Number(await bar.getAttribute('aria-valuenow'))
  await bar.focus()
  await page.keyboard.press('ArrowRight')
  expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
  await page.reload()
  await naru.prompt()
  expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
})

test('run buttons, hints and the solution', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.lesson.getByRole('button', { name: '힌트 보기' }).click()
  await expect(naru.lesson).toContainText('힌트 1')
  await naru.lesson.getByRole('button', { name: '다음 힌트' }).click()
  await expect(naru.lesson).toContainText('힌트 2')
  await naru.enter('docker images')
  await expect(naru.lesson).toContainText('아직 없어요')
  await naru.lesson
    .getByRole('button', { name: /터미널에서 실행: docker image pull/ })
    .first()
    .click()
  await naru.expectDone('이미지를 내려받아요')
})
