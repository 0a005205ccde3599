/** What the machine refuses, in words. */
import { ko, t } from '../messages.ts'

export function errorText(code: string): string {
  const key = `editor.error.${code}`
  return Object.hasOwn(ko, key) ? t(key as 'editor.error.EACCES') : t('editor.error.other', { code })
}
