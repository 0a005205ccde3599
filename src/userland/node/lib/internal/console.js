/** console. Lines go straight to the descriptors; a program that replaced process.stdout.write is obeyed. */
const { formatWithOptions, inspect } = require('internal/inspect')

class Console {
  constructor(stdout, stderr) {
    const options = stdout && typeof stdout.write !== 'function' ? stdout : { stdout, stderr }
    for (const name of [
      'log',
      'info',
      'debug',
      'error',
      'warn',
      'dir',
      'dirxml',
      'table',
      'trace',
      'group',
      'groupCollapsed',
      'groupEnd',
      'time',
      'timeEnd',
      'timeLog',
      'count',
      'countReset',
      'assert',
      'clear',
    ])
      this[name] = Console.prototype[name].bind(this)
    const hide = (name, value) =>
      Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
    hide('_stdout', options.stdout)
    hide('_stderr', options.stderr ?? options.stdout)
    hide('_indent', '')
    hide('_counts', new Map())
    hide('_timers', new Map())
    hide('_colors', options.colorMode)
  }
  _print(fd, args) {
    const own = fd === 1 ? this._stdout : this._stderr
    const colors = this._colors === true || (this._colors === undefined && own === undefined && colorful(fd))
    let text = args.length === 1 && typeof args[0] === 'string' ? args[0] : formatWithOptions({ colors }, ...args)
    if (this._indent) text = this._indent + text.replace(/\n/g, `\n${this._indent}`)
    if (own) own.write(`${text}\n`)
    else require('internal/stdio').print(fd, `${text}\n`)
  }
  log(...args) {
    this._print(1, args)
  }
  warn(...args) {
    this._print(2, args)
  }
  dir(value, options) {
    this._print(1, [inspect(value, { customInspect: false, colors: colorful(1), ...options })])
  }
  trace(...args) {
    const error = { name: 'Trace', message: formatWithOptions({}, ...args) }
    Error.captureStackTrace(error, Console.prototype.trace)
    const lines = String(error.stack)
      .split('\n')
      .filter((line) => line.startsWith('    at ') && !line.includes('node:internal/console'))
    this._print(2, [`Trace${error.message ? `: ${error.message}` : ''}\n${lines.join('\n')}`])
  }
  assert(condition, ...args) {
    if (condition) return
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`
    else args.unshift('Assertion failed')
    this._print(2, args)
  }
  group(...args) {
    if (args.length) this._print(1, args)
    this._indent += '  '
  }
  groupEnd() {
    this._indent = this._indent.slice(2)
  }
  time(label = 'default') {
    if (this._timers.has(`${label}`)) return process.emitWarning(`Label '${label}' already exists for console.time()`)
    this._timers.set(`${label}`, binding.monotonic())
  }
  timeEnd(label = 'default') {
    this._lap(`${label}`, [], 'timeEnd')
    this._timers.delete(`${label}`)
  }
  timeLog(label = 'default', ...args) {
    this._lap(`${label}`, args, 'timeLog')
  }
  _lap(label, args, method) {
    const at = this._timers.get(label)
    if (at === undefined) return process.emitWarning(`No such label '${label}' for console.${method}()`)
    const ms = binding.monotonic() - at
    const text =
      ms >= 60000
        ? `${Math.floor(ms / 60000)}:${((ms % 60000) / 1000).toFixed(3).padStart(6, '0')} (m:ss.mmm)`
        : ms >= 1000
          ? `${(ms / 1000).toFixed(3)}s`
          : `${Number(ms.toFixed(3))}ms`
    this._print(1, [`${label}: ${text}`, ...args])
  }
  count(label = 'default') {
    const count = (this._counts.get(`${label}`) ?? 0) + 1
    this._counts.set(`${label}`, count)
    this._print(1, [`${label}: ${count}`])
  }
  countReset(label = 'default') {
    this._counts.delete(`${label}`)
  }
  clear() {
    if (process.stdout.isTTY && process.env.TERM !== 'dumb') process.stdout.write('\x1b[1;1H\x1b[0J')
  }
  table(data, columns) {
    if (data === null || typeof data !== 'object') return this._print(1, [data])
    this._print(1, [table(data, columns)])
  }
}
Console.prototype.info = Console.prototype.debug = Console.prototype.dirxml = Console.prototype.log
Console.prototype.error = Console.prototype.warn
Console.prototype.groupCollapsed = Console.prototype.group

let known
/** As tty.WriteStream.hasColors() decides: a terminal, and no NO_COLOR. */
function colorful(fd) {
  known ??= {}
  return (known[fd] ??= require('tty').isatty(fd) && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb')
}

function table(data, columns) {
  const cell = (value) =>
    inspect(value, {
      maxArrayLength: 3,
      breakLength: Infinity,
      depth:
        value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0,
    })
  const isMap = data instanceof Map
  const isSet = data instanceof Set
  const rows = isMap ? [...data.entries()] : isSet ? [...data.values()] : Object.keys(data)
  const heads = []
  const index = []
  const lines = []
  let plain = false
  rows.forEach((key, i) => {
    const value = isMap ? key[1] : isSet ? key : data[key]
    index.push(isMap || isSet ? String(i) : key)
    const line = new Map()
    if (isMap) line.set('Key', cell(key[0]))
    if (value !== null && typeof value === 'object' && !isSet && !isMap) {
      for (const name of columns ?? Object.keys(value)) {
        if (!heads.includes(name)) heads.push(name)
        if (Object.hasOwn(value, name)) line.set(name, cell(value[name]))
      }
    } else {
      plain = true
      line.set(isMap || isSet ? 'Values' : 'Values', cell(value))
    }
    lines.push(line)
  })
  const titles = [
    isMap || isSet ? '(iteration index)' : '(index)',
    ...(isMap ? ['Key'] : []),
    ...heads,
    ...(plain ? ['Values'] : []),
  ]
  const body = lines.map((line, i) => [index[i], ...titles.slice(1).map((title) => line.get(title) ?? '')])
  const { getStringWidth } = require('internal/width')
  const widths = titles.map(
    (title, i) => Math.max(getStringWidth(title), ...body.map((row) => getStringWidth(row[i]))) + 2,
  )
  const draw = (row) =>
    `│${row.map((text, i) => ` ${text}${' '.repeat(widths[i] - getStringWidth(text) - 1)}`).join('│')}│`
  const rule = (a, b, c) => a + widths.map((width) => '─'.repeat(width)).join(b) + c
  return [rule('┌', '┬', '┐'), draw(titles), rule('├', '┼', '┤'), ...body.map(draw), rule('└', '┴', '┘')].join('\n')
}

const console = new Console()
delete console._noop
Object.defineProperty(console, 'Console', { value: Console, writable: true, configurable: true, enumerable: true })
Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true })
module.exports = console
