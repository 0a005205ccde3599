/** node:perf_hooks: performance with marks and measures. Observers and histograms are not simulated. */
const { notSimulated } = require('internal/errors')
const entries = []
const timeOrigin = binding.start.startedAt
class PerformanceEntry {
  constructor(name, entryType, startTime, duration, detail) {
    Object.assign(this, { name, entryType, startTime, duration, detail })
  }
  toJSON() {
    return { ...this }
  }
}
class PerformanceMark extends PerformanceEntry {}
class PerformanceMeasure extends PerformanceEntry {}
const at = (mark) => {
  if (typeof mark === 'number') return mark
  const found = entries.findLast((entry) => entry.name === mark && entry.entryType === 'mark')
  if (!found)
    throw new (require('internal/abort').DOMException)(`The "${mark}" performance mark has not been set`, 'SyntaxError')
  return found.startTime
}
const performance = {
  timeOrigin,
  now: () => binding.monotonic(),
  mark(name, options = {}) {
    const mark = new PerformanceMark(name, 'mark', options.startTime ?? performance.now(), 0, options.detail ?? null)
    entries.push(mark)
    return mark
  },
  measure(name, start, end) {
    const given = typeof start === 'object' && start !== null ? start : { start, end }
    const from = given.start === undefined ? 0 : at(given.start)
    const to = given.end === undefined ? performance.now() : at(given.end)
    const measure = new PerformanceMeasure(name, 'measure', from, to - from, given.detail ?? null)
    entries.push(measure)
    return measure
  },
  getEntries: () => [...entries],
  getEntriesByName: (name, type) =>
    entries.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type)),
  getEntriesByType: (type) => entries.filter((entry) => entry.entryType === type),
  clearMarks: (name) => remove('mark', name),
  clearMeasures: (name) => remove('measure', name),
  timerify: (fn) => fn,
  eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
  nodeTiming: {
    name: 'node',
    entryType: 'node',
    startTime: 0,
    duration: 0,
    nodeStart: 1,
    v8Start: 2,
    bootstrapComplete: 15,
    environment: 8,
    loopStart: 20,
    loopExit: -1,
    idleTime: 0,
  },
  toJSON: () => ({ timeOrigin, nodeTiming: performance.nodeTiming }),
}
const remove = (type, name) => {
  for (let i = entries.length - 1; i >= 0; i--)
    if (entries[i].entryType === type && (name === undefined || entries[i].name === name)) entries.splice(i, 1)
}
class PerformanceObserver {
  constructor() {
    throw notSimulated('PerformanceObserver')
  }
}
module.exports = {
  performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  constants: {},
  monitorEventLoopDelay: () => {
    throw notSimulated('monitorEventLoopDelay')
  },
  createHistogram: () => {
    throw notSimulated('createHistogram')
  },
}
