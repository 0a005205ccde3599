/** GET /distribution/{name}/json: what a registry says of a reference (moby daemon/distribution.go). */
import type { AuthConfig, DistributionInspect, RemoteManifest } from '../../api/types/index.ts'
import { encode } from '../../base/bytes.ts'
import { referenceOf } from './tag.ts'
import type { ImageContext } from './context.ts'
import { pullError, registryAuth } from './pull.ts'

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

export async function inspectDistribution(
  ctx: ImageContext,
  name: string,
  auth: AuthConfig | null,
): Promise<DistributionInspect> {
  const ref = referenceOf(name, '')
  const given = registryAuth(auth)
  const reference = ref.digest ?? ref.tag ?? 'latest'
  try {
    const image = await ctx.registry.resolve(ref.domain, ref.path, reference, given)
    const manifest = await ctx.registry.manifest?.(ref.domain, ref.path, reference, given)
    return {
      Descriptor: {
        mediaType: manifest?.mediaType ?? MANIFEST,
        digest: image.digest,
        size: manifest ? encode(manifest.json).length : 0,
      },
      Platforms: [{ architecture: image.config.architecture, os: image.config.os }],
    }
  } catch (error) {
    throw pullError(error, ref)
  }
}
/** GET /naru/manifests/{name}: for clients that in real Docker ask the registry themselves. */
export async function remoteManifest(
  ctx: ImageContext,
  name: string,
  auth: AuthConfig | null,
): Promise<RemoteManifest> {
  const ref = referenceOf(name, '')
  const given = registryAuth(auth)
  const reference = ref.digest ?? ref.tag ?? 'latest'
  try {
    const image = await ctx.registry.resolve(ref.domain, ref.path, reference, given)
    const manifest = await ctx.registry.manifest?.(ref.domain, ref.path, reference, given)
    if (!manifest) throw new Error('the registry gives no manifests')
    const { mediaType, digest, json } = manifest
    return { mediaType, digest, json, platform: { architecture: image.config.architecture, os: image.config.os } }
  } catch (error) {
    throw pullError(error, ref)
  }
}
