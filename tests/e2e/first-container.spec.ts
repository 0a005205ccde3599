/** The whole lesson 「첫 컨테이너」 by typing: tasks, map, reload. */
import { expect, test } from '@playwright/test'
import { Naru } from './naru.ts'

test('a student does the first lesson and finds everything again after a reload', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await expect(naru.lesson.getByRole('heading', { name: '고래를 데려와요' })).toBeVisible()

  const pulled = await naru.enter('docker image pull docker/whalesay:latest')
  expect(pulled).toContain('Status: Downloaded newer image for docker/whalesay:latest')
  await naru.expectDone('이미지를 내려받아요')
  await expect(naru.map.getByText('docker/whalesay').first()).toBeAttached()

  await naru.next()
  expect(await naru.enter('docker images')).toMatch(/docker\/whalesay +latest +[0-9a-f]{12}/)

  await naru.next()
  expect(await naru.enter('docker container run --name boo docker/whalesay:latest cowsay boo')).toContain('< boo >')
  await naru.expectDone('라고 말하게 해요')
  await expect(naru.map.getByText('boo').first()).toBeAttached()

  await naru.next()
  expect(await naru.enter('docker container ps -a')).toMatch(/Exited \(0\)/)
  await naru.enter('docker container run docker/whalesay cowsay hello')
  await naru.expectDone('하나 더 실행해서')

  await naru.next()
  expect(await naru.enter('docker image rm docker/whalesay')).toContain('conflict')

  // In the middle of the lesson: everything is there again.
  await page.waitForTimeout(1500)
  await page.reload()
  await naru.prompt()
  await expect(naru.lesson.getByRole('heading', { name: '깨끗이 치워요' })).toBeVisible()
  expect(await naru.screen()).toContain('conflict')
  expect(await naru.enter("docker ps -a --format '{{.Names}}={{.Status}}'")).toMatch(/boo=Exited \(0\)/)
  await naru.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => naru.screen()).toMatch(/docker image rm docker\/whalesay$/)
  await page.keyboard.press('Control+u')

  await naru.enter('docker container rm boo')
  await naru.expectDone('컨테이너를 지워요')
  await naru.enter('docker container rm $(docker container ps -aq)')
  await naru.enter('docker image rm docker/whalesay')
  await naru.expectDone('마저 지우고')
  await expect(naru.map.locator('svg').getByText('docker/whalesay')).toHaveCount(0)
  expect(naru.errors).toEqual([])
})

test('a running web server is running again after a reload, with its address, port and start', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await naru.enter('docker run -d --name web -p 818:80 httpd')
  await naru.enter('clear')
  expect(await naru.enter('curl 127.0.0.1:818')).toContain('It works!')
  const format = "docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.NetworkSettings.IPAddress}}' web"
  await naru.enter('clear')
  const before = await naru.enter(format)
  await expect(naru.map.getByText('818').first()).toBeAttached()
  await page.waitForTimeout(1500)
  await page.reload()
  await naru.prompt()
  await naru.enter('clear')
  expect(await naru.enter(format)).toBe(before)
  await naru.enter('clear')
  expect(await naru.enter('curl 127.0.0.1:818')).toContain('It works!')
  expect(await naru.enter('docker logs web 2>&1 | grep -c "GET / HTTP"')).toMatch(/\n2\n/)
  expect(naru.errors).toEqual([])
})
