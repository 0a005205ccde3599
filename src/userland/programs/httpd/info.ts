/** What httpd tells about itself: -v, -V, -l, -M, -h, -S. */
import type { ServerConfig } from './config/types.ts'
import type { Identity } from './identity.ts'

export const versionText = (id: Identity): string =>
  `Server version: Apache/${id.version} (${id.platform})\nServer built:   ${id.built}\n`

export const compileText = (id: Identity): string =>
  `${versionText(id)}Server's Module Magic Number: 20120211:142
Server loaded:  APR 1.7.2, APR-UTIL 1.6.3, PCRE 10.42 2022-12-11
Compiled using: APR 1.7.2, APR-UTIL 1.6.3, PCRE 10.42 2022-12-11
Architecture:   64-bit
Server MPM:     event
  threaded:     yes (fixed thread count)
    forked:     yes (variable process count)
Server compiled with....
 -D APR_HAS_SENDFILE
 -D APR_HAS_MMAP
 -D APR_HAVE_IPV6 (IPv4-mapped addresses enabled)
 -D APR_USE_PROC_PTHREAD_SERIALIZE
 -D APR_USE_PTHREAD_SERIALIZE
 -D SINGLE_LISTEN_UNSERIALIZED_ACCEPT
 -D APR_HAS_OTHER_CHILD
 -D AP_HAVE_RELIABLE_PIPED_LOGS
 -D DYNAMIC_MODULE_LIMIT=256
 -D HTTPD_ROOT="${id.serverRoot}"
 -D SUEXEC_BIN="${id.program === 'httpd' ? `${id.serverRoot}/bin/suexec` : '/usr/lib/apache2/suexec'}"
 -D DEFAULT_PIDLOG="${id.pidFile}"
 -D DEFAULT_SCOREBOARD="logs/apache_runtime_status"
 -D DEFAULT_ERRORLOG="${id.errorLog}"
 -D AP_TYPES_CONFIG_FILE="${id.typesConfig}"
 -D SERVER_CONFIG_FILE="${id.configFile}"
`
export const compiledIn = (id: Identity): string =>
  `Compiled in modules:\n${id.staticModules.map(([, source]) => `  ${source}.c\n`).join('')}`

export const loadedModules = (id: Identity, config: ServerConfig): string => {
  const fixed = new Set(id.staticModules.map(([name]) => name))
  return `Loaded Modules:\n${[...config.modules.keys()].map((name) => ` ${name} (${fixed.has(name) ? 'static' : 'shared'})\n`).join('')}`
}

export function virtualHosts(id: Identity, config: ServerConfig, hostname: string): string {
  let out = 'VirtualHost configuration:\n'
  const byAddress = new Map<string, typeof config.hosts>()
  for (const host of config.hosts)
    for (const address of host.addresses!) byAddress.set(address, [...(byAddress.get(address) ?? []), host])
  for (const [address, hosts] of byAddress) {
    const name = (host: (typeof hosts)[number]): string => (host.serverName ?? hostname).replace(/:\d+$/, '')
    const place = (host: (typeof hosts)[number]): string => `(${host.file}:${host.line})`
    if (hosts.length === 1) out += `${address.padEnd(22)} ${name(hosts[0]!)} ${place(hosts[0]!)}\n`
    else {
      const port = /:(\d+)$/.exec(address)?.[1] ?? '*'
      out += `${address.padEnd(22)} is a NameVirtualHost\n         default server ${name(hosts[0]!)} ${place(hosts[0]!)}\n`
      for (const host of hosts) {
        out += `         port ${port} namevhost ${name(host)} ${place(host)}\n`
        for (const alias of host.serverAliases) out += `                 alias ${alias}\n`
      }
    }
  }
  return (
    out +
    `ServerRoot: "${config.serverRoot}"\nMain DocumentRoot: "${config.main.documentRoot}"\nMain ErrorLog: "${config.errorLog}"\n` +
    'Mutex default: dir="/usr/local/apache2/logs/" mechanism=default \n'.replace('/usr/local/apache2', id.serverRoot) +
    `PidFile: "${config.pidFile}"\nDefine: DUMP_VHOSTS\nDefine: DUMP_RUN_CFG\nUser: name="${config.user}" id=33\nGroup: name="${config.group}" id=33\n`
  )
}

export function usage(bin: string): string {
  const pad = ' '.repeat(bin.length)
  return `Usage: ${bin} [-D name] [-d directory] [-f file]
       ${pad} [-C "directive"] [-c "directive"]
       ${pad} [-k start|restart|graceful|graceful-stop|stop]
       ${pad} [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-X]
Options:
  -D name            : define a name for use in <IfDefine name> directives
  -d directory       : specify an alternate initial ServerRoot
  -f file            : specify an alternate ServerConfigFile
  -C "directive"     : process directive before reading config files
  -c "directive"     : process directive after reading config files
  -e level           : show startup errors of level (see LogLevel)
  -E file            : log startup errors to file
  -v                 : show version number
  -V                 : show compile settings
  -h                 : list available command line options (this page)
  -l                 : list compiled in modules
  -L                 : list available configuration directives
  -t -D DUMP_VHOSTS  : show parsed vhost settings
  -t -D DUMP_RUN_CFG : show parsed run settings
  -S                 : a synonym for -t -D DUMP_VHOSTS -D DUMP_RUN_CFG
  -t -D DUMP_MODULES : show all loaded modules 
  -M                 : a synonym for -t -D DUMP_MODULES
  -t -D DUMP_INCLUDES: show all included configuration files
  -t                 : run syntax check for config files
  -T                 : start without DocumentRoot(s) check
  -X                 : debug mode (only one worker, do not detach)
`
}
