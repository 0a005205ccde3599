/** The page's language and t(), which reads it: a template that calls t() follows a change of language by itself. */
import { en, ko, type MessageKey } from './messages.ts'

export type Language = 'ko' | 'en'

/** "{n}분 전" → 'n' */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Params<K extends MessageKey> = [Names<(typeof ko)[K]>] extends [never]
  ? []
  : [Record<Names<(typeof ko)[K]>, string | number>]

class Locale {
  language: Language = $state('ko')
}
export const locale = new Locale()

export function t<K extends MessageKey>(key: K, ...[params]: Params<K>): string {
  const text: string = (locale.language === 'ko' ? ko : en)[key]
  return params
    ? text.replace(/\{(\w+)\}/g, (whole, name: string) =>
        String((params as Record<string, string | number>)[name] ?? whole),
      )
    : text
}
