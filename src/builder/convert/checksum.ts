/** opencontainers/go-digest: what is wrong with a digest; null: nothing. */
const LENGTH: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

export function digestProblem(text: string): string | null {
  const match = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)$/.exec(text)
  if (!match) return 'invalid checksum digest format'
  const length = LENGTH[match[1]!]
  if (length === undefined) return 'unsupported digest algorithm'
  if (match[2]!.length !== length) return 'invalid checksum digest length'
  return /^[a-f0-9]+$/.test(match[2]!) ? null : 'invalid checksum digest format'
}
