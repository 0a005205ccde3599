/** BusyBox: diff, which writes unified diffs only. Loaded when first run. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { diffFiles, isBinary, linesOf } from '../coreutils/diff.ts'
import type { Folding } from '../coreutils/diff.ts'
import { unifiedDiff } from '../coreutils/lib/diff/format.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { openInput } from '../coreutils/lib/io.ts'
import { baseName, join } from '../coreutils/lib/paths.ts'
import { compareText, fromBinary } from '../coreutils/lib/text.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

class BusyboxDiff {
  private readonly command: Applet
  private readonly folding: Folding
  private readonly context: number
  private readonly labels: string[]
  constructor(command: Applet, context: number) {
    this.command = command
    this.context = context
    this.labels = command.options.filter((option) => option.key === 'L').map((option) => option.value!)
    this.folding = {
      ignoreCase: command.has('i'),
      white: command.has('w') ? 'all' : command.has('b') ? 'change' : 'none',
      stripCr: false,
    }
  }
  private async read(path: string, exists: boolean): Promise<Uint8Array> {
    if (!exists) return new Uint8Array(0)
    const bytes = await tryAsync(async () => {
      const input = await openInput(this.command.sys, path)
      const all = await this.command.sys.readAll(input.fd)
      input.close()
      return all
    })
    return isError(bytes) ? this.command.perrorAndDie(`can't open '${path}'`, bytes, 2) : bytes
  }
  async files(a: string, b: string, existsA = true, existsB = true): Promise<number> {
    const { command } = this
    const left = await this.read(a, existsA)
    const right = await this.read(b, existsB)
    const same = left.length === right.length && left.every((byte, i) => byte === right[i])
    const identical = async (): Promise<number> => {
      if (command.has('s')) await command.put(`Files ${a} and ${b} are identical\n`)
      return 0
    }
    if (same) return identical()
    if (!command.has('a') && (isBinary(left) || isBinary(right))) {
      await command.put(`Files ${a} and ${b} differ\n`)
      return 1
    }
    const x = { ...linesOf(left), label: this.labels[0] ?? (existsA ? a : '/dev/null') }
    const y = { ...linesOf(right), label: this.labels[1] ?? (existsB ? b : '/dev/null') }
    const changes = diffFiles(x, y, this.folding, command.has('B'))
    if (!changes.length) return identical()
    if (command.has('q')) await command.put(`Files ${a} and ${b} differ\n`)
    else await command.put(fromBinary(unifiedDiff(x, y, changes, this.context)))
    return 1
  }
  async directories(a: string, b: string): Promise<number> {
    const { command } = this
    const { sys } = command
    const names = (path: string): string[] =>
      sys
        .readdir(path)
        .map(({ name }) => name)
        .filter((name) => name !== '.' && name !== '..')
        .sort(compareText)
    const [x, y] = [names(a), names(b)]
    let worst = 0
    for (const name of [...new Set([...x, ...y])].sort(compareText)) {
      const [pathA, pathB] = [join(a, name), join(b, name)]
      const [inA, inB] = [x.includes(name), y.includes(name)]
      if (!inA || !inB) {
        const stat = sys.stat(inA ? pathA : pathB)
        if (command.has('N') && !isDir(stat)) worst = Math.max(worst, await this.files(pathA, pathB, inA, inB))
        else {
          await command.put(`Only in ${inA ? a : b}: ${name}\n`)
          worst = Math.max(worst, 1)
        }
        continue
      }
      const [dirA, dirB] = [isDir(sys.stat(pathA)), isDir(sys.stat(pathB))]
      if (dirA && dirB) {
        if (command.has('r')) worst = Math.max(worst, await this.directories(pathA, pathB))
        else await command.put(`Common subdirectories: ${pathA} and ${pathB}\n`)
      } else if (dirA !== dirB) {
        const kind = (dir: boolean): string => (dir ? 'directory' : 'regular file')
        await command.put(`File ${pathA} is a ${kind(dirA)} while file ${pathB} is a ${kind(dirB)}\n`)
        worst = Math.max(worst, 1)
      } else worst = Math.max(worst, await this.files(pathA, pathB))
    }
    return worst
  }
}

export default applet({ short: 'abdiL:NqrsS:tTU:wupBE', min: 2, max: 2, failure: 2 }, async (command) => {
  const { sys } = command
  let [a, b] = command.args as [string, string]
  const stat = async (path: string) => {
    if (path === '-') return sys.fstat(0)
    const found = attempt(() => sys.stat(path))
    if (!(found instanceof SysError)) return found
    if (command.has('N') && found.code === 'ENOENT') return undefined
    return command.perrorAndDie(`can't stat '${path}'`, found, 2)
  }
  let statA = await stat(a)
  let statB = await stat(b)
  const context = command.value('U')
  const run = new BusyboxDiff(command, context === undefined ? 3 : await command.number(context))
  if (statA && statB && isDir(statA) && isDir(statB)) return run.directories(a, b)
  if (statA && isDir(statA)) statA = await stat((a = join(a, baseName(b))))
  else if (statB && isDir(statB)) statB = await stat((b = join(b, baseName(a))))
  return run.files(a, b, statA !== undefined, statB !== undefined)
})
