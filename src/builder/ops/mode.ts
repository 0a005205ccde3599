/** Symbolic modes as tonistiigi/dchapes-mode reads them: [ugoa]*([-+=]([rwxXst]*|[ugo]))+, comma-separated. */

type Step = {
  who: number
  op: '+' | '-' | '='
  bits: number
  copy: '' | 'u' | 'g' | 'o'
  conditional: boolean
  special: string
}
export type SymbolicMode = readonly Step[]

/** The steps, or what is wrong. */
export function parseMode(text: string): SymbolicMode | string {
  const bad = `invalid mode ${JSON.stringify(text)}: syntax error`
  const steps: Step[] = []
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(clause)
    if (!match) return bad
    const whoText = match[1]!
    let who = 0
    if (whoText === '' || whoText.includes('a')) who = 0o777
    if (whoText.includes('u')) who |= 0o700
    if (whoText.includes('g')) who |= 0o070
    if (whoText.includes('o')) who |= 0o007
    for (const [, op, perms] of match[2]!.matchAll(/([-+=])([ugo](?![rwxXst])|[rwxXst]*)/g)) {
      const copy = /^[ugo]$/.test(perms!) ? (perms as 'u' | 'g' | 'o') : ''
      let bits = 0
      if (!copy) {
        if (perms!.includes('r')) bits |= 0o444
        if (perms!.includes('w')) bits |= 0o222
        if (perms!.includes('x')) bits |= 0o111
      }
      steps.push({
        who,
        op: op as Step['op'],
        bits,
        copy,
        conditional: perms!.includes('X'),
        special: copy ? '' : perms!.replace(/[^st]/g, ''),
      })
    }
  }
  return steps
}
export function applyMode(steps: SymbolicMode, mode: number, isDir: boolean): number {
  let out = mode
  for (const { who, op, bits, copy, conditional, special } of steps) {
    let value = bits
    if (conditional && (isDir || (out & 0o111) !== 0)) value |= 0o111
    if (copy) {
      const from = copy === 'u' ? out >> 6 : copy === 'g' ? out >> 3 : out
      value = (from & 7) * 0o111
    }
    let mask = value & who
    if (special.includes('s')) mask |= (who & 0o700 ? 0o4000 : 0) | (who & 0o070 ? 0o2000 : 0)
    if (special.includes('t')) mask |= 0o1000
    if (op === '+') out |= mask
    else if (op === '-') out &= ~mask
    else out = (out & ~who) | mask
  }
  return out
}
/** The permission bits that --chmod gives to a file of `mode`. */
export function changedMode(text: string, mode: number, isDir: boolean): number {
  if (text === '') return mode
  if (/^[0-7]+$/.test(text)) return parseInt(text, 8)
  const steps = parseMode(text)
  return typeof steps === 'string' ? mode : applyMode(steps, mode, isDir)
}
