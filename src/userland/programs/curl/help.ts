/** curl's own texts. */
import { VERSION } from './write-out.ts'

export const HELP = {
  fd: 1 as const,
  text: `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -T, --upload-file <file>   Transfer local FILE to destination
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`,
}
const CATEGORIES: readonly [string, string][] = [
  ['auth', 'Different types of authentication methods'],
  ['connection', 'Low level networking operations'],
  ['curl', 'The command line tool itself'],
  ['dns', 'General DNS options'],
  ['file', 'FILE protocol options'],
  ['ftp', 'FTP protocol options'],
  ['http', 'HTTP and HTTPS protocol options'],
  ['imap', 'IMAP protocol options'],
  ['misc', "Options that don't fit into any other category"],
  ['output', 'Filesystem output'],
  ['pop3', 'POP3 protocol options'],
  ['post', 'HTTP Post specific options'],
  ['proxy', 'All options related to proxies'],
  ['scp', 'SCP protocol options'],
  ['sftp', 'SFTP protocol options'],
  ['smtp', 'SMTP protocol options'],
  ['ssh', 'SSH protocol options'],
  ['telnet', 'TELNET protocol options'],
  ['tftp', 'TFTP protocol options'],
  ['tls', 'All TLS/SSL related options'],
  ['upload', 'All options for uploads'],
  ['verbose', 'Options related to any kind of command line output of curl'],
]
const list = CATEGORIES.map(([name, text]) => ` ${name.padEnd(11)} ${text}\n`).join('')

export function helpFor(category: string): { fd: 1 | 2; text: string } {
  if (category === 'category') return { fd: 1, text: `Usage: curl [options...] <url>\n${list}` }
  if (category === 'all' || CATEGORIES.some(([name]) => name === category))
    return { fd: 2, text: `curl: the help of --help ${category} is not simulated yet\n` }
  return {
    fd: 1,
    text: `Usage: curl [options...] <url>\nInvalid category provided, here is a list of all categories:\n\n${list}`,
  }
}
export const VERSION_TEXT = `curl 7.88.1 (x86_64-pc-linux-gnu) ${VERSION}
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14
Protocols: dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp scp sftp smb smbs smtp smtps telnet tftp
Features: alt-svc AsynchDNS brotli GSS-API HSTS HTTP2 HTTPS-proxy IDN IPv6 Kerberos Largefile libz NTLM NTLM_WB PSL SPNEGO SSL threadsafe TLS-SRP UnixSockets zstd
`
