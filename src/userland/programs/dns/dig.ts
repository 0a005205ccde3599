/** dig and host of bind9 9.18. */
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import { ask, candidates, NoServer, resolvConf, reverseName, STATUS, typeName, TYPES } from './message.ts'
import type { Answer, Resource } from './message.ts'

const VERSION = '9.18.49-1~deb12u3-Debian'
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
function when(ms: number): string {
  const d = new Date(ms)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} UTC ${d.getUTCFullYear()}`
}
/** Tab stops at 24, 32, 40. */
function columns(...cells: readonly [text: string, stop: number][]): string {
  let out = ''
  for (const [text, stop] of cells) {
    out += text
    let width = [...out].reduce((sum, char) => (char === '\t' ? (Math.floor(sum / 8) + 1) * 8 : sum + 1), 0)
    if (stop && width >= stop) out += ' '
    while (stop && width < stop) {
      out += '\t'
      width = (Math.floor(width / 8) + 1) * 8
    }
  }
  return out
}
const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`)
const record = ({ name, ttl, type, data }: Resource): string =>
  `${columns([absolute(name), 24], [String(ttl), 32], ['IN', 40], [typeName(type), 48])}${data}\n`

export const dig: Program = async (sys) => {
  const args = sys.argv.slice(1)
  const show = { cmd: true, comments: true, question: true, answer: true, stats: true, short: false }
  let server: string | null = null
  let port = 53
  let type = 'A'
  let typed = false
  const names: { name: string; type: string }[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg.startsWith('@')) server = arg.slice(1)
    else if (arg === '-x') {
      const reverse = reverseName(args[++i] ?? '')
      if (reverse === null) {
        await sys.write(2, `Invalid IP address ${args[i] ?? ''}\n`)
        return 1
      }
      names.push({ name: reverse, type: 'PTR' })
    } else if (arg === '-p') port = Number(args[++i])
    else if (arg === '-t') {
      type = (args[++i] ?? 'A').toUpperCase()
      typed = true
    } else if (arg === '-q') names.push({ name: args[++i] ?? '.', type: '' })
    else if (arg === '-4' || arg === '-u') continue
    else if (arg === '-v') {
      await sys.write(2, `DiG ${VERSION}\n`)
      return 0
    } else if (arg === '-h') {
      await sys.write(
        1,
        'Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n            {global-d-opt} host [@local-server] {local-d-opt}\n            [ host [@local-server] {local-d-opt} [...]]\n',
      )
      return 0
    } else if (arg.startsWith('+')) {
      const [, no, key] = /^\+(no)?(\w+)/.exec(arg) ?? []
      const on = no === undefined
      if (key === 'short') show.short = on
      else if (key === 'all') show.cmd = show.comments = show.question = show.answer = show.stats = on
      else if (key !== undefined && key in show) show[key as keyof typeof show] = on
      else if (
        !/^(tcp|recurse|rec|edns|cookie|adflag|time|timeout|tries|retry|search|authority|additional|multiline|ttlid|class|domain|dnssec)$/.test(
          key ?? '',
        )
      ) {
        await sys.write(
          2,
          `Invalid option: ${arg}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n            {global-d-opt} host [@local-server] {local-d-opt}\n            [ host [@local-server] {local-d-opt} [...]]\n\nUse "dig -h" (or "dig -h | more") for complete list of options\n`,
        )
        return 1
      } else if (key === 'tcp' && on) {
        await sys.write(2, 'dig: +tcp is not simulated yet\n')
        return 1
      }
    } else if (arg.startsWith('-')) {
      await sys.write(2, `Invalid option: ${arg}\n`)
      return 1
    } else if (!typed && arg.toUpperCase() in TYPES) {
      type = arg.toUpperCase()
      typed = true
    } else if (!/^IN$/i.test(arg)) names.push({ name: arg, type: '' })
  }
  let address = server ?? resolvConf(sys).servers[0]!
  if (server !== null && !/^[\d.]+$|:/.test(server)) {
    try {
      address = (await sys.getaddrinfo(server))[0]!
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      await sys.write(2, `dig: couldn't get address for '${server}': not found\n`)
      return 1
    }
  }
  if (!names.length) names.push({ name: '.', type: typed ? type : 'NS' })
  let status = 0
  for (const [i, query] of names.entries()) {
    const kind = query.type || type
    if (show.cmd && !show.short && i === 0)
      await sys.write(1, `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n;; global options: +cmd\n`)
    let answer: Answer
    try {
      answer = await ask(sys, { address, port }, query.name, TYPES[kind] ?? 1)
    } catch (error) {
      if (!(error instanceof NoServer)) throw error
      await sys.write(
        1,
        `;; communications error to ${address}#${port}: ${error.message === '' ? 'timed out' : error.message.toLowerCase()}\n;; no servers could be reached\n`,
      )
      status = 9
      continue
    }
    await sys.write(
      1,
      show.short ? answer.answers.map(({ data }) => `${data}\n`).join('') : full(sys, answer, show, port),
    )
  }
  return status
}
function full(sys: Sys, answer: Answer, show: Record<string, boolean>, port: number): string {
  let out = ''
  const { flags, answers } = answer
  if (show['comments']) {
    const names = Object.entries(flags)
      .filter(([, on]) => on)
      .map(([name]) => name)
      .join(' ')
    out += `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${STATUS[answer.status] ?? answer.status}, id: ${answer.id}\n;; flags: ${names}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: 0, ADDITIONAL: 0\n\n`
  }
  if (show['question'])
    out += `${show['comments'] ? ';; QUESTION SECTION:\n' : ''};${columns([absolute(answer.question.name), 31], ['IN', 39])}${typeName(answer.question.type)}\n\n`
  if (show['answer'] && answers.length)
    out += `${show['comments'] ? ';; ANSWER SECTION:\n' : ''}${answers.map(record).join('')}${show['comments'] || show['stats'] ? '\n' : ''}`
  if (show['stats'])
    out += `;; Query time: ${answer.ms} msec\n;; SERVER: ${answer.server}#${port}(${answer.server}) (UDP)\n;; WHEN: ${when(sys.now())}\n;; MSG SIZE  rcvd: ${answer.size}\n\n`
  return out
}

export const host: Program = async (sys) => {
  const args = sys.argv.slice(1)
  let type: string | null = null
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '-t') type = (args[++i] ?? '').toUpperCase()
    else if (arg === '-V') {
      await sys.write(2, `host ${VERSION}\n`)
      return 0
    } else if (/^-[4Ww]/.test(arg)) {
      if (arg === '-W') i++
    } else if (arg.startsWith('-')) {
      await sys.write(2, `host: ${arg} is not simulated yet\n`)
      return 1
    } else rest.push(arg)
  }
  const [name, server] = rest
  if (name === undefined) {
    await sys.write(
      2,
      'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n',
    )
    return 1
  }
  if (type !== null && !(type in TYPES)) {
    await sys.write(2, `host: invalid type: ${type}\n`)
    return 2
  }
  const address = server ?? resolvConf(sys).servers[0]!
  if (server !== undefined)
    await sys.write(1, `Using domain server:\nName: ${server}\nAddress: ${address}#53\nAliases: \n\n`)
  const reverse = type === null ? reverseName(name) : null
  const kinds =
    type !== null ? [TYPES[type]!] : reverse !== null ? [TYPES['PTR']!] : [TYPES['A']!, TYPES['AAAA']!, TYPES['MX']!]
  try {
    let any = false
    for (const kind of kinds) {
      let answer: Answer | null = null
      for (const candidate of reverse === null ? candidates(name, resolvConf(sys)) : [reverse]) {
        answer = await ask(sys, { address, port: 53 }, candidate, kind)
        if (answer.status !== 3) break
      }
      if (answer!.status) {
        await sys.write(
          1,
          `Host ${reverse === null ? name : `${reverse}.`} not found: ${answer!.status}(${STATUS[answer!.status]})\n`,
        )
        return 1
      }
      for (const { name: owner, type: of, data } of answer!.answers) {
        any = true
        const text =
          of === TYPES['A']
            ? `has address ${data}`
            : of === TYPES['AAAA']
              ? `has IPv6 address ${data}`
              : of === TYPES['PTR']
                ? `domain name pointer ${data}`
                : of === TYPES['CNAME']
                  ? `is an alias for ${data}`
                  : `${typeName(of)} ${data}`
        await sys.write(1, `${owner} ${text}\n`)
      }
    }
    if (!any && type !== null) await sys.write(1, `${name} has no ${type} record\n`)
    return 0
  } catch (error) {
    if (!(error instanceof NoServer)) throw error
    await sys.write(
      1,
      error.message === ''
        ? ';; communications error: timed out\n;; no servers could be reached\n\n'
        : `;; communications error to ${address}#53: ${error.message.toLowerCase()}\n;; no servers could be reached\n\n`,
    )
    return 1
  }
}
