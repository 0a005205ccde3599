/** The editor: a Dockerfile typed, mended, saved, built; what the terminal and the editor see of each other; nothing typed is lost. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { Naru } from './naru.ts'

class EditorPage extends Naru {
  readonly pane: Locator
  readonly tree: Locator

  constructor(page: Page) {
    super(page)
    this.pane = page.locator('#stage-editor')
    this.tree = page.getByRole('tree')
  }
  async openEditor(): Promise<void> {
    await this.page.getByRole('tab', { name: '편집기' }).first().click()
    await expect(this.tree).toBeVisible()
  }
  async openFile(name: string): Promise<void> {
    await this.tree.getByRole('treeitem', { name, exact: true }).click()
    await this.text()
  }
  /** Waits until the text can be typed into. */
  async text(): Promise<void> {
    await expect(this.pane.locator('[data-ready=true] .monaco-editor .view-lines')).toBeVisible()
    await expect(this.pane.locator('.monaco-editor.focused')).toBeVisible()
  }
  /** What is on screen, line by line. */
  async lines(): Promise<string> {
    const lines = await this.pane.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: parseFloat((element as HTMLElement).style.top), text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    )
    return lines.join('\n')
  }
  suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row')
  }
  /** Types a line without taking what is offered. */
  async line(text: string): Promise<void> {
    await this.page.keyboard.type(text)
    await this.page.keyboard.press('Escape')
    await this.page.keyboard.press('Enter')
  }
}
const saved = (page: Page): Promise<void> => expect(page.locator('#lesson')).toContainText('저장됨')

test('a Dockerfile typed with completion, mended by quick fixes, seen by the terminal', async ({ page }) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.openEditor()
  await page.getByRole('button', { name: 'Dockerfile 만들기' }).click()
  await naru.text()
  await page.keyboard.type('FR')
  await expect(naru.suggestions().filter({ hasText: 'FROM' })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type('busybox:1.3')
  await expect(naru.suggestions().filter({ hasText: 'busybox:1.35' }).first()).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await naru.lines()).toContain('FROM busybox:1.35')

  // An explanation in the page's language.
  await naru.pane.locator('.view-line').first().locator('span span').first().hover()
  await expect(page.locator('.monaco-hover:visible')).toContainText('바탕이 될 이미지')
  await page.keyboard.press('Control+End')

  // Enter after a word of one's own is a new line, whatever else could have been meant.
  await page.keyboard.type('WORKDIR src', { delay: 60 })
  await page.keyboard.press('Enter')
  await expect.poll(() => naru.lines()).toMatch(/WORKDIR src\n$/)
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Delete')
  await naru.line('WROKDIR /app')
  await naru.line('CMD echo hello')
  await expect(naru.pane.locator('.squiggly-error')).toBeVisible()
  await naru.pane.getByRole('button', { name: /문제 \d+개/ }).click()
  await expect(naru.pane.getByText('이런 지시는 없어요: WROKDIR')).toBeVisible()
  // With the keyboard: the fixes of the line that the cursor is in.
  await naru.pane.locator('.view-line', { hasText: 'WROKDIR' }).click()
  await page.keyboard.press('Home')
  await page.keyboard.press('Control+.')
  await expect(page.getByText('이렇게 바꾸기: WORKDIR').last()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => naru.lines()).toContain('WORKDIR /app')
  // What the machine's build checks found.
  await naru.pane.getByRole('button', { name: /JSON 형식으로 바꾸기/ }).click()
  await expect.poll(() => naru.lines()).toContain('CMD ["echo", "hello"]')
  await expect(naru.pane.getByText('문제 없음')).toBeVisible()

  expect(await naru.enter('cat Dockerfile')).toContain('FROM busybox:1.35\nWORKDIR /app\nCMD ["echo", "hello"]')
  // And the other way round, at once.
  await naru.enter('echo "# from the terminal" >> Dockerfile; mkdir -p site; echo hi > site/index.html')
  await expect.poll(() => naru.lines()).toContain('# from the terminal')
  await naru.tree.getByRole('treeitem', { name: 'site', exact: true }).click()
  await expect(naru.tree.getByRole('treeitem', { name: 'index.html' })).toBeVisible()
  await naru.enter('rm -r site')
  await expect(naru.tree.getByRole('treeitem', { name: 'site', exact: true })).toHaveCount(0)
  expect(naru.errors).toEqual([])
})

test('nothing typed is lost: reload in the middle of a word, a machine that dies, a file changed by both', async ({
  page,
}) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.enter('printf "one\\ntwo\\n" > note.txt')
  await naru.openEditor()
  await naru.openFile('note.txt')
  await saved(page)
  await page.keyboard.press('Control+End')
  await page.keyboard.type('three')
  await page.reload()
  await naru.prompt()
  await naru.openEditor()
  await expect.poll(() => naru.lines()).toBe('one\ntwo\nthree')
  await expect.poll(() => naru.enter('cat note.txt')).toContain('one\ntwo\nthree')

  // The cursor is where it was.
  await naru.pane.locator('.view-lines').click({ position: { x: 300, y: 150 } })
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' four')
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      throw new Error('the machine is broken')
    }, 0)
  })
  await expect(page.getByText('마지막 저장 상태로 다시 켰어요')).toBeVisible()
  await naru.prompt()
  await expect.poll(() => naru.lines()).toBe('one\ntwo\nthree four')
  await expect.poll(async () => naru.enter('cat note.txt')).toContain('three four')

  // Both write within the same moment: neither is thrown away without asking.
  await naru.enter('(sleep 1; echo terminal > note.txt) &', /\$ /)
  await naru.pane.locator('.view-lines').click({ position: { x: 300, y: 150 } })
  await page.keyboard.press('Control+End')
  for (let i = 0; i < 40 && !(await naru.pane.getByText('다른 곳에서 이 파일이 바뀌었어요').isVisible()); i++)
    await page.keyboard.type('x', { delay: 40 })
  await expect(naru.pane.getByText('다른 곳에서 이 파일이 바뀌었어요')).toBeVisible()
  await naru.pane.getByRole('button', { name: '바뀐 내용 보기' }).click()
  await expect(page.getByRole('dialog')).toContainText('terminal')
  await page.keyboard.press('Escape')
  await naru.pane.getByRole('button', { name: '내 글로 덮어쓰기' }).click()
  await expect.poll(async () => naru.enter('cat note.txt')).toContain('three fourx')
})

test('the tree by keyboard: new, rename, delete; uploads whole or not at all', async ({ page }) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.openEditor()
  await naru.pane.getByRole('button', { name: '새 폴더' }).click()
  await expect(page.getByRole('textbox', { name: '새 이름' })).toBeFocused()
  await page.keyboard.type('app')
  await page.keyboard.press('Enter')
  const folder = naru.tree.getByRole('treeitem', { name: 'app', exact: true })
  await expect(folder).toBeFocused()
  await naru.pane.getByRole('button', { name: '새 파일' }).click()
  await expect(page.getByRole('textbox', { name: '새 이름' })).toBeFocused()
  await page.keyboard.type('index.html')
  await page.keyboard.press('Enter')
  await naru.text()
  await page.keyboard.type('<h1>안녕</h1>')
  await expect(folder).toHaveAttribute('aria-expanded', 'true')
  const file = naru.tree.getByRole('treeitem', { name: 'index.html' })
  await file.focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('hello')
  await page.keyboard.press('Enter')
  await expect(naru.tree.getByRole('treeitem', { name: 'hello.html' })).toBeFocused()
  await expect(naru.pane.getByRole('tab', { name: 'hello.html' })).toBeVisible()
  expect(await naru.enter('cat app/hello.html; echo; ls -l app')).toMatch(
    /<h1>안녕<\/h1>[^]*student\s+student.*hello\.html/,
  )

  // A name that is taken, and one that cannot be.
  await naru.tree.getByRole('treeitem', { name: 'hello.html' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(folder).toBeFocused()
  await page.keyboard.press('F2')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('.profile')
  await expect(naru.pane.getByRole('alert')).toContainText('같은 이름이 이미 있어요')
  await page.keyboard.press('Escape')
  await expect(folder).toBeFocused()

  await page.keyboard.press('Delete')
  await expect(page.getByRole('dialog')).toContainText('app 지울까요?')
  await page.getByRole('dialog').getByRole('button', { name: '지우기' }).click()
  await expect(folder).toHaveCount(0)
  await expect(naru.pane.getByRole('tab', { name: 'hello.html' })).toHaveCount(0)
  expect(await naru.enter('ls app')).toContain('No such file')

  const input = naru.pane.locator('input[type=file][multiple]')
  await input.setInputFiles([
    { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('from outside') },
    { name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('too') },
  ])
  await expect(naru.tree.getByRole('treeitem', { name: 'b.txt' })).toBeVisible()
  expect(await naru.enter('cat a.txt')).toContain('from outside')
  await input.setInputFiles([
    { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
    { name: 'huge.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(21_000_000) },
  ])
  await expect(page.getByText('한 번에 20MB까지 올릴 수 있어요')).toBeVisible()
  await expect(naru.tree.getByRole('treeitem', { name: 'small.txt' })).toHaveCount(0)
  // Over a file that is there: only after asking.
  await input.setInputFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('newer') }])
  await page.getByRole('dialog').getByRole('button', { name: '바꾸기' }).click()
  // One file that comes alone is opened.
  await naru.text()
  await expect.poll(() => naru.lines()).toBe('newer')
  expect(await naru.enter('clear; cat a.txt')).toContain('newer')
  expect(naru.errors).toEqual([])
})

test('the build button runs docker build in the terminal, and the image runs', async ({ page }) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.enter(
    'mkdir hello; printf \'FROM busybox:1.35\\nCOPY say.txt /\\nCMD ["cat", "/say.txt"]\\n\' > hello/Dockerfile; echo 안녕하세요 > hello/say.txt',
  )
  await naru.openEditor()
  await naru.tree.getByRole('treeitem', { name: 'hello', exact: true }).click()
  await naru.openFile('Dockerfile')
  await expect(naru.pane.getByRole('textbox', { name: '이미지 이름' })).toHaveValue('hello')
  await naru.pane.getByRole('textbox', { name: '이미지 이름' }).fill('Bad Name')
  await expect(naru.pane.getByRole('button', { name: /^빌드/ }).first()).toBeDisabled()
  await naru.pane.getByRole('textbox', { name: '이미지 이름' }).fill('hello:one')
  await naru.pane.locator('.view-lines').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => naru.screen(), { timeout: 60_000 }).toContain('naming to docker.io/library/hello:one')
  await naru.prompt()
  // What happened is beside the text.
  await expect(naru.pane.getByRole('complementary', { name: '빌드' })).toContainText('say.txt')
  expect(await naru.enter('docker run --rm hello:one')).toContain('안녕하세요')
  expect(await naru.enter('history 3')).toContain('docker build -t hello:one ~/hello')
  // The name is remembered.
  await saved(page)
  await page.waitForTimeout(600)
  await page.reload()
  await naru.prompt()
  await naru.openEditor()
  await expect(naru.pane.getByRole('textbox', { name: '이미지 이름' })).toHaveValue('hello:one')
  expect(naru.errors).toEqual([])
})

test('a compose file: its schema completes and checks', async ({ page }) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.enter('printf "services:\\n  web:\\n    image: httpd\\n    prots: []\\n" > compose.yaml')
  await naru.openEditor()
  await naru.openFile('compose.yaml')
  await expect(naru.pane.locator('.squiggly-warning, .squiggly-error').first()).toBeVisible()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('    res')
  await expect(naru.suggestions().filter({ hasText: 'restart' }).first()).toBeVisible()
  expect(naru.errors).toEqual([])
})

test('Korean typed through an input method arrives as syllables', async ({ page }) => {
  const naru = new EditorPage(page)
  await naru.open()
  await naru.enter('touch note.md')
  await naru.openEditor()
  await naru.openFile('note.md')
  const client = await page.context().newCDPSession(page)
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
  await expect.poll(() => naru.lines()).toBe('한글')
  await expect.poll(() => naru.enter('cat note.md')).toContain('한글')
  // Tab leaves the text when the learner wants it to.
  await naru.pane.locator('.view-lines').click()
  await page.keyboard.press('Control+m')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('.monaco-editor'))).toBeNull()
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
    { width: 390, height: 844 },
  ])
    test(`axe finds nothing in the editor: ${colorScheme}, ${viewport.width}×${viewport.height}`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme, viewport, locale: 'ko-KR' })
      const page = await context.newPage()
      await page.goto('/')
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('student@naru'))
      const phone = viewport.width < 500
      if (phone) await page.getByRole('button', { name: '편집기' }).click()
      else await page.getByRole('tab', { name: '편집기' }).click()
      await page.getByRole('button', { name: 'Dockerfile 만들기' }).click()
      const text = phone
        ? page.getByRole('textbox', { name: 'Dockerfile 편집' })
        : page.locator('.monaco-editor.focused')
      await expect(text).toBeVisible()
      if (phone) await text.fill('FROM busybox\nCOYP a b\n')
      else await page.keyboard.type('FROM busybox')
      if (phone) {
        await page.getByRole('button', { name: /문제 \d+개/ }).click()
        await page.getByRole('button', { name: '이렇게 바꾸기: COPY' }).click()
        await expect(text).toHaveValue('FROM busybox\nCOPY a b\n')
      } else await page.keyboard.press('Escape')
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBe(0)
      await context.close()
    })
