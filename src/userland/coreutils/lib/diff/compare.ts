/** The edit script of two sequences as GNU diff finds it: divide and conquer (Myers), then its shifting of runs. */

export interface Change {
  /** first line (from 0) and count in each file */
  a: number
  deleted: number
  b: number
  inserted: number
}

/** Marks what is not common. `x` and `y` hold equivalence classes. */
function compareSequences(
  x: Int32Array,
  y: Int32Array,
  changedX: Uint8Array,
  changedY: Uint8Array,
  mapX: Int32Array,
  mapY: Int32Array,
): void {
  const diagonals = x.length + y.length + 3
  const origin = y.length + 1
  const fd = new Int32Array(diagonals)
  const bd = new Int32Array(diagonals)
  const MAX = 0x7fffffff
  const partition = (xoff: number, xlim: number, yoff: number, ylim: number): [number, number] => {
    const dmin = xoff - ylim
    const dmax = xlim - yoff
    const fmid = xoff - yoff
    const bmid = xlim - ylim
    let [fmin, fmax, bmin, bmax] = [fmid, fmid, bmid, bmid]
    const odd = ((fmid - bmid) & 1) !== 0
    fd[origin + fmid] = xoff
    bd[origin + bmid] = xlim
    for (;;) {
      if (fmin > dmin) fd[origin + --fmin - 1] = -1
      else ++fmin
      if (fmax < dmax) fd[origin + ++fmax + 1] = -1
      else --fmax
      for (let d = fmax; d >= fmin; d -= 2) {
        const low = fd[origin + d - 1]!
        const high = fd[origin + d + 1]!
        let i = low < high ? high : low + 1
        let j = i - d
        while (i < xlim && j < ylim && x[i] === y[j]) {
          i++
          j++
        }
        fd[origin + d] = i
        if (odd && bmin <= d && d <= bmax && bd[origin + d]! <= i) return [i, j]
      }
      if (bmin > dmin) bd[origin + --bmin - 1] = MAX
      else ++bmin
      if (bmax < dmax) bd[origin + ++bmax + 1] = MAX
      else --bmax
      for (let d = bmax; d >= bmin; d -= 2) {
        const low = bd[origin + d - 1]!
        const high = bd[origin + d + 1]!
        let i = low < high ? low : high - 1
        let j = i - d
        while (xoff < i && yoff < j && x[i - 1] === y[j - 1]) {
          i--
          j--
        }
        bd[origin + d] = i
        if (!odd && fmin <= d && d <= fmax && i <= fd[origin + d]!) return [i, j]
      }
    }
  }
  const stack: [number, number, number, number][] = [[0, x.length, 0, y.length]]
  while (stack.length) {
    let [xoff, xlim, yoff, ylim] = stack.pop()!
    while (xoff < xlim && yoff < ylim && x[xoff] === y[yoff]) {
      xoff++
      yoff++
    }
    while (xoff < xlim && yoff < ylim && x[xlim - 1] === y[ylim - 1]) {
      xlim--
      ylim--
    }
    if (xoff === xlim) for (; yoff < ylim; yoff++) changedY[mapY[yoff]!] = 1
    else if (yoff === ylim) for (; xoff < xlim; xoff++) changedX[mapX[xoff]!] = 1
    else {
      const [xmid, ymid] = partition(xoff, xlim, yoff, ylim)
      stack.push([xmid, xlim, ymid, ylim], [xoff, xmid, yoff, ymid])
    }
  }
}

/** Runs of changes slide to where they meet others, or as far down as they go. */
function shiftBoundaries(classes: Int32Array, changed: Uint8Array, otherChanged: Uint8Array): void {
  const get = (marks: Uint8Array, at: number): number => (at < 0 || at >= marks.length ? 0 : marks[at]!)
  const end = classes.length
  let i = 0
  let j = 0
  for (;;) {
    while (i < end && !changed[i]) {
      while (get(otherChanged, j++)) continue
      i++
    }
    if (i >= end) return
    let start = i
    while (get(changed, ++i)) continue
    while (get(otherChanged, j)) j++
    let length: number
    let corresponding: number
    do {
      length = i - start
      while (start > 0 && classes[start - 1] === classes[i - 1]) {
        changed[--start] = 1
        changed[--i] = 0
        while (get(changed, start - 1)) start--
        while (get(otherChanged, --j)) continue
      }
      corresponding = get(otherChanged, j - 1) ? i : end
      while (i !== end && classes[start] === classes[i]) {
        changed[start++] = 0
        changed[i++] = 1
        while (get(changed, i)) i++
        while (get(otherChanged, ++j)) corresponding = i
      }
    } while (length !== i - start)
    while (corresponding < i) {
      changed[--start] = 1
      changed[--i] = 0
      while (get(otherChanged, --j)) continue
    }
  }
}

/** Changes between two lists of keys (lines after folding case, white space…). */
export function diffSequences(a: readonly string[], b: readonly string[]): Change[] {
  const ids = new Map<string, number>()
  const classOf = (key: string): number => {
    let id = ids.get(key)
    if (id === undefined) {
      id = ids.size
      ids.set(key, id)
    }
    return id
  }
  const x = Int32Array.from(a, classOf)
  const y = Int32Array.from(b, classOf)
  const inX = new Set(x)
  const inY = new Set(y)
  const changedX = new Uint8Array(x.length)
  const changedY = new Uint8Array(y.length)
  // Lines that the other file does not have are changes for sure.
  const keep = (
    from: Int32Array,
    other: Set<number>,
    changed: Uint8Array,
  ): { classes: Int32Array; map: Int32Array } => {
    const map: number[] = []
    for (let i = 0; i < from.length; i++) {
      if (other.has(from[i]!)) map.push(i)
      else changed[i] = 1
    }
    return { classes: Int32Array.from(map, (i) => from[i]!), map: Int32Array.from(map) }
  }
  const left = keep(x, inY, changedX)
  const right = keep(y, inX, changedY)
  compareSequences(left.classes, right.classes, changedX, changedY, left.map, right.map)
  shiftBoundaries(x, changedX, changedY)
  shiftBoundaries(y, changedY, changedX)
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < x.length || j < y.length) {
    if (changedX[i] || changedY[j]) {
      const change: Change = { a: i, deleted: 0, b: j, inserted: 0 }
      while (i < x.length && changedX[i]) i++
      while (j < y.length && changedY[j]) j++
      change.deleted = i - change.a
      change.inserted = j - change.b
      changes.push(change)
    } else {
      i++
      j++
    }
  }
  return changes
}
