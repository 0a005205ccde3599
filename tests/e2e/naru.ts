/** A learner at the page: opens it, types, reads the terminal, the tasks and the map. */
import { expect, type Locator, type Page } from '@playwright/test'

const PROMPT = /student@naru:[^\n]*\$\s*$/

export class Naru {
  readonly page: Page
  readonly lesson: Locator
  readonly map: Locator
  /** What went wrong in the page's console. */
  readonly errors: string[] = []

  constructor(page: Page) {
    this.page = page
    this.lesson = page.locator('#lesson')
    this.map = page.locator('#stage')
    page.on('pageerror', (error) => this.errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(path)
    await this.prompt()
  }
  /** The rows of the terminal in front, without trailing blanks. */
  async screen(): Promise<string> {
    const rows = await this.page.locator('#terminal [role=tabpanel]:not([hidden]) .xterm-rows > div').allTextContents()
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd()
  }
  async prompt(timeout = 60_000): Promise<void> {
    await expect.poll(() => this.screen(), { timeout, message: 'a prompt' }).toMatch(PROMPT)
  }
  async focus(): Promise<void> {
    await this.page.locator('#terminal [role=tabpanel]:not([hidden]) .xterm-helper-textarea').focus()
  }
  /** Types a line and Enter, and waits for the next prompt (or for `until`). */
  async enter(line: string, until: RegExp = PROMPT): Promise<string> {
    await this.focus()
    await this.page.keyboard.type(line)
    // Long lines wrap: compare without white space.
    const flat = (text: string): string => text.replace(/\s+/g, '')
    await expect.poll(async () => flat(await this.screen()), { message: `the echo of ${line}` }).toContain(flat(line))
    await this.page.keyboard.press('Enter')
    await expect
      .poll(
        async () => {
          const screen = await this.screen()
          return until.test(screen) && !flat(screen).endsWith(flat(line))
        },
        { timeout: 60_000, message: `the end of ${line}` },
      )
      .toBe(true)
    return this.screen()
  }
  task(text: string | RegExp): Locator {
    return this.lesson.locator('li').filter({ hasText: text })
  }
  async expectDone(text: string | RegExp): Promise<void> {
    await expect(this.task(text).first()).toHaveClass(/done/)
  }
  async next(): Promise<void> {
    await this.lesson.getByRole('button', { name: '다음 단계' }).click()
  }
}
