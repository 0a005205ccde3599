/** Credentials for a registry, from the configuration file. */
import { encode } from '../../../base/bytes.ts'
import { base64Url } from '../../../base/base64.ts'
import { toJson } from '../../../base/go/json.ts'
import type { AuthConfig } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import type { Reference } from '../../opts/reference.ts'

export const INDEX_SERVER = 'https://index.docker.io/v1/'
/** The key of a registry in the configuration file. */
export const authKey = (domain: string): string =>
  domain === 'docker.io' || domain === 'index.docker.io' ? INDEX_SERVER : domain
/** The X-Registry-Auth header's value. */
export const encodeAuth = (auth: AuthConfig): string => base64Url(encode(toJson(auth)))
/** For pulling and pushing `reference`; without credentials those of nobody. */
export function registryAuth(cli: Cli, reference: Reference): string {
  return encodeAuth(cli.config.auth(authKey(reference.domain)) ?? {})
}
