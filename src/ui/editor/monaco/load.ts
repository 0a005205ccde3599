/** Fetches Monaco, once. */
import { locale } from '../../shared/locale.svelte.ts'
import type { World } from '../dockerfile/complete.ts'
import type { Monaco } from './monaco.ts'

let loading: Promise<Monaco> | null = null

/** Rejects when it cannot be fetched; the next call tries again. `world`: what Dockerfiles at a path can speak of. */
export function loadMonaco(world: (path: string) => World): Promise<Monaco> {
  return (loading ??= load(world).catch((error: unknown) => {
    loading = null
    throw error
  }))
}
async function load(world: (path: string) => World): Promise<Monaco> {
  // Sets a global that Monaco's modules read while they run.
  if (locale.language === 'ko') await import('monaco-editor/nls/lang/ko').catch(() => undefined)
  const { monaco } = await import('./monaco.ts')
  const [{ registerDockerfile }, { registerCompose }] = await Promise.all([
    import('../dockerfile/register.ts'),
    import('../compose/register.ts'),
  ])
  registerDockerfile(monaco, world)
  registerCompose(monaco)
  return monaco
}
