/**
 * The program inside the Browser pane's frame (public/browser-frame.html). The frame has no network and an opaque origin, so this stands
 * in for both: it fetches a page's parts over the port and puts them into the page, and replaces fetch, XMLHttpRequest, storage, cookies,
 * links and forms by ones that go the same way.
 *
 * It crosses as text (Function.prototype.toString), so it must use nothing from outside its own body.
 *
 * Left out on purpose: modules that import other modules, workers, WebSocket, and assignments to location.
 */
import type { Answer, FromFrame, Page, ToFrame } from './wire.ts'

export function frameProgram(port: MessagePort, page: Page): void {
  const waiting = new Map<number, (answer: Answer | { error: string }) => void>()
  let next = 1
  let cookies = ''
  const say = (message: FromFrame): void => port.postMessage(message)
  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.kind === 'cookies') cookies = data.text
    else {
      waiting.get(data.id)?.(data.answer)
      waiting.delete(data.id)
    }
  }

  const decoder = new TextDecoder()
  let base = page.url
  const absolute = (url: string): string => {
    try {
      return new URL(url, base).href
    } catch {
      return url
    }
  }
  const ask = (
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer | { error: string }> =>
    new Promise((resolve) => {
      const id = next++
      waiting.set(id, resolve)
      say({ kind: 'request', id, url, method: init.method ?? 'GET', headers: init.headers ?? {}, body: init.body })
    })
  const header = (answer: Answer, name: string): string | null =>
    answer.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null

  // --- a page's parts ---------------------------------------------------------------------------------------------------------------
  const inlined = /^(data:|blob:|javascript:|about:|#|$)/i
  const objects = new Map<string, Promise<string>>()
  /** An object URL for a part, or its own URL when the machine does not have it. */
  const objectUrl = (url: string): Promise<string> => {
    if (inlined.test(url)) return Promise.resolve(url)
    const whole = absolute(url)
    let object = objects.get(whole)
    if (!object) {
      object = ask(whole).then((answer) => {
        if ('error' in answer || answer.status >= 400) return 'data:,'
        const type = header(answer, 'content-type') ?? ''
        return URL.createObjectURL(new Blob([answer.body], { type }))
      })
      objects.set(whole, object)
    }
    return object
  }
  const text = async (url: string): Promise<string | null> => {
    const answer = await ask(absolute(url))
    return 'error' in answer || answer.status >= 400 ? null : decoder.decode(answer.body)
  }
  const replaceAsync = async (
    source: string,
    pattern: RegExp,
    fn: (match: RegExpMatchArray) => Promise<string>,
  ): Promise<string> => {
    const matches = [...source.matchAll(pattern)]
    const parts = await Promise.all(matches.map(fn))
    let out = ''
    let at = 0
    matches.forEach((match, index) => {
      out += source.slice(at, match.index) + parts[index]
      at = match.index + match[0].length
    })
    return out + source.slice(at)
  }
  /** Style text with its imports put in and its addresses made objects. `from`: where the style sheet came from. */
  const style = async (css: string, from: string, depth = 0): Promise<string> => {
    const resolve = (url: string): string => (inlined.test(url) ? url : new URL(url, from).href)
    const imported = await replaceAsync(
      css,
      /@import\s+(?:url\()?\s*["']?([^"')\s;]+)["']?\s*\)?([^;]*);/gi,
      async (match) => {
        const url = resolve(match[1]!)
        const inner = depth < 4 ? await text(url) : null
        if (inner === null) return ''
        const media = match[2]!.trim()
        const styled = await style(inner, url, depth + 1)
        return media ? `@media ${media}{${styled}}` : styled
      },
    )
    return replaceAsync(imported, /url\(\s*(["']?)([^"')]+)\1\s*\)/gi, async (match) => {
      return inlined.test(match[2]!) ? match[0] : `url("${await objectUrl(resolve(match[2]!))}")`
    })
  }

  const attribute = async (element: Element, name: string): Promise<void> => {
    const value = element.getAttribute(name)
    if (value && !inlined.test(value)) {
      element.setAttribute(`data-naru-${name}`, absolute(value))
      element.setAttribute(name, await objectUrl(value))
    }
  }

  async function assemble(): Promise<string> {
    const doc = new DOMParser().parseFromString(page.html, 'text/html')
    const given = doc.querySelector('base[href]')?.getAttribute('href')
    if (given) base = absolute(given)
    for (const element of doc.querySelectorAll('base, meta[http-equiv="Content-Security-Policy" i]')) element.remove()
    const late: Element[] = []
    const work: Promise<unknown>[] = []
    for (const link of doc.querySelectorAll('link[rel~="stylesheet" i][href]'))
      work.push(
        (async () => {
          const url = absolute(link.getAttribute('href')!)
          const css = await text(url)
          const element = doc.createElement('style')
          if (link.getAttribute('media')) element.media = link.getAttribute('media')!
          element.textContent = css === null ? '' : await style(css, url)
          link.replaceWith(element)
        })(),
      )
    for (const element of doc.querySelectorAll('style'))
      work.push(style(element.textContent ?? '', base).then((css) => (element.textContent = css)))
    for (const element of doc.querySelectorAll('[style*="url("]'))
      work.push(style(element.getAttribute('style')!, base).then((css) => element.setAttribute('style', css)))
    for (const script of doc.querySelectorAll('script[src]')) {
      const src = script.getAttribute('src')!
      if (script.hasAttribute('defer') && script.getAttribute('type') !== 'module') late.push(script)
      if (inlined.test(src)) continue
      work.push(
        text(src).then((code) => {
          script.removeAttribute('src')
          script.removeAttribute('integrity')
          script.textContent = code === null ? '' : code.replace(/<\/(script)/gi, '<\\/$1')
        }),
      )
    }
    for (const element of doc.querySelectorAll(
      'img[src], audio[src], video[src], source[src], input[type=image][src], embed[src]',
    ))
      work.push(attribute(element, 'src'))
    for (const element of doc.querySelectorAll('video[poster]')) work.push(attribute(element, 'poster'))
    for (const element of doc.querySelectorAll('[srcset]')) element.removeAttribute('srcset')
    for (const element of doc.querySelectorAll('link[href]:not([rel~="stylesheet" i])')) element.remove()
    await Promise.all(work)
    for (const script of late) doc.body.append(script)
    return `<!doctype html>${doc.documentElement.outerHTML}`
  }

  // --- the page's own requests ------------------------------------------------------------------------------------------------------
  const bodyText = (body: unknown): string | undefined =>
    body === null || body === undefined
      ? undefined
      : body instanceof FormData
        ? new URLSearchParams(
            [...body].map(([key, value]): [string, string] => [key, typeof value === 'string' ? value : value.name]),
          ).toString()
        : body instanceof ArrayBuffer || ArrayBuffer.isView(body)
          ? decoder.decode(body)
          : String(body)
  const bodyType = (body: unknown): Record<string, string> =>
    body instanceof FormData || body instanceof URLSearchParams
      ? { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
      : typeof body === 'string'
        ? { 'content-type': 'text/plain;charset=UTF-8' }
        : {}

  const realFetch = window.fetch.bind(window)
  async function machineFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const request = input instanceof Request ? input : null
    const url = request ? request.url : String(input)
    if (/^(data|blob):/.test(url)) return realFetch(input, init)
    const headers = { ...bodyType(init.body), ...Object.fromEntries(new Headers(init.headers ?? request?.headers)) }
    const answer = await ask(absolute(url), {
      method: init.method ?? request?.method ?? 'GET',
      headers,
      body: request && init.body === undefined && request.method !== 'GET' ? await request.text() : bodyText(init.body),
    })
    if ('error' in answer) throw new TypeError('Failed to fetch')
    const empty = [101, 204, 205, 304].includes(answer.status)
    const response = new Response(empty ? null : answer.body, { status: answer.status, headers: answer.headers })
    Object.defineProperty(response, 'url', { value: answer.url })
    return response
  }

  class MachineXhr extends EventTarget {
    static readonly UNSENT = 0
    static readonly OPENED = 1
    static readonly HEADERS_RECEIVED = 2
    static readonly LOADING = 3
    static readonly DONE = 4
    readyState = 0
    status = 0
    statusText = ''
    responseText = ''
    responseType: XMLHttpRequestResponseType = ''
    response: unknown = ''
    responseURL = ''
    timeout = 0
    withCredentials = false
    readonly upload = new EventTarget()
    onreadystatechange: ((event: Event) => void) | null = null
    onload: ((event: Event) => void) | null = null
    onerror: ((event: Event) => void) | null = null
    onloadend: ((event: Event) => void) | null = null
    onabort: ((event: Event) => void) | null = null
    private method = 'GET'
    private url = ''
    private readonly headers: Record<string, string> = {}
    private answer: Answer | null = null
    private aborted = false

    open(method: string, url: string | URL): void {
      this.method = method.toUpperCase()
      this.url = absolute(String(url))
      this.step(1)
    }
    setRequestHeader(name: string, value: string): void {
      this.headers[name.toLowerCase()] = value
    }
    overrideMimeType(): void {}
    getResponseHeader(name: string): string | null {
      return this.answer ? header(this.answer, name.toLowerCase()) : null
    }
    getAllResponseHeaders(): string {
      return (this.answer?.headers ?? []).map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`).join('')
    }
    abort(): void {
      this.aborted = true
      this.fire('abort')
    }
    send(body?: unknown): void {
      void ask(this.url, {
        method: this.method,
        headers: { ...bodyType(body), ...this.headers },
        body: bodyText(body),
      }).then((answer) => {
        if (this.aborted) return
        if ('error' in answer) {
          this.step(4)
          this.fire('error')
          return this.fire('loadend')
        }
        this.answer = answer
        this.status = answer.status
        this.responseURL = answer.url
        this.step(2)
        const { buffer } = answer.body.slice()
        if (this.responseType === '' || this.responseType === 'text')
          this.response = this.responseText = decoder.decode(buffer)
        else if (this.responseType === 'arraybuffer') this.response = buffer
        else if (this.responseType === 'blob')
          this.response = new Blob([buffer], { type: header(answer, 'content-type') ?? '' })
        else if (this.responseType === 'json') {
          try {
            this.response = JSON.parse(decoder.decode(buffer))
          } catch {
            this.response = null
          }
        } else this.response = new DOMParser().parseFromString(decoder.decode(buffer), 'text/html')
        this.step(4)
        this.fire('load')
        this.fire('loadend')
      })
    }
    private step(state: number): void {
      this.readyState = state
      this.fire('readystatechange')
    }
    private fire(type: 'readystatechange' | 'load' | 'error' | 'loadend' | 'abort'): void {
      const event = new Event(type)
      this[`on${type}`]?.call(this, event)
      this.dispatchEvent(event)
    }
  }

  function memoryStorage(): Storage {
    const values = new Map<string, string>()
    const storage = {
      getItem: (key: string) => values.get(String(key)) ?? null,
      setItem: (key: string, value: string) => void values.set(String(key), String(value)),
      removeItem: (key: string) => void values.delete(String(key)),
      clear: () => values.clear(),
      key: (index: number) => [...values.keys()][index] ?? null,
      get length() {
        return values.size
      },
    }
    return new Proxy(storage as Storage, {
      get: (target, key) =>
        key in target ? Reflect.get(target, key) : typeof key === 'string' ? values.get(key) : undefined,
      set: (_, key, value) => {
        values.set(String(key), String(value))
        return true
      },
    })
  }

  /** Later pictures and sounds: `image.src = 'x.png'` becomes an object when it has arrived. */
  function patchSource(prototype: object): void {
    const own = Object.getOwnPropertyDescriptor(prototype, 'src')
    if (!own?.set || !own.get) return
    const { set, get } = own
    Object.defineProperty(prototype, 'src', {
      configurable: true,
      get(this: Element) {
        return this.getAttribute('data-naru-src') ?? (get.call(this) as string)
      },
      set(this: Element, value: string) {
        const url = String(value)
        if (inlined.test(url)) return set.call(this, url)
        this.setAttribute('data-naru-src', absolute(url))
        void objectUrl(url).then((object) => set.call(this, object))
      },
    })
  }

  function install(): void {
    const define = (target: object, name: string, value: unknown): void => {
      try {
        Object.defineProperty(target, name, { configurable: true, writable: true, value })
      } catch {
        // A property that cannot be replaced stays as it is.
      }
    }
    define(window, 'fetch', machineFetch)
    define(window, 'XMLHttpRequest', MachineXhr)
    define(window, 'localStorage', memoryStorage())
    define(window, 'sessionStorage', memoryStorage())
    Object.defineProperty(document, 'cookie', {
      configurable: true,
      get: () => cookies,
      set: (value: string) => {
        const pair = /^\s*([^=;]+)=([^;]*)/.exec(value)
        if (!pair) return
        const rest = cookies.split('; ').filter((part) => part && !part.startsWith(`${pair[1]}=`))
        cookies = [...rest, `${pair[1]}=${pair[2]}`].join('; ')
        say({ kind: 'cookie', text: value })
      },
    })
    for (const prototype of [HTMLImageElement.prototype, HTMLMediaElement.prototype, HTMLSourceElement.prototype])
      patchSource(prototype)
    define(window, 'open', (url?: string) => {
      if (url) say({ kind: 'navigate', url: absolute(url), method: 'GET' })
      return null
    })
  }

  function listen(): void {
    addEventListener('click', (event) => {
      const link = event
        .composedPath()
        .find(
          (target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement && target.hasAttribute('href'),
        )
      if (!link || event.defaultPrevented) return
      const href = link.getAttribute('href')!
      if (/^(javascript:|blob:|data:)/i.test(href)) return
      event.preventDefault()
      const url = absolute(href)
      const [there, hash] = url.split('#')
      if (hash !== undefined && there === page.url.split('#')[0])
        return (document.getElementById(decodeURIComponent(hash)) ?? document.body).scrollIntoView()
      say({ kind: 'navigate', url, method: 'GET' })
    })
    addEventListener('submit', (event) => {
      if (event.defaultPrevented) return
      event.preventDefault()
      const form = event.target as HTMLFormElement
      const button = event.submitter
      const action = absolute(button?.getAttribute('formaction') ?? form.getAttribute('action') ?? page.url)
      const method = (button?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get').toUpperCase()
      const data = bodyText(new FormData(form, button)) ?? ''
      if (method === 'POST') return say({ kind: 'navigate', url: action, method, body: data })
      const url = new URL(action)
      url.search = data
      say({ kind: 'navigate', url: url.href, method: 'GET' })
    })
    addEventListener('load', () => say({ kind: 'title', title: document.title }))
  }

  void assemble().then((html) => {
    install()
    // The document is the same one, so its policy stays; only its content and listeners are new.
    document.open()
    listen()
    document.write(html)
    document.close()
    say({ kind: 'title', title: document.title })
    const refresh = /^\s*(\d+)\s*(?:;\s*url=(.*))?$/i.exec(
      document.querySelector('meta[http-equiv=refresh i]')?.getAttribute('content') ?? '',
    )
    if (refresh)
      setTimeout(
        () =>
          say({
            kind: 'navigate',
            url: absolute(refresh[2]?.trim().replace(/^["']|["']$/g, '') || page.url),
            method: 'GET',
          }),
        Number(refresh[1]) * 1000,
      )
  })
}
