/** Texts with $variables. Names are checked when a configuration is read. */
import { ConfigError } from './directive.ts'

export type Template = readonly (string | { variable: string })[]

const KNOWN = new Set(
  (
    'args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests connection_time content_length content_type document_root document_uri host ' +
    'hostname https is_args limit_rate msec nginx_version pid pipe proxy_add_x_forwarded_for proxy_host proxy_port query_string realpath_root remote_addr ' +
    'remote_port remote_user request request_body request_completion request_filename request_id request_length request_method request_time request_uri scheme ' +
    'server_addr server_name server_port server_protocol status time_iso8601 time_local upstream_addr upstream_bytes_received upstream_connect_time ' +
    'upstream_header_time upstream_response_length upstream_response_time upstream_status uri upstream_cache_status ssl_protocol ssl_cipher'
  ).split(' '),
)
const PREFIXES = /^(http|sent_http|arg|cookie|upstream_http|sent_trailer)_/

export function compile(text: string, place = ''): Template {
  const parts: (string | { variable: string })[] = []
  let rest = text
  while (rest !== '') {
    const dollar = rest.indexOf('$')
    if (dollar < 0) {
      parts.push(rest)
      break
    }
    if (dollar > 0) parts.push(rest.slice(0, dollar))
    const match = /^\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/.exec(rest.slice(dollar))
    if (!match) {
      if (rest[dollar + 1] === '{')
        throw new ConfigError(
          `the closing bracket in "${text.slice(text.indexOf('${') + 2)}" variable is missing${place}`,
        )
      throw new ConfigError(`invalid variable name${place}`)
    }
    parts.push({ variable: match[1] ?? match[2]! })
    rest = rest.slice(dollar + match[0].length)
  }
  return parts
}
/** Is it the same whatever comes? */
export const isConstant = (template: Template): boolean => template.every((part) => typeof part === 'string')
export const constantText = (template: Template): string =>
  template.map((part) => (typeof part === 'string' ? part : '')).join('')

/** Collects what is used, to be checked once all `set` and `map` are known. */
export class Names {
  readonly defined = new Set<string>()
  private readonly used: string[] = []
  use(template: Template): Template {
    for (const part of template) if (typeof part !== 'string') this.used.push(part.variable)
    return template
  }
  /** Throws ConfigError. */
  check(): void {
    for (const name of this.used)
      if (!KNOWN.has(name) && !this.defined.has(name) && !PREFIXES.test(name) && !/^\d$/.test(name))
        throw new ConfigError(`unknown "${name}" variable`)
  }
}
