/** BusyBox dd (coreutils/dd.c, 1.35): GNU's copying with BusyBox's words; O_DIRECT is accepted and makes no difference here. */
import { strerror } from '../../base/abi/errno.ts'
import { ddCopy, DdStop, type DdPlan, type DdResult } from '../coreutils/dd.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

/** struct suffix_mult dd_suffixes */
const SUFFIXES: Readonly<Record<string, number>> = {
  c: 1,
  w: 2,
  b: 512,
  kB: 1000,
  kD: 1000,
  k: 1024,
  K: 1024,
  MB: 1e6,
  MD: 1e6,
  M: 1024 ** 2,
  GB: 1e9,
  GD: 1e9,
  G: 1024 ** 3,
}
const CONVERSIONS = ['notrunc', 'sync', 'noerror', 'fsync', 'swab']
const INPUT_FLAGS = ['skip_bytes', 'count_bytes', 'fullblock', 'direct']
const OUTPUT_FLAGS = ['seek_bytes', 'append', 'direct']

async function words(command: Applet, value: string, known: readonly string[], into: Set<string>): Promise<void> {
  for (const word of value.split(',')) {
    if (!known.includes(word)) await command.die(`bad ${known === CONVERSIONS ? 'conversion' : 'flag'}: '${word}'`)
    into.add(word)
  }
}
/** make_human_readable_str() with one decimal. */
function human(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T']
  let value = bytes
  let power = 0
  for (; value >= 1024 && power < units.length - 1; power++) value /= 1024
  return `${power === 0 ? Math.floor(value) : value.toFixed(1)}${units[power]!}B`
}
function summary(r: DdResult, status: string): string {
  const records = `${r.fullIn}+${r.partialIn} records in\n${r.fullOut}+${r.partialOut} records out\n`
  if (status === 'noxfer') return records
  const seconds = Math.max(r.seconds, 1e-6)
  return `${records}${r.bytes} bytes (${human(r.bytes)}) copied, ${seconds.toFixed(6)} seconds, ${human(r.bytes / seconds)}/s\n`
}

export const dd = applet({ short: '', raw: true }, async (command) => {
  const numbers: Record<string, number | undefined> = {}
  const conv = new Set<string>()
  const input = new Set<string>()
  const output = new Set<string>()
  let from: string | undefined
  let to: string | undefined
  let status = ''
  for (const word of command.args) {
    if (word === '--') continue
    const equals = word.indexOf('=')
    const key = word.slice(0, Math.max(0, equals))
    const value = word.slice(equals + 1)
    if (equals < 0) return command.showUsage()
    if (key === 'if') from = value
    else if (key === 'of') to = value
    else if (key === 'conv') await words(command, value, CONVERSIONS, conv)
    else if (key === 'iflag') await words(command, value, INPUT_FLAGS, input)
    else if (key === 'oflag') await words(command, value, OUTPUT_FLAGS, output)
    else if (key === 'status') {
      if (value !== 'none' && value !== 'noxfer') await command.die(`bad status: '${value}'`)
      status = value
    } else if (['bs', 'ibs', 'obs', 'count', 'skip', 'seek'].includes(key)) {
      const min = key.endsWith('bs') ? 1 : 0
      numbers[key] = await command.number(value, { min, suffixes: SUFFIXES })
    } else return command.showUsage()
  }
  const ibs = numbers['bs'] ?? numbers['ibs'] ?? 512
  const obs = numbers['bs'] ?? numbers['obs'] ?? 512
  const plan: DdPlan = {
    input: from,
    output: to,
    ibs,
    obs,
    count: numbers['count'],
    skip: (numbers['skip'] ?? 0) * (input.has('skip_bytes') ? 1 : ibs),
    seek: (numbers['seek'] ?? 0) * (output.has('seek_bytes') ? 1 : obs),
    countBytes: input.has('count_bytes'),
    fullBlock: input.has('fullblock'),
    conv,
    append: output.has('append'),
  }
  let result: DdResult
  try {
    result = await ddCopy(command, plan, (what, name, error) => {
      const reason = strerror(error.code)
      if (what === 'open') return command.warn(`can't open '${name}': ${reason}`)
      return command.warn(`error ${what === 'read' ? 'reading' : 'writing'} '${name}': ${reason}`)
    })
  } catch (error) {
    if (!(error instanceof DdStop)) throw error
    result = error.result
    command.status = 1
  }
  if (status !== 'none') await command.sys.write(2, summary(result, status))
  return command.status
})
