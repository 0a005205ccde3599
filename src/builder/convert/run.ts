/** RUN (dockerfile2llb dispatchRun, convert_runmount.go, convert_secrets.go). */
import { baseName, cleanPath, joinPath } from '../../base/go/filepath.ts'
import { chompHeredoc, parseHeredoc } from '../dockerfile/heredoc.ts'
import { parseMount } from '../dockerfile/mount.ts'
import type { Instruction, RunMount } from '../dockerfile/types.ts'
import { BuildError } from '../errors.ts'
import { vertex, INTERNAL, type ExecMount, type Vertex } from '../graph/vertex.ts'
import { expand, withShell, type Dispatch } from './context.ts'
import { commit, prefixed, runText, shown, upperCommand } from './history.ts'
import { metaOf } from './meta.ts'
import type { Command, StageState } from './types.ts'

type Run = Extract<Instruction, { kind: 'run' }>

export function convertRun(dispatch: Dispatch, state: StageState, command: Command, instruction: Run): void {
  const { flags } = instruction
  state.paths.add('/')
  if (flags.devices.length) throw new BuildError('RUN --device is not simulated yet')
  const inputs: Vertex[] = state.vertex ? [state.vertex] : []
  const take = (source: Vertex): number => {
    const at = inputs.findIndex((input) => input.digest === source.digest)
    return at >= 0 ? at : inputs.push(source) - 1
  }
  if (!state.vertex)
    inputs.push(
      vertex({ type: 'file', scratch: true, actions: [], timestamp: null }, [], '', { ...INTERNAL, hidden: true }),
    )
  const mounts: ExecMount[] = []
  const script = commandOf(instruction)
  if (script.file) {
    const { name, data } = script.file
    const document = vertex(
      {
        type: 'file',
        scratch: true,
        actions: [{ kind: 'mkfile', path: `/${name}`, mode: 0o755, data }],
        timestamp: null,
      },
      [],
      '[internal] preparing inline document',
      INTERNAL,
    )
    mounts.push({ ...EMPTY_MOUNT, type: 'bind', target: '/dev/pipes/', input: take(document), readOnly: true })
  }
  const args = instruction.command.prependShell ? withShell(state, script.words) : script.words
  const specs = flags.mountSpecs.map((spec) => parseMount(spec, (value) => expand(dispatch, state, instruction, value)))
  for (const [i, mount] of specs.entries())
    mounts.push(mountOf(dispatch, state, instruction, mount, command.sources[i] ?? null, take))
  const masked = specs.filter((mount) => mount.type === 'secret' && mount.env !== null)
  const secretEnv = masked.reduce((env, mount) => env.set(mount.env || secretId(mount), '****'), state.env)
  const source = `${instruction.source.split('\n')[0]!}${script.note}`
  const text = upperCommand(
    shown(instruction.heredocs.length ? source : instruction.source, secretEnv, { escape: dispatch.escape, raw: true }),
  )
  const { options } = dispatch
  state.vertex = vertex(
    {
      type: 'exec',
      args,
      env: state.env.list(),
      cwd: state.dir,
      user: state.image.config.User ?? '',
      hostname: options.hostname,
      network: flags.network === 'default' ? options.network : (flags.network as 'none' | 'host'),
      insecure: flags.security === 'insecure',
      mounts,
      extraHosts: options.extraHosts,
      shmSize: options.shmSize,
      ulimits: options.ulimits,
      proxy: dispatch.proxy,
    },
    inputs,
    prefixed(state, text),
    metaOf(state, instruction),
  )
  commit(state, `RUN ${runText(args, state.buildArgs, state.env)}`, true, true)
}

interface Script {
  words: string[]
  /** A here-document with a shebang is a file of its own. */
  file: { name: string; data: string } | null
  /** Behind the instruction's first line in the step's name. */
  note: string
}
function commandOf({ command, heredocs }: Run): Script {
  const [first] = heredocs
  if (!first) return { words: [...command.words], file: null, note: '' }
  const line = command.words[0] ?? ''
  if (command.words.length !== 1 || !command.prependShell)
    throw new BuildError(`parsing produced an invalid run command: [${command.words.join(' ')}]`)
  if (parseHeredoc(line)) {
    const data = first.chomp ? chompHeredoc(first.content) : first.content
    const note = ` (${summary(first.content)})`
    if (first.content.startsWith('#!'))
      return { words: [`/dev/pipes/${first.name}`], file: { name: first.name, data }, note }
    return { words: [data], file: null, note }
  }
  const text = heredocs.map((doc) => `\n${doc.content}${doc.name}`).join('')
  return { words: [line + text], file: null, note: '' }
}
function summary(document: string): string {
  const lines = document.trim().split(/\r?\n/)
  return lines.length > 1 ? `${lines[0]!}...` : lines[0]!
}

const EMPTY_MOUNT: ExecMount = {
  type: 'bind',
  target: '',
  input: -1,
  source: '/',
  readOnly: false,
  cacheId: '',
  sharing: 'shared',
  size: 0,
  secretId: '',
  required: false,
  env: null,
  mode: null,
  uid: null,
  gid: null,
}
function secretId(mount: RunMount): string {
  const id = mount.source || mount.cacheId
  return id || baseName(mount.target)
}
function mountOf(
  dispatch: Dispatch,
  state: StageState,
  instruction: Run,
  mount: RunMount,
  source: StageState | null,
  take: (source: Vertex) => number,
): ExecMount {
  if (mount.type === 'ssh') {
    if (mount.source !== '') throw new BuildError('ssh does not support source')
    const id = mount.cacheId || 'default'
    state.outline.ssh.set(id, { required: mount.required, location: instruction.location })
    if (mount.required) throw new BuildError('RUN --mount=type=ssh is not simulated yet')
    return { ...EMPTY_MOUNT, type: 'ssh', secretId: id, required: mount.required }
  }
  if (mount.type === 'secret') {
    const id = secretId(mount)
    if (!state.outline.secrets.has(id))
      state.outline.secrets.set(id, { required: mount.required, location: instruction.location })
    const { env, required, uid, gid, mode } = mount
    const target = mount.target || (env === null ? `/run/secrets/${baseName(id)}` : '')
    return {
      ...EMPTY_MOUNT,
      type: 'secret',
      secretId: id,
      target: target && absolute(state, target),
      required,
      env: env === '' ? id : env,
      mode,
      uid,
      gid,
    }
  }
  const target = absolute(state, mount.target)
  if (target === '/') throw new BuildError(`invalid mount target ${JSON.stringify(mount.target)}`)
  if (mount.type === 'tmpfs') {
    // Counts as use of the context, as in BuildKit, which does not look at the type there.
    if (mount.from === '') state.ctxPaths.add(joinPath('/', mount.source))
    return { ...EMPTY_MOUNT, type: 'tmpfs', target, size: mount.sizeLimit }
  }
  if (source && mount.from !== '' && !source.dispatched)
    throw new BuildError(
      `cannot mount from stage ${JSON.stringify(mount.from)} to ${JSON.stringify(mount.target)}, stage needs to be defined before current command`,
    )
  const from = mount.from !== '' ? (source?.vertex ?? null) : mount.type === 'cache' ? null : dispatch.context
  const path = joinPath('/', mount.source)
  if (mount.from !== '') source?.paths.add(path)
  else if (mount.type === 'bind') state.ctxPaths.add(path)
  const input = from ? take(from) : -1
  const { readOnly, uid, gid, mode } = mount
  const own = uid !== null || gid !== null || mode !== null
  if (mount.type === 'bind') return { ...EMPTY_MOUNT, target, input, source: path, readOnly }
  const cacheId = `/${mount.cacheId || cleanPath(mount.target)}`
  state.outline.caches.add(mount.cacheId || cleanPath(mount.target))
  if (own && path === '/') return ownedCache(mount, { target, cacheId, from }, take)
  return {
    ...EMPTY_MOUNT,
    type: 'cache',
    target,
    input,
    source: path,
    readOnly,
    cacheId,
    sharing: mount.sharing || 'shared',
    uid,
    gid,
    mode,
  }
}
const absolute = (state: StageState, path: string): string =>
  path.startsWith('/') ? cleanPath(path) : joinPath('/', state.dir, path)
/** A cache with an owner or a mode begins as a folder that has them. */
function ownedCache(
  mount: RunMount,
  { target, cacheId, from }: { target: string; cacheId: string; from: Vertex | null },
  take: (source: Vertex) => number,
): ExecMount {
  const { readOnly, uid, gid, mode } = mount
  const made = vertex(
    {
      type: 'file',
      scratch: from === null,
      actions: [{ kind: 'mkdir', path: '/cache', mode: mode ?? 0o755, owner: `${uid ?? 0}:${gid ?? 0}` }],
      timestamp: null,
    },
    from ? [from] : [],
    '[internal] setting cache mount permissions',
    INTERNAL,
  )
  const common = { target, cacheId, readOnly, uid, gid, mode }
  return {
    ...EMPTY_MOUNT,
    ...common,
    type: 'cache',
    input: take(made),
    source: '/cache',
    sharing: mount.sharing || 'shared',
  }
}
