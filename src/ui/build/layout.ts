/** Where the stages stand, in CSS pixels: a stage is right of all that it takes from; those that can be built at once stand below each other. */
import type { BuildModel, Link, StageBox, Step } from './model.ts'

/** A stage is as wide as fits, within these. */
const NARROWEST = 178
const WIDEST = 250
export const HEAD = 34
export const ROW = 34
export const GAP = 12
export const THIN = 22
const COLUMN = 46
const BETWEEN = 30
const MARGIN = 16

export interface PlacedStep {
  step: Step
  /** Relative to the stage. */
  y: number
  h: number
}
export interface PlacedStage {
  stage: StageBox | null
  /** Of the stage; 'export' for what comes after them. */
  key: string
  x: number
  y: number
  w: number
  h: number
  steps: PlacedStep[]
}
export interface Edge {
  key: string
  kind: Link['kind'] | 'export'
  path: string
  state: 'waiting' | 'flowing' | 'done' | 'unneeded'
}
export interface Layout {
  width: number
  height: number
  stages: PlacedStage[]
  edges: Edge[]
}

const thin = (step: Step): boolean => step.vertex === null
function place(
  steps: readonly Step[],
  key: string,
  stage: StageBox | null,
  x: number,
  y: number,
  w: number,
): PlacedStage {
  let at = HEAD
  const placed = steps.map((step, index): PlacedStep => {
    const h = thin(step) ? THIN : ROW
    if (index > 0) at += thin(step) && thin(steps[index - 1]!) ? 0 : thin(step) || thin(steps[index - 1]!) ? 4 : GAP
    const row = { step, y: at, h }
    at += h
    return row
  })
  return { stage, key, x, y, w, h: at, steps: placed }
}

/** `room`: CSS pixels from side to side; a graph of many columns is wider all the same. */
export function layout(model: BuildModel, room: number): Layout {
  const column = model.stages.map(() => 0)
  // Links always go to a later stage, so one turn is enough.
  for (const link of [...model.links].sort((a, b) => a.to - b.to))
    column[link.to] = Math.max(column[link.to]!, column[link.from]! + 1)
  const columns = Math.max(0, ...column) + 1
  const w = Math.max(NARROWEST, Math.min(WIDEST, Math.floor((room - 2 * MARGIN - (columns - 1) * COLUMN) / columns)))
  const floor: number[] = []
  const stages = model.stages.map((stage) => {
    const at = column[stage.index]!
    const placed = place(stage.steps, String(stage.index), stage, MARGIN + at * (w + COLUMN), floor[at] ?? MARGIN, w)
    floor[at] = placed.y + placed.h + BETWEEN
    return placed
  })
  const edges = model.links.map((link, index) => edge(link, index, stages))
  const target = stages.find(({ stage }) => stage?.target)
  if (model.after.length && target) {
    const at = column[target.stage!.index]!
    const last = place(model.after, 'export', null, target.x, floor[at]!, w)
    stages.push(last)
    floor[at] = last.y + last.h + BETWEEN
    const x = target.x + w / 2
    edges.push({
      key: 'export',
      kind: 'export',
      path: `M${x} ${target.y + target.h}V${last.y}`,
      state: last.steps.some(({ step }) => step.state !== 'waiting') ? 'done' : 'waiting',
    })
  } else if (model.after.length) stages.push(place(model.after, 'export', null, MARGIN, floor[0] ?? MARGIN, w))
  return {
    width: Math.max(0, ...stages.map((stage) => stage.x + stage.w)) + MARGIN,
    height: Math.max(0, ...stages.map((stage) => stage.y + stage.h)) + MARGIN,
    stages,
    edges,
  }
}

function edge(link: Link, index: number, stages: readonly PlacedStage[]): Edge {
  const from = stages[link.from]!
  const to = stages[link.to]!
  const last = from.steps.findLast(({ step }) => step.vertex) ?? from.steps.at(-1)
  const row = to.steps.find(({ step }) => step.key === link.step)
  const x1 = from.x + from.w
  const y1 = from.y + (last ? last.y + last.h / 2 : HEAD / 2)
  const x2 = to.x
  const y2 = to.y + (row ? row.y + row.h / 2 : HEAD / 2)
  const bend = Math.max(20, (x2 - x1) / 2)
  const done = last?.step.vertex?.completed !== undefined && last.step.state !== 'failed'
  const unneeded = from.stage?.needed === false || to.stage?.needed === false
  return {
    key: `${link.from}-${link.to}-${index}`,
    kind: link.kind,
    path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    state: unneeded
      ? 'unneeded'
      : row?.step.state === 'running' || last?.step.state === 'running'
        ? 'flowing'
        : done
          ? 'done'
          : 'waiting',
  }
}
