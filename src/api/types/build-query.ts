/**
 * The query of POST /build?version=2 (BuildKit) as moby's client writes it (client/image_build.go), with what buildx has beyond it, and the
 * lines that answer it. Flags are '1' or absent; JSON members are JSON texts.
 *
 *  1. POST /session, hijacked, header X-Docker-Expose-Session-Uuid: ID. Frames in build.ts.
 *  2. POST /build?version=2&session=ID&buildid=REF&remote=client-session&… with an empty body. Everything that can be wrong with the
 *     query is a 400 before the stream; what goes wrong with the build is the stream's last line.
 *  3. The answer: lines of JsonMessage, see BuildLine.
 *  4. The client going away (signal), or POST /build/cancel?id=REF, cancels. Closing the session cancels as well.
 */
import type { BuildErrorDetail, BuildStatus, LintResults } from './build.ts'

export interface BuildQuery {
  version: '2'
  /** The session's ID; optional for a build without local context, secrets and local outputs. */
  session?: string
  /** 25 characters of a-z0-9: buildx' ref. The engine makes one when it is missing. */
  buildid?: string
  /** As `docker buildx history ls` shows it; the base name of the context unless given. */
  name?: string
  /**
   * 'client-session' (default): the session's 'context' and 'dockerfile'. 'client-tar': the archive that was on standard input;
   * { method: 'read', name: 'context', path: '' } gives its bytes (gzip or plain). Else a URL: https://….tar.gz, https://…/Dockerfile, git.
   */
  remote?: string
  /** Path inside the session's 'dockerfile' folder (its base name there), or inside the remote context. Default 'Dockerfile'. */
  dockerfile?: string
  /** Repeated; normalised or not. */
  t?: string[]
  /** JSON of { [name]: value | null }. SOURCE_DATE_EPOCH is one of them. */
  buildargs?: string
  /** JSON of { [key]: value } */
  labels?: string
  target?: string
  nocache?: string
  /** Stage names, comma-separated. */
  nocachefilter?: string
  pull?: string
  /** linux/amd64 */
  platform?: string
  /** default | none | host */
  networkmode?: string
  /** Repeated: host:ip or host=ip */
  extrahosts?: string[]
  /** Bytes. */
  shmsize?: string
  /** JSON of [{ Name, Soft, Hard }] */
  ulimits?: string
  cgroupparent?: string
  /** JSON of ["repo:tag" | "type=registry,ref=…", …]; type inline/registry only, others fail loudly. */
  cachefrom?: string
  /** JSON of ["type=inline", …]; others fail loudly as the docker driver does. */
  cacheto?: string
  /** JSON of { [name]: "local:NAME" (session folder NAME) | "docker-image://ref" | "https://…" | "target:…" } : --build-context */
  contexts?: string
  /** JSON of { [key]: value }; the docker driver cannot. */
  annotations?: string
  /** JSON of [type=…, …]; the docker driver cannot. */
  attests?: string
  /** Comma-separated entitlements: network.host,security.insecure */
  allow?: string
  /**
   * JSON of [{ Type: 'image' | 'docker' | 'local' | 'tar' | 'oci' | 'cacheonly', Attrs: {…} }]; default [{ Type: 'moby' }], the image store.
   * Files go over the session's 'export': type local entry by entry, type tar/oci/docker-with-dest as one entry 'archive' of the whole.
   */
  outputs?: string
  /** '' | 'build' | 'check' | 'lint' | 'outline' | 'targets' | 'subrequests.describe'; check: warnings make it no error, the client decides. */
  call?: string
}

/** The lines of the answer. */
export type BuildLine =
  | { id: 'moby.buildkit.trace'; aux: BuildStatus }
  /** The image's ID, once it is in the store and named. */
  | { id: 'moby.image.id'; aux: { ID: string } }
  /** What --metadata-file gets: containerimage.digest, containerimage.config.digest, image.name, buildx.build.ref. */
  | { id: 'naru.exporter'; aux: Record<string, string> }
  | { id: 'naru.lint'; aux: LintResults }
  | { id: 'naru.outline'; aux: BuildOutline }
  | { id: 'naru.targets'; aux: BuildTargets }
  /** Last: 'failed to solve: …' without the client's "ERROR: ". A cancelled build: 'context canceled', code 1. */
  | { errorDetail: BuildErrorDetail; error: string }

/** buildkit frontend/subrequests/outline */
export interface BuildOutline {
  name: string
  description: string
  args: { name: string; description: string; value: string }[]
  secrets: { name: string; required: boolean }[]
  ssh: { name: string; required: boolean }[]
  cache: { id: string }[]
  sources: string[]
}
/** buildkit frontend/subrequests/targets */
export interface BuildTargets {
  targets: { name: string; default: boolean; description: string; base: string; platform: string }[]
  sources: string[]
}

/** POST /build/prune?all=1&reserved-space=…&max-used-space=…&min-free-space=…&filters={"id":["…"],"until":["24h"]} */
export interface BuildPruneResponse {
  CachesDeleted: string[] | null
  SpaceReclaimed: number
}
