/**
 * Image references as github.com/distribution/reference parses and normalises them: [domain/]path[:tag][@digest], with Docker Hub's
 * defaults (docker.io, library/). Both the client and the engine need them; the error texts are the library's.
 */
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const PATH = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`
const TAG = '[\\w][\\w.-]{0,127}'
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`)
const IDENTIFIER = /^[a-f0-9]{64}$/
const DEFAULT_DOMAIN = 'docker.io'
const NAME_MAX = 255

export class ReferenceError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ReferenceError'
  }
}
export interface ImageReference {
  /** "docker.io", "localhost:5000" */
  domain: string
  /** "library/nginx" */
  path: string
  tag: string | null
  /** "sha256:…" */
  digest: string | null
}

function splitDomain(name: string): [domain: string, rest: string] {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  let domain: string
  let rest: string
  if (slash < 0 || (!/[.:]/.test(first) && first !== 'localhost' && first.toLowerCase() === first)) {
    domain = DEFAULT_DOMAIN
    rest = name
  } else {
    domain = first
    rest = name.slice(slash + 1)
  }
  if (domain === 'index.docker.io') domain = DEFAULT_DOMAIN
  if (domain === DEFAULT_DOMAIN && !rest.includes('/')) rest = `library/${rest}`
  return [domain, rest]
}

/** reference.ParseNormalizedNamed. Throws ReferenceError with the library's text. */
export function parseReference(text: string): ImageReference {
  if (IDENTIFIER.test(text)) {
    throw new ReferenceError(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`)
  }
  const [domain, rest] = splitDomain(text)
  const separator = rest.indexOf(':')
  const remote = separator < 0 ? rest : rest.slice(0, separator)
  if (remote.toLowerCase() !== remote) {
    throw new ReferenceError(`invalid reference format: repository name (${remote}) must be lowercase`)
  }
  const match = REFERENCE.exec(`${domain}/${rest}`)
  if (!match) throw new ReferenceError('invalid reference format')
  const digest = match[3] ?? null
  if (digest !== null && !/^sha256:[a-f0-9]{64}$|^sha384:[a-f0-9]{96}$|^sha512:[a-f0-9]{128}$/.test(digest)) {
    throw new ReferenceError(
      /^sha(256|384|512):/.test(digest) ? 'invalid checksum digest length' : 'unsupported digest algorithm',
    )
  }
  const path = match[1]!.slice(domain.length + 1)
  if (path.length > NAME_MAX) {
    throw new ReferenceError(`repository name must not be more than ${NAME_MAX} characters`)
  }
  return { domain, path, tag: match[2] ?? null, digest }
}
/** reference.TagNameOnly: "latest" unless there is a tag or a digest. */
export const withDefaultTag = (ref: ImageReference): ImageReference =>
  ref.tag === null && ref.digest === null ? { ...ref, tag: 'latest' } : ref
/** "nginx", "student/web", "localhost:5000/app" */
export function familiarName(ref: Pick<ImageReference, 'domain' | 'path'>): string {
  if (ref.domain !== DEFAULT_DOMAIN) return `${ref.domain}/${ref.path}`
  const rest = ref.path.startsWith('library/') ? ref.path.slice('library/'.length) : ref.path
  return rest.includes('/') && ref.path.startsWith('library/') ? ref.path : rest
}
/** "nginx:1.22", "nginx@sha256:…" */
export const familiarString = (ref: ImageReference): string =>
  familiarName(ref) + (ref.tag === null ? '' : `:${ref.tag}`) + (ref.digest === null ? '' : `@${ref.digest}`)
/** "docker.io/library/nginx:1.22" */
export const canonicalString = (ref: ImageReference): string =>
  `${ref.domain}/${ref.path}` + (ref.tag === null ? '' : `:${ref.tag}`) + (ref.digest === null ? '' : `@${ref.digest}`)
