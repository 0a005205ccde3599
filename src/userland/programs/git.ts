/** git: only what it says of itself; repositories are not simulated. */
import type { Program } from '../../kernel/sys/types.ts'

export const git: Program = async (sys) => {
  const [first] = sys.argv.slice(1)
  if (first === '--version' || first === '-v' || first === 'version') {
    await sys.write(1, 'git version 2.39.5\n')
    return 0
  }
  await sys.write(
    2,
    first === undefined ? 'git: commands are not simulated yet\n' : `git: '${first}' is not simulated yet\n`,
  )
  return 1
}
