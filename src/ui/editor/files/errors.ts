/** What the machine refuses, in words. */
import { ko, t } from '../messages.ts'

export function errorText(code: string): string {
  return Object.hasOwn(ko, `editor.error.${code}`)
    ? t(`editor.error.${code as 'EACCES'}`)
    : t('editor.error.other', { code })
}
