/** What stat and readdir give. */
const MODES = {
  dir: 0o040000,
  file: 0o100000,
  symlink: 0o120000,
  fifo: 0o010000,
  socket: 0o140000,
  char: 0o020000,
  block: 0o060000,
}
const is = (value, type) => (Number(value.mode) & 0o170000) === MODES[type]

class Stats {
  constructor(info, bigint) {
    const number = bigint ? (value) => BigInt(Math.trunc(value)) : (value) => value
    this.dev = number(info.dev)
    this.mode = number(info.mode)
    this.nlink = number(info.nlink)
    this.uid = number(info.uid)
    this.gid = number(info.gid)
    this.rdev = number(info.rdev)
    this.blksize = number(4096)
    this.ino = number(info.ino)
    this.size = number(info.size)
    this.blocks = number(info.blocks)
    const times = { atime: info.atime, mtime: info.mtime, ctime: info.ctime, birthtime: info.birthtime ?? info.ctime }
    for (const [name, ms] of Object.entries(times)) this[`${name}Ms`] = number(ms)
    for (const [name, ms] of Object.entries(times)) {
      let date
      Object.defineProperty(this, name, {
        enumerable: true,
        configurable: true,
        get: () => (date ??= new Date(ms)),
        set: (value) => (date = value),
      })
    }
  }
}
class Dirent {
  constructor(name, type, parentPath) {
    this.name = name
    this.parentPath = parentPath
    this.path = parentPath
    this[kType] = type
  }
}
const kType = Symbol('type')
for (const [method, type] of [
  ['isDirectory', 'dir'],
  ['isFile', 'file'],
  ['isSymbolicLink', 'symlink'],
  ['isFIFO', 'fifo'],
  ['isSocket', 'socket'],
  ['isCharacterDevice', 'char'],
  ['isBlockDevice', 'block'],
]) {
  Object.defineProperty(Stats.prototype, method, {
    value() {
      return is(this, type)
    },
    writable: true,
    configurable: true,
    enumerable: false,
  })
  Object.defineProperty(Dirent.prototype, method, {
    value() {
      return this[kType] === type
    },
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
module.exports = { Stats, Dirent }
