/** Three lessons of the container track by typing, as a student who chooses them from the list. */
import { expect, test } from '@playwright/test'
import { Naru } from './naru.ts'

async function choose(naru: Naru, title: string): Promise<void> {
  await naru.page.getByRole('navigation', { name: '레슨 목록' }).getByRole('button').click()
  await naru.page.getByRole('dialog').getByRole('button', { name: title }).click()
}

test('멈추지 않고 나오기: Ctrl+P Ctrl+Q leaves the container running', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await choose(naru, '멈추지 않고 나오기')
  await naru.enter('docker run -it --name a7 ubuntu:20.04 /bin/bash', /root@[0-9a-f]{12}:\/# $|root@[0-9a-f]{12}:\/#$/)
  await naru.expectDone('셸에 들어가요')

  await naru.next()
  await naru.enter('memo="아직 여기 있어요"', /:\/#$/)
  await page.keyboard.press('Control+p')
  await page.keyboard.press('Control+q')
  await expect.poll(() => naru.screen()).toMatch(/:\/# student@naru:~\$$/)
  await naru.expectDone('멈추지 않고 나와요')
  expect(await naru.enter("docker ps --format '{{.Names}} {{.Status}}'")).toMatch(/\na7 Up /)

  await naru.next()
  await naru.focus()
  await page.keyboard.type('docker attach a7\n')
  await naru.expectDone('다시 들어가요')
  await page.keyboard.press('Enter')
  expect(await naru.enter('echo $memo', /:\/#$/)).toContain('\n아직 여기 있어요\n')

  await naru.next()
  await naru.enter('exit')
  await naru.expectDone('컨테이너도 끝나게 해요')
  expect(naru.errors).toEqual([])
})

test('exec로 하나 더 돌리기: a second process, and the page that it changed', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await choose(naru, 'exec로 하나 더 돌리기')
  await naru.enter('docker run -d --name web httpd:2.4')
  await naru.expectDone('뒤에서 돌려요')

  await naru.next()
  expect(await naru.enter('docker exec web cat htdocs/index.html')).toContain('It works!')
  await naru.expectDone('읽어요')

  await naru.next()
  await naru.enter('docker exec -it web sh', /\n# ?$/)
  await naru.enter("echo '<h1>바꿨어요</h1>' > htdocs/index.html", /\n# ?$/)
  await naru.enter('exit')
  await naru.expectDone('고쳐요')

  await naru.next()
  await naru.enter('docker stop web')
  await naru.expectDone('멈춰요')
  expect(await naru.enter('docker exec web ls')).toContain('is not running')
  expect(naru.errors).toEqual([])
})

test('환경변수: part1.py, run by a real Python, answers to what -e hands over', async ({ page }) => {
  const naru = new Naru(page)
  await naru.open()
  await choose(naru, '환경변수')
  expect(await naru.enter('docker run --rm ubuntu:20.04 env')).toMatch(/\nHOSTNAME=[0-9a-f]{12}\n/)

  await naru.next()
  await naru.enter("docker run --name greeting -e WHO=나루 ubuntu:20.04 sh -c 'echo 안녕, $WHO'")
  await naru.expectDone('라고 말하게 해요')

  await naru.next()
  await naru.enter("printf 'LEVEL=처음\\n' > settings.env")
  await naru.enter('docker run --name configured --env-file settings.env ubuntu:20.04 env')
  await naru.expectDone('그 파일로 컨테이너')

  await naru.next()
  const part1 = 'docker container run --name part1 --rm aibcontents/n312_part1:1.0 python part1.py'
  expect(await naru.enter(part1)).toContain('환경변수 github_username 이 없습니다.')
  await naru.enter('clear')
  const named =
    'docker container run --name part1 -e github_username=naru --rm aibcontents/n312_part1:1.0 python part1.py'
  expect(await naru.enter(named)).toContain('안녕하세요, naru 님!')
  await naru.expectDone(/part1\.py\s?를 실행해요/)
  expect(naru.errors).toEqual([])
})
