/** docker compose bridge convert */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const bridgeConvert: CommandSpec = {
  use: 'convert',
  short: 'Convert compose files to Kubernetes manifests, Helm charts, or another model',
  args: anyArgs,
  flags: `
    -o, --output string  The output directory for the Kubernetes resources (default "out")
    --templates string  Directory containing transformation templates
    -t, --transformation stringArray  Transformation to apply to compose model (default: docker/compose-bridge-kubernetes) 
  `,
  run: notSimulated,
}
