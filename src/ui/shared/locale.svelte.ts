/** The page's language and t(), which reads it: a template that calls t() follows a change of language by itself. */
import { en, ko } from './messages.ts'

export type Language = 'ko' | 'en'

/** "{n}분 전" → 'n' */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Params<S extends string> = [Names<S>] extends [never] ? [] : [Record<Names<S>, string | number>]
export type Translate<Texts extends Record<string, string>> = <K extends keyof Texts & string>(
  key: K,
  ...params: Params<Texts[K]>
) => string

class Locale {
  language: Language = $state('ko')
}
export const locale = new Locale()

/** A t() of its own for a view whose sentences come with its code (messages.ts in the view's folder). */
export function texts<const Texts extends Record<string, string>>(
  korean: Texts,
  english: Record<keyof Texts, string>,
): Translate<Texts> {
  return (key, ...[params]) => {
    const text: string = (locale.language === 'ko' ? korean : english)[key]
    return params
      ? text.replace(/\{(\w+)\}/g, (whole, name: string) =>
          String((params as Record<string, string | number>)[name] ?? whole),
        )
      : text
  }
}
export const t = texts(ko, en)
