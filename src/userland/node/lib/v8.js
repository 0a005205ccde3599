/** node:v8: what programs print about the heap. */
const { notSimulated } = require('internal/errors')
module.exports = {
  getHeapStatistics: () => {
    const used = process.memoryUsage()
    return {
      total_heap_size: used.heapTotal,
      total_heap_size_executable: 262144,
      total_physical_size: used.heapTotal,
      total_available_size: 4_345_298_944 - used.heapUsed,
      used_heap_size: used.heapUsed,
      heap_size_limit: 4_345_298_944,
      malloced_memory: 262320,
      peak_malloced_memory: 571392,
      does_zap_garbage: 0,
      number_of_native_contexts: 1,
      number_of_detached_contexts: 0,
    }
  },
  setFlagsFromString: () => {},
  serialize: () => {
    throw notSimulated('v8.serialize')
  },
  deserialize: () => {
    throw notSimulated('v8.deserialize')
  },
  cachedDataVersionTag: () => 0,
}
