/** The Browser pane's engine: asks the simulated host for pages, follows redirections, keeps history and cookies. */
import type { MachineFacade } from '../../machine/facade.ts'
import { follow, toUrl } from './address.ts'
import { CookieJar } from './cookies.ts'
import type { Answer, Page } from './wire.ts'

interface Visit {
  url: string
  method: string
  body?: string
}
export type Shown =
  | { kind: 'nothing' }
  | { kind: 'page'; key: number; page: Page }
  /** `reason` is the machine's own word for it. */
  | { kind: 'error'; url: string; reason: string }

const REDIRECTS = 10

export class Browser {
  shown: Shown = $state.raw({ kind: 'nothing' })
  loading = $state(false)
  address = $state('')
  title = $state('')
  private visits: Visit[] = $state.raw([])
  private at = $state(-1)
  canBack = $derived(this.at > 0)
  canForward = $derived.by(() => this.at < this.visits.length - 1)

  private readonly http: () => MachineFacade['http'] | null
  private readonly cookies = new CookieJar()
  private ticket = 0

  constructor(http: () => MachineFacade['http'] | null) {
    this.http = http
  }

  /** What a person typed, or an address from elsewhere on the page. */
  async open(text: string): Promise<void> {
    const url = toUrl(text)
    if (url) await this.visit({ url, method: 'GET' })
  }
  async visit(visit: Visit): Promise<void> {
    this.visits = [...this.visits.slice(0, this.at + 1), visit]
    this.at = this.visits.length - 1
    await this.load(visit)
  }
  async back(): Promise<void> {
    await this.go(-1)
  }
  async forward(): Promise<void> {
    await this.go(1)
  }
  async reload(): Promise<void> {
    const visit = this.visits[this.at]
    if (visit) await this.load(visit)
  }

  /** One exchange, redirections followed; for the pane itself and for what its page asks. */
  async request(
    url: string,
    init: { method: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer | { error: string }> {
    const http = this.http()
    if (!http) return { error: 'the machine is off' }
    let { method, body } = init
    let here = url
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const cookie = this.cookies.header(here)
      const answer = await http(here, {
        method,
        headers: { accept: '*/*', ...init.headers, ...(cookie ? { cookie } : {}) },
        ...(body === undefined ? {} : { body }),
      })
      if ('error' in answer) return answer
      for (const [name, value] of answer.headers)
        if (name.toLowerCase() === 'set-cookie') this.cookies.receive(here, value)
      const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
      if (answer.status < 300 || answer.status >= 400 || !location)
        return { status: answer.status, headers: answer.headers, body: new Uint8Array(answer.body), url: here }
      here = follow(location, here)
      if (answer.status === 303 || ((answer.status === 301 || answer.status === 302) && method === 'POST')) {
        method = 'GET'
        body = undefined
      }
    }
    return { error: 'too many redirects' }
  }
  cookieText(url: string): string {
    return this.cookies.header(url)
  }
  setCookie(url: string, text: string): void {
    this.cookies.receive(url, text)
  }

  private async go(step: number): Promise<void> {
    const visit = this.visits[this.at + step]
    if (!visit) return
    this.at += step
    await this.load(visit)
  }
  private async load(visit: Visit): Promise<void> {
    const ticket = ++this.ticket
    this.loading = true
    this.address = shortUrl(visit.url)
    this.title = ''
    const headers: Record<string, string> =
      visit.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await this.request(visit.url, { method: visit.method, headers, body: visit.body }).catch(
      (error: unknown) => ({ error: String(error) }),
    )
    if (ticket !== this.ticket) return
    this.loading = false
    if ('error' in answer) this.shown = { kind: 'error', url: visit.url, reason: answer.error }
    else {
      this.address = shortUrl(answer.url)
      this.shown = { kind: 'page', key: ticket, page: { url: answer.url, html: toHtml(answer) } }
    }
  }
}

const shortUrl = (url: string): string => url.replace(/^http:\/\//, '').replace(/^([^/]+)\/$/, '$1')

const escapeHtml = (text: string): string =>
  text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'))

/** Every kind of answer as something that can be shown. */
function toHtml(answer: Answer): string {
  const type = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const text = (): string => new TextDecoder(/charset=([\w-]+)/i.exec(type)?.[1] ?? 'utf-8').decode(answer.body)
  if (/^image\//i.test(type))
    return `<!doctype html><body style="margin:0;display:grid;place-items:center;min-height:100vh;background:#16181d"><img src="${escapeHtml(answer.url)}" style="max-width:100%">`
  if (/html|xml/i.test(type) || (!type && /^\s*</.test(text()))) return text()
  return `<!doctype html><meta charset="utf-8"><pre style="white-space:pre-wrap;word-break:break-word;font-size:13px">${escapeHtml(text())}</pre>`
}
