/** COPY and ADD (dockerfile2llb convert_copy.go): each source an action of one step; --link a layer that stands on nothing. */
import { baseName, joinPath } from '../../base/go/filepath.ts'
import { digestProblem } from './checksum.ts'
import { BuildError } from '../errors.ts'
import { vertex, INTERNAL, type CopyAction, type FileOp, type Vertex } from '../graph/vertex.ts'
import { isGitUrl, isHttpUrl } from '../remote.ts'
import { parseMode } from '../ops/mode.ts'
import { ignored } from '../ops/patterns.ts'
import type { Instruction } from '../dockerfile/types.ts'
import { expand, inWorkdir, lint, normalPath, type Dispatch } from './context.ts'
import { commit, prefixed, shown, upperCommand } from './history.ts'
import { metaOf } from './meta.ts'
import type { Command, StageState } from './types.ts'

type CopyLike = Extract<Instruction, { kind: 'add' | 'copy' }>
const WILDCARD = /(?<!\\)[*?[]/

export function convertCopy(dispatch: Dispatch, state: StageState, command: Command, instruction: CopyLike): void {
  const { copy } = instruction
  const add = instruction.kind === 'add'
  const word = (text: string): string => expand(dispatch, state, instruction, text)
  const flags = {
    chown: word(copy.chown),
    chmod: word(copy.chmod),
    checksum: word(copy.checksum),
    // Not expanded, in BuildKit neither.
    exclude: copy.exclude,
  }
  const sources = copy.sources.map(word)
  const to = word(copy.dest)
  const contents = copy.contents.map((doc) => ({
    path: doc.path,
    data: doc.expand ? expand(dispatch, state, instruction, doc.data, true) : doc.data,
  }))
  const dest = inWorkdir(state, to)
  const from = command.sources[0] ?? null
  if (from && !from.dispatched) {
    throw new BuildError(
      `cannot copy from stage ${JSON.stringify(copy.from)}, it needs to be defined before current stage ${JSON.stringify(state.stageName)}`,
    )
  }
  checkChmod(flags.chmod)
  checkChecksum(flags.checksum, add, sources)
  const name = upperCommand(shown(instruction.source, state.env, { escape: dispatch.escape }))
  const step = prefixed(state, name)
  const inputs: Vertex[] = []
  const actions: CopyAction[] = []
  const base = state.vertex
  const linked = copy.link && flags.chmod === ''
  const offset = base && !linked ? 1 : 0
  const take = (source: Vertex | null): number => {
    if (!source) return -1
    // What the step stands on anyway is no further input, and what is taken of it no key of its own.
    if (offset && source.digest === base?.digest) return 0
    const at = inputs.findIndex((input) => input.digest === source.digest)
    if (at >= 0) return at + offset
    inputs.push(source)
    return inputs.length - 1 + offset
  }
  const common = { kind: 'copy', dest, owner: flags.chown, mode: flags.chmod, exclude: flags.exclude } as const
  const plain = {
    followSymlinks: false,
    dirContents: false,
    unpack: false,
    wildcard: false,
    include: [],
    requiredPaths: [],
  } as const
  let message = add ? 'ADD' : 'COPY'
  if (copy.parents) message += ' --parents'
  if (flags.chown) message += ` --chown=${flags.chown}`
  if (flags.chmod) message += ` --chmod=${flags.chmod}`
  for (const source of sources) {
    message += ` ${source}`
    if (isGitUrl(source)) {
      if (!add) throw new BuildError("source can't be a git ref for COPY")
      throw new BuildError(`ADD from a Git repository (${source}) is not simulated yet`)
    }
    if (isHttpUrl(source)) {
      if (!add) throw new BuildError("source can't be a URL for COPY")
      const file = fileOfUrl(source)
      if (flags.checksum) {
        const problem = digestProblem(flags.checksum)
        if (problem) throw new BuildError(problem)
      }
      const remote = vertex(
        { type: 'http', url: source, filename: file, checksum: flags.checksum },
        [],
        step,
        metaOf(state, instruction, { ignoreCache: false }),
      )
      actions.push({ ...common, ...plain, input: take(remote), src: file, unpack: copy.unpack ?? false })
      continue
    }
    if (!from) checkIgnored(dispatch, instruction, source, add)
    actions.push({
      ...common,
      ...plain,
      ...localSource(source, copy.parents),
      input: take(from ? from.vertex : dispatch.context),
      followSymlinks: true,
      dirContents: true,
      unpack: copy.unpack ?? add,
      wildcard: true,
    })
    if (from) from.paths.add(normalPath('/', source, false))
    else state.ctxPaths.add(normalPath('/', source, false))
  }
  for (const doc of contents) {
    message += ` <<${doc.path}`
    const document = vertex(
      {
        type: 'file',
        scratch: true,
        actions: [{ kind: 'mkfile', path: `/${doc.path}`, mode: 0o644, data: doc.data }],
        timestamp: null,
      },
      [],
      '[internal] preparing inline document',
      INTERNAL,
    )
    actions.push({ ...common, ...plain, input: take(document), src: doc.path })
  }
  message += ` ${to}`
  const meta = metaOf(state, instruction)
  const op = (scratch: boolean): FileOp => ({ type: 'file', scratch, actions, timestamp: null })
  if (linked && base) {
    const layer = vertex(op(true), inputs, step, meta)
    state.vertex = vertex({ type: 'merge' }, [base, layer], step.replace(name, `LINK ${name}`), {
      ...meta,
      hidden: true,
    })
  } else state.vertex = vertex(op(offset === 0), offset && base ? [base, ...inputs] : inputs, step, meta)
  commit(state, message, true, true)
}
/** What --parents takes: the pattern behind "/./", from the folder before it. */
function localSource(source: string, parents: boolean): Pick<CopyAction, 'src' | 'include' | 'requiredPaths'> {
  if (!parents) return { src: normalPath('/', source, false), include: [], requiredPaths: [] }
  const pivot = source.indexOf('/./')
  const root = pivot < 0 ? '/' : source.slice(0, pivot)
  const pattern = normalPath('/', pivot < 0 ? source : source.slice(pivot + 3), false)
  const exact = !WILDCARD.test(root) && !WILDCARD.test(pattern)
  return {
    src: normalPath('/', root, false),
    include: [pattern.replace(/^\//, '')],
    requiredPaths: exact ? [joinPath('/', root, pattern)] : [],
  }
}
function fileOfUrl(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/, '').replace(/[?#].*$/, '')
  const base = baseName(path)
  return base === '.' || base === '/' ? '__unnamed__' : base
}
function checkChmod(mode: string): void {
  if (mode === '') return
  const octal = `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`
  if (/^[0-7]+$/.test(mode)) {
    if (parseInt(mode, 8) > 0o7777) throw new BuildError(octal)
    return
  }
  if (/^[+-]?\d/.test(mode)) throw new BuildError(octal)
  const parsed = parseMode(mode)
  if (typeof parsed === 'string') throw new BuildError(parsed)
}
function checkChecksum(checksum: string, add: boolean, sources: readonly string[]): void {
  if (checksum === '') return
  if (!add) throw new BuildError("checksum can't be specified for COPY")
  if (sources.length !== 1) throw new BuildError("checksum can't be specified for multiple sources")
  if (!isHttpUrl(sources[0]!) && !isGitUrl(sources[0]!))
    throw new BuildError('checksum requires HTTP(S) or Git sources')
}
/** The source as written: "./x" is not the pattern "x". */
function checkIgnored(dispatch: Dispatch, instruction: CopyLike, source: string, add: boolean): void {
  const { ignore } = dispatch
  if (!ignore.length || !ignored(ignore, source)) return
  lint(dispatch, 'CopyIgnoredFile', instruction.location, add ? 'Add' : 'Copy', source)
}
