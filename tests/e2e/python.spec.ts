/** CPython in the page: by requests through the service worker on the first visit, by shared memory after a reload. */
import { expect, test, type Page } from '@playwright/test'
import { Naru } from './naru.ts'

async function runsPython(naru: Naru, page: Page): Promise<void> {
  expect(await naru.enter('clear; docker run --rm python:3.11 python3 -c "print(6 * 7)"')).toMatch(/^42$/m)
  // An endless loop neither freezes the page nor outlives Ctrl+C.
  await naru.enter('clear; docker run --rm -it python:3.11 python3 -uc "print(1) or [0 for _ in iter(int, 1)]"', /^1$/m)
  await page.keyboard.press('Control+c')
  await naru.prompt()
  expect(await naru.screen()).toContain('KeyboardInterrupt')
  // A prompt, a blocking read, and docker kill of a loop.
  await naru.enter('clear; docker run --rm -it python:3.11', />>>$/)
  await naru.enter('[n * n for n in range(4)]', /\[0, 1, 4, 9\]\n>>>$/)
  await naru.enter('exit()')
  await naru.enter('clear; docker run -d --name busy python:3.11 python3 -c "while True: pass"')
  expect(await naru.enter('docker kill busy && docker wait busy')).toMatch(/^137$/m)
  await naru.enter('docker rm busy')
}

test('python runs with and without shared memory', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50))
  })
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  await naru.enter('docker pull -q python:3.11')
  await runsPython(naru, page)

  await page.waitForTimeout(1500)
  await page.reload()
  await naru.prompt()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  await runsPython(naru, page)

  // A web server of python's in the sandboxed frame of an isolated page.
  await naru.enter('clear; docker run -d --name web -p 818:8000 python:3.11 python3 -m http.server')
  expect(await naru.enter('sleep 2; curl -s localhost:818 | grep title')).toContain('<title>Directory listing')
  await naru.map.locator('svg').getByText('818', { exact: true }).click()
  await expect(page.frameLocator('iframe').locator('body')).toContainText('Directory listing for /')
  expect(naru.errors).toEqual([])
})
