/** The interactive session: prompts, several lines of one statement, printing, dot commands. Completion and the preview are left out. */
const { raw, begin } = require('internal/sys')
const { inspect } = require('internal/inspect')
const stack = require('internal/stack')

const HELP = `.break    Sometimes you get stuck, this gets you out
.clear    Alias for .break
.editor   Enter editor mode
.exit     Exit the REPL
.help     Print this help message
.load     Load JS from a file into the REPL session
.save     Save all evaluated commands in this REPL session to a file

Press Ctrl+C to abort current expression, Ctrl+D to exit the REPL
`
let counter = 0
function startRepl(module, makeRequire) {
  const terminal = raw('isatty', [0]) && raw('isatty', [1])
  const colors = terminal && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb'
  const print = (text) => binding.writeSync(1, text)
  const history = []
  let buffered = ''
  let interrupted = false
  let editor = null
  for (const [key, value] of Object.entries({ require: makeRequire(module), module, exports: module.exports }))
    Object.defineProperty(globalThis, key, { value, writable: true, configurable: true, enumerable: false })
  require('internal/main').installBuiltinGetters()
  print(`Welcome to Node.js ${process.version}.\nType ".help" for more information.\n`)

  const show = (value) => print(`${inspect(value, { colors, showProxy: true })}\n`)
  function report(error) {
    if (error instanceof Error) {
      const text = inspect(error, { colors })
      const lines = text.split('\n')
      const cut = lines.findLastIndex((line) => /\bREPL\d+:\d+/.test(line) && !/\(REPL/.test(line))
      const kept = lines.filter(
        (line, i) =>
          !(i === cut && /^\s+at REPL/.test(line)) && !/^\s+at (ContextifyScript|REPLServer|node:)/.test(line),
      )
      if (error instanceof SyntaxError) print(`Uncaught ${error.name}: ${error.message}\n`)
      else print(`Uncaught ${/\n {4}at /.test(text) && kept.length > 1 ? kept.join('\n') : kept.join('\n')}\n`)
    } else print(`Uncaught ${inspect(error, { colors })}\n`)
    globalThis._error = error
  }
  binding.onUncaught = (error) => {
    report(error)
    return true
  }
  let lastSet = false
  let last
  Object.defineProperty(globalThis, '_', {
    configurable: true,
    get: () => last,
    set(value) {
      last = value
      if (!lastSet) {
        lastSet = true
        print('Expression assignment to _ now disabled.\n')
      }
    },
  })
  const recoverable = (error, code) => {
    if (!(error instanceof SyntaxError)) return false
    if (error.message === 'Unexpected end of input') return true
    return open(code)
  }
  /** Brackets, a template or a comment are still open. */
  function open(code) {
    let depth = 0
    let quote = ''
    for (let i = 0; i < code.length; i++) {
      const c = code[i]
      if (quote) {
        if (c === '\\') i++
        else if (quote === '*' ? c === '*' && code[i + 1] === '/' : c === quote) quote = ''
        else if (c === '\n' && (quote === "'" || quote === '"')) return false
      } else if (c === '"' || c === "'" || c === '`') quote = c
      else if (c === '/' && code[i + 1] === '/') i = code.indexOf('\n', i) < 0 ? code.length : code.indexOf('\n', i)
      else if (c === '/' && code[i + 1] === '*') quote = '*'
      else if ('([{'.includes(c)) depth++
      else if (')]}'.includes(c)) depth--
    }
    return depth > 0 || quote === '`' || quote === '*'
  }
  function evaluate(code, done) {
    const name = `REPL${++counter}`
    let text = code
    if (/^\s*\{/.test(text) && !/;\s*$/.test(text)) {
      try {
        binding.evalCode(`(function () {(${text.trim()}\n)})`, name)
        text = `(${text.trim()})`
      } catch {
        // a block, then
      }
    }
    stack.sources.set(name, text)
    const waits = /\bawait\b/.test(text)
    try {
      if (waits) {
        const declared = /^\s*(?:const|let|var)\s+([\w$]+)\s*=\s*([\s\S]*)$/.exec(text)
        const source = declared
          ? `(async () => { globalThis.${declared[1]} = ${declared[2].replace(/;\s*$/, '')} })()`
          : `(async () => { return (${text.trim().replace(/;\s*$/, '')}\n) })()`
        let promise
        try {
          promise = binding.evalCode(source, name)
        } catch {
          promise = binding.evalCode(`(async () => { ${text}\n})()`, name)
        }
        promise.then(
          (value) => done(null, value),
          (error) => done({ error }),
        )
        return
      }
      const dynamic = text.replace(/^\s*import\s+(?:([\w$]+)\s*,?\s*)?(\{[^}]*\})?\s*from\s*['"]([^'"]+)['"];?/, '')
      if (dynamic !== text) {
        const error = new SyntaxError(
          'Cannot use import statement inside the Node.js REPL, alternatively use dynamic import',
        )
        return done({ error })
      }
      done(null, binding.evalCode(text, name))
    } catch (error) {
      done({ error })
    }
  }
  function run(code) {
    evaluate(code, (failure, value) => {
      if (failure && recoverable(failure.error, code) && !editor) {
        buffered = code
        return ask()
      }
      buffered = ''
      if (failure) {
        if (failure.error instanceof SyntaxError) {
          const place = stack.places.get(failure.error)
          const line = code.split('\n')[(place?.line ?? 1) - 1] ?? code
          const token = /^Unexpected (?:token|identifier) '(.*)'$/.exec(failure.error.message)?.[1]
          const at = token ? Math.max(0, line.indexOf(token)) : 0
          print(`${line}\n${' '.repeat(at)}${'^'.repeat(Math.max(1, token?.length ?? 1))}\n\n`)
        }
        report(failure.error)
      } else {
        if (!lastSet) last = value
        show(value)
      }
      ask()
    })
  }
  function command(line) {
    const [, name, rest] = /^\.(\w+)\s*(.*)$/.exec(line) ?? []
    switch (name) {
      case 'exit':
        return process.exit()
      case 'help':
        print(HELP)
        break
      case 'break':
      case 'clear':
        buffered = ''
        break
      case 'editor':
        print('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n')
        editor = ''
        break
      case 'load':
        try {
          const text = require('fs').readFileSync(rest, 'utf8')
          print(text.endsWith('\n') ? text : `${text}\n`)
          return run(text)
        } catch {
          print(`Failed to load: ${rest}\n`)
        }
        break
      case 'save':
        try {
          require('fs').writeFileSync(rest, `${history.join('\n')}\n`)
          print(`Session saved to: ${rest}\n`)
        } catch {
          print(`Failed to save: ${rest}\n`)
        }
        break
      default:
        print('Invalid REPL keyword\n')
    }
    ask()
  }
  function ask() {
    begin(
      terminal ? 'editLine' : 'readLineLater',
      [editor !== null ? '' : buffered ? '... ' : '> '],
      undefined,
      (code, result) => {
        if (code) return process.exit()
        if (result.kind === 'eof') {
          if (editor !== null) {
            const text = editor
            editor = null
            print('\n')
            return run(text)
          }
          if (buffered) return run2(buffered)
          print('\n')
          return process.exit()
        }
        if (result.kind === 'interrupt') {
          if (editor !== null || buffered || result.typed) {
            editor = null
            buffered = ''
            interrupted = false
            return ask()
          }
          if (interrupted) return process.exit()
          interrupted = true
          print('(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n')
          return ask()
        }
        interrupted = false
        const { text } = result
        if (editor !== null) {
          editor += `${text}\n`
          return ask()
        }
        if (!buffered && text.trim() === '') return ask()
        history.push(text)
        if (!/^\s*\.\d/.test(text) && /^\s*\.[a-z]/.test(text)) return command(text.trim())
        run(buffered ? `${buffered}\n${text}` : text)
      },
    )
  }
  const run2 = (code) => {
    buffered = ''
    evaluate(code, (failure, value) => {
      if (failure) report(failure.error)
      else show(value)
      process.exit()
    })
  }
  ask()
}
module.exports = { startRepl }
