import type * as v from 'valibot'
import type { CheckContext } from './machine.ts'

/** One word of the vocabulary. */
export interface CheckKind<S extends v.GenericSchema<unknown, object> = v.GenericSchema<unknown, object>> {
  name: string
  /** A short form (a string) may be turned into the object form. */
  args: S
  /** '' when it holds, else what is still missing, in the context's language. */
  missing(args: v.InferOutput<S>, context: CheckContext): Promise<string>
  /** For docs/lesson-format.md. */
  doc: string
}
export const kind = <S extends v.GenericSchema<unknown, object>>(definition: CheckKind<S>): CheckKind<S> => definition
