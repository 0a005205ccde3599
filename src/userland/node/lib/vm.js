/** node:vm: scripts in this context. New contexts are not simulated. */
const { notSimulated } = require('internal/errors')
const { sources } = require('internal/stack')
const nameOf = (options) => (typeof options === 'string' ? options : (options?.filename ?? 'evalmachine.<anonymous>'))
function runInThisContext(code, options) {
  const name = nameOf(options)
  sources.set(name, String(code))
  return binding.evalCode(String(code), name)
}
class Script {
  constructor(code, options) {
    this.code = String(code)
    this.name = nameOf(options)
    binding.evalCode(`(function () {${this.code}\n})`, this.name)
  }
  runInThisContext() {
    return runInThisContext(this.code, this.name)
  }
  runInNewContext() {
    throw notSimulated('vm.Script.runInNewContext')
  }
  runInContext() {
    throw notSimulated('vm.Script.runInContext')
  }
}
module.exports = {
  Script,
  runInThisContext,
  isContext: () => false,
  createContext: () => {
    throw notSimulated('vm.createContext')
  },
  runInNewContext: () => {
    throw notSimulated('vm.runInNewContext')
  },
  runInContext: () => {
    throw notSimulated('vm.runInContext')
  },
  compileFunction: (code, params = []) =>
    binding.evalCode(`(function (${params.join(', ')}) {${code}\n})`, 'evalmachine.<anonymous>'),
}
