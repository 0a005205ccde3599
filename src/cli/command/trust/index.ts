/** docker trust …: Notary's signatures are not simulated. */
import { exactArgs, minArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { load } from './key-load.ts'

const key: CommandSpec[] = [
  {
    use: 'generate NAME',
    short: 'Generate and load a signing key-pair',
    args: exactArgs(1),
    flags: `
    --dir string  Directory to generate key in, defaults to current directory
    `,
    run: notSimulated,
  },
  load,
]
const signer: CommandSpec[] = [
  {
    use: 'add OPTIONS NAME REPOSITORY [REPOSITORY...] ',
    short: 'Add a signer',
    args: minArgs(2),
    flags: `
    --key list  Path to the signer's public key file
    `,
    run: notSimulated,
  },
  {
    use: 'remove [OPTIONS] NAME REPOSITORY [REPOSITORY...]',
    short: 'Remove a signer',
    args: minArgs(2),
    flags: `
    -f, --force  Do not prompt for confirmation before removing the most recent signer
    `,
    run: notSimulated,
  },
]
const sub: CommandSpec[] = [
  {
    use: 'inspect IMAGE[:TAG] [IMAGE[:TAG]...]',
    short: 'Return low-level information about keys and signatures',
    args: minArgs(1),
    flags: `
    --pretty  Print the information in a human friendly format
    `,
    run: notSimulated,
  },
  {
    use: 'revoke [OPTIONS] IMAGE[:TAG]',
    short: 'Remove trust for an image',
    args: exactArgs(1),
    flags: `
    -y, --yes  Do not prompt for confirmation
    `,
    run: notSimulated,
  },
  {
    use: 'sign IMAGE:TAG',
    short: 'Sign an image',
    args: exactArgs(1),
    flags: `
    --local  Sign a locally tagged image
    `,
    run: notSimulated,
  },
]
export const trust: CommandSpec = {
  use: 'trust',
  short: 'Manage trust on Docker images',
  args: noArgs,
  sub: [
    ...sub,
    { use: 'key', short: 'Manage keys for signing Docker images', args: noArgs, sub: key },
    { use: 'signer', short: 'Manage entities who can sign Docker images', args: noArgs, sub: signer },
  ],
}
