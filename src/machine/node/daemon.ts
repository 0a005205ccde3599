/**
 * npm run daemon: the simulated engine for the real docker client.
 *
 *   --port N        TCP port on 127.0.0.1 (2375); docker -H tcp://127.0.0.1:2375 …
 *   --host ADDR     listen on another address
 *   --socket PATH   also on a unix socket; docker -H unix://PATH …
 *   --seed N        seed of all chance (1)
 *   --fast          pulls take no time
 */
import { existsSync, unlinkSync } from 'node:fs'
import type { AddressInfo, ListenOptions, Server } from 'node:net'
import { bootHost } from '../host.ts'
import { createHttpServer } from './http-server.ts'
import { provideNodeInterpreters } from './interpreters.ts'

interface Arguments {
  port: number
  host: string
  socket: string | undefined
  seed: number
  fast: boolean
}
const USAGE = 'Usage: npm run daemon -- [--port N] [--host ADDR] [--socket PATH] [--seed N] [--fast]'

function parseArguments(args: string[]): Arguments {
  const parsed: Arguments = { port: 2375, host: '127.0.0.1', socket: undefined, seed: 1, fast: false }
  const fail = (message: string): never => {
    console.error(`daemon: ${message}\n${USAGE}`)
    process.exit(2)
  }
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i]!.split('=', 2) as [string, string?]
    const value = (): string => inline ?? args[++i] ?? fail(`${flag} needs a value`)
    const whole = (): number => {
      const number = Number(value())
      return Number.isSafeInteger(number) && number >= 0 ? number : fail(`${flag} takes a whole number`)
    }
    if (flag === '--port') parsed.port = whole()
    else if (flag === '--seed') parsed.seed = whole()
    else if (flag === '--host') parsed.host = value()
    else if (flag === '--socket') parsed.socket = value()
    else if (flag === '--fast') parsed.fast = true
    else if (flag === '--help' || flag === '-h') {
      console.log(USAGE)
      process.exit(0)
    } else fail(`unknown argument ${args[i]!}`)
  }
  return parsed
}
const listen = (server: Server, options: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, resolve)
  })

export async function main(args: string[]): Promise<void> {
  provideNodeInterpreters()
  const { port, host, socket, seed, fast } = parseArguments(args)
  const booted = await bootHost(
    { seed, clock: 'wall', paced: !fast },
    () => {},
    (error, program) => console.error(`daemon: internal error in ${program}:`, error),
  )
  const servers: Server[] = []
  const serve = async (options: ListenOptions): Promise<Server> => {
    const server = createHttpServer(booted.api)
    await listen(server, options)
    servers.push(server)
    return server
  }
  try {
    const tcp = await serve({ port, host })
    console.log(`API listen on tcp://${host}:${(tcp.address() as AddressInfo).port}`)
    if (socket !== undefined) {
      if (existsSync(socket)) unlinkSync(socket)
      await serve({ path: socket })
      console.log(`API listen on ${socket}`)
    }
  } catch (error) {
    console.error(`daemon: ${(error as Error).message}`)
    process.exit(1)
  }
  const stop = (): void => {
    for (const server of servers) server.close()
    if (socket !== undefined && existsSync(socket)) unlinkSync(socket)
    void booted
      .docker()
      .then(({ engine }) => engine.shutdown())
      .finally(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // The world's events end with their timers; the servers keep the process alive.
  await new Promise(() => {})
}
