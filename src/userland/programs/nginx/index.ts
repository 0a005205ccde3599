/**
 * nginx 1.22.1 as Debian builds it: command line, configuration, master and workers. Modelled: the core of http with index, autoindex,
 * rewrite, access, proxy, upstream, map, log, headers and stub_status. Left out, and refused by name: TLS, FastCGI and its kin, caching,
 * limits, authentication, mail and stream.
 */
import { SysError } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { ConfigError, openFailed } from './config/directive.ts'
import { loadConfig } from './config/load.ts'
import { parseFile, parseText } from './config/parse.ts'
import type { NginxConfig } from './config/types.ts'
import { runMaster } from './master.ts'
import { Cycle, logLine } from './serve/cycle.ts'
import { VERSION } from './serve/state.ts'

const USAGE = `nginx version: nginx/${VERSION}
Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -T            : test configuration, dump it and exit
  -q            : suppress non-error messages during configuration testing
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -p prefix     : set prefix path (default: /usr/share/nginx/)
  -e filename   : set error log file (default: stderr)
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file

`
const CONFIGURED =
  'configure arguments: --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf --http-log-path=/var/log/nginx/access.log --error-log-path=stderr --lock-path=/var/lock/nginx.lock --pid-path=/run/nginx.pid --modules-path=/usr/lib/nginx/modules --with-compat --with-debug --with-pcre-jit --with-http_ssl_module --with-http_stub_status_module --with-threads\n'

interface Parsed {
  show: 'help' | 'version' | 'configure' | null
  test: boolean
  dump: boolean
  quiet: boolean
  signal: string | null
  prefix: string
  conf: string
  errorLog: string
  globals: string
}
const NEEDS: Record<string, string> = {
  p: 'directory name',
  e: 'file name',
  c: 'file name',
  g: 'parameter',
  s: 'parameter',
}

function parse(argv: readonly string[]): Parsed | string {
  const out: Parsed = {
    show: null,
    test: false,
    dump: false,
    quiet: false,
    signal: null,
    prefix: '/usr/share/nginx/',
    conf: '/etc/nginx/nginx.conf',
    errorLog: 'stderr',
    globals: '',
  }
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!
    if (arg[0] !== '-') return `invalid option: "${arg}"`
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const need = NEEDS[letter]
      if (need === undefined) {
        if (letter === '?' || letter === 'h') out.show = 'help'
        else if (letter === 'v') out.show ??= 'version'
        else if (letter === 'V') out.show = 'configure'
        else if (letter === 't') out.test = true
        else if (letter === 'T') out.test = out.dump = true
        else if (letter === 'q') out.quiet = true
        else return `invalid option: "${letter}"`
        continue
      }
      const value = at + 1 < arg.length ? arg.slice(at + 1) : argv[++i]
      if (value === undefined || value === '') return `option "-${letter}" requires ${need}`
      if (letter === 'p') out.prefix = value.endsWith('/') ? value : `${value}/`
      else if (letter === 'e') out.errorLog = value
      else if (letter === 'c') out.conf = value
      else if (letter === 'g') out.globals = value
      else {
        if (!/^(stop|quit|reopen|reload)$/.test(value)) return `invalid option: "-s ${value}"`
        out.signal = value
      }
      break
    }
  }
  return out
}

async function read(sys: Sys, options: Parsed, files: Map<string, string>): Promise<NginxConfig> {
  const conf = options.conf.startsWith('/') ? options.conf : options.prefix + options.conf
  const context = { sys, prefix: conf.slice(0, conf.lastIndexOf('/')), files }
  let globals
  try {
    globals = options.globals === '' ? [] : parseText(context, options.globals, 'command line', 'main')
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(
        error.message
          .replace(
            /unexpected end of file, expecting ";" or "}" in command line:\d+/,
            'unexpected end of parameter, expecting ";" in command line',
          )
          .replace(/ in command line:\d+$/, ' in command line'),
      )
    throw error
  }
  const main = [...globals, ...parseFile(context, conf)]
  return loadConfig(
    {
      sys,
      prefix: options.prefix,
      confPrefix: context.prefix,
      errorLog: options.errorLog === 'stderr' ? 'stderr' : options.errorLog,
    },
    main,
  )
}

export const nginx: Program = async (sys) => {
  const options = parse(sys.argv)
  if (typeof options === 'string') {
    await sys.write(2, `nginx: ${options}\n`)
    return 1
  }
  if (options.show) {
    await sys.write(
      2,
      options.show === 'help'
        ? USAGE
        : `nginx version: nginx/${VERSION}\n${options.show === 'configure' ? `built with OpenSSL 3.0.17 1 Jul 2025\nTLS SNI support enabled\n${CONFIGURED}` : ''}`,
    )
    return 0
  }
  const conf = options.conf.startsWith('/') ? options.conf : options.prefix + options.conf
  const files = new Map<string, string>()
  let config: NginxConfig
  try {
    config = await read(sys, options, files)
    for (const warning of config.warnings) await sys.write(2, logLine(sys, 'warn', warning))
    if (options.test && !options.quiet) await sys.write(2, `nginx: the configuration file ${conf} syntax is ok\n`)
    if (!config.hasEvents) throw new ConfigError('no "events" section in configuration')
    if (options.test) {
      // What a start would find: logs that cannot be written.
      const cycle = new Cycle(config)
      await cycle.open(sys)
      cycle.close(sys)
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    await sys.write(2, logLine(sys, 'emerg', error.message))
    if (options.test) await sys.write(2, `nginx: configuration file ${conf} test failed\n`)
    return 1
  }
  if (options.test) {
    if (!options.quiet) await sys.write(2, `nginx: configuration file ${conf} test is successful\n`)
    if (options.dump) for (const [file, text] of files) await sys.write(1, `# configuration file ${file}:\n${text}\n`)
    return 0
  }
  if (options.signal) return sendSignal(sys, config, options.signal)
  const title = `nginx: master process ${sys.argv.join(' ')}`
  return runMaster(sys, config, { title, read: () => read(sys, options, new Map()) })
}

const SIGNALS_BY_NAME: Record<string, number> = {
  stop: SIGNALS.SIGTERM.number,
  quit: SIGNALS.SIGQUIT.number,
  reopen: SIGNALS.SIGUSR1.number,
  reload: SIGNALS.SIGHUP.number,
}
async function sendSignal(sys: Sys, config: NginxConfig, name: string): Promise<number> {
  const cycle = new Cycle(config)
  await cycle.open(sys)
  await cycle.log(sys, 'notice', 'signal process started')
  const fail = async (message: string): Promise<number> => {
    await cycle.log(sys, 'error', message)
    if (config.errorLog.path !== 'stderr') await sys.write(2, `nginx: [error] ${message}\n`)
    return 1
  }
  let text: string
  try {
    text = sys.readText(config.pid)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return fail(openFailed(config.pid, error))
  }
  const pid = /^(\d+)\s*$/.exec(text)
  if (!pid) return fail(`invalid PID number "${text.trim()}" in "${config.pid}"`)
  try {
    sys.kill(+pid[1]!, SIGNALS_BY_NAME[name]!)
    return 0
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const number = error.code === 'ESRCH' ? 3 : 1
    await cycle.log(sys, 'alert', `kill(${pid[1]}, ${SIGNALS_BY_NAME[name]}) failed (${number}: ${error.message})`)
    await sys.write(
      2,
      `nginx: [alert] kill(${pid[1]}, ${SIGNALS_BY_NAME[name]}) failed (${number}: ${error.message})\n`,
    )
    return 1
  }
}
