/** node:assert */
const { inspect } = require('internal/inspect')
const { deepEqual } = require('internal/deep-equal')
const { invalidArgType } = require('internal/errors')

const TITLES = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
}
class AssertionError extends Error {
  constructor({ message, actual, expected, operator, stackStartFn } = {}) {
    super(message === undefined ? describe(actual, expected, operator) : String(message))
    this.generatedMessage = message === undefined
    Object.defineProperty(this, 'name', {
      value: 'AssertionError',
      enumerable: false,
      writable: true,
      configurable: true,
    })
    this.code = 'ERR_ASSERTION'
    this.actual = actual
    this.expected = expected
    this.operator = operator
    if (stackStartFn) Error.captureStackTrace(this, stackStartFn)
    if (typeof this.stack === 'string') {
      const lines = this.stack
        .split('\n    at ')
        .slice(1)
        .filter((line) => !line.includes('node:assert'))
      Object.defineProperty(this, 'stack', {
        value: `AssertionError [ERR_ASSERTION]: ${this.message}${lines.map((line) => `\n    at ${line}`).join('')}`,
        writable: true,
        configurable: true,
        enumerable: false,
      })
    }
  }
}
const show = (value) =>
  inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
    breakLength: Infinity,
  })
function describe(actual, expected, operator) {
  if (operator === 'notStrictEqual' || operator === 'notDeepStrictEqual')
    return `${TITLES[operator]}\n\n${show(actual)}\n`
  if (operator === 'deepEqual')
    return `${TITLES.deepEqual}\n\n${show(actual)}\n\nshould loosely deep-equal\n\n${show(expected)}`
  if (operator === '==' || operator === '!=') return `${inspect(actual)} ${operator} ${inspect(expected)}`
  if (operator === 'strictEqual' || operator === 'deepStrictEqual') {
    const a = show(actual)
    const b = show(expected)
    if (
      !a.includes('\n') &&
      !b.includes('\n') &&
      (typeof actual !== 'object' || actual === null) &&
      (typeof expected !== 'object' || expected === null) &&
      a.length + b.length <= 12
    )
      return `${TITLES[operator]}\n\n${a} !== ${b}\n`
    return `${TITLES[operator]}\n${diff(a.split('\n'), b.split('\n'))}\n`
  }
  return 'Failed'
}
/** Lines that only one side has, as node prints them. */
function diff(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1])
  const out = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`  ${a[i++]}`)
      j++
    } else if (i < a.length && (j >= b.length || table[i + 1][j] >= table[i][j + 1])) out.push(`+ ${a[i++]}`)
    else out.push(`- ${b[j++]}`)
  }
  return `+ actual - expected\n\n${out.join('\n')}`
}
function fail(message, actual, expected, operator, stackStartFn) {
  if (message instanceof Error) throw message
  throw new AssertionError({ message, actual, expected, operator, stackStartFn })
}
function assert(...args) {
  if (args[0]) return
  truthy(args, assert)
}
function truthy([value, message], fn) {
  if (message instanceof Error) throw message
  const error = new AssertionError({
    message: message ?? 'The expression evaluated to a falsy value',
    actual: value,
    expected: true,
    operator: '==',
    stackStartFn: fn,
  })
  if (message === undefined) {
    const { sources, lineOf } = require('internal/stack')
    const found = /at (?:.*\()?(\/[^:]+|\[eval\]):(\d+):(\d+)/.exec(error.stack)
    const text = found && sources.has(found[1]) ? lineOf(found[1], +found[2]) : undefined
    const call = text && /\bassert(?:\.ok|\.equal)?\(.*\)/.exec(text)
    error.generatedMessage = true
    error.message = call
      ? `The expression evaluated to a falsy value:\n\n  ${call[0]}\n`
      : 'The expression evaluated to a falsy value'
    Object.defineProperty(error, 'stack', {
      value: error.stack.replace(/The expression evaluated to a falsy value/, error.message),
      writable: true,
      configurable: true,
      enumerable: false,
    })
    if (value === undefined && args0(value)) error.message = 'No value argument passed to `assert.ok()`'
  }
  throw error
}
const args0 = () => false
Object.assign(assert, {
  AssertionError,
  ok(...args) {
    if (!args[0]) truthy(args, assert.ok)
  },
  fail(message = 'Failed') {
    if (message instanceof Error) throw message
    const error = new AssertionError({ message, operator: 'fail', stackStartFn: assert.fail })
    error.generatedMessage = message === 'Failed'
    throw error
  },
  equal(a, b, message) {
    if (!(a == b || (a !== a && b !== b))) fail(message, a, b, '==', assert.equal)
  },
  notEqual(a, b, message) {
    if (a == b || (a !== a && b !== b)) fail(message, a, b, '!=', assert.notEqual)
  },
  strictEqual(a, b, message) {
    if (!Object.is(a, b)) fail(message, a, b, 'strictEqual', assert.strictEqual)
  },
  notStrictEqual(a, b, message) {
    if (Object.is(a, b)) fail(message, a, b, 'notStrictEqual', assert.notStrictEqual)
  },
  deepEqual(a, b, message) {
    if (!deepEqual(a, b, false)) fail(message, a, b, 'deepEqual', assert.deepEqual)
  },
  deepStrictEqual(a, b, message) {
    if (!deepEqual(a, b, true)) fail(message, a, b, 'deepStrictEqual', assert.deepStrictEqual)
  },
  notDeepEqual(a, b, message) {
    if (deepEqual(a, b, false)) fail(message, a, b, 'notDeepEqual', assert.notDeepEqual)
  },
  notDeepStrictEqual(a, b, message) {
    if (deepEqual(a, b, true)) fail(message, a, b, 'notDeepStrictEqual', assert.notDeepStrictEqual)
  },
  match(text, pattern, message) {
    if (typeof text !== 'string' || !pattern.test(text))
      fail(
        message ?? `The input did not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
        text,
        pattern,
        'match',
        assert.match,
      )
  },
  doesNotMatch(text, pattern, message) {
    if (pattern.test(text))
      fail(
        message ??
          `The input was expected to not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
        text,
        pattern,
        'doesNotMatch',
        assert.doesNotMatch,
      )
  },
  throws(work, expected, message) {
    let thrown
    try {
      work()
    } catch (error) {
      thrown = { error }
    }
    if (!thrown)
      fail(
        typeof expected === 'string'
          ? `Missing expected exception: ${expected}`
          : (message ?? `Missing expected exception${expected?.name ? ` (${expected.name}).` : '.'}`),
        undefined,
        expected,
        'throws',
        assert.throws,
      )
    expectError(thrown.error, expected, message)
  },
  doesNotThrow(work, message) {
    try {
      work()
    } catch (error) {
      fail(
        `Got unwanted exception${typeof message === 'string' ? `: ${message}` : '.'}\nActual message: "${error?.message}"`,
        error,
        undefined,
        'doesNotThrow',
        assert.doesNotThrow,
      )
    }
  },
  async rejects(work, expected, message) {
    let thrown
    try {
      await (typeof work === 'function' ? work() : work)
    } catch (error) {
      thrown = { error }
    }
    if (!thrown) fail(message ?? 'Missing expected rejection.', undefined, expected, 'rejects', assert.rejects)
    expectError(thrown.error, expected, message)
  },
  async doesNotReject(work, message) {
    try {
      await (typeof work === 'function' ? work() : work)
    } catch (error) {
      fail(
        `Got unwanted rejection${typeof message === 'string' ? `: ${message}` : '.'}\nActual message: "${error?.message}"`,
        error,
        undefined,
        'doesNotReject',
        assert.doesNotReject,
      )
    }
  },
  ifError(value) {
    if (value !== null && value !== undefined)
      fail(
        `ifError got unwanted exception: ${value?.message ?? inspect(value)}`,
        value,
        null,
        'ifError',
        assert.ifError,
      )
  },
})
function expectError(error, expected, message) {
  if (expected === undefined || typeof expected === 'string') return
  if (expected instanceof RegExp) {
    if (!expected.test(String(error)))
      fail(
        message ??
          `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(error))}\n`,
        error,
        expected,
        'throws',
      )
    return
  }
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return
    if (expected === Error || expected.prototype instanceof Error) throw error
    if (expected.call({}, error) !== true)
      fail(message ?? 'The validation function is expected to return "true".', error, expected, 'throws')
    return
  }
  if (typeof expected !== 'object')
    throw invalidArgType('expected', 'of type function or an instance of Error, RegExp, or Object', expected)
  for (const key of expected instanceof Error ? ['name', 'message', ...Object.keys(expected)] : Object.keys(expected)) {
    const value = expected[key]
    if (
      value instanceof RegExp && typeof error?.[key] === 'string'
        ? !value.test(error[key])
        : !deepEqual(error?.[key], value, true)
    )
      fail(message, error, expected, 'throws')
  }
}
assert.strict = Object.assign((...args) => assert.ok(...args), assert, {
  equal: assert.strictEqual,
  notEqual: assert.notStrictEqual,
  deepEqual: assert.deepStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
})
assert.strict.strict = assert.strict
module.exports = assert
