/** JSON as Go's json.Marshal writes it: <, > and & escaped. */
export const goLine = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`)
