/** A machine of cardboard: enough of a facade to draw the page and test it without a kernel. Understands a few lines. */
import type { EngineReply, HostView, MachineEvent, MachineFacade, MachineSnapshot } from '../../machine/facade.ts'
import type { BuildRecord } from '../../api/types/build.ts'
import { endedBuild, failedBuild, runningBuild } from './builds.ts'
import { container, crowd, sampleView } from './views.ts'

const PROMPT = '\x1b[32mstudent@naru\x1b[0m:\x1b[34m~\x1b[0m$ '

const SITE = `<!doctype html><html><head><title>가게</title><link rel="stylesheet" href="site.css"><script defer src="app.js"></script></head>
<body><h1>It works!</h1><p id="data"></p><img id="dot" src="/dot.svg" alt="점"><a id="old" href="old">옛 주소</a>
<form method="post" action="/next"><input name="이름" value="나루"><button id="send">보내기</button></form></body></html>`

export class FakeMachine implements MachineFacade {
  private state: HostView = { ...sampleView(Date.now()), containers: [], images: [], volumes: [] }
  private readonly terminals = new Map<string, { out: (text: string) => void; line: string }>()
  private readonly watchers = new Map<number, (view: HostView) => void>()
  private readonly listeners = new Map<number, (event: MachineEvent) => void>()
  private next = 1
  private builds: BuildRecord[] = []
  private lines: { line: string; at: number; status: number }[] = []

  async boot(_options: unknown, snapshot?: MachineSnapshot): Promise<void> {
    if (!snapshot) return
    const payload = snapshot.payload as { view?: HostView }
    if (!payload.view) throw new Error('this snapshot is broken')
    this.state = payload.view
  }
  async processes(): Promise<[]> {
    return []
  }
  async now(): Promise<number> {
    return Date.now()
  }
  async openTerminal(_options: unknown, onOutput: (data: Uint8Array) => void): Promise<string> {
    const id = `t${this.next++}`
    const out = (text: string): void => void onOutput(new TextEncoder().encode(text))
    this.terminals.set(id, { out, line: '' })
    out(PROMPT)
    return id
  }
  async writeTerminal(id: string, data: Uint8Array | string): Promise<void> {
    const terminal = this.terminals.get(id)
    if (!terminal) return
    for (const char of typeof data === 'string' ? data : new TextDecoder().decode(data)) {
      if (char === '\r') {
        terminal.out('\r\n')
        const line = terminal.line.trim()
        terminal.line = ''
        terminal.out(this.execute(line, id) + PROMPT)
      } else if (char === '\x7f') {
        if (terminal.line) terminal.out('\b \b')
        terminal.line = terminal.line.slice(0, -1)
      } else if (char === '\x15') {
        terminal.out('\b \b'.repeat(terminal.line.length))
        terminal.line = ''
      } else if (char >= ' ') {
        terminal.line += char
        terminal.out(char)
      }
    }
  }
  async resizeTerminal(): Promise<void> {}
  async closeTerminal(id: string): Promise<void> {
    this.terminals.delete(id)
  }
  async view(): Promise<HostView> {
    return structuredClone(this.state)
  }
  async watch(onChange: (view: HostView) => void): Promise<number> {
    this.watchers.set(this.next, onChange)
    return this.next++
  }
  async onEvent(listener: (event: MachineEvent) => void): Promise<number> {
    this.listeners.set(this.next, listener)
    return this.next++
  }
  async unwatch(subscription: number): Promise<void> {
    this.watchers.delete(subscription)
    this.listeners.delete(subscription)
  }
  async engine(_method: string, path: string): Promise<EngineReply> {
    const ref = /^\/naru\/builds\/(\w+)$/.exec(path)?.[1]
    if (ref) return { status: 200, body: structuredClone(this.builds.find((build) => build.ref === ref)) }
    return { status: 200, body: path === '/naru/builds' ? structuredClone(this.builds) : [] }
  }
  async readFile(): Promise<Uint8Array | null> {
    return null
  }
  async writeFile(): Promise<void> {}
  async editFiles(): Promise<{ error: null }> {
    return { error: null }
  }
  async listFiles(): Promise<[]> {
    return []
  }
  async checkDockerfile(): Promise<{ warnings: []; sources: [] }> {
    return { warnings: [], sources: [] }
  }
  async imageNames(): Promise<string[]> {
    return ['busybox:1.35']
  }
  async run(): Promise<{ status: number; stdout: string; stderr: string }> {
    return { status: 0, stdout: '', stderr: '' }
  }
  async journal(): Promise<{ line: string; at: number; status: number }[]> {
    return this.lines
  }
  async http(
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): ReturnType<MachineFacade['http']> {
    const { port, pathname, search } = new URL(url)
    if (port !== '818') return { error: 'connection refused' }
    const answer = (type: string, body: string, status = 200, more: [string, string][] = []) => ({
      status,
      headers: [['content-type', type], ...more] as [string, string][],
      body: new TextEncoder().encode(body),
    })
    switch (pathname) {
      case '/':
        return answer('text/html; charset=utf-8', SITE, 200, [['set-cookie', 'seen=1; path=/']])
      case '/site.css':
        return answer('text/css', "@import 'more.css'; h1 { color: rgb(1, 2, 3) }")
      case '/more.css':
        return answer('text/css', 'body { background: url(dot.svg) rgb(240, 250, 240) }')
      case '/dot.svg':
        return answer(
          'image/svg+xml',
          '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="3" fill="red"/></svg>',
        )
      case '/app.js':
        return answer(
          'text/javascript',
          "localStorage.setItem('a','b'); fetch('data.json').then(r => r.json()).then(d => { document.querySelector('#data').textContent = d.hello + ' ' + localStorage.getItem('a') })",
        )
      case '/data.json':
        return answer('application/json', '{"hello":"안녕"}')
      case '/old':
        return answer('text/html', '', 302, [['location', '/next?from=old']])
      case '/next':
        return answer(
          'text/plain',
          `${init.method ?? 'GET'} ${search} ${init.body ?? ''} cookie=${init.headers?.cookie ?? ''}`,
        )
      default:
        return answer('text/html', '<h1>404 Not Found</h1>', 404)
    }
  }
  async snapshot(): Promise<MachineSnapshot> {
    return { version: 1, takenAt: Date.now(), payload: { view: structuredClone(this.state) } }
  }
  async settle(): Promise<void> {}
  async shutdown(): Promise<void> {}

  private execute(line: string, terminal: string): string {
    const [word, argument] = line.split(/\s+/)
    const at = Date.now()
    let output = ''
    if (word === 'sample') this.change(sampleView(at))
    else if (word === 'crowd') this.change(crowd(Number(argument ?? 30), at))
    else if (word === 'add')
      this.change({
        ...this.state,
        containers: [...this.state.containers, container(argument ?? 'x', { created: at })],
      })
    else if (word === 'build') this.build(runningBuild(), argument === 'on' ? null : endedBuild())
    else if (word === 'fail') this.build(runningBuild(), failedBuild())
    else if (word === 'crash') throw new Error('crash')
    else if (word) output = `bash: ${word}: command not found\r\n`
    if (line) {
      this.lines.push({ line, at, status: 0 })
      for (const listener of this.listeners.values())
        listener({ kind: 'command', terminal, line, status: 0, startedAt: at, endedAt: at })
    }
    return output
  }
  /** Goes through the build's states, a second apart. */
  private build(first: BuildRecord, then: BuildRecord | null): void {
    const ref = `build${this.builds.length}`
    const since = Date.now() - Date.parse(first.created)
    const moved = (record: BuildRecord): BuildRecord =>
      JSON.parse(
        JSON.stringify({ ...record, ref }).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) =>
          new Date(Date.parse(time) + since).toISOString(),
        ),
      ) as BuildRecord
    const tell = (status: BuildRecord['status']): void => {
      for (const listener of this.listeners.values()) listener({ kind: 'build', ref, status })
    }
    this.builds = [moved(first), ...this.builds]
    tell('running')
    if (then)
      setTimeout(() => {
        this.builds = this.builds.map((build) => (build.ref === ref ? moved(then) : build))
        tell(then.status)
      }, 2000)
  }
  private change(view: HostView): void {
    this.state = view
    for (const watcher of this.watchers.values()) watcher(structuredClone(view))
  }
}
