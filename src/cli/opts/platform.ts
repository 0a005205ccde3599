/** --platform: "os[/arch[/variant]]" (containerd/platforms.Parse). */
import { quote } from '../../base/go/quote.ts'
import { CommandError } from '../framework/errors.ts'

const COMPONENT = /^[A-Za-z0-9_.-]+$/
const SYSTEMS =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  )
const ARCHITECTURES =
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm i386 x86_64 x86-64 aarch64 armhf armel'.split(
    ' ',
  )
/** Throws CommandError; `before` is put before its text. */
export function checkPlatform(platform: string, before = ''): void {
  if (platform === '') return
  const fail = (reason: string): never => {
    throw new CommandError(`${before}${reason}: invalid argument`)
  }
  if (platform.includes('*')) fail(`${quote(platform)}: wildcards not yet supported`)
  const parts = platform.split('/')
  parts.forEach((part, i) => {
    const name = i === 0 ? part.replace(/\([^)]*\)$/, '') : part
    if (!COMPONENT.test(name))
      fail(
        `${quote(part)} is an invalid component of ${quote(platform)}: platform specifier component must match "${COMPONENT.source}"`,
      )
  })
  if (parts.length > 3) fail(`${quote(platform)}: cannot parse platform specifier`)
  const only = parts[0]!.toLowerCase()
  if (parts.length === 1 && only !== 'macos' && !SYSTEMS.includes(only) && !ARCHITECTURES.includes(only))
    fail(`${quote(platform)}: unknown operating system or architecture`)
}
const NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  macos: 'darwin',
}
/** The platform as the API takes it in queries; '' for none. Throws CommandError. */
export function platformQuery(platform: string): string | undefined {
  if (platform === '') return undefined
  checkPlatform(platform, 'invalid platform: ')
  const parts = platform.toLowerCase().split('/')
  const [first = '', second, variant] = parts.map((part) => NAMES[part] ?? part)
  const alone = second === undefined
  const os = alone && ARCHITECTURES.includes(first) ? 'linux' : first
  const architecture = alone ? (os === first ? 'amd64' : first) : second
  return JSON.stringify({ architecture, os, ...(variant ? { variant } : {}) })
}
