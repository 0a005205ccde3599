/** httpd of BusyBox 1.35: files, index.html, ranges, CGI under /cgi-bin/, the commands -e and -d. Access rules and passwords are refused by name. */
import { concat, decode, EMPTY, encode } from '../../base/bytes.ts'
import { SysError, strerror } from '../../base/abi/errno.ts'
import { isDir, isFile, O_RDWR, X_OK } from '../../base/abi/files.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { SocketAddress } from '../../kernel/net/types.ts'
import type { Fd, Program, Sys } from '../../kernel/sys/types.ts'
import { usageText } from '../busybox/applet.ts'
import { OptionError, parseOptions } from '../coreutils/lib/options.ts'
import { httpDate } from './http/date.ts'
import { BadMessage, Headers, parseRequest, serialiseHead } from './http/message.ts'
import type { Request } from './http/message.ts'
import { extensionOf } from './http/mime.ts'
import { parseRange } from './http/range.ts'
import { ByteReader, readBody, requestBody, TooLong, UnexpectedEnd } from './http/stream.ts'
import { percentDecode } from './http/url.ts'
import { findGroup, findUser } from './lib/accounts.ts'
import { Tasks } from './lib/tasks.ts'

const TYPES: Record<string, string> = {
  txt: 'text/plain',
  h: 'text/plain',
  c: 'text/plain',
  cc: 'text/plain',
  cpp: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  png: 'image/png',
  svg: 'image/svg+xml',
  css: 'text/css',
  js: 'application/javascript',
  wav: 'audio/wav',
  avi: 'video/x-msvideo',
  qt: 'video/quicktime',
  mov: 'video/quicktime',
  mpe: 'video/mpeg',
  mpeg: 'video/mpeg',
  mid: 'audio/midi',
  midi: 'audio/midi',
  mp3: 'audio/mpeg',
}
const RESPONSES: Record<number, [name: string, text?: string]> = {
  200: ['OK'],
  206: ['Partial Content'],
  302: ['Found'],
  304: ['Not Modified'],
  400: ['Bad Request', 'Unsupported method'],
  403: ['Forbidden', ''],
  404: ['Not Found', 'The requested URL was not found'],
  408: ['Request Timeout', 'No request appeared within 60 seconds'],
  413: ['Entity Too Large', 'Entity Too Large'],
  500: ['Internal Server Error', 'Internal Server Error'],
  501: ['Not Implemented', 'The requested method is not recognized'],
}
interface Answer {
  status: number
  type: string
  extra: [string, string][]
  body: Uint8Array
  /** Of a CGI program: the whole answer. */
  raw?: Uint8Array
}
const errorAnswer = (status: number): Answer => {
  const [name, text] = RESPONSES[status]!
  const body =
    text === undefined
      ? ''
      : `<HTML><HEAD><TITLE>${status} ${name}</TITLE></HEAD>\n<BODY><H1>${status} ${name}</H1>\n${text}\n</BODY></HTML>\n`
  return { status, type: 'text/html', extra: [], body: encode(body) }
}

export const busyboxHttpd: Program = async (sys) => {
  const usage = async (status: number, message?: string): Promise<number> => {
    await sys.write(2, (message === undefined ? '' : `httpd: ${message}\n`) + (await usageText(sys, 'httpd')))
    return status
  }
  if (sys.argv[1] === '--help') return usage(0)
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: 'c:d:h:e:r:m:u:p:ifv' })
  } catch (error) {
    if (error instanceof OptionError) return usage(1, error.message)
    throw error
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  const die = async (message: string): Promise<number> => {
    await sys.write(2, `httpd: ${message}\n`)
    return 1
  }
  if (has('d')) {
    await sys.write(1, percentDecode(value('d')!.replaceAll('+', ' ')))
    return 0
  }
  if (has('e')) {
    await sys.write(
      1,
      [...value('e')!].map((char) => (/[A-Za-z0-9]/.test(char) ? char : `&#${char.codePointAt(0)};`)).join(''),
    )
    return 0
  }
  for (const key of ['m', 'i', 'c', 'r']) if (has(key)) return die(`-${key} is not simulated yet`)
  const home = value('h')
  if (home !== undefined) {
    try {
      sys.chdir(home)
    } catch (error) {
      if (error instanceof SysError) return die(`can't change directory to '${home}': ${strerror(error.code)}`)
      throw error
    }
  }
  const where = listenAddress(value('p') ?? '80')
  if (where === null) return die(`bad address '${value('p')}'`)
  const listener = sys.socket(where.address.includes(':') ? 'inet6' : 'inet', 'stream')
  try {
    if (where.port > 65535) throw new SysError('EADDRNOTAVAIL')
    sys.bind(listener, where)
    sys.listen(listener, 9)
  } catch (error) {
    if (error instanceof SysError) return die(`bind: ${strerror(error.code)}`)
    throw error
  }
  const who = value('u')
  const verbose = parsed.options.filter((option) => option.key === 'v').length
  const start = async (own: Sys): Promise<number> => {
    if (who !== undefined) {
      const [name = '', group] = who.split(':')
      const user = findUser(own, name) ?? (/^\d+$/.test(name) ? { uid: +name, gid: +name } : null)
      if (!user) {
        await own.write(2, `httpd: unknown user/group ${who}\n`)
        return 1
      }
      own.setgroups([])
      own.setgid(group === undefined ? user.gid : (findGroup(own, group) ?? +group))
      own.setuid(user.uid)
    }
    return accept(own, listener, verbose)
  }
  if (has('f')) return start(sys)
  sys.fork(async (child) => {
    child.setsid()
    const nothing = await child.open('/dev/null', O_RDWR)
    for (const fd of [0, 1, 2]) child.dup2(nothing, fd)
    if (nothing > 2) child.close(nothing)
    return start(child)
  })
  return 0
}
function listenAddress(text: string): SocketAddress | null {
  if (/^\d+$/.test(text)) return { address: '::', port: +text }
  const match = /^(?:\[([0-9a-fA-F:]+)\]|(\d+(?:\.\d+){3})|\*|localhost)(?::(\d+))?$/.exec(text)
  if (!match) return null
  const address = match[1] ?? match[2] ?? (text.startsWith('localhost') ? '127.0.0.1' : '::')
  return { address, port: +(match[3] ?? 80) }
}

async function accept(sys: Sys, listener: Fd, verbose: number): Promise<number> {
  sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
  const tasks = new Tasks()
  tasks.run(async () => {
    for (;;) {
      const { fd, peer } = await sys.accept(listener)
      tasks.run(() => serve(sys, fd, peer, verbose))
    }
  })
  await sys.until(tasks.failure)
  return 0
}

async function serve(sys: Sys, fd: Fd, peer: SocketAddress, verbose: number): Promise<void> {
  const name = `[${peer.address}]:${peer.port}`
  const log = async (message: string): Promise<void> => {
    if (verbose) await sys.write(2, `${name}: ${message}\n`)
  }
  try {
    if (verbose > 1) await log('connected')
    const reader = ByteReader.of(sys, fd)
    let answer: Answer
    let request: Request | null = null
    try {
      if (!(await sys.poll([{ fd, events: { in: true } }], 60_000)).length) answer = errorAnswer(408)
      else {
        const head = await reader.head()
        if (!head) return
        request = parseRequest(head)
        if (verbose > 1) await log(`url:${request.target}`)
        answer = await respond(sys, request, reader, peer)
      }
    } catch (error) {
      if (error instanceof UnexpectedEnd) return
      if (!(error instanceof BadMessage) && !(error instanceof TooLong)) throw error
      answer = errorAnswer(400)
    }
    await log(`response:${answer.status}`)
    if (answer.raw) {
      await sys.write(fd, answer.raw)
      return
    }
    const headers = new Headers([
      ['Date', httpDate(sys.now())],
      ['Connection', 'close'],
      ['Content-type', answer.type],
      ...answer.extra,
    ])
    const body = request?.method === 'HEAD' || answer.status === 304 ? EMPTY : answer.body
    await sys.write(
      fd,
      concat([serialiseHead(`HTTP/1.1 ${answer.status} ${RESPONSES[answer.status]![0]}`, headers), body]),
    )
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  } finally {
    sys.close(fd)
  }
}

async function respond(sys: Sys, request: Request, reader: ByteReader, peer: SocketAddress): Promise<Answer> {
  const { method } = request
  const [target = '/', query = ''] = request.target.split(/\?(.*)/s)
  if (!/^(GET|HEAD|POST)$/.test(method)) return errorAnswer(501)
  if (!target.startsWith('/')) return errorAnswer(400)
  const decoded = percentDecode(target)
  const parts: string[] = []
  for (const part of decoded.split('/')) {
    if (part === '..') {
      if (!parts.length) return errorAnswer(400)
      parts.pop()
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  const slash = decoded.endsWith('/')
  let file = parts.join('/')
  if (parts[0] === 'cgi-bin') return cgi(sys, request, reader, parts, query, peer)
  if (method === 'POST') return errorAnswer(501)
  let content: Uint8Array
  let mtime: number
  try {
    let stat = sys.stat(file || '.')
    if (isDir(stat)) {
      if (!slash && file !== '')
        return { ...errorAnswer(302), extra: [['Location', `/${file}/${query ? `?${query}` : ''}`]] }
      file = file === '' ? 'index.html' : `${file}/index.html`
      stat = sys.stat(file)
    }
    if (!isFile(stat)) return errorAnswer(404)
    content = sys.readFile(file)
    mtime = stat.mtime
  } catch (error) {
    if (error instanceof SysError) return errorAnswer(404)
    throw error
  }
  const etag = `"${Math.floor(mtime / 1000).toString(16)}-${content.length.toString(16)}"`
  const common: [string, string][] = [
    ['Accept-Ranges', 'bytes'],
    ['Last-Modified', httpDate(mtime)],
    ['ETag', etag],
  ]
  if (request.headers.get('If-None-Match')?.includes(etag)) return { ...errorAnswer(304), body: EMPTY, extra: common }
  const range = request.headers.get('Range')
  const ranges = range === undefined ? null : parseRange(range, content.length)
  if (ranges?.length === 1) {
    const { start, end } = ranges[0]!
    return {
      status: 206,
      type: 'text/html',
      extra: [
        ['Content-Range', `bytes ${start}-${end}/${content.length}`],
        ...common,
        ['Content-Length', String(end - start + 1)],
      ],
      body: content.subarray(start, end + 1),
    }
  }
  return {
    status: 200,
    type: TYPES[extensionOf(file)] ?? 'application/octet-stream',
    extra: [...common, ['Content-Length', String(content.length)]],
    body: content,
  }
}

/** A program below /cgi-bin/: what follows its name is PATH_INFO. */
async function cgi(
  sys: Sys,
  request: Request,
  reader: ByteReader,
  parts: readonly string[],
  query: string,
  peer: SocketAddress,
): Promise<Answer> {
  let script = ''
  let used = 0
  for (let i = 1; i < parts.length; i++) {
    const candidate = parts.slice(0, i + 1).join('/')
    try {
      if (isFile(sys.stat(candidate))) {
        script = candidate
        used = i + 1
        break
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      break
    }
  }
  if (script === '') return errorAnswer(404)
  if (!sys.access(script, X_OK)) return errorAnswer(403)
  const body = await readBody(reader, requestBody(request.headers), 16 * 1024 * 1024)
  const rest = parts.slice(used).join('/')
  const env: Record<string, string> = {
    ...sys.env,
    REQUEST_METHOD: request.method,
    REQUEST_URI: request.target,
    QUERY_STRING: query,
    SCRIPT_NAME: `/${script}`,
    SCRIPT_FILENAME: `${sys.cwd()}/${script}`,
    PATH_INFO: rest ? `/${rest}` : '',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_SOFTWARE: 'busybox httpd/1.35.0',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REMOTE_ADDR: peer.address.replace(/^::ffff:/, ''),
    REMOTE_PORT: String(peer.port),
    CONTENT_LENGTH: request.headers.get('Content-Length') ?? '',
    CONTENT_TYPE: request.headers.get('Content-Type') ?? '',
    HTTP_HOST: request.headers.get('Host') ?? '',
    HTTP_USER_AGENT: request.headers.get('User-Agent') ?? '',
  }
  const [inReader, inWriter] = sys.pipe()
  const [outReader, outWriter] = sys.pipe()
  for (const fd of [inWriter, outReader]) sys.setCloexec(fd, true)
  let pid: number
  try {
    pid = await sys.spawn({ path: `./${script}`, argv: [`./${script}`], env, fds: { 0: inReader, 1: outWriter, 2: 2 } })
  } catch (error) {
    for (const fd of [inReader, inWriter, outReader, outWriter]) sys.close(fd)
    if (error instanceof SysError) return errorAnswer(404)
    throw error
  }
  sys.close(inReader)
  sys.close(outWriter)
  const feed = (async () => {
    try {
      if (body.length) await sys.write(inWriter, body)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
    sys.close(inWriter)
  })()
  const output = await sys.readAll(outReader)
  sys.close(outReader)
  await feed
  await sys.wait(pid)
  const text = decode(output.subarray(0, 4096))
  if (text.startsWith('HTTP/')) return { ...errorAnswer(200), raw: output }
  const status = /^Status:\s*(\d{3}.*)$/im.exec(text)
  const head = status ? `HTTP/1.1 ${status[1]!.trim()}\r\n` : 'HTTP/1.1 200 OK\r\n'
  const typed = /^content-type:/im.test(text.split(/\r?\n\r?\n/)[0]!)
  return {
    ...errorAnswer(200),
    status: 200,
    raw: concat([encode(head + (typed || status ? '' : 'Content-type: text/plain\r\n\r\n')), output]),
  }
}
