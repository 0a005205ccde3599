/** What a command sees. */
import type { Rng } from '../../../../base/rng.ts'
import type { Reply } from '../resp.ts'
import type { Database } from '../store.ts'

export interface ClientView {
  id: number
  name: string
  db: number
  resp: number
}
export interface Context {
  db: Database
  client: ClientView
  server: ServerView
  now(): number
  rng: Rng
}
/** The server as commands may touch it. */
export interface ServerView {
  databases: Database[]
  config: Map<string, string>
  info(section: string): string
  save(): Promise<boolean>
  backgroundSave(): void
  lastSave: number
  shutdown(save: boolean | null): void
  clientList(): string
  clients(): number
  killClient(test: { id?: number; address?: string }): number
  publish(channel: string, message: string): number
  channels(pattern?: string): string[]
  subscribers(channel: string): number
  patterns(): number
  /** Somebody may wait for something in this list. */
  pushed(db: Database, key: string): void
  commandCount: number
  dirty: number
}
export type Handler = (args: readonly string[], context: Context) => Reply | Promise<Reply>
/** arity as COMMAND INFO has it: with the name; negative: at least. */
export interface Command {
  arity: number
  write?: boolean
  run: Handler
}
export type CommandTable = Readonly<Record<string, Command>>
export const read = (arity: number, run: Handler): Command => ({ arity, run })
export const write = (arity: number, run: Handler): Command => ({ arity, write: true, run })
