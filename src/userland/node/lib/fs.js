/**
 * node:fs. Every operation is a system call made at once; the callback forms answer a turn of the loop later, as the thread pool does.
 * Left out: opendir of huge folders by pieces, fs.watch by inotify (watchFile polls), vectored writes.
 */
const { raw, fileCall, SysFailure } = require('internal/sys')
const { uvException, coded, invalidArgType, notSimulated } = require('internal/errors')
const { complete } = require('internal/loop')
const { Buffer } = require('buffer')
const { Stats, Dirent } = require('internal/fs-types')

const constants = {
  UV_FS_SYMLINK_DIR: 1,
  UV_FS_SYMLINK_JUNCTION: 2,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  S_IFMT: 61440,
  S_IFREG: 32768,
  S_IFDIR: 16384,
  S_IFCHR: 8192,
  S_IFBLK: 24576,
  S_IFIFO: 4096,
  S_IFLNK: 40960,
  S_IFSOCK: 49152,
  O_CREAT: 64,
  O_EXCL: 128,
  O_NOCTTY: 256,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65536,
  O_NOFOLLOW: 131072,
  O_SYNC: 1052672,
  O_NONBLOCK: 2048,
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  COPYFILE_EXCL: 1,
  UV_FS_COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
}
const FLAGS = {
  r: 0,
  'r+': 2,
  rs: 1052672,
  w: 577,
  wx: 705,
  xw: 705,
  'w+': 578,
  'wx+': 706,
  a: 1089,
  ax: 1217,
  'a+': 1090,
  'ax+': 1218,
  as: 1053761,
}
function flagsOf(flags, usual = 'r') {
  const value = flags ?? usual
  if (typeof value === 'number') return value
  const number = FLAGS[value]
  if (number === undefined)
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'flags' is invalid. Received '${value}'`)
  return number
}
function pathOf(value, name = 'path') {
  if (typeof value === 'string') {
    if (value.includes('\0'))
      throw coded(
        TypeError,
        'ERR_INVALID_ARG_VALUE',
        `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${JSON.stringify(value).replace(/"/g, "'")}`,
      )
    return value
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (value && typeof value === 'object' && typeof value.href === 'string')
    return require('internal/url').fileURLToPath(value)
  throw invalidArgType(name, 'of type string or an instance of Buffer or URL', value)
}
const encodingOf = (options, usual = null) => (typeof options === 'string' ? options : (options?.encoding ?? usual))
const modeOf = (mode, usual) =>
  mode === undefined || mode === null ? usual : typeof mode === 'string' ? parseInt(mode, 8) : mode
const seconds = (time) =>
  time instanceof Date ? time.getTime() : typeof time === 'string' ? Number(time) * 1000 : time * 1000
const bytesOf = (data, encoding) => {
  if (typeof data === 'string') return Buffer.from(data, encoding ?? 'utf8')
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  throw invalidArgType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}
const fdOf = (fd) => {
  if (!Number.isInteger(fd)) throw invalidArgType('fd', 'of type number', fd)
  return fd
}

const sync = {
  openSync: (path, flags, mode) =>
    fileCall('open', [pathOf(path), flagsOf(flags), modeOf(mode, 0o666)], 'open', pathOf(path)),
  closeSync: (fd) => void fileCall('close', [fdOf(fd)], 'close'),
  readSync(fd, buffer, offsetOrOptions, length, position) {
    let offset = offsetOrOptions
    if (offset !== null && typeof offset === 'object')
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions)
    offset ??= 0
    const size = length ?? buffer.byteLength - offset
    if (size === 0) return 0
    const bytes = new Uint8Array(
      fileCall(
        'read',
        [
          fdOf(fd),
          size,
          typeof position === 'bigint'
            ? Number(position)
            : Number.isInteger(position) && position >= 0
              ? position
              : null,
        ],
        'read',
      ),
    )
    new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes, offset)
    return bytes.length
  },
  writeSync(fd, data, offset, length, position) {
    if (typeof data === 'string') {
      const bytes = Buffer.from(data, typeof length === 'string' ? length : 'utf8')
      fileCall('write', [fdOf(fd), Number.isInteger(offset) ? offset : null], 'write', undefined, undefined, bytes)
      return bytes.length
    }
    const from = offset !== null && typeof offset === 'object' ? offset : { offset, length, position }
    const begin = from.offset ?? 0
    const bytes = bytesOf(data).subarray(begin, begin + (from.length ?? data.byteLength - begin))
    fileCall(
      'write',
      [fdOf(fd), Number.isInteger(from.position) ? from.position : null],
      'write',
      undefined,
      undefined,
      bytes,
    )
    return bytes.length
  },
  readFileSync(path, options) {
    const encoding = encodingOf(options)
    let bytes
    if (typeof path === 'number') bytes = new Uint8Array(fileCall('readAll', [path], 'read'))
    else {
      const name = pathOf(path)
      try {
        bytes = new Uint8Array(raw('readFile', [name]))
      } catch (error) {
        if (!(error instanceof SysFailure)) throw error
        throw error.code === 'EISDIR'
          ? uvException({ code: 'EISDIR', syscall: 'read' })
          : uvException({ code: error.code, syscall: 'open', path: name })
      }
    }
    const buffer = Object.setPrototypeOf(bytes, Buffer.prototype)
    return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer
  },
  writeFileSync(path, data, options) {
    const bytes = bytesOf(
      typeof data === 'string' || ArrayBuffer.isView(data) ? data : String(data),
      encodingOf(options, 'utf8'),
    )
    if (typeof path === 'number') return void fileCall('write', [path, null], 'write', undefined, undefined, bytes)
    const flags = flagsOf(options?.flag, 'w')
    fileCall('writeFile', [pathOf(path), flags, modeOf(options?.mode, 0o666)], 'open', pathOf(path), undefined, bytes)
  },
  appendFileSync: (path, data, options) =>
    sync.writeFileSync(path, data, { flag: 'a', ...(typeof options === 'string' ? { encoding: options } : options) }),
  existsSync(path) {
    try {
      return raw('kind', [pathOf(path)]) !== null
    } catch {
      return false
    }
  },
  accessSync: (path, mode = 0) => void fileCall('access', [pathOf(path), mode], 'access', pathOf(path)),
  statSync: (path, options) => stat('stat', path, options),
  lstatSync: (path, options) => stat('lstat', path, options),
  fstatSync: (fd, options) => new Stats(fileCall('fstat', [fdOf(fd)], 'fstat'), options?.bigint),
  statfsSync: (path) => fileCall('statfs', [pathOf(path)], 'statfs', pathOf(path)),
  readdirSync(path, options) {
    const folder = pathOf(path)
    const encoding = encodingOf(options)
    const walk = (at, prefix) => {
      const out = []
      for (const { name, type } of fileCall('readdir', [at], 'scandir', at)) {
        out.push(options?.withFileTypes ? new Dirent(name, type, at) : prefix + name)
        if (options?.recursive && type === 'dir')
          out.push(...walk(`${at.replace(/\/$/, '')}/${name}`, `${prefix}${name}/`))
      }
      return out
    }
    const list = walk(folder, '')
    return encoding === 'buffer' && !options?.withFileTypes ? list.map((name) => Buffer.from(name)) : list
  },
  mkdirSync(path, options) {
    const name = pathOf(path)
    const mode = modeOf(typeof options === 'object' && options !== null ? options.mode : options, 0o777)
    if (!options?.recursive) return void fileCall('mkdir', [name, mode], 'mkdir', name)
    return fileCall('mkdirp', [require('path').resolve(name), mode], 'mkdir', name) ?? undefined
  },
  mkdtempSync(prefix, options) {
    void options
    for (;;) {
      const name =
        pathOf(prefix, 'prefix') +
        Array.from(
          { length: 6 },
          () => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[Math.floor(Math.random() * 62)],
        ).join('')
      if (sync.existsSync(name)) continue
      fileCall('mkdir', [name, 0o700], 'mkdtemp', `${prefix}XXXXXX`)
      return name
    }
  },
  rmdirSync(path, options) {
    if (options?.recursive) return sync.rmSync(path, { recursive: true, force: false })
    fileCall('rmdir', [pathOf(path)], 'rmdir', pathOf(path))
  },
  rmSync(path, options = {}) {
    const name = pathOf(path)
    let info
    try {
      info = sync.lstatSync(name)
    } catch (error) {
      if (error.code === 'ENOENT' && options.force) return
      throw error
    }
    if (!info.isDirectory()) return void fileCall('unlink', [name], 'unlink', name)
    if (!options.recursive) {
      const error = coded(Error, 'ERR_FS_EISDIR', `Path is a directory: rm returned EISDIR (is a directory) ${name}`)
      Object.assign(error, { errno: 21, syscall: 'rm', path: name })
      throw error
    }
    fileCall('rmtree', [name], 'rm', name)
  },
  unlinkSync: (path) => void fileCall('unlink', [pathOf(path)], 'unlink', pathOf(path)),
  renameSync: (from, to) => void fileCall('rename', [pathOf(from), pathOf(to)], 'rename', pathOf(from), pathOf(to)),
  linkSync: (from, to) => void fileCall('link', [pathOf(from), pathOf(to)], 'link', pathOf(from), pathOf(to)),
  symlinkSync: (target, path) =>
    void fileCall('symlink', [pathOf(target, 'target'), pathOf(path)], 'symlink', pathOf(target), pathOf(path)),
  readlinkSync: (path) => fileCall('readlink', [pathOf(path)], 'readlink', pathOf(path)),
  realpathSync: (path) => fileCall('realpath', [pathOf(path)], 'lstat', require('path').resolve(pathOf(path))),
  chmodSync: (path, mode) => void fileCall('chmod', [pathOf(path), modeOf(mode)], 'chmod', pathOf(path)),
  fchmodSync: (fd, mode) => void fileCall('fchmod', [fdOf(fd), modeOf(mode)], 'fchmod'),
  chownSync: (path, uid, gid) => void fileCall('chown', [pathOf(path), uid, gid, true], 'chown', pathOf(path)),
  lchownSync: (path, uid, gid) => void fileCall('chown', [pathOf(path), uid, gid, false], 'lchown', pathOf(path)),
  utimesSync: (path, atime, mtime) =>
    void fileCall('utimes', [pathOf(path), seconds(atime), seconds(mtime)], 'utime', pathOf(path)),
  truncateSync: (path, length = 0) => void fileCall('truncate', [pathOf(path), length], 'truncate', pathOf(path)),
  ftruncateSync: (fd, length = 0) => void fileCall('ftruncate', [fdOf(fd), length], 'ftruncate'),
  fsyncSync: (fd) => void sync.fstatSync(fd),
  fdatasyncSync: (fd) => void sync.fstatSync(fd),
  copyFileSync(from, to, mode = 0) {
    const info = stat('stat', from, undefined, 'copyfile', pathOf(to))
    if (info.isDirectory())
      throw uvException({ code: 'EISDIR', syscall: 'copyfile', path: pathOf(from), dest: pathOf(to) })
    if (mode & 1 && sync.existsSync(to))
      throw uvException({ code: 'EEXIST', syscall: 'copyfile', path: pathOf(from), dest: pathOf(to) })
    fileCall('copyFile', [pathOf(from), pathOf(to)], 'copyfile', pathOf(from), pathOf(to))
  },
  cpSync(from, to, options = {}) {
    const source = pathOf(from)
    const info = sync.lstatSync(source)
    if (info.isDirectory()) {
      if (!options.recursive)
        throw coded(
          Error,
          'ERR_FS_EISDIR',
          `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${source} is a directory (not copied)) ${source}`,
        )
      sync.mkdirSync(to, { recursive: true })
      for (const name of sync.readdirSync(source)) sync.cpSync(`${source}/${name}`, `${pathOf(to)}/${name}`, options)
    } else if (info.isSymbolicLink()) sync.symlinkSync(sync.readlinkSync(source), to)
    else if (options.force === false && sync.existsSync(to)) return
    else sync.copyFileSync(source, to)
  },
  opendirSync: (path) => new Dir(pathOf(path)),
}
function stat(op, path, options, syscall = op, dest = undefined) {
  const name = pathOf(path)
  try {
    return new Stats(raw(op, [name]), options?.bigint)
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    if (options?.throwIfNoEntry === false && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw uvException({ code: error.code, syscall, path: name, dest })
  }
}
class Dir {
  constructor(path) {
    this.path = path
    this._entries = sync.readdirSync(path, { withFileTypes: true })
  }
  readSync() {
    return this._entries.shift() ?? null
  }
  async read() {
    return this.readSync()
  }
  closeSync() {}
  async close() {}
  async *[Symbol.asyncIterator]() {
    for (let entry = this.readSync(); entry; entry = this.readSync()) yield entry
  }
}

const fs = { ...sync, constants, Stats, Dirent, Dir, F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 }
const promises = { constants }
/** Names whose callback and promise forms are made of the synchronous one. */
const NAMES =
  'open close read write readFile writeFile appendFile access stat lstat fstat statfs readdir mkdir mkdtemp rmdir rm unlink rename link symlink readlink realpath chmod fchmod chown lchown utimes truncate ftruncate fsync fdatasync copyFile cp opendir'.split(
    ' ',
  )
for (const name of NAMES) {
  const method = sync[`${name}Sync`]
  fs[name] = function (...args) {
    const callback = args.pop()
    if (typeof callback !== 'function') throw invalidArgType('cb', 'of type function', callback)
    let error = null
    let value
    try {
      value = method(...args)
    } catch (failure) {
      // Wrong arguments are thrown at once; failures of the system arrive later.
      if (failure.code?.startsWith('ERR_INVALID')) throw failure
      error = failure
      if (error.errno !== undefined && error.errno < 0)
        Object.defineProperty(error, 'stack', {
          value: `${error.name}: ${error.message}`,
          writable: true,
          configurable: true,
          enumerable: false,
        })
    }
    complete(() => {
      if (error) callback(error)
      else if (name === 'read' || name === 'write') callback(null, value, args[1])
      else if (value === undefined) callback(null)
      else callback(null, value)
    })
  }
  Object.defineProperty(fs[name], 'name', { value: name })
  if (name === 'open' || name === 'close' || name.startsWith('f') || name === 'read' || name === 'write') continue
  promises[name] = (...args) => later(() => method(...args.map((arg) => (arg instanceof FileHandle ? arg.fd : arg))))
}
/** The callback and the promise of exists, read and write have values of their own. */
fs.exists = (path, callback) => {
  const found = sync.existsSync(path)
  complete(() => callback(found))
}
fs.realpath.native = fs.realpath
fs.realpathSync.native = fs.realpathSync
const later = (work) =>
  new Promise((resolve, reject) => {
    let settle
    try {
      const value = work()
      settle = () => resolve(value)
    } catch (error) {
      if (error.errno !== undefined && error.errno < 0) {
        const names = {
          open: 'open',
          stat: 'Object.stat',
          scandir: 'Object.readdir',
          mkdir: 'Object.mkdir',
          access: 'Object.access',
          unlink: 'Object.unlink',
          rename: 'Object.rename',
          lstat: 'Object.lstat',
        }
        Object.defineProperty(error, 'stack', {
          value: `Error: ${error.message}\n    at async ${names[error.syscall] ?? `Object.${error.syscall}`} (node:internal/fs/promises:639:25)`,
          writable: true,
          configurable: true,
          enumerable: false,
        })
      }
      settle = () => reject(error)
    }
    complete(settle)
  })
class FileHandle extends require('events') {
  constructor(fd) {
    super()
    this.fd = fd
  }
  close() {
    return later(() => {
      if (this.fd >= 0) sync.closeSync(this.fd)
      this.fd = -1
    })
  }
  async read(buffer, offset, length, position) {
    const target = ArrayBuffer.isView(buffer) ? buffer : (buffer?.buffer ?? Buffer.alloc(16384))
    const options = ArrayBuffer.isView(buffer) ? { offset, length, position } : (buffer ?? {})
    const bytesRead = await later(() =>
      sync.readSync(
        this.fd,
        target,
        options.offset ?? 0,
        options.length ?? target.byteLength,
        options.position ?? null,
      ),
    )
    return { bytesRead, buffer: target }
  }
  async write(data, ...rest) {
    return { bytesWritten: await later(() => sync.writeSync(this.fd, data, ...rest)), buffer: data }
  }
  readFile(options) {
    return later(() => sync.readFileSync(this.fd, options))
  }
  writeFile(data, options) {
    return later(() => sync.writeFileSync(this.fd, data, options))
  }
  appendFile(data, options) {
    return this.writeFile(data, options)
  }
  stat() {
    return later(() => sync.fstatSync(this.fd))
  }
  truncate(length) {
    return later(() => sync.ftruncateSync(this.fd, length))
  }
  sync() {
    return later(() => {})
  }
  datasync() {
    return later(() => {})
  }
  createReadStream(options) {
    return fs.createReadStream(null, { ...options, fd: this.fd })
  }
  createWriteStream(options) {
    return fs.createWriteStream(null, { ...options, fd: this.fd })
  }
  async *readLines(options) {
    yield* require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity })
  }
  async [Symbol.asyncDispose ?? Symbol('asyncDispose')]() {
    await this.close()
  }
}
promises.open = (path, flags, mode) => later(() => new FileHandle(sync.openSync(path, flags, mode)))
promises.glob = undefined
delete promises.glob
promises.watch = () => {
  throw notSimulated('fs.watch')
}
fs.watch = () => {
  throw notSimulated('fs.watch')
}
fs.watchFile = (path, options, listener) => {
  const callback = typeof options === 'function' ? options : listener
  const look = () => sync.statSync(path, { throwIfNoEntry: false })
  let previous = look()
  const timer = setInterval(() => {
    const current = look()
    if (current?.mtimeMs !== previous?.mtimeMs || current?.size !== previous?.size) callback(current, previous)
    previous = current
  }, options?.interval ?? 5007)
  watchers.set(pathOf(path), timer)
  return timer
}
const watchers = new Map()
fs.unwatchFile = (path) => clearInterval(watchers.get(pathOf(path)))
for (const name of ['createReadStream', 'createWriteStream', 'ReadStream', 'WriteStream'])
  Object.defineProperty(fs, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = require('internal/fs-streams')[name]
      Object.defineProperty(fs, name, { value, writable: true, configurable: true, enumerable: true })
      return value
    },
    set(value) {
      Object.defineProperty(fs, name, { value, writable: true, configurable: true, enumerable: true })
    },
  })
Object.defineProperty(fs, 'promises', { value: promises, enumerable: true, configurable: true })
module.exports = fs
