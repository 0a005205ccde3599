/** curl's command line: every option of 7.88.1 by name; those without a place in this world are refused by name when given. */

/** name → what it takes; 'absent' ones are known to curl, not simulated here. */
type Kind = 'flag' | 'value' | 'absent-flag' | 'absent-value'
const LETTERS: Record<string, string> = {
  '0': 'http1.0',
  '1': 'tlsv1',
  '2': 'sslv2',
  '3': 'sslv3',
  '4': 'ipv4',
  '6': 'ipv6',
  a: 'append',
  A: 'user-agent',
  b: 'cookie',
  B: 'use-ascii',
  c: 'cookie-jar',
  C: 'continue-at',
  d: 'data',
  D: 'dump-header',
  e: 'referer',
  E: 'cert',
  f: 'fail',
  F: 'form',
  g: 'globoff',
  G: 'get',
  h: 'help',
  H: 'header',
  i: 'include',
  I: 'head',
  j: 'junk-session-cookies',
  J: 'remote-header-name',
  k: 'insecure',
  K: 'config',
  l: 'list-only',
  L: 'location',
  m: 'max-time',
  M: 'manual',
  n: 'netrc',
  N: 'no-buffer',
  o: 'output',
  O: 'remote-name',
  p: 'proxytunnel',
  P: 'ftp-port',
  q: 'disable',
  Q: 'quote',
  r: 'range',
  R: 'remote-time',
  s: 'silent',
  S: 'show-error',
  t: 'telnet-option',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  v: 'verbose',
  V: 'version',
  w: 'write-out',
  x: 'proxy',
  X: 'request',
  Y: 'speed-limit',
  y: 'speed-time',
  z: 'time-cond',
  Z: 'parallel',
  '#': 'progress-bar',
  ':': 'next',
}
const FLAGS =
  'http0.9 http1.0 http1.1 ipv4 ipv6 fail fail-with-body fail-early globoff get head include insecure location location-trusted no-buffer buffer ' +
  'remote-name remote-name-all remote-time show-error silent verbose version progress-bar progress-meter compressed create-dirs path-as-is ' +
  'post301 post302 post303 raw retry-all-errors retry-connrefused tcp-nodelay keepalive disable basic sessionid alpn npn clobber styled-output tcp-fastopen ' +
  'junk-session-cookies use-ascii http2 ssl-no-revoke disallow-username-in-url tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3'
const VALUES =
  'cookie cookie-jar connect-timeout connect-to continue-at data data-ascii data-binary data-raw data-urlencode dump-header expect100-timeout form ' +
  'form-string header help json keepalive-time max-redirs max-time max-filesize noproxy output output-dir proto-default range referer request request-target ' +
  'resolve retry retry-delay retry-max-time stderr unix-socket upload-file url url-query user user-agent write-out cacert capath'
const ABSENT_FLAGS =
  'append anyauth digest negotiate ntlm ntlm-wb netrc netrc-optional list-only manual parallel parallel-immediate proxytunnel next ssl ssl-reqd sslv2 sslv3 crlf ' +
  'http2-prior-knowledge http3 http3-only ignore-content-length remote-header-name remove-on-error tr-encoding trace-time xattr cert-status compressed-ssh form-escape ' +
  'ftp-create-dirs ftp-pasv proxy-insecure suppress-connect-headers tftp-no-options haproxy-protocol metalink false-start'
const ABSENT_VALUES =
  'abstract-unix-socket alt-svc aws-sigv4 cert cert-type ciphers config create-file-mode crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr ' +
  'dns-servers doh-url engine etag-compare etag-save ftp-account ftp-method ftp-port happy-eyeballs-timeout-ms hsts interface key key-type krb libcurl limit-rate local-port ' +
  'login-options mail-from mail-rcpt netrc-file oauth2-bearer parallel-max pass pinnedpubkey preproxy proto proto-redir proxy proxy-header proxy-user pubkey quote ' +
  'random-file rate service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time telnet-option tftp-blksize time-cond tls-max tls13-ciphers trace trace-ascii'

const KINDS = new Map<string, Kind>()
for (const [names, kind] of [
  [FLAGS, 'flag'],
  [VALUES, 'value'],
  [ABSENT_FLAGS, 'absent-flag'],
  [ABSENT_VALUES, 'absent-value'],
] as const)
  for (const name of names.split(' ')) KINDS.set(name, kind)
/** Options that are on unless --no-NAME says otherwise. */
const POSITIVE = new Set(['buffer', 'clobber', 'keepalive', 'progress-meter', 'sessionid', 'alpn', 'npn'])

export interface CurlOption {
  name: string
  value: string
  on: boolean
}
export interface CurlArguments {
  options: CurlOption[]
  /** URLs, in order, with where they stood among the options. */
  urls: string[]
  error: string | null
}
const NUMERIC = new Set(['max-redirs', 'retry', 'retry-delay', 'retry-max-time', 'max-filesize', 'keepalive-time'])
const SECONDS = new Set(['max-time', 'connect-timeout', 'expect100-timeout'])

export function parseArguments(argv: readonly string[]): CurlArguments {
  const out: CurlArguments = { options: [], urls: [], error: null }
  const fail = (message: string): CurlArguments => ({ ...out, error: message })
  const take = (name: string, flag: string, value: string): string | null => {
    if (NUMERIC.has(name) && !/^\d+$/.test(value))
      return `option ${flag}: ${/^-\d+$/.test(value) ? 'expected a positive numerical parameter' : 'expected a proper numerical parameter'}`
    if (SECONDS.has(name) && !/^\d+(\.\d*)?$/.test(value))
      return `option ${flag}: expected a proper numerical parameter`
    if (name === 'url') out.urls.push(value)
    else out.options.push({ name, value, on: true })
    return null
  }
  let onlyUrls = false
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!
    if (onlyUrls || arg[0] !== '-' || arg === '-') {
      out.urls.push(arg)
      continue
    }
    if (arg === '--') {
      onlyUrls = true
      continue
    }
    if (arg.startsWith('--')) {
      const typed = arg.slice(2)
      let name = typed
      let on = true
      if (typed.startsWith('no-') && !KINDS.has(typed)) {
        name = typed.slice(3)
        on = false
      }
      if (!KINDS.has(name)) {
        const candidates = [...KINDS.keys()].filter((candidate) => candidate.startsWith(name))
        if (candidates.length > 1) return fail(`option ${arg}: is ambiguous`)
        if (!candidates.length) return fail(`option ${arg}: is unknown`)
        name = candidates[0]!
      }
      const kind = KINDS.get(name)!
      if (kind.startsWith('absent')) return fail(`option --${name}: is not simulated yet`)
      if (kind === 'flag') {
        if (!on && POSITIVE.has(name) === false && ['help'].includes(name))
          return fail(`option ${arg}: used '--no-' for option that isn't a boolean`)
        out.options.push({ name, value: '', on })
        continue
      }
      if (!on) return fail(`option ${arg}: used '--no-' for option that isn't a boolean`)
      const value = argv[++i]
      if (value === undefined) {
        if (name === 'help') {
          out.options.push({ name, value: '', on: true })
          continue
        }
        return fail(`option ${arg}: requires parameter`)
      }
      const problem = take(name, arg, value)
      if (problem) return fail(problem)
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const name = LETTERS[letter]
      if (name === undefined) return fail(`option ${arg}: is unknown`)
      const kind = KINDS.get(name)!
      if (kind.startsWith('absent')) return fail(`option -${letter}: is not simulated yet`)
      if (letter === 'N') {
        out.options.push({ name: 'buffer', value: '', on: false })
        continue
      }
      if (kind === 'flag') {
        out.options.push({ name, value: '', on: true })
        continue
      }
      const value = at + 1 < arg.length ? arg.slice(at + 1) : argv[++i]
      if (value === undefined) {
        if (name === 'help') {
          out.options.push({ name, value: '', on: true })
          break
        }
        return fail(`option ${arg}: requires parameter`)
      }
      const problem = take(name, arg, value)
      if (problem) return fail(problem)
      break
    }
  }
  return out
}

/** The options by name, as the transfer wants them. */
export class Settings {
  private readonly options: readonly CurlOption[]
  constructor(options: readonly CurlOption[]) {
    this.options = options
  }
  is(name: string): boolean {
    return this.options.findLast((option) => option.name === name)?.on ?? POSITIVE.has(name)
  }
  value(name: string): string | undefined {
    return this.options.findLast((option) => option.name === name)?.value
  }
  values(...names: string[]): CurlOption[] {
    return this.options.filter((option) => names.includes(option.name))
  }
  number(name: string): number | undefined {
    const value = this.value(name)
    return value === undefined ? undefined : Number(value)
  }
}
