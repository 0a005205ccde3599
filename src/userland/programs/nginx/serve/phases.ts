/** The phases of a request: server rewrite, location, rewrite, access, try_files, content, error pages. */
import { encode } from '../../../../base/bytes.ts'
import { SysError, errnoNumber, strerror } from '../../../../base/abi/errno.ts'
import { isDir, isFile, X_OK } from '../../../../base/abi/files.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import { percentEncode } from '../../http/url.ts'
import { inNetwork } from '../../httpd/config/require.ts'
import type { Condition, Location, RewriteStep } from '../config/types.ts'
import { constantText } from '../config/variables.ts'
import { plainAnswer, setLocation, typeOf } from './answer.ts'
import { staticFile } from './file.ts'
import { errorPage, hasPage, listing } from './pages.ts'
import { proxy } from './proxy.ts'
import { expand, fileOf, value } from './state.ts'
import type { Answer, State } from './state.ts'

const MAX_REDIRECTS = 10

/** Longest prefix, then patterns in order, unless ^~ or = won (ngx_http_core_find_location). */
export function findLocation(base: Location, uri: string): Location {
  let best: Location | null = null
  for (const location of base.locations) {
    if (location.modifier === '=' && location.name === uri) return location
    if ((location.modifier === '' || location.modifier === '^~') && uri.startsWith(location.name))
      if (!best || location.name.length > best.name.length) best = location
  }
  const inner = best && best.locations.length ? findLocation(best, uri) : best
  if (best?.modifier === '^~' || inner?.modifier === '=') return inner!
  if (inner && inner !== best && inner.pattern) return inner
  for (const location of base.locations)
    if (location.pattern?.test(uri)) return location.locations.length ? findLocation(location, uri) : location
  return inner ?? base
}

export async function handle(state: State): Promise<Answer> {
  const fromServer = await runSteps(state, state.server.base.steps)
  if (fromServer && fromServer !== 'again') return finish(state, fromServer)
  return route(state)
}

async function route(state: State): Promise<Answer> {
  for (let round = 0; ; round++) {
    if (round > MAX_REDIRECTS) {
      await state.log('error', `rewrite or internal redirection cycle while processing "${state.uri}"`)
      return fail(state, 500)
    }
    state.location = findLocation(state.server.base, state.uri)
    const { pattern } = state.location
    if (pattern) capture(state, pattern.exec(state.uri))
    if (state.location.internal && state.internalRedirects === 0) return fail(state, 404)
    const outcome = await runSteps(state, state.location.steps)
    if (outcome === 'again') continue
    if (outcome) return finish(state, outcome)
    return content(state)
  }
}
function capture(state: State, match: RegExpExecArray | null): void {
  if (!match) return
  state.captures = [...match]
  Object.assign(state.named, match.groups ?? {})
}

/** An answer; 'again' to look for a location anew; null to go on. */
async function runSteps(state: State, steps: readonly RewriteStep[]): Promise<Answer | 'again' | null> {
  let changed = false
  for (const step of steps) {
    switch (step.kind) {
      case 'set':
        state.set.set(step.name, expand(state, step.value))
        break
      case 'break':
        return null
      case 'return':
        return returned(state, step.status, step.text === null ? null : expand(state, step.text))
      case 'rewrite': {
        const match = step.pattern.exec(state.uri)
        if (!match) break
        capture(state, match)
        let to = expand(state, step.to)
        if (step.flag === 'redirect' || step.flag === 'permanent') {
          if (!to.endsWith('?') && state.args) to += `${to.includes('?') ? '&' : '?'}${state.args}`
          return returned(state, step.flag === 'permanent' ? 301 : 302, to.replace(/\?$/, ''))
        }
        const question = to.indexOf('?')
        if (question >= 0) {
          const own = to.slice(question + 1)
          state.args = to.endsWith('?') ? own.slice(0, -1) : own + (state.args ? `&${state.args}` : '')
          to = to.slice(0, question)
        }
        state.uri = to
        changed = true
        if (step.flag === 'last') return again(state)
        if (step.flag === 'break') return null
        break
      }
      case 'if': {
        if (!holds(state, step.condition)) break
        const inner = await runSteps(state, step.steps)
        if (inner) return inner
        if (step.location) state.location = step.location
      }
    }
  }
  return changed ? again(state) : null
}
const again = (state: State): 'again' => {
  state.internalRedirects++
  return 'again'
}
function holds(state: State, condition: Condition): boolean {
  switch (condition.kind) {
    case 'value': {
      const text = value(state, condition.name)
      return text !== '' && text !== '0'
    }
    case 'equal':
      return (value(state, condition.name) === expand(state, condition.value)) !== condition.not
    case 'match': {
      const match = condition.pattern.exec(value(state, condition.name))
      if (match && !condition.not) capture(state, match)
      return (match !== null) !== condition.not
    }
    case 'file': {
      const path = expand(state, condition.path)
      const stat = lookUp(state, path)
      const found =
        stat !== null &&
        (condition.test === 'e' ||
          (condition.test === 'f' && isFile(stat)) ||
          (condition.test === 'd' && isDir(stat)) ||
          (condition.test === 'x' && state.sys.access(path, X_OK)))
      return found !== condition.not
    }
  }
}
function lookUp(state: State, path: string): Stat | null {
  try {
    return state.sys.stat(path)
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
function returned(state: State, status: number, text: string | null): Answer {
  const answer = plainAnswer(status)
  if (REDIRECTS.has(status)) {
    setLocation(state, answer, text ?? '')
    return answer
  }
  if (text === null || text === '') return answer
  answer.body = encode(text)
  answer.type = typeOf(state)
  return answer
}
async function content(state: State): Promise<Answer> {
  const { location } = state
  const rule = location.access.find(({ network }) => network === 'all' || inNetwork(state.client.address, network))
  if (rule && !rule.allow) {
    await state.log('error', 'access forbidden by rule')
    return fail(state, 403)
  }
  if (location.tryFiles) {
    const to = await tryFiles(state)
    if (to) return to
  }
  if (location.proxy) return finish(state, await proxy(state))
  if (location.stubStatus) {
    const answer = plainAnswer(200)
    answer.type = 'text/plain'
    const n = state.connection
    answer.body = encode(
      `Active connections: 1 \nserver accepts handled requests\n ${n} ${n} ${n} \nReading: 0 Writing: 1 Waiting: 0 \n`,
    )
    return finish(state, answer)
  }
  if (state.uri.endsWith('/')) return directory(state)
  return file(state)
}

async function tryFiles(state: State): Promise<Answer | null> {
  const { location } = state
  const { files, last } = location.tryFiles!
  const root = location.alias ? expand(state, location.alias) : expand(state, location.root).replace(/\/$/, '')
  for (const template of files) {
    const path = expand(state, template)
    const wantsDir = path.endsWith('/')
    const relative = location.alias && path.startsWith(location.name) ? path.slice(location.name.length) : path
    const stat = lookUp(state, root + (wantsDir ? relative.slice(0, -1) || '/' : relative))
    if (!stat || isDir(stat) !== wantsDir) continue
    state.uri = path
    return null
  }
  if (typeof last === 'number') return fail(state, last)
  const to = expand(state, last)
  if (to.startsWith('@')) return named(state, to)
  const [path = '', ...query] = to.split('?')
  state.uri = path
  if (query.length) state.args = query.join('?')
  return redirectInside(state)
}
async function redirectInside(state: State): Promise<Answer> {
  if (++state.internalRedirects > MAX_REDIRECTS) {
    await state.log('error', `rewrite or internal redirection cycle while internally redirecting to "${state.uri}"`)
    return fail(state, 500)
  }
  return route(state)
}
async function named(state: State, name: string): Promise<Answer> {
  const location = state.server.base.locations.find(
    (candidate) => candidate.modifier === '@' && candidate.name === name,
  )
  if (!location) {
    await state.log('error', `could not find named location "${name}"`)
    return fail(state, 500)
  }
  state.internalRedirects++
  state.location = location
  const outcome = await runSteps(state, location.steps)
  if (outcome === 'again') return route(state)
  return outcome ? finish(state, outcome) : content(state)
}

async function directory(state: State): Promise<Answer> {
  const { location, sys, request } = state
  const dir = fileOf(state)
  const stat = lookUp(state, dir)
  if (stat && isDir(stat))
    for (const name of location.index) {
      if (name.startsWith('/')) {
        state.uri = name
        return redirectInside(state)
      }
      const index = expand(state, [name])
      if (lookUp(state, dir + index) === null) continue
      state.uri += index
      return redirectInside(state)
    }
  if (location.scope.is('autoindex', false) && stat && isDir(stat)) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return fail(state, 405)
    try {
      const answer = plainAnswer(200)
      answer.type = 'text/html'
      answer.body = encode(
        listing(sys, dir.replace(/\/$/, ''), state.uri, location.scope.is('autoindex_exact_size', true)),
      )
      answer.chunked = true
      return finish(state, answer)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await state.log(
        'error',
        `opendir() "${dir.replace(/\/$/, '')}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`,
      )
      return fail(state, 403)
    }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return fail(state, request.method === 'POST' || !stat ? 405 : 405)
  if (!stat) {
    await state.log('error', `"${dir}${location.index[0] ?? ''}" is not found (2: No such file or directory)`)
    return fail(state, 404)
  }
  await state.log('error', `directory index of "${dir}" is forbidden`)
  return fail(state, 403)
}

async function file(state: State): Promise<Answer> {
  const { request } = state
  const path = fileOf(state)
  let stat: Stat
  try {
    stat = state.sys.stat(path)
    if (isFile(stat) && (request.method === 'GET' || request.method === 'HEAD'))
      return finish(state, await staticFile(state, path, stat))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (request.method !== 'GET' && request.method !== 'HEAD') return fail(state, 405)
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG'
    if (!missing || state.location.scope.is('log_not_found', true))
      await state.log(
        missing || error.code === 'EACCES' ? 'error' : 'crit',
        `open() "${path}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`,
      )
    return fail(state, missing ? 404 : error.code === 'EACCES' ? 403 : 500)
  }
  if (isDir(stat)) {
    const answer = plainAnswer(301)
    setLocation(
      state,
      answer,
      `${percentEncode(state.uri, "-_.!~*'(),:@&=+$;/")}/${state.args ? `?${state.args}` : ''}`,
    )
    return finish(state, answer)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(state, 405)
  await state.log('crit', `"${path}" is not a regular file`)
  return fail(state, 404)
}

/** The last touches: error pages, nginx's own body, add_header. */
async function finish(state: State, answer: Answer): Promise<Answer> {
  if (answer.status >= 300 && answer.body.length === 0 && answer.type === null && answer.status !== 304)
    return fail(state, answer.status, answer)
  return decorate(state, answer)
}
export async function fail(state: State, status: number, given: Answer = plainAnswer(status)): Promise<Answer> {
  const page =
    state.errorStatus === null ? state.location.errorPages.find(({ codes }) => codes.includes(status)) : undefined
  if (page) {
    const to = expand(state, page.to)
    state.errorStatus = page.status ?? status
    if (page.status === 0) state.errorStatus = null
    if (/^https?:\/\//.test(to)) {
      const answer = plainAnswer(REDIRECTS.has(page.status ?? 0) ? page.status! : 302)
      answer.headers.add('Location', to)
      state.errorStatus = null
      return fail(state, answer.status, answer)
    }
    const inner = to.startsWith('@') ? await named(state, to) : await inside(state, to)
    if (state.errorStatus !== null && inner.status < 300) {
      inner.status = state.errorStatus
      if (inner.status !== 200) {
        inner.lastModified = null
        inner.headers.delete('Accept-Ranges')
      }
    }
    return inner
  }
  if (hasPage(status) && given.body.length === 0) {
    const agent = state.request.headers.get('User-Agent') ?? ''
    const padded = state.location.scope.is('msie_padding', true) && /MSIE |Chrome\//.test(agent)
    given.body = errorPage(status, state.location.scope.first('server_tokens', 'on') !== 'off', padded)
    given.type = 'text/html'
  }
  return decorate(state, given)
}
async function inside(state: State, to: string): Promise<Answer> {
  const [path = '', ...query] = to.split('?')
  state.uri = path
  state.args = query.join('?')
  // The page is got, whatever the request was.
  if (state.request.method !== 'HEAD') state.request = { ...state.request, method: 'GET' }
  return redirectInside(state)
}

const ADDED_FOR = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308])
const decorated = new WeakSet<Answer>()
function decorate(state: State, answer: Answer): Answer {
  if (decorated.has(answer)) return answer
  decorated.add(answer)
  const { expires } = state.location
  if (expires && ADDED_FOR.has(answer.status)) addExpires(state, answer, constantText(expires))
  for (const { name, value: template, always } of state.location.headers) {
    if (!always && !ADDED_FOR.has(answer.status)) continue
    const text = expand(state, template)
    if (text !== '') answer.headers.add(name, text)
  }
  return answer
}
function addExpires(state: State, answer: Answer, text: string): void {
  const date = (ms: number): string => new Date(ms).toUTCString()
  if (text === 'off') return
  if (text === 'epoch') {
    answer.headers.add('Expires', 'Thu, 01 Jan 1970 00:00:01 GMT')
    answer.headers.add('Cache-Control', 'no-cache')
  } else if (text === 'max') {
    answer.headers.add('Expires', 'Thu, 31 Dec 2037 23:55:55 GMT')
    answer.headers.add('Cache-Control', 'max-age=315360000')
  } else {
    const match = /^(-?)(\d+)([smhdwMy]?)$/.exec(text)
    if (!match) return
    const seconds =
      +match[2]! * ({ s: 1, m: 60, h: 3600, d: 86400, w: 604800, M: 2592000, y: 31536000 }[match[3] || 's'] ?? 1)
    answer.headers.add('Expires', date(state.sys.now() + (match[1] ? -1 : 1) * seconds * 1000))
    answer.headers.add('Cache-Control', match[1] || seconds === 0 ? 'no-cache' : `max-age=${seconds}`)
  }
}
