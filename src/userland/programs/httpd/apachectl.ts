/** apachectl: a script that runs httpd with other words. */
import type { Program } from '../../../kernel/sys/types.ts'

const HTTPD = '/usr/local/apache2/bin/httpd'

export const apachectl: Program = async (sys) => {
  const args = sys.argv.slice(1)
  const verb = args[0]
  const run = (...rest: string[]): Promise<never> => sys.exec(HTTPD, [HTTPD, ...rest], sys.env)
  switch (verb) {
    case undefined:
      return run('-h')
    case 'start':
    case 'stop':
    case 'restart':
    case 'graceful':
    case 'graceful-stop':
      return run('-k', ...args)
    case 'configtest':
      return run('-t')
    case 'status':
    case 'fullstatus':
      await sys.write(2, `${sys.argv[0]}: ${verb} is not simulated yet (it needs mod_status and lynx)\n`)
      return 1
    case 'startssl':
    case 'sslstart':
    case 'start-SSL':
      await sys.write(
        1,
        'The startssl option is no longer supported.\nPlease edit httpd.conf to include the SSL configuration settings\nand then use "apachectl start".\n',
      )
      return 2
  }
  return run(...args)
}
