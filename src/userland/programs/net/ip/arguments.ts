/** ip's options and the abbreviations of its words. */
export interface IpOptions {
  family: 4 | 6 | null
  oneline: boolean
  brief: boolean
  json: boolean
  pretty: boolean
  details: boolean
  statistics: boolean
  numeric: boolean
}
export interface IpArguments {
  options: IpOptions
  rest: string[]
  /** -V */
  version: boolean
}
const LONG = [
  '4',
  '6',
  '0',
  'oneline',
  'brief',
  'json',
  'pretty',
  'details',
  'statistics',
  'stats',
  'numeric',
  'resolve',
  'color',
  'family',
  'Version',
  'help',
  'timestamp',
  'netns',
  'batch',
  'force',
  'all',
]

/** An option that is not known, or is known and not simulated: the words to say. */
export function parseIp(args: readonly string[]): IpArguments | string {
  const out: IpArguments = {
    options: {
      family: null,
      oneline: false,
      brief: false,
      json: false,
      pretty: false,
      details: false,
      statistics: false,
      numeric: false,
    },
    rest: [],
    version: false,
  }
  const { options } = out
  let i = 0
  for (; i < args.length && args[i]!.startsWith('-'); i++) {
    const arg = args[i]!
    if (arg === '--') {
      i++
      break
    }
    const name = arg.replace(/^--?/, '')
    if (/^c(o|ol|olo|olor)?(=.*)?$/.test(name)) continue
    switch (name) {
      case 'o':
        options.oneline = true
        continue
      case 'br':
        options.brief = true
        continue
      case 'j':
        options.json = true
        continue
      case 'p':
        options.pretty = true
        continue
      case 'd':
        options.details = true
        continue
      case 's':
        options.statistics = true
        continue
      case 'V':
      case 'v':
        out.version = true
        continue
      case 'h':
        out.rest = ['help']
        return out
    }
    const whole = name === '' ? undefined : LONG.find((long) => long.startsWith(name))
    switch (whole) {
      case '4':
        options.family = 4
        break
      case '6':
        options.family = 6
        break
      case '0':
        break
      case 'oneline':
        options.oneline = true
        break
      case 'brief':
        options.brief = true
        break
      case 'json':
        options.json = true
        break
      case 'pretty':
        options.pretty = true
        break
      case 'details':
        options.details = true
        break
      case 'statistics':
      case 'stats':
        options.statistics = true
        break
      case 'numeric':
      case 'resolve':
        options.numeric = true
        break
      case 'family': {
        const family = args[++i]
        if (family === 'inet') options.family = 4
        else if (family === 'inet6') options.family = 6
        else if (family !== 'link') return `Error: argument "${family ?? ''}" is wrong: invalid protocol family`
        break
      }
      case 'Version':
        out.version = true
        break
      case 'help':
        out.rest = ['help']
        return out
      case undefined:
        return `Option "${arg}" is unknown, try "ip -help".`
      default:
        return `ip: -${whole} is not simulated yet`
    }
  }
  out.rest = args.slice(i)
  return out
}
/** Does `word` abbreviate `whole`? */
export const abbreviates = (word: string, whole: string): boolean => word !== '' && whole.startsWith(word)
