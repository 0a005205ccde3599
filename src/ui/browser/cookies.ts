/** Cookies of the Browser pane, by host and port; attributes other than an expiry in the past are not looked at. */
export class CookieJar {
  private readonly jars = new Map<string, Map<string, string>>()

  /** Cookies are kept by host: ports share them, as in real browsers. */
  receive(url: string, setCookie: string): void {
    const pair = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(setCookie)
    if (!pair) return
    const host = new URL(url).hostname
    const jar = this.jars.get(host) ?? new Map<string, string>()
    this.jars.set(host, jar)
    const expires = /;\s*expires=([^;]+)/i.exec(setCookie)?.[1]
    const maxAge = /;\s*max-age=(-?\d+)/i.exec(setCookie)?.[1]
    const gone = maxAge !== undefined ? Number(maxAge) <= 0 : expires !== undefined && Date.parse(expires) < Date.now()
    if (gone) jar.delete(pair[1]!)
    else jar.set(pair[1]!, pair[2]!.trim())
  }
  header(url: string): string {
    const jar = this.jars.get(new URL(url).hostname)
    return jar ? [...jar].map(([name, value]) => `${name}=${value}`).join('; ') : ''
  }
  clear(): void {
    this.jars.clear()
  }
}
