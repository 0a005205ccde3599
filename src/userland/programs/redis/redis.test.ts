import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { bootImage } from '../testing/machine.ts'
import type { ImageMachine } from '../testing/machine.ts'
import { dump, parseDump } from './rdb.ts'
import { splitInline } from './resp.ts'

async function boot(...args: string[]) {
  const machine = await bootImage('library/redis')
  const server = await machine.start(['redis-server', '--dir', '/data', ...args], { cwd: '/data' })
  await machine.clock.sleep(200)
  return { machine, server }
}
const cli = async (machine: ImageMachine, ...args: string[]) => (await machine.run(['redis-cli', ...args])).stdout
/** Each line is a command. */
const script = async (machine: ImageMachine, text: string) => (await machine.run(['redis-cli'], { stdin: text })).stdout

describe('redis', () => {
  it('says what a real one says (recorded from 7.0.15)', async () => {
    const { machine } = await boot()
    const recorded: [string, string][] = [
      ['set a 1', 'OK\n'],
      ['incr a', '2\n'],
      ['get a', '2\n'],
      ['get nosuch', '\n'],
      ['lpush l 1 2 3', '3\n'],
      ['lrange l 0 -1', '3\n2\n1\n'],
      ['hset h f v g w', '2\n'],
      ['hgetall h', 'f\nv\ng\nw\n'],
      ['zadd z 1 a 2 b', '2\n'],
      ['zrange z 0 -1 withscores', 'a\n1\nb\n2\n'],
      ['type z', 'zset\n'],
      ['ttl a', '-1\n'],
      ['expire a 100', '1\n'],
      ['ttl a', '100\n'],
      ['nonsense x y', "ERR unknown command 'nonsense', with args beginning with: 'x' 'y' \n\n"],
      ['get', "ERR wrong number of arguments for 'get' command\n\n"],
      ['incr l', 'WRONGTYPE Operation against a key holding the wrong kind of value\n\n'],
      ['object encoding a', 'int\n'],
      ['exists a l', '2\n'],
      ['mget nosuch nosuch', '\n\n'],
      ['select 99', 'ERR DB index is out of range\n\n'],
      ['zadd z x y', 'ERR value is not a valid float\n\n'],
      ['hincrby h f 1', 'ERR hash value is not an integer\n\n'],
      ['setex k 0 v', "ERR invalid expire time in 'setex' command\n\n"],
      ['role', 'master\n0\n\n'],
      ['exec', 'ERR EXEC without MULTI\n\n'],
      ['set n 1 foo', 'ERR syntax error\n\n'],
      ['rename q r', 'ERR no such key\n\n'],
      ['dbsize', '4\n'],
      ['config get maxmemory', 'maxmemory\n0\n'],
    ]
    for (const [command, output] of recorded)
      expect(`${command}: ${await cli(machine, ...command.split(' '))}`).toBe(`${command}: ${output}`)
    expect(await cli(machine, '--no-raw', 'lrange', 'l', '0', '-1')).toBe('1) "3"\n2) "2"\n3) "1"\n')
    expect(await cli(machine, '--no-raw', 'get', 'nosuch')).toBe('(nil)\n')
    expect(await cli(machine, '--no-raw', 'smembers', 'nosuch')).toBe('(empty array)\n')
  })
  it('runs transactions, expires, pops when something comes, delivers messages', async () => {
    const { machine } = await boot()
    expect(await script(machine, 'multi\nincr a\nincr a\nexec\nset b "two words"\nget b\n')).toBe(
      'OK\nQUEUED\nQUEUED\n1\n2\nOK\ntwo words\n',
    )
    await cli(machine, 'set', 't', 'x', 'px', '500')
    await machine.clock.sleep(600)
    expect(await cli(machine, 'get', 't')).toBe('\n')
    const waiting = await machine.start(['redis-cli', 'blpop', 'queue', '5'])
    const listening = await machine.start(['redis-cli', 'subscribe', 'news'])
    await machine.clock.sleep(50)
    expect(await cli(machine, 'rpush', 'queue', 'job')).toBe('1\n')
    expect((await waiting.result).stdout).toBe('queue\njob\n')
    expect(await cli(machine, 'publish', 'news', 'hi')).toBe('1\n')
    await machine.clock.sleep(50)
    listening.process.kill(SIGNALS.SIGINT.number)
    expect((await listening.result).stdout).toBe('subscribe\nnews\n1\nmessage\nnews\nhi\n')
  })
  it('keeps its data over a restart, and says goodbye', async () => {
    const { machine, server } = await boot()
    await script(machine, 'set greeting "hello world"\nlpush l a b\nzadd z 1.5 m\nhset h f v\nsadd s x\n')
    server.process.kill(SIGNALS.SIGTERM.number)
    const { stdout, status } = await server.result
    expect(status).toBe(0)
    expect(stdout.replace(/^\d+:(\S+)( \d\d \w{3} \d{4} [\d:.]+)?/gm, '$1').replace(/\(\d+\)/, '(N)')).toContain(
      'signal-handler (N) Received SIGTERM scheduling shutdown...\nM # User requested shutdown...\nM * Saving the final RDB snapshot before exiting.\nM * DB saved on disk\nM # Redis is now ready to exit, bye bye...\n',
    )
    const again = await machine.start(['redis-server', '--dir', '/data'])
    await machine.clock.sleep(200)
    expect(await script(machine, 'get greeting\nlrange l 0 -1\nzscore z m\nhget h f\nsmembers s\n')).toBe(
      'hello world\nb\na\n1.5\nv\nx\n',
    )
    await cli(machine, 'shutdown', 'nosave')
    expect((await again.result).stdout).toContain('* Done loading RDB, keys loaded: 5, keys expired: 0.\n')
  })
  it('asks for its password, and for a server', async () => {
    const { machine } = await boot('--requirepass', 'secret')
    expect(await cli(machine, 'ping')).toBe('NOAUTH Authentication required.\n\n')
    expect(await cli(machine, '-a', 'secret', '--no-auth-warning', 'ping')).toBe('PONG\n')
    expect(await machine.run(['redis-cli', '-p', '6380', 'ping'])).toMatchObject({
      status: 1,
      stderr: 'Could not connect to Redis at 127.0.0.1:6380: Connection refused\n',
    })
  })
})
describe('formats', () => {
  it('writes and reads snapshots', () => {
    const entries = new Map([
      ['k\xff', { value: { type: 'string' as const, text: 'v\0\xfe'.repeat(30) }, expires: 12345678901 }],
      [
        'n',
        { value: { type: 'list' as const, items: Array.from({ length: 100 }, (_, i) => String(i)) }, expires: null },
      ],
    ])
    expect(new Map(parseDump(dump([entries], 0, 0)).databases.get(0))).toEqual(entries)
  })
  it('splits inline commands', () => {
    expect(splitInline("set a \"x \\x41\\n\" 'it\\'s'")).toEqual(['set', 'a', 'x A\n', "it's"])
    expect(splitInline('get "open')).toBeNull()
  })
})
