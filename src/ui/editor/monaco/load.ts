/** Fetches Monaco, once. */
import { locale } from '../../shared/locale.svelte.ts'
import type { Monaco } from './monaco.ts'

let loading: Promise<Monaco> | null = null

/** Rejects when it cannot be fetched; the next call tries again. */
export function loadMonaco(): Promise<Monaco> {
  return (loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  }))
}
async function load(): Promise<Monaco> {
  // Sets a global that Monaco's modules read while they run.
  if (locale.language === 'ko') await import('monaco-editor/nls/lang/ko').catch(() => undefined)
  const { monaco } = await import('./monaco.ts')
  const [{ registerDockerfile }, { registerCompose }] = await Promise.all([
    import('../dockerfile/register.ts'),
    import('../compose/register.ts'),
  ])
  registerDockerfile(monaco)
  registerCompose(monaco)
  return monaco
}
