/**
 * What the real bash 5.2.15, dash 0.5.12 and BusyBox 1.35 (Debian 12) printed for `SHELL -c SCRIPT 2>&1` with an empty standard input, in an empty
 * directory. Never to be updated from our own output.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bootShells, runShell, type ShellName } from './testing/machine.ts'

function recorded(shell: ShellName): { script: string; status: number; output: string }[] {
  return readFileSync(`${import.meta.dirname}/testing/recorded/${shell}.txt`, 'utf8')
    .split(/^%% /m)
    .slice(1)
    .map((text) => {
      const found = /^([\s\S]*?)\n-- (\d+)\n([\s\S]*)$/.exec(text)!
      return { script: found[1]!, status: Number(found[2]), output: found[3]!.replace(/ \(no-eol\)\n$/, '') }
    })
}

describe.each(['bash', 'dash', 'ash'] as const)('%s', (shell) => {
  it.each(recorded(shell))('$script', async ({ script, status, output }) => {
    const machine = bootShells()
    machine.fs.writeFile('/home/student/x.sh', script)
    expect(await runShell(shell, ['-c', script], {}, machine)).toEqual({ output, status })
  })
})
