/** RUN: command line, here-documents, --mount, --network, --security, --device. */
import { quote as goQuote } from '../../base/go/quote.ts'
import { parseFlags } from './flags.ts'
import { commandLine, type FrontendFeatures } from './arguments.ts'
import { checkMount, parseDevice, parseMount } from './mount.ts'
import type { Node } from './node.ts'
import { DockerfileError, type CommandLine, type Heredoc, type RunFlags, type RunMount } from './types.ts'

export function parseRun(
  node: Node,
  features: FrontendFeatures,
): { command: CommandLine; flags: RunFlags; heredocs: Heredoc[] } {
  const kinds = { device: 'strings', mount: 'strings', network: 'string' } as const
  const flags = features.security
    ? parseFlags(node.flags, { ...kinds, security: 'string' })
    : { security: null, ...parseFlags(node.flags, kinds) }
  const devices = flags.device.map(parseDevice)
  flags.mount.forEach(checkMount)
  const network = flags.network ?? 'default'
  if (!['default', 'none', 'host'].includes(network))
    throw new DockerfileError(`invalid network mode ${goQuote(network)}`)
  const security = flags.security ?? 'sandbox'
  if (!['sandbox', 'insecure'].includes(security))
    throw new DockerfileError(`security ${goQuote(security)} is not valid`)
  return {
    command: commandLine(node),
    flags: { mounts: flags.mount.flatMap(tryMount), mountSpecs: flags.mount, devices, network, security },
    heredocs: node.heredocs,
  }
}
/** Mistakes in a mount are reported when its variables are known. */
function tryMount(spec: string): RunMount[] {
  try {
    return [parseMount(spec, (value) => value)]
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    return []
  }
}
