/** The two Apaches of this world: the one of the httpd image, built from source, and Debian's package. */
export interface Identity {
  /** Name of the program in messages. */
  program: string
  version: string
  platform: string
  built: string
  serverRoot: string
  configFile: string
  documentRoot: string
  pidFile: string
  typesConfig: string
  errorLog: string
  /** Compiled in. */
  staticModules: readonly (readonly [name: string, source: string])[]
}
const STATIC = [
  ['core_module', 'core'],
  ['so_module', 'mod_so'],
  ['http_module', 'http_core'],
] as const

export const HTTPD: Identity = {
  program: 'httpd',
  version: '2.4.68',
  platform: 'Unix',
  built: 'May  5 2026 00:00:00',
  serverRoot: '/usr/local/apache2',
  configFile: 'conf/httpd.conf',
  documentRoot: '/usr/local/apache2/htdocs',
  pidFile: 'logs/httpd.pid',
  typesConfig: 'conf/mime.types',
  errorLog: 'logs/error_log',
  staticModules: STATIC,
}
export const APACHE2: Identity = {
  program: 'apache2',
  version: '2.4.68',
  platform: 'Debian',
  built: '2026-06-12T05:08:45',
  serverRoot: '/etc/apache2',
  configFile: 'apache2.conf',
  documentRoot: '/var/www/html',
  pidFile: '/var/run/apache2.pid',
  typesConfig: 'mime.types',
  errorLog: 'logs/error_log',
  staticModules: [
    ...STATIC.slice(0, 2),
    ['watchdog_module', 'mod_watchdog'],
    STATIC[2],
    ['log_config_module', 'mod_log_config'],
    ['logio_module', 'mod_logio'],
    ['version_module', 'mod_version'],
    ['unixd_module', 'mod_unixd'],
  ],
}
