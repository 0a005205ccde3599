/** node and its companions, by the name in their executables. Debian's own package is the plain "node". */
import type { Program } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'

const node = (version: string): LazyProgram => ({
  load: async () => ({ default: (await import('./index.ts')).createNode(version) }),
})
const npm = (pick: 'npm' | 'npx' | 'yarn' | 'corepack'): LazyProgram => ({
  load: async () => ({ default: (await import('./npm/index.ts'))[pick] }),
})
const VERSIONS = ['22.21.1', '20.19.5', '18.20.8']

export const nodePrograms: Readonly<Record<string, Program | LazyProgram>> = {
  node: node('18.20.4'),
  npm: npm('npm'),
  npx: npm('npx'),
  yarn: npm('yarn'),
  corepack: npm('corepack'),
  ...Object.fromEntries(VERSIONS.map((version) => [`node-${version}`, node(version)])),
}
