/** Users and groups as /etc/passwd and /etc/group of the program's own root say. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

function lines(sys: Sys, file: string): string[][] {
  try {
    return sys
      .readText(file)
      .split('\n')
      .map((line) => line.split(':'))
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}
export interface User {
  name: string
  uid: number
  gid: number
}
export function findUser(sys: Sys, name: string): User | null {
  const row = lines(sys, '/etc/passwd').find((fields) => fields[0] === name)
  return row ? { name, uid: +row[2]!, gid: +row[3]! } : null
}
export function findGroup(sys: Sys, name: string): number | null {
  const row = lines(sys, '/etc/group').find((fields) => fields[0] === name)
  return row ? +row[2]! : null
}
