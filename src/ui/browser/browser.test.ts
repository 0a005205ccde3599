import { expect, test } from 'vitest'
import { FakeMachine } from '../testing/fake-machine.ts'
import { toUrl } from './address.ts'
import { Browser } from './browser.svelte.ts'
import { CookieJar } from './cookies.ts'
import { frameProgram } from './frame.ts'

test('what people type is an address', () => {
  expect(toUrl('818')).toBe('http://127.0.0.1:818/')
  expect(toUrl(':818/a?b')).toBe('http://127.0.0.1:818/a?b')
  expect(toUrl('localhost:8080')).toBe('http://localhost:8080/')
  expect(toUrl(' https://naru ')).toBe('https://naru/')
  expect(toUrl('javascript:alert(1)')).toBeNull()
  expect(toUrl('')).toBeNull()
})

test('redirections are followed, cookies kept by host, history walked', async () => {
  const machine = new FakeMachine()
  const browser = new Browser(() => machine.http.bind(machine))
  await browser.open('818')
  expect(browser.shown).toMatchObject({ kind: 'page', page: { url: 'http://127.0.0.1:818/' } })
  await browser.open('127.0.0.1:818/old')
  expect(browser.address).toBe('127.0.0.1:818/next?from=old')
  expect(browser.shown.kind === 'page' && browser.shown.page.html).toContain('cookie=seen=1')
  await browser.back()
  expect(browser.address).toBe('127.0.0.1:818')
  expect([browser.canBack, browser.canForward]).toEqual([false, true])
  await browser.open('9999')
  expect(browser.shown).toEqual({ kind: 'error', url: 'http://127.0.0.1:9999/', reason: 'connection refused' })
})

test('text is shown as text', async () => {
  const browser = new Browser(() => async () => ({
    status: 200,
    headers: [['content-type', 'text/plain']],
    body: new TextEncoder().encode('<b>'),
  }))
  await browser.open('80')
  expect(browser.shown.kind === 'page' && browser.shown.page.html).toContain('&lt;b&gt;')
})

test('a cookie can be taken back', () => {
  const jar = new CookieJar()
  jar.receive('http://a:1/', 'x=1; Path=/')
  jar.receive('http://a:2/', 'y=2; HttpOnly')
  expect(jar.header('http://a:3/')).toBe('x=1; y=2')
  jar.receive('http://a/', 'x=; Max-Age=0')
  expect(jar.header('http://a/')).toBe('y=2')
  expect(jar.header('http://b/')).toBe('')
})

test("the frame's program stands alone, as it crosses as text", () => {
  // Free names would be undefined in the frame: anything imported shows up as a bundler's or transformer's reference.
  expect(frameProgram.toString()).not.toMatch(/__vi|import\(|require\(/)
})
