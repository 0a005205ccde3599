/** nslookup of bind9 9.18 and of BusyBox 1.35. One name each; the interactive mode is refused. */
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { ask, candidates, NoServer, resolvConf, reverseName, STATUS, TYPES } from './message.ts'
import type { Answer } from './message.ts'

async function serverAddress(sys: Sys, given: string | undefined): Promise<string | null> {
  if (given === undefined) return resolvConf(sys).servers[0]!
  if (/^[\d.]+$|:/.test(given)) return given
  try {
    return (await sys.getaddrinfo(given))[0] ?? null
  } catch (error) {
    if (error instanceof ResolveError) return null
    throw error
  }
}
const at = (address: string): { address: string; port: number } => ({ address, port: 53 })
const withPort = (address: string, mark: string): string =>
  (address.includes(':') && mark === ':' ? `[${address}]` : address) + `${mark}53`

/** Asks for a name as it is, then within the search domains; the first that exists, or the last answer. */
async function search(sys: Sys, server: string, name: string, type: number): Promise<Answer> {
  let last: Answer | null = null
  for (const candidate of candidates(name, resolvConf(sys))) {
    last = await ask(sys, at(server), candidate, type)
    if (last.status !== 3) return last
  }
  return { ...last!, question: { ...last!.question, name } }
}

export const busyboxNslookup: Program = async (sys) => {
  const usage = async (status: number): Promise<number> => {
    await sys.write(2, await usageText(sys, 'nslookup'))
    return status
  }
  const args = sys.argv.slice(1)
  if (args[0] === '--help') return usage(0)
  const kinds: string[] = []
  const rest: string[] = []
  for (const arg of args) {
    const type = /^-(?:type|querytype|q|ty|t)=(\w+)$/.exec(arg)
    if (type) kinds.push(type[1]!.toUpperCase())
    else if (arg === '-debug') continue
    else if (arg.startsWith('-')) {
      await sys.write(2, `nslookup: invalid option -- '${arg[1]}'\n`)
      return usage(1)
    } else rest.push(arg)
  }
  const [host, given] = rest
  if (host === undefined || rest.length > 2) return usage(1)
  for (const kind of kinds)
    if (!(kind in TYPES)) {
      await sys.write(2, `nslookup: invalid query type "${kind.toLowerCase()}"\n`)
      return 1
    }
  const server = await serverAddress(sys, given)
  if (server === null) {
    await sys.write(2, `nslookup: bad address '${given}'\n`)
    return 1
  }
  const reverse = reverseName(host)
  const types = kinds.length
    ? kinds.map((kind) => TYPES[kind]!)
    : reverse !== null
      ? [TYPES['PTR']!]
      : [TYPES['A']!, TYPES['AAAA']!]
  const answers: Answer[] = []
  let failure = ''
  for (const type of types) {
    try {
      answers.push(reverse === null ? await search(sys, server, host, type) : await ask(sys, at(server), reverse, type))
    } catch (error) {
      if (!(error instanceof NoServer)) throw error
      failure = error.message
      break
    }
  }
  if (failure && !answers.length) await sys.write(2, `nslookup: read: ${failure}\n`)
  if (!answers.length) {
    await sys.write(1, ';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  let out = `Server:\t\t${server}\nAddress:\t${withPort(server, ':')}\n\n`
  let failed = false
  for (const answer of answers) {
    if (answer.status !== 0) {
      failed = true
      out += `** server can't find ${answer.question.name}: ${STATUS[answer.status] ?? 'SERVFAIL'}\n\n`
      continue
    }
    out += answer.flags.aa ? '' : 'Non-authoritative answer:\n'
    for (const { name, type, data } of answer.answers)
      out +=
        type === TYPES['PTR']
          ? `${name}\tname = ${data.replace(/\.$/, '')}\n`
          : type === TYPES['CNAME']
            ? `${name}\tcanonical name = ${data.replace(/\.$/, '')}\n`
            : `Name:\t${name}\nAddress: ${data}\n`
    out += '\n'
  }
  await sys.write(1, out)
  return failed ? 1 : 0
}

export const nslookup: Program = async (sys) => {
  const args = sys.argv.slice(1)
  let type: string | null = null
  const rest: string[] = []
  for (const arg of args) {
    const match = /^-(?:type|querytype|query|qu|q|ty|t)=(\w+)$/i.exec(arg)
    if (match) type = match[1]!.toUpperCase()
    else if (/^-(no)?(debug|d2|recurse|search|vc|all)$|^-(timeout|retry|port|domain|class)=/.test(arg)) continue
    else rest.push(arg)
  }
  const [host, given] = rest
  if (host === undefined || host === '-') {
    await sys.write(2, 'nslookup: the interactive mode is not simulated yet\n')
    return 1
  }
  if (type !== null && !(type in TYPES)) {
    await sys.write(1, `unknown query type: ${type.toLowerCase()}\n`)
    type = null
  }
  const server = await serverAddress(sys, given)
  if (server === null) {
    await sys.write(1, `nslookup: couldn't get address for '${given}': not found\n`)
    return 1
  }
  const reverse = type === null ? reverseName(host) : null
  const types = type !== null ? [TYPES[type]!] : reverse !== null ? [TYPES['PTR']!] : [TYPES['A']!, TYPES['AAAA']!]
  const head = `Server:\t\t${server}\nAddress:\t${withPort(server, '#')}\n\n`
  try {
    if (reverse !== null) {
      const answer = await ask(sys, at(server), reverse, types[0]!)
      if (answer.status) {
        await sys.write(1, `** server can't find ${reverse}: ${STATUS[answer.status]}\n\n`)
        return 1
      }
      await sys.write(
        1,
        `${answer.answers.map(({ name, data }) => `${name}\tname = ${data}\n`).join('')}\nAuthoritative answers can be found from:\n\n`,
      )
      return 0
    }
    let body = ''
    let found = false
    for (const kind of types) {
      const answer = await search(sys, server, host, kind)
      if (answer.status) {
        await sys.write(1, `${head}** server can't find ${host}: ${STATUS[answer.status]}\n\n`)
        return 1
      }
      found ||= answer.answers.length > 0
      body += answer.answers
        .map(({ name, type: of, data }) =>
          of === TYPES['CNAME'] ? `${name}\tcanonical name = ${data}\n` : `Name:\t${name}\nAddress: ${data}\n`,
        )
        .join('')
    }
    await sys.write(
      1,
      `${head}${found ? `Non-authoritative answer:\n${body}\n` : `*** Can't find ${host}: No answer\n\n`}`,
    )
    return found ? 0 : 1
  } catch (error) {
    if (!(error instanceof NoServer)) throw error
    await sys.write(
      1,
      `;; communications error to ${withPort(server, '#')}: ${error.message === '' ? 'timed out' : error.message.toLowerCase()}\n;; no servers could be reached\n\n`,
    )
    return 1
  }
}
