/** The directive "listen". */
import { at, ConfigError } from './directive.ts'
import type { Directive } from './directive.ts'
import type { Listen } from './types.ts'

const PARAMETERS =
  /^(default_server|default|ssl|http2|proxy_protocol|deferred|bind|reuseport|backlog=\d+|rcvbuf=\w+|sndbuf=\w+|ipv6only=(on|off)|so_keepalive=.*|fastopen=\d+|setfib=\d+)$/

export function parseListen(directive: Directive): Listen {
  const [text, ...parameters] = directive.args as [string, ...string[]]
  const bad = (what: string): ConfigError =>
    new ConfigError(`${what} in "${text}" of the "listen" directive${at(directive)}`)
  if (text.startsWith('unix:')) throw new ConfigError(`"listen unix:" is not simulated yet${at(directive)}`)
  let address = '0.0.0.0'
  let port = 80
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text)
  if (!match) throw bad('invalid port')
  if (match[1] === undefined && match[3] === undefined && /^\d+$/.test(text)) port = +text
  else {
    const host = match[1] ?? match[2]!
    if (match[3] !== undefined) {
      if (!/^\d+$/.test(match[3])) throw bad('invalid port')
      port = +match[3]
    }
    if (match[1] !== undefined) address = host === '' ? '::' : host
    else if (host === 'localhost') address = '127.0.0.1'
    else if (host !== '*' && host !== '') {
      if (!/^\d+(\.\d+){3}$/.test(host)) throw bad('host not found')
      address = host
    }
  }
  if (port < 1 || port > 65535) throw bad('invalid port')
  for (const parameter of parameters)
    if (!PARAMETERS.test(parameter)) throw new ConfigError(`invalid parameter "${parameter}"${at(directive)}`)
  if (parameters.includes('ssl'))
    throw new ConfigError(`the "ssl" parameter of "listen" is not simulated yet${at(directive)}`)
  return { address, port, ssl: false, defaultServer: parameters.some((parameter) => parameter.startsWith('default')) }
}
