import { hashes } from './hashes.ts'
import { keys } from './keys.ts'
import { lists } from './lists.ts'
import { serverCommands } from './server.ts'
import { sets } from './sets.ts'
import { strings } from './strings.ts'
import type { CommandTable } from './types.ts'
import { zsets } from './zsets.ts'

export const COMMANDS: CommandTable = { ...strings, ...keys, ...lists, ...hashes, ...sets, ...zsets, ...serverCommands }

/** Commands of Redis 7.0 that the simulation does not have. */
export const ABSENT = new Set(
  (
    'bitcount bitfield bitfield_ro bitop bitpos dump restore eval evalsha eval_ro evalsha_ro fcall fcall_ro function geoadd geodist geohash geopos georadius geosearch getbit setbit ' +
    'blmove blmpop lmpop bzpopmin bzpopmax bzmpop zmpop zdiff zdiffstore zinter zintercard zunion zrandmember zrangestore zrevrangebylex sintercard sort sort_ro lcs substr ' +
    'latency lolwut migrate module monitor_ pfadd pfcount pfmerge psync replicaof slaveof replconf failover readonly readwrite asking script spublish ssubscribe sunsubscribe sync wait ' +
    'xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xtrim bgrewriteaof brpoplpush'
  ).split(' '),
)
