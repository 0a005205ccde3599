/** node's command line (doc/api/cli.md). Options that node knows and we do not simulate are refused by name. */
export interface NodeOptions {
  /** Shown and done with. */
  show?: 'version' | 'help' | 'v8-options'
  eval?: string
  print: boolean
  interactive: boolean
  check: boolean
  inputType?: 'module' | 'commonjs'
  preload: { name: string; esm: boolean }[]
  envFiles: { path: string; optional: boolean }[]
  unhandledRejections?: string
  /** Arguments that were options, as process.execArgv has them. */
  execArgv: string[]
  script: string | null
  /** What follows the script. */
  rest: string[]
}
export class OptionProblem extends Error {
  readonly status: number
  constructor(message: string, status = 9) {
    super(message)
    this.status = status
  }
}

/** Options without effect on what is simulated: diagnostics, V8's tuning, features that are on anyway. */
const HARMLESS =
  /^--(no-)?(warnings|deprecation|trace-(warnings|deprecation|uncaught|sync-io|exit|sigint)|throw-deprecation|stack-trace-limit=\d+|max-old-space-size=\d+|max_old_space_size=\d+|max-semi-space-size=\d+|max-http-header-size=\d+|enable-source-maps|preserve-symlinks(-main)?|experimental-(modules|fetch|global-customevent|require-module|detect-module|repl-await|json-modules|default-type=commonjs)|dns-result-order=\w+|openssl-legacy-provider|expose-gc|harmony(-[\w-]+)?|es-module-specifier-resolution=\w+|title=.*|abort-on-uncaught-exception|verify-base-objects|pending-deprecation|force-(async-hooks-checks|context-aware)|zero-fill-buffers|node-memory-debug|addons|global-search-paths|network-family-autoselection|insecure-http-parser|use-openssl-ca|use-bundled-ca|use-system-ca|tls-[\w.-]+)$/
const KNOWN =
  /^--(watch(-path|-preserve-output)?|test(-[\w-]+)?|inspect(-[\w-]+)?|debug-port|prof(-process)?|cpu-prof(-[\w-]+)?|heap-prof(-[\w-]+)?|heapsnapshot-[\w-]+|loader|experimental-[\w-]+|permission|allow-[\w-]+|build-snapshot(-config)?|snapshot-blob|report-[\w-]+|diagnostic-dir|icu-data-dir|redirect-warnings|secure-heap(-min)?|run|entry-url|conditions|policy-integrity|v8-pool-size|trace-[\w-]+|track-heap-objects|disable-[\w-]+|localstorage-file|env-file-if-exists|import|require)(=|$)/

export function parseOptions(args: readonly string[], nodeOptions: string): NodeOptions {
  const options: NodeOptions = {
    print: false,
    interactive: false,
    check: false,
    preload: [],
    envFiles: [],
    execArgv: [],
    script: null,
    rest: [],
  }
  const queue = [...args]
  const given = nodeOptions.split(/\s+/).filter(Boolean)
  const one = (arg: string, list: string[]): void => {
    const [name = '', inline] =
      arg.startsWith('--') && arg.includes('=')
        ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]
        : [arg, undefined]
    const value = (): string => {
      const found = inline ?? list.shift()
      if (
        found === undefined ||
        (inline === undefined &&
          found.startsWith('-') &&
          found.length > 1 &&
          name !== '-e' &&
          name !== '--eval' &&
          name !== '-p' &&
          name !== '--print' &&
          name !== '-pe')
      )
        throw new OptionProblem(`${name} requires an argument`)
      return found
    }
    switch (name) {
      case '-v':
      case '--version':
        options.show = 'version'
        return
      case '-h':
      case '--help':
        options.show = 'help'
        return
      case '--v8-options':
        options.show = 'v8-options'
        return
      case '-p':
      case '--print':
      case '-pe':
      case '-ep':
        options.print = true
        options.eval = value()
        return
      case '-e':
      case '--eval':
        options.eval = value()
        return
      case '-i':
      case '--interactive':
        options.interactive = true
        return
      case '-c':
      case '--check':
        options.check = true
        return
      case '-r':
      case '--require':
        options.preload.push({ name: value(), esm: false })
        return
      case '--import':
        options.preload.push({ name: value(), esm: true })
        return
      case '--input-type':
        options.inputType = value() === 'module' ? 'module' : 'commonjs'
        return
      case '--env-file':
        options.envFiles.push({ path: value(), optional: false })
        return
      case '--env-file-if-exists':
        options.envFiles.push({ path: value(), optional: true })
        return
      case '--unhandled-rejections':
        options.unhandledRejections = value()
        return
    }
    if (HARMLESS.test(arg)) return
    if (KNOWN.test(arg)) throw new OptionProblem(`${name} is not simulated yet`)
    throw new OptionProblem(`bad option: ${arg}`)
  }
  while (given.length) {
    const arg = given.shift()!
    if (
      !arg.startsWith('-') ||
      ['-e', '-p', '-v', '-h', '-c', '-i', '--eval', '--print', '--version', '--help'].includes(arg)
    )
      throw new OptionProblem(`${arg} is not allowed in NODE_OPTIONS`)
    one(arg, given)
  }
  while (queue.length) {
    const arg = queue[0]!
    if (arg === '--') {
      queue.shift()
      break
    }
    if (arg === '-' || !arg.startsWith('-')) break
    const before = queue.length
    queue.shift()
    const first = queue.length
    one(arg, queue)
    options.execArgv.push(
      ...args.slice(args.length - before, args.length - first),
      ...args.slice(args.length - first, args.length - queue.length),
    )
    if (options.show) return options
  }
  if (options.eval === undefined) options.script = queue.shift() ?? null
  options.rest = queue
  return options
}
