/** Intl and the toLocale… methods, which QuickJS lacks: answered by the worker's own engine, in the simulated time zone. */
function install() {
  const ask = (kind, locale, options, value) => binding.intl(kind, locale, options, value)
  const zone = (options) => ({ timeZone: globalThis.process?.env?.TZ || 'UTC', ...options })
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  define(Number.prototype, 'toLocaleString', function toLocaleString(locale, options) {
    return ask('number', locale, options, Number(this))
  })
  define(BigInt.prototype, 'toLocaleString', function toLocaleString(locale, options) {
    return ask('bigint', locale, options, String(this))
  })
  const time = Date.prototype
  for (const [name, part] of [
    ['toLocaleString', 'datetime'],
    ['toLocaleDateString', 'date'],
    ['toLocaleTimeString', 'time'],
  ])
    define(time, name, function (locale, options) {
      if (Number.isNaN(this.getTime())) return 'Invalid Date'
      return ask(part, locale, zone(options), this.getTime())
    })
  define(String.prototype, 'localeCompare', function localeCompare(that, locale, options) {
    return ask('compare', locale, options, [String(this), String(that)])
  })
  class NumberFormat {
    constructor(locale, options) {
      define(this, 'format', (value) =>
        ask(
          typeof value === 'bigint' ? 'bigint' : 'number',
          locale,
          options,
          typeof value === 'bigint' ? String(value) : Number(value),
        ),
      )
      define(this, 'resolvedOptions', () => ask('numberOptions', locale, options, null))
    }
  }
  class DateTimeFormat {
    constructor(locale, options) {
      const all = zone(options)
      define(this, 'format', (value) => ask('format', locale, all, value === undefined ? binding.now() : Number(value)))
      define(this, 'formatToParts', (value) =>
        ask('parts', locale, all, value === undefined ? binding.now() : Number(value)),
      )
      define(this, 'resolvedOptions', () => ask('dateOptions', locale, all, null))
    }
  }
  class Collator {
    constructor(locale, options) {
      define(this, 'compare', (a, b) => ask('compare', locale, options, [String(a), String(b)]))
    }
  }
  class PluralRules {
    constructor(locale, options) {
      define(this, 'select', (n) => ask('plural', locale, options, Number(n)))
    }
  }
  class RelativeTimeFormat {
    constructor(locale, options) {
      define(this, 'format', (value, unit) => ask('relative', locale, options, [Number(value), unit]))
    }
  }
  class ListFormat {
    constructor(locale, options) {
      define(this, 'format', (list) => ask('list', locale, options, [...list]))
    }
  }
  const Intl = { NumberFormat, DateTimeFormat, Collator, PluralRules, RelativeTimeFormat, ListFormat }
  const callable = (Class) => new Proxy(Class, { apply: (target, _, args) => new target(...args) })
  for (const [name, Class] of Object.entries(Intl)) {
    define(Intl, name, callable(Class))
  }
  Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true })
  define(globalThis, 'Intl', Intl)
}
module.exports = { install }
