/**
 * Apache httpd 2.4: command line, and the program's two names. Modelled: core, mpm_event's processes and signals, mod_so, log_config, mime,
 * dir, autoindex, alias, authz_core/host, access_compat, headers; name-based virtual hosts, .htaccess. Left out, and refused by name:
 * rewriting, proxying, CGI, authentication, TLS.
 */
import { SysError } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { APACHE2, HTTPD } from './identity.ts'
import type { Identity } from './identity.ts'
import { compiledIn, compileText, loadedModules, usage, versionText, virtualHosts } from './info.ts'
import { runServer } from './master.ts'
import { openLog } from './logs.ts'
import { readServer } from './startup.ts'
import type { ServerConfig } from './config/types.ts'
import type { StartOptions } from './startup.ts'

/** AP_SERVER_BASEARGS, with Apache's own -k, -S … */
const OPTIONS = 'C:c:D:d:E:e:f:k:lLMStTvVhX'
interface Parsed {
  flags: Map<string, string>
  options: StartOptions
  problem: string | null
}

function parse(sys: Sys, identity: Identity): Parsed {
  const argv = sys.argv
  const command = [argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1)]
  const flags = new Map<string, string>()
  const defines = new Set<string>()
  const before: string[] = []
  const after: string[] = []
  let problem: string | null = null
  loop: for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!
    if (!/^-./.test(arg)) {
      problem = ''
      break
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const rule = OPTIONS.indexOf(letter)
      if (rule < 0 || letter === ':') {
        problem = `${argv[0]}: illegal option -- ${letter}\n`
        break loop
      }
      command.push(`-${letter}`)
      if (OPTIONS[rule + 1] !== ':') {
        flags.set(letter, '')
        continue
      }
      const value = at + 1 < arg.length ? arg.slice(at + 1) : argv[++i]
      if (value === undefined) {
        problem = `${argv[0]}: option requires an argument -- ${letter}\n`
        break loop
      }
      command.push(value)
      if (letter === 'D') defines.add(value)
      else if (letter === 'C') before.push(value)
      else if (letter === 'c') after.push(value)
      flags.set(letter, value)
      break
    }
  }
  return {
    flags,
    problem,
    options: {
      command: command.join(' '),
      serverRoot: flags.get('d') ?? identity.serverRoot,
      configFile: flags.get('f') ?? identity.configFile,
      defines,
      before,
      after,
    },
  }
}

function runningPid(sys: Sys, config: ServerConfig): number | null {
  try {
    return Number.parseInt(sys.readText(config.pidFile), 10) || null
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
}
const alive = (sys: Sys, pid: number): boolean => {
  if (pid === sys.pid) return false
  try {
    sys.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof SysError) return error.code === 'EPERM'
    throw error
  }
}
const KILLS: Record<string, number> = {
  stop: SIGNALS.SIGTERM.number,
  'graceful-stop': SIGNALS.SIGWINCH.number,
  restart: SIGNALS.SIGHUP.number,
  graceful: SIGNALS.SIGUSR1.number,
}

/** -k, and the check of a plain start. A number ends the program. */
async function control(sys: Sys, action: string, config: ServerConfig): Promise<number | null> {
  const pid = runningPid(sys, config)
  const running = pid !== null && alive(sys, pid)
  if (action === 'start') {
    if (!running) return null
    await sys.write(1, `httpd (pid ${pid}) already running\n`)
    return 0
  }
  if (action === 'stop' || action === 'graceful-stop') {
    if (!running) {
      await sys.write(1, pid === null ? 'httpd (no pid file) not running\n' : `httpd (pid ${pid}?) not running\n`)
      return 0
    }
  } else if (!running) {
    await sys.write(1, 'httpd not running, trying to start\n')
    return null
  }
  try {
    sys.kill(pid!, KILLS[action]!)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await sys.write(1, `sending signal to server: ${error.message}\n`)
    return 1
  }
  return 0
}

const apache =
  (identity: Identity): Program =>
  async (sys) => {
    const { flags, options, problem } = parse(sys, identity)
    if (problem !== null || flags.has('h')) {
      await sys.write(2, (problem ?? '') + usage(sys.argv[0]!))
      return 1
    }
    if (flags.has('v')) {
      await sys.write(1, versionText(identity))
      return 0
    }
    if (flags.has('V')) {
      await sys.write(1, compileText(identity))
      return 0
    }
    if (flags.has('l')) {
      await sys.write(1, compiledIn(identity))
      return 0
    }
    for (const letter of ['L', 'e', 'E'])
      if (flags.has(letter)) {
        await sys.write(2, `${identity.program}: -${letter} is not simulated yet\n`)
        return 1
      }
    const action = flags.get('k') ?? 'start'
    if (action !== 'start' && KILLS[action] === undefined) {
      await sys.write(2, usage(sys.argv[0]!))
      return 1
    }
    const started = await readServer(sys, identity, options)
    if (!started) return 1
    if (flags.has('M') || options.defines.has('DUMP_MODULES')) {
      await sys.write(1, loadedModules(identity, started.config))
      return 0
    }
    if (flags.has('S') || options.defines.has('DUMP_VHOSTS')) {
      await sys.write(1, virtualHosts(identity, started.config, started.hostname))
      return 0
    }
    if (flags.has('t')) {
      await sys.write(2, 'Syntax OK\n')
      return 0
    }
    const done = await control(sys, action, started.config)
    if (done !== null) return done
    const foreground = options.defines.has('FOREGROUND') || flags.has('X')
    if (!foreground) return runServer(sys, identity, options, started, true)
    // Apache reads its configuration twice when it starts; before that it has detached, unless it stays in the foreground.
    // Its standard error is the error log from the first reading on.
    const log = await openLog(sys, started.config.errorLog).catch((error: unknown) => {
      if (error instanceof SysError) return null
      throw error
    })
    if (log !== null) {
      sys.dup2(log, 2)
      sys.close(log)
    }
    const again = await readServer(sys, identity, options)
    return again ? runServer(sys, identity, options, again, false) : 1
  }

export const httpd = apache(HTTPD)
export const apache2 = apache(APACHE2)
