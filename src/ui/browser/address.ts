/** What is typed into the address line, as a URL. null: not an address at all. */
export function toUrl(text: string): string | null {
  const typed = text.trim()
  if (!typed) return null
  const guess = /^\d{1,5}(\/.*)?$/.test(typed)
    ? `http://127.0.0.1:${typed}`
    : /^:\d/.test(typed)
      ? `http://127.0.0.1${typed}`
      : /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
        ? typed
        : `http://${typed}`
  try {
    const url = new URL(guess)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null
  } catch {
    return null
  }
}

/** A Location header against the URL that it came from. */
export function follow(location: string, from: string): string {
  return new URL(location, from).href
}
