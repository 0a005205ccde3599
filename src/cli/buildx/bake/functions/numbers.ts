/** Functions on numbers and truth values (go-cty function/stdlib/number.go, bool.go, general.go). */
import { friendlyName } from '../cty/type.ts'
import { bool, equal, number } from '../cty/value.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { boolFunction, define, num, numberFunction, numberTest, text } from './define.ts'

function divide(a: number, b: number): number {
  if (b === 0) throw new Error(a === 0 ? "can't divide zero by zero or infinity by infinity" : 'division by zero')
  return a / b
}
function modulo(a: number, b: number): number {
  if (b === 0) throw new Error("can't use modulo with zero and infinity")
  return a % b
}
function some(values: readonly number[], pick: (...values: number[]) => number): number {
  if (values.length === 0) throw new Error('must pass at least one number')
  return pick(...values)
}
function parseInteger(digits: string, base: number): number {
  if (base < 2 || base > 62 || !Number.isInteger(base))
    throw new ArgumentError(1, 'base must be a whole number between 2 and 62 inclusive')
  const body = digits.replace(/^[+-]/, '').toLowerCase()
  const known = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, Math.min(base, 36))
  if (body === '' || [...body].some((digit) => !known.includes(digit)))
    throw new ArgumentError(0, `cannot parse "${digits}" as a base ${base} integer`)
  return parseInt(digits, base)
}

export const NUMBERS: Readonly<Record<string, HclFunction>> = {
  absolute: numberFunction('num:number', Math.abs),
  add: numberFunction('a:number b:number', (a, b) => a + b),
  and: boolFunction('a:bool b:bool', (a, b) => a && b),
  ceil: numberFunction('num:number', Math.ceil),
  divide: numberFunction('a:number b:number', divide),
  equal: define('a:any? b:any?', ([a, b]) => bool(equal(a!, b!))),
  floor: numberFunction('num:number', Math.floor),
  greaterthan: numberTest('a:number b:number', (a, b) => a > b),
  greaterthanorequalto: numberTest('a:number b:number', (a, b) => a >= b),
  int: numberFunction('num:number', Math.trunc),
  lessthan: numberTest('a:number b:number', (a, b) => a < b),
  lessthanorequalto: numberTest('a:number b:number', (a, b) => a <= b),
  log: numberFunction('num:number base:number', (value, base) => Math.log(value) / Math.log(base)),
  max: define('numbers...:number', (args) => number(some(args.map(num), Math.max))),
  min: define('numbers...:number', (args) => number(some(args.map(num), Math.min))),
  modulo: numberFunction('a:number b:number', modulo),
  multiply: numberFunction('a:number b:number', (a, b) => a * b),
  negate: numberFunction('num:number', (value) => -value),
  not: boolFunction('val:bool', (value) => !value),
  notequal: define('a:any? b:any?', ([a, b]) => bool(!equal(a!, b!))),
  or: boolFunction('a:bool b:bool', (a, b) => a || b),
  parseint: define('number:any base:number', ([value, base]) => {
    if (value!.type.kind !== 'string')
      throw new ArgumentError(0, `first argument must be a string, not ${friendlyName(value!.type)}`)
    return number(parseInteger(text(value!), num(base!)))
  }),
  pow: numberFunction('num:number power:number', (value, power) => value ** power),
  signum: numberFunction('num:number', Math.sign),
  subtract: numberFunction('a:number b:number', (a, b) => a - b),
}
