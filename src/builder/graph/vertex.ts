/**
 * The graph of a build (buildkit solver/pb): operations and the results they work on. A vertex is known by the digest of its operation and
 * of everything below it; two that are equal are one.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { BuildRange } from '../../api/types/index.ts'
import { encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import type { Ref } from '../cache/ref.ts'
import type { ResolvedImage } from '../host.ts'

export interface ImageOp {
  type: 'image'
  image: ResolvedImage
}
/** A folder of the client. */
export interface LocalOp {
  type: 'local'
  name: string
  include: readonly string[]
  exclude: readonly string[]
  follow: readonly string[]
}
export interface HttpOp {
  type: 'http'
  url: string
  filename: string
  checksum: string
}
/** What is there already: a context that came as an archive. */
export interface RefOp {
  type: 'ref'
  ref: Ref
}
export interface CopyAction {
  kind: 'copy'
  /** Input that it takes from; -1: scratch. */
  input: number
  src: string
  dest: string
  owner: string
  /** Octal digits or a symbolic mode; '' keeps. */
  mode: string
  followSymlinks: boolean
  dirContents: boolean
  unpack: boolean
  wildcard: boolean
  include: readonly string[]
  exclude: readonly string[]
  requiredPaths: readonly string[]
}
export interface MkdirAction {
  kind: 'mkdir'
  path: string
  mode: number
  owner: string
}
export interface MkfileAction {
  kind: 'mkfile'
  path: string
  mode: number
  data: string
}
export type FileAction = CopyAction | MkdirAction | MkfileAction
/** Actions on input 0 (or on nothing, when `scratch`). */
export interface FileOp {
  type: 'file'
  scratch: boolean
  actions: readonly FileAction[]
  /** Nanoseconds for what is made; null: now. */
  timestamp: string | null
}
export interface ExecMount {
  type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'
  target: string
  /** Index of the input; -1: nothing. */
  input: number
  source: string
  readOnly: boolean
  cacheId: string
  sharing: 'shared' | 'private' | 'locked'
  size: number
  secretId: string
  required: boolean
  env: string | null
  mode: number | null
  uid: number | null
  gid: number | null
}
/** A process on input 0. */
export interface ExecOp {
  type: 'exec'
  args: readonly string[]
  env: readonly string[]
  cwd: string
  user: string
  hostname: string
  network: 'default' | 'none' | 'host'
  insecure: boolean
  mounts: readonly ExecMount[]
  extraHosts: readonly { host: string; ip: string }[]
  shmSize: number
  ulimits: readonly { Name: string; Soft: number; Hard: number }[]
  /** Not part of what the step is. */
  proxy: readonly string[]
}
/** Input 1, made on nothing, on top of input 0 (COPY --link). */
export interface MergeOp {
  type: 'merge'
}
export type Op = ImageOp | LocalOp | HttpOp | RefOp | FileOp | ExecOp | MergeOp

export interface VertexMeta {
  /** Name of the stage; '' for the builder's own. */
  stage: string
  location: readonly BuildRange[] | null
  /** The instruction as it stands in the file. */
  source: string
  ignoreCache: boolean
  /** Which step of its stage; 0: none. */
  index: number
  /** What the stage stands on: its diff IDs. */
  base: string
  /** The environment, arguments included, that the step was written in. */
  env: Readonly<Record<string, string>>
  /** Not shown: a part of another step. */
  hidden?: boolean
}
export interface Vertex {
  readonly digest: string
  readonly op: Op
  readonly inputs: readonly Vertex[]
  name: string
  readonly meta: VertexMeta
}
export const INTERNAL: VertexMeta = {
  stage: '',
  location: null,
  source: '',
  ignoreCache: false,
  index: 0,
  base: '',
  env: {},
}

export const digestText = (text: string): string => `sha256:${hex(sha256(encode(text)))}`

/** What of an operation tells it from others. */
export function opText(op: Op): string {
  switch (op.type) {
    case 'image':
      return JSON.stringify({ type: 'image', name: op.image.name, layers: op.image.config.rootfs.diff_ids })
    case 'ref':
      return `ref ${op.ref.id}`
    case 'exec':
      return JSON.stringify({ ...op, proxy: undefined })
    default:
      return JSON.stringify(op)
  }
}
export function vertex(op: Op, inputs: readonly Vertex[], name: string, meta: VertexMeta): Vertex {
  const digest = digestText(`${opText(op)}\0${inputs.map((input) => input.digest).join('\0')}`)
  return { digest, op, inputs, name, meta }
}
/**
 * Equal vertices are one and have one name: that of the last of them as BuildKit's llb marshals a graph, inputs first. A file step's sources
 * come from its last action to its first, and what it stands on before the source of the first.
 */
export function namedVertices(top: Vertex): ReadonlyMap<string, Vertex> {
  const last = new Map<string, Vertex>()
  const seen = new Set<Vertex>()
  const visit = (at: Vertex): void => {
    if (seen.has(at)) return
    seen.add(at)
    for (const input of marshalled(at)) visit(input)
    last.set(at.digest, at)
  }
  visit(top)
  return last
}
function marshalled({ op, inputs }: Vertex): readonly Vertex[] {
  if (op.type !== 'file' || op.scratch || inputs.length < 3) return inputs
  const [base, first, ...rest] = inputs
  return [...rest.reverse(), base!, first!]
}
