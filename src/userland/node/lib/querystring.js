/** node:querystring */
function unescape(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  }
}
const escape = (text) =>
  encodeURIComponent(String(text)).replace(/[!'()*]/g, (c) =>
    c === '!' || c === "'" || c === '(' || c === ')' || c === '*' ? c : c,
  )
function parse(text, separator = '&', equals = '=', options = {}) {
  const out = Object.create(null)
  if (typeof text !== 'string' || text === '') return out
  const decode = options.decodeURIComponent ?? unescape
  const max = options.maxKeys === undefined ? 1000 : options.maxKeys
  let pairs = text.split(separator)
  if (max > 0) pairs = pairs.slice(0, max)
  for (const pair of pairs) {
    if (pair === '') continue
    const at = pair.indexOf(equals)
    const key = decode((at < 0 ? pair : pair.slice(0, at)).replace(/\+/g, ' '))
    const value = at < 0 ? '' : decode(pair.slice(at + equals.length).replace(/\+/g, ' '))
    if (Object.hasOwn(out, key)) out[key] = [out[key], value].flat()
    else out[key] = value
  }
  return out
}
function stringify(object, separator = '&', equals = '=', options = {}) {
  if (object === null || typeof object !== 'object') return ''
  const encode = options.encodeURIComponent ?? escape
  const text = (value) =>
    typeof value === 'string'
      ? value
      : typeof value === 'number' && Number.isFinite(value)
        ? String(value)
        : typeof value === 'bigint' || typeof value === 'boolean'
          ? String(value)
          : ''
  return Object.keys(object)
    .flatMap((key) => [object[key]].flat().map((value) => encode(key) + equals + encode(text(value))))
    .join(separator)
}
module.exports = {
  parse,
  stringify,
  escape,
  unescape,
  decode: parse,
  encode: stringify,
  unescapeBuffer: (text) => require('buffer').Buffer.from(unescape(text)),
}
