/** chown(1) and chgrp(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import type { Stat } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { walkTree } from './lib/tree.ts'
import { groupByName, Names, userByName } from './lib/users.ts'

export interface Owner {
  /** -1: as it is */
  uid: number
  gid: number
}
/** "user", "user:", "user:group", ":group", "user.group", numbers. A string names what is wrong: 'user' or 'group'. */
export function parseOwner(sys: Sys, text: string): Owner | 'user' | 'group' {
  const colon = text.includes(':') ? text.indexOf(':') : userByName(sys, text) ? -1 : text.indexOf('.')
  const userText = colon < 0 ? text : text.slice(0, colon)
  const groupText = colon < 0 ? undefined : text.slice(colon + 1)
  let uid = -1
  let gid = -1
  if (userText !== '') {
    const user = userText.startsWith('+') ? undefined : userByName(sys, userText)
    if (!user && !/^\+?\d+$/.test(userText)) return 'user'
    uid = user ? user.uid : Number(userText)
    if (groupText === '') {
      if (!user) return 'user'
      gid = user.gid
    }
  }
  if (groupText !== undefined && groupText !== '') {
    const group = groupText.startsWith('+') ? undefined : groupByName(sys, groupText)
    if (!group && !/^\+?\d+$/.test(groupText)) return 'group'
    gid = group ? group.gid : Number(groupText)
  }
  return { uid, gid }
}

const make = (name: 'chown' | 'chgrp') =>
  gnu(
    {
      help: name,
      short: 'HLPRcfhv',
      long: {
        changes: 'c',
        dereference: 'dereference',
        from: 'from=',
        'no-dereference': 'h',
        'no-preserve-root': 'no-preserve-root',
        'preserve-root': 'preserve-root',
        quiet: 'f',
        recursive: 'R',
        reference: 'reference=',
        silent: 'f',
        verbose: 'v',
      },
    },
    async (command) => {
      const { sys } = command
      const group = name === 'chgrp'
      const reference = command.value('reference')
      let files = command.args
      let owner: Owner
      if (reference !== undefined) {
        const stat = attempt(() => sys.stat(reference))
        if (stat instanceof SysError)
          return command.die(`failed to get attributes of ${quoteaf(reference)}: ${strerror(stat.code)}`)
        owner = { uid: group ? -1 : stat.uid, gid: stat.gid }
        if (!files.length) await command.usage('missing operand')
      } else {
        const text = files[0]
        if (text === undefined) return command.usage('missing operand')
        files = files.slice(1)
        if (!files.length) await command.usage(`missing operand after ${quote(text)}`)
        const parsed = group
          ? text === ''
            ? { uid: -1, gid: -1 }
            : parseOwner(sys, `:${text}`)
          : parseOwner(sys, text)
        if (typeof parsed === 'string') return command.die(`invalid ${parsed}: ${quote(text)}`)
        owner = parsed
        if (!group && !text.includes(':') && text.includes('.') && !userByName(sys, text))
          await command.warn(`warning: '.' should be ':': ${quote(text)}`)
      }
      const from = command.value('from')
      const required = from === undefined ? undefined : parseOwner(sys, from)
      if (typeof required === 'string') return command.die(`invalid ${required}: ${quote(from!)}`)
      const [quiet, verbose, changes] = [command.has('f'), command.has('v'), command.has('c')]
      const names = new Names(sys)
      const show = (uid: number, gid: number): string => {
        const user = names.user(uid) ?? String(uid)
        const groupName = names.group(gid) ?? String(gid)
        if (group) return groupName
        return owner.gid === -1 ? user : owner.uid === -1 ? `:${groupName}` : `${user}:${groupName}`
      }
      const recursive = command.has('R')
      const traverse = recursive ? (command.last('HLP') ?? 'P') : 'P'
      const one = async (path: string, stat: Stat, follow: boolean): Promise<void> => {
        if (
          required &&
          ((required.uid !== -1 && stat.uid !== required.uid) || (required.gid !== -1 && stat.gid !== required.gid))
        )
          return
        const failure = attempt(() => sys.chown(path, owner.uid, owner.gid, { follow }))
        const what = group ? 'group' : 'ownership'
        const target = show(owner.uid === -1 ? stat.uid : owner.uid, owner.gid === -1 ? stat.gid : owner.gid)
        if (failure instanceof SysError) {
          command.status = 1
          if (!quiet) await command.warn(`changing ${what} of ${quoteaf(path)}: ${strerror(failure.code)}`)
          if (verbose)
            await command.put(
              `failed to change ${what} of ${quoteaf(path)} from ${show(stat.uid, stat.gid)} to ${target}\n`,
            )
          return
        }
        const same = (owner.uid === -1 || owner.uid === stat.uid) && (owner.gid === -1 || owner.gid === stat.gid)
        if (same ? verbose : verbose || changes)
          await command.put(
            same
              ? `${what} of ${quoteaf(path)} retained as ${target}\n`
              : `changed ${what} of ${quoteaf(path)} from ${show(stat.uid, stat.gid)} to ${target}\n`,
          )
      }
      const missing = async (path: string, error: SysError): Promise<void> => {
        command.status = 1
        if (!quiet)
          await command.warn(
            error.code === 'ENOENT' && !(attempt(() => sys.lstat(path)) instanceof SysError)
              ? `cannot dereference ${quoteaf(path)}: ${strerror(error.code)}`
              : `cannot access ${quoteaf(path)}: ${strerror(error.code)}`,
          )
      }
      const itself = command.has('h')
      for (const path of files) {
        if (recursive)
          await walkTree(sys, path, traverse === 'L' ? 'all' : traverse === 'H' ? 'arguments' : 'none', {
            visit: (where, stat, followed) => one(where, stat, followed),
            unreadable: async (where, error) => {
              command.status = 1
              if (!quiet) await command.warn(`cannot read directory ${quoteaf(where)}: ${strerror(error.code)}`)
            },
            missing,
          })
        else {
          const stat = attempt(() => (itself ? sys.lstat(path) : sys.stat(path)))
          if (stat instanceof SysError) await missing(path, stat)
          else await one(path, stat, !itself)
        }
      }
      return command.status
    },
  )
export const chown = make('chown')
export const chgrp = make('chgrp')
