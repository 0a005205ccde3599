/** Shells in a test kernel, with the coreutils that scripts of the tests need. */
import { bootTestKernel, type RunOptions, type TestMachine } from '../../../kernel/testing/index.ts'
import type { Program } from '../../../kernel/sys/types.ts'
import { coreutils } from '../../coreutils/index.ts'
import { ash, shellPrograms } from '../index.ts'

export type ShellName = 'bash' | 'dash' | 'ash'
const busybox: Program = (sys) => ash(sys)

export function bootShells(): TestMachine {
  const machine = bootTestKernel({
    programs: { ...coreutils, ...shellPrograms, ash: busybox },
    files: { '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nstudent:x:1000:1000::/home/student:/bin/bash\n' },
  })
  machine.fs.mkdir('/home/student')
  return machine
}

/** Standard output and error together, and the exit status. */
export async function runShell(
  shell: ShellName,
  args: readonly string[],
  options: RunOptions = {},
  machine = bootShells(),
): Promise<{ output: string; status: number }> {
  const result = await machine.runMain(
    async (sys) => {
      sys.dup2(1, 2)
      return sys.exec(`/bin/${shell}`, [shell === 'ash' ? 'sh' : shell, ...args], {
        HOME: '/home/student',
        PATH: '/bin:/usr/bin',
        LC_ALL: 'C.UTF-8',
      })
    },
    { cwd: '/home/student', ...options },
  )
  return { output: result.stdout, status: result.status }
}
