/** 64-bit wrap-around integers: numbers while they are safe, bigints beyond. */
export type Int = number | bigint

const norm = (value: bigint): Int => {
  const wrapped = BigInt.asIntN(64, value)
  const number = Number(wrapped)
  return Number.isSafeInteger(number) ? number : wrapped
}
const safe = (value: number): boolean => Number.isSafeInteger(value)

export const add = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number' && safe(a + b)) return a + b
  return norm(BigInt(a) + BigInt(b))
}
export const sub = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number' && safe(a - b)) return a - b
  return norm(BigInt(a) - BigInt(b))
}
export const mul = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number' && safe(a * b)) return a * b + 0
  return norm(BigInt(a) * BigInt(b))
}
/** b must not be 0. */
export const div = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0
  return norm(BigInt(a) / BigInt(b))
}
export const mod = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0
  return norm(BigInt(a) % BigInt(b))
}
export const pow = (a: Int, b: Int): Int => {
  let base = BigInt.asIntN(64, BigInt(a))
  let result = 1n
  for (let e = BigInt(b); e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * base)
    base = BigInt.asIntN(64, base * base)
  }
  return norm(result)
}
export const neg = (a: Int): Int => sub(0, a)
export const bitnot = (a: Int): Int => sub(-1, a)
const small = (a: Int, b: Int): boolean =>
  typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0 && a <= 0x7fffffff && b <= 0x7fffffff
export const and = (a: Int, b: Int): Int => (small(a, b) ? Number(a) & Number(b) : norm(BigInt(a) & BigInt(b)))
export const or = (a: Int, b: Int): Int => (small(a, b) ? Number(a) | Number(b) : norm(BigInt(a) | BigInt(b)))
export const xor = (a: Int, b: Int): Int => (small(a, b) ? Number(a) ^ Number(b) : norm(BigInt(a) ^ BigInt(b)))
export const shl = (a: Int, b: Int): Int => norm(BigInt(a) << (BigInt(b) & 63n))
export const shr = (a: Int, b: Int): Int => norm(BigInt.asIntN(64, BigInt(a)) >> (BigInt(b) & 63n))
export const truthy = (a: Int): boolean => a != 0
export const fromText = (digits: string, base: number): Int => {
  const number = parseInt(digits, base)
  if (Number.isSafeInteger(number)) return number
  let value = 0n
  for (const digit of digits) value = value * BigInt(base) + BigInt(parseInt(digit, 36))
  return norm(value)
}
export const normalise = norm
