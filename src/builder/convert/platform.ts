/** Platforms (containerd/platforms): os/architecture/variant, normalised. */
import type { Platform } from './types.ts'

export const ENGINE_PLATFORM: Platform = { os: 'linux', architecture: 'amd64', variant: '' }
const OSES =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  )
const ALIASES: Readonly<Record<string, readonly [string, string]>> = {
  x86_64: ['amd64', ''],
  'x86-64': ['amd64', ''],
  aarch64: ['arm64', ''],
  i386: ['386', ''],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
}
/** A platform, or what is wrong with the text. */
export function parsePlatform(text: string): Platform | string {
  if (text.includes('*')) return `"${text}": wildcards not yet supported: invalid argument`
  const parts = text.toLowerCase().split('/')
  for (const part of parts)
    if (!/^[a-z0-9_-]+$/.test(part))
      return `"${part}" is an invalid component of "${text}": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`
  const architecture = (name: string, variant = ''): Pick<Platform, 'architecture' | 'variant'> => {
    const alias = ALIASES[name]
    const found = alias?.[0] ?? name
    const v = variant || alias?.[1] || ''
    return {
      architecture: found,
      variant: found === 'arm64' && (v === 'v8' || v === '8') ? '' : found === 'amd64' && v === 'v1' ? '' : v,
    }
  }
  const [first = '', second, third] = parts
  if (parts.length > 3) return `"${text}": cannot parse platform specifier: invalid argument`
  if (second === undefined) {
    if (OSES.includes(first)) return { os: first, architecture: 'amd64', variant: '' }
    const known = architecture(first)
    if (/^(amd64|386|arm|arm64|ppc64le|s390x|riscv64|mips64le|mips64|loong64)$/.test(known.architecture))
      return { os: 'linux', ...known }
    return `"${text}": unknown operating system or architecture: invalid argument`
  }
  return { os: first, ...architecture(second, third) }
}
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter((part) => part !== '').join('/')
