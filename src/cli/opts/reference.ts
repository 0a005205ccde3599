/**
 * Image references (distribution/reference): "busybox", "localhost:5000/a/b:1.0", "httpd@sha256:…". A name without a domain is Docker Hub's;
 * one without a slash there is under library/.
 */
import { CommandError } from '../framework/errors.ts'

export const INVALID_FORMAT = 'invalid reference format'
export interface Reference {
  domain: string
  /** "library/busybox" */
  path: string
  tag: string | null
  /** "sha256:…" */
  digest: string | null
}
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = `(?:${LABEL}(?:\\.${LABEL})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
)
const IDENTIFIER = /^[a-f0-9]{64}$/

/** Throws CommandError with the package's text. */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text))
    throw new CommandError(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`)
  let domain = 'docker.io'
  let remainder = text
  const slash = text.indexOf('/')
  if (slash >= 0) {
    const first = text.slice(0, slash)
    if (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first) {
      domain = first === 'index.docker.io' ? 'docker.io' : first
      remainder = text.slice(slash + 1)
    }
  }
  if (domain === 'docker.io' && !remainder.includes('/')) remainder = `library/${remainder}`
  const colon = remainder.indexOf(':')
  const name = colon > -1 ? remainder.slice(0, colon) : remainder
  if (name.toLowerCase() !== name)
    throw new CommandError(`${INVALID_FORMAT}: repository name (${name}) must be lowercase`)
  const match = REFERENCE.exec(`${domain}/${remainder}`)
  if (!match) throw new CommandError(INVALID_FORMAT)
  if (remainder.length > 255 + 128 + 80 || match[1]!.length > 255 + domain.length + 1)
    throw new CommandError('repository name must not be more than 255 characters')
  const digest = match[3] ?? null
  if (digest !== null && digest.startsWith('sha256:') && !/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new CommandError('invalid checksum digest length')
  return { domain, path: match[1]!.slice(domain.length + 1), tag: match[2] ?? null, digest }
}
/** Without Docker Hub's defaults: "busybox", "student/hello". */
export function familiarName(reference: Reference): string {
  if (reference.domain !== 'docker.io') return `${reference.domain}/${reference.path}`
  return reference.path.replace(/^library\/(?=[^/]*$)/, '')
}
/** With tag and digest as they are. */
export const familiarString = (reference: Reference): string =>
  familiarName(reference) +
  (reference.tag === null ? '' : `:${reference.tag}`) +
  (reference.digest === null ? '' : `@${reference.digest}`)
/** "docker.io/library/busybox:1.35" */
export const canonicalString = (reference: Reference): string =>
  `${reference.domain}/${reference.path}` +
  (reference.tag === null ? '' : `:${reference.tag}`) +
  (reference.digest === null ? '' : `@${reference.digest}`)
export const isNameOnly = (reference: Reference): boolean => reference.tag === null && reference.digest === null
/** reference.TagNameOnly: ":latest" where nothing else is said. */
export const withDefaultTag = (reference: Reference): Reference =>
  isNameOnly(reference) ? { ...reference, tag: 'latest' } : reference
/** An identifier (64 hex digits, with or without "sha256:"), or a reference. */
export function parseAnyReference(text: string): Reference | null {
  if (IDENTIFIER.test(text) || /^sha256:[a-f0-9]{64}$/.test(text)) return null
  return parseReference(text)
}
