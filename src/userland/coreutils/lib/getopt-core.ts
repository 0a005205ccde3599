/** What getopt(1) prints: arguments put into order and quoted for a shell. Shared by util-linux and BusyBox. */
import { OptionError, parseOptions } from './options.ts'

/** 'one,two:,three::' as rules; the keys begin with '-' so that they never meet a letter. */
function longRules(list: string): Record<string, string> {
  const rules: Record<string, string> = {}
  for (const word of list.split(/[,\s]+/).filter(Boolean)) {
    const name = word.replace(/:+$/, '')
    rules[name] = `--${name}${word.endsWith('::') ? '=?' : word.endsWith(':') ? '=' : ''}`
  }
  return rules
}
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Like glibc, goes on after a wrong option: each is told to `complain`. */
export function arrange(
  short: string,
  longs: readonly string[],
  args: readonly string[],
  options: { unquoted: boolean; quietOutput?: boolean },
  complain: (message: string) => void,
): string {
  const show = options.unquoted ? (text: string): string => text : quoted
  const spec = { short, long: Object.assign({}, ...longs.map(longRules)) as Record<string, string> }
  let left = [...args]
  for (;;) {
    try {
      const { options: found, operands } = parseOptions(left, spec)
      let out = ''
      for (const { key, value } of found) {
        out += key.startsWith('--') ? ` ${key}` : ` -${key}`
        const optional = !key.startsWith('--') ? short.includes(`${key}::`) : spec.long[key.slice(2)]?.endsWith('=?')
        if (value !== undefined || optional) out += ` ${show(value ?? '')}`
      }
      return `${out} --${operands.map((word) => ` ${show(word)}`).join('')}\n`
    } catch (error) {
      if (!(error instanceof OptionError)) throw error
      complain(error.message)
      // Leaves out what was wrong and reads the rest.
      const letter = /-- '(.)'$/.exec(error.message)?.[1]
      const before = left
      left = letter
        ? left.flatMap((arg) =>
            /^-[^-]/.test(arg) && arg.includes(letter) ? (arg.length > 2 ? [arg.replace(letter, '')] : []) : [arg],
          )
        : left.filter((arg) => !(arg.startsWith('--') && error.message.includes(`'${arg.split('=')[0]}`)))
      if (left.length === before.length && left.every((arg, i) => arg === before[i])) return ' --\n'
    }
  }
}
