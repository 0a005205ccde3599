/**
 * A build's record as the view draws it: stages of the Dockerfile with their steps, the builder's own steps before and after them. A step
 * is what BuildKit calls a vertex; instructions that only set something (ENV, CMD) have none and are drawn thin.
 */
import type { BuildRecord, BuildVertex, CacheMiss } from '../../api/types/build.ts'
import { parseDockerfile, type Instruction, type Stage } from '../../builder/dockerfile/index.ts'

export type StepState =
  'waiting' | 'running' | 'done' | 'again' | 'cached' | 'failed' | 'cancelled' | 'skipped' | 'setting'
export interface Step {
  /** The vertex's digest; line:N of an instruction without one. */
  key: string
  vertex: BuildVertex | null
  state: StepState
  /** "COPY src/ ." */
  label: string
  /** One-based, of the Dockerfile. */
  lines: [number, number] | null
  /** Milliseconds that it took so far; null: it has not begun, or nothing was done. */
  ms: number | null
  miss: CacheMiss | null
}
export interface StageBox {
  index: number
  /** '' without AS. */
  name: string
  base: string
  needed: boolean
  /** The one that becomes the image. */
  target: boolean
  steps: Step[]
}
export interface Link {
  kind: 'from' | 'copy'
  /** Indexes of stages. */
  from: number
  to: number
  /** The step of `to` that takes from it; null: the stage stands on it. */
  step: string | null
}
export interface BuildModel {
  before: Step[]
  stages: StageBox[]
  after: Step[]
  links: Link[]
}

const parsed = new WeakMap<BuildRecord, readonly Stage[]>()
let last: { data: string; stages: readonly Stage[] } = { data: '', stages: [] }
/** Stages of the Dockerfile; none where it cannot be read. */
function stagesOf(record: BuildRecord): readonly Stage[] {
  let found = parsed.get(record)
  if (!found) {
    const { data } = record.dockerfile
    // A record is sent anew with each change, but its Dockerfile stays the same.
    if (last.data !== data) last = { data, stages: parse(data) }
    parsed.set(record, (found = last.stages))
  }
  return found
}
function parse(data: string): Stage[] {
  try {
    return parseDockerfile(data).stages
  } catch {
    return []
  }
}

/** Without what everybody knows: "docker.io/library/", digests, the number of the step. */
export function label(name: string): string {
  return name
    .replace(/^\[(?!internal|auth|context)[^\]]*\] /, '')
    .replace(/docker\.io\/(library\/)?/g, '')
    .replace(/@sha256:[0-9a-f]{64}/g, '')
    .replace(/\s+/g, ' ')
}
function took({ started, completed }: BuildVertex, now: number): number | null {
  if (!started) return null
  return Math.max(0, (completed ? Date.parse(completed) : now) - Date.parse(started))
}
export function stateOf(vertex: BuildVertex, ended: boolean): StepState {
  if (vertex.error !== undefined) return /context canceled/.test(vertex.error) ? 'cancelled' : 'failed'
  if (vertex.cached) return 'cached'
  if (vertex.completed) {
    const reason = vertex.naru?.miss?.reason
    return reason && reason !== 'first' ? 'again' : 'done'
  }
  if (ended) return vertex.started ? 'cancelled' : 'skipped'
  return vertex.started ? 'running' : 'waiting'
}
function stepOf(vertex: BuildVertex, ended: boolean, now: number): Step {
  const state = stateOf(vertex, ended)
  return {
    key: vertex.digest,
    vertex,
    state,
    label: label(vertex.name),
    lines: vertex.naru?.lines ?? null,
    ms: state === 'cached' || state === 'skipped' ? null : took(vertex, now),
    miss: vertex.naru?.miss ?? null,
  }
}
function setting({ source, location }: Pick<Instruction, 'source' | 'location'>, state: StepState): Step {
  const line = location[0]?.start.line ?? 0
  const to = Math.max(line, ...location.map((range) => range.end.line))
  return { key: `line:${line}`, vertex: null, state, label: label(source), lines: [line, to], ms: null, miss: null }
}

/** `now`: milliseconds since the epoch, the machine's. */
export function buildModel(record: BuildRecord, now: number): BuildModel {
  const ended = record.completed !== null
  const stages = stagesOf(record)
  const steps = record.vertexes.map((vertex) => stepOf(vertex, ended, now))
  const exporting = steps.filter(({ label }) => /^(exporting|importing|sending|writing|merging) /.test(label))
  const own = steps.filter((step) => step.lines === null && !exporting.includes(step))
  const needed = (index: number): boolean => record.stages[index]?.needed ?? true
  const target = targetOf(record, stages)
  const boxes = stages.map((stage, index): StageBox => {
    const start = stage.location[0]?.start.line ?? 1
    const end = (stages[index + 1]?.location[0]?.start.line ?? Infinity) - 1
    const mine = steps.filter(
      ({ lines, vertex }) =>
        lines && lines[0] >= start && lines[0] <= end && !exporting.some((other) => other.vertex === vertex),
    )
    const rest: StepState = needed(index) ? 'setting' : 'skipped'
    const bare = [
      ...(/^scratch$/i.test(stage.baseName) ? [setting(stage, rest)] : []),
      ...(needed(index) ? [] : [setting(stage, rest)]),
      ...stage.commands.map((command) => setting(command, rest)),
    ].filter(
      (row, at, all) =>
        all.findIndex((other) => other.key === row.key) === at &&
        !mine.some((step) => step.lines?.[0] === row.lines?.[0]),
    )
    const from = mine.some(({ lines }) => lines![0] === start) ? null : sharedFrom(mine, steps, start)
    if (from && needed(index)) mine.unshift(from)
    return {
      index,
      name: stage.name,
      base: stage.baseName,
      needed: needed(index),
      target: index === target,
      steps: [...mine, ...bare].sort((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0)),
    }
  })
  return { before: own, stages: boxes, after: exporting, links: linksOf(stages, boxes, record) }
}
/** Two stages that stand on the same image share its step, which names the lines of one of them only. */
function sharedFrom(mine: readonly Step[], steps: readonly Step[], line: number): Step | null {
  const below = mine[0]?.vertex?.inputs?.[0]
  const found = steps.find(({ key, label }) => key === below && label.startsWith('FROM '))
  return found ? { ...found, lines: [line, line] } : null
}
function targetOf(record: BuildRecord, stages: readonly Stage[]): number {
  const wanted = record.target.toLowerCase()
  const at = stages.findIndex(({ name }, index) => name === wanted || String(index) === wanted)
  return wanted && at >= 0 ? at : stages.length - 1
}

function linksOf(stages: readonly Stage[], boxes: readonly StageBox[], record: BuildRecord): Link[] {
  const links: Link[] = []
  const before = (name: string, index: number): number => {
    const wanted = name.toLowerCase()
    return stages.findLastIndex(
      (stage, at) => at < index && wanted !== '' && (stage.name === wanted || String(at) === wanted),
    )
  }
  stages.forEach((stage, to) => {
    const base = stages.findLastIndex(({ name }, at) => at < to && name !== '' && name === stage.baseName.toLowerCase())
    if (base >= 0) links.push({ kind: 'from', from: base, to, step: null })
    for (const command of stage.commands) {
      const line = command.location[0]?.start.line
      const step = boxes[to]?.steps.find(({ lines }) => lines?.[0] === line)?.key ?? null
      const sources =
        command.kind === 'copy' || command.kind === 'add'
          ? [command.copy.from]
          : command.kind === 'run'
            ? command.flags.mounts.map((mount) => mount.from)
            : []
      for (const source of sources) {
        const from = before(source, to)
        if (from >= 0) links.push({ kind: 'copy', from, to, step })
      }
    }
    // Names that variables make.
    for (const name of record.stages[to]?.depends ?? []) {
      const from = record.stages.findIndex((other) => other.name === name)
      if (from >= 0 && from !== to && !links.some((link) => link.from === from && link.to === to))
        links.push({ kind: 'from', from, to, step: null })
    }
  })
  return links
}

export interface Tally {
  cached: number
  again: number
  done: number
  left: number
  failed: number
}
/** Steps of the Dockerfile by what became of them. */
export function tally({ stages }: BuildModel): Tally {
  const count = (...states: StepState[]): number =>
    stages
      .filter((stage) => stage.needed)
      .flatMap((stage) => stage.steps)
      .filter(({ state }) => states.includes(state)).length
  return {
    cached: count('cached'),
    again: count('again'),
    done: count('done'),
    left: count('waiting', 'running'),
    failed: count('failed', 'cancelled', 'skipped'),
  }
}
export const allSteps = ({ before, stages, after }: BuildModel): Step[] => [
  ...before,
  ...stages.flatMap((stage) => stage.steps),
  ...after,
]
