/** ~/.docker/config.json: credentials, the current context and formats. Credentials are kept unencrypted, as without a credential helper. */
import { SysError } from '../../base/abi/errno.ts'
import { decode, encode } from '../../base/bytes.ts'
import { indentJson, toJson } from '../../base/go/json.ts'
import type { AuthConfig } from '../../api/types/index.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { base64, unbase64 } from '../../base/base64.ts'

export interface ConfigFileData {
  auths?: Record<string, { auth?: string; identitytoken?: string; registrytoken?: string }>
  HttpHeaders?: Record<string, string>
  psFormat?: string
  imagesFormat?: string
  networksFormat?: string
  pluginsFormat?: string
  volumesFormat?: string
  statsFormat?: string
  detachKeys?: string
  pruneFilters?: string[]
  currentContext?: string
  proxies?: Record<
    string,
    { httpProxy?: string; httpsProxy?: string; noProxy?: string; ftpProxy?: string; allProxy?: string }
  >
  [other: string]: unknown
}

export class ConfigFile {
  readonly path: string
  readonly data: ConfigFileData
  private readonly sys: Sys
  /** What is wrong with the file; it counts as empty then. */
  readonly warning: string | null
  constructor(sys: Sys, directory: string) {
    this.sys = sys
    this.path = `${directory}/config.json`
    const { data, warning } = load(sys, this.path)
    this.data = data
    this.warning = warning
  }
  /** By the registry's key: "https://index.docker.io/v1/" or a host name. */
  auth(server: string): AuthConfig | null {
    const entry =
      this.data.auths?.[server] ?? this.data.auths?.[`https://${server}`] ?? this.data.auths?.[`http://${server}`]
    if (!entry) return null
    const decoded = entry.auth ? decode(unbase64(entry.auth)) : ''
    const colon = decoded.indexOf(':')
    return {
      username: colon < 0 ? '' : decoded.slice(0, colon),
      password: colon < 0 ? '' : decoded.slice(colon + 1),
      serveraddress: server,
      ...(entry.identitytoken ? { identitytoken: entry.identitytoken } : {}),
      ...(entry.registrytoken ? { registrytoken: entry.registrytoken } : {}),
    }
  }
  store(server: string, auth: AuthConfig): void {
    const auths = (this.data.auths ??= {})
    auths[server] = {
      auth: base64(encode(`${auth.username ?? ''}:${auth.password ?? ''}`)),
      ...(auth.identitytoken ? { identitytoken: auth.identitytoken } : {}),
    }
    this.save()
  }
  erase(server: string): void {
    if (!this.data.auths || !(server in this.data.auths)) return
    delete this.data.auths[server]
    this.save()
  }
  /** Throws SysError. */
  save(): void {
    const slash = this.path.lastIndexOf('/')
    const directory = this.path.slice(0, slash)
    try {
      this.sys.stat(directory)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      this.sys.mkdir(directory, 0o700)
    }
    const { auths, ...rest } = this.data
    this.sys.writeFile(this.path, indentJson(toJson({ auths: auths ?? {}, ...rest }), '\t'), { mode: 0o600 })
  }
}
function load(sys: Sys, path: string): { data: ConfigFileData; warning: string | null } {
  let text: string
  try {
    text = sys.readText(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { data: {}, warning: null }
    const reason = error.code === 'EACCES' ? 'permission denied' : error.message.toLowerCase()
    return { data: {}, warning: `WARNING: Error loading config file: open ${path}: ${reason}` }
  }
  try {
    return { data: (JSON.parse(text) ?? {}) as ConfigFileData, warning: null }
  } catch {
    const reason =
      text.trim() === '' ? 'EOF' : `invalid character '${firstStrange(text)}' looking for beginning of value`
    return { data: {}, warning: `WARNING: Error parsing config file (${path}): ${reason}` }
  }
}
const firstStrange = (text: string): string => text.trim()[0] ?? ''
