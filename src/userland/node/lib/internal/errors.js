/** Errors as node makes them: with a code, and those of system calls with errno, syscall and path. */
const UV = {
  E2BIG: [7, 'argument list too long'],
  EACCES: [13, 'permission denied'],
  EADDRINUSE: [98, 'address already in use'],
  EADDRNOTAVAIL: [99, 'address not available'],
  EAGAIN: [11, 'resource temporarily unavailable'],
  EBADF: [9, 'bad file descriptor'],
  EBUSY: [16, 'resource busy or locked'],
  ECANCELED: [125, 'operation canceled'],
  ECHILD: [10, 'no child processes'],
  ECONNABORTED: [103, 'software caused connection abort'],
  ECONNREFUSED: [111, 'connection refused'],
  ECONNRESET: [104, 'connection reset by peer'],
  EEXIST: [17, 'file already exists'],
  EFBIG: [27, 'file too large'],
  EHOSTUNREACH: [113, 'host is unreachable'],
  EINTR: [4, 'interrupted system call'],
  EINVAL: [22, 'invalid argument'],
  EIO: [5, 'i/o error'],
  EISDIR: [21, 'illegal operation on a directory'],
  ELOOP: [40, 'too many symbolic links encountered'],
  EMFILE: [24, 'too many open files'],
  ENAMETOOLONG: [36, 'name too long'],
  ENETUNREACH: [101, 'network is unreachable'],
  ENODEV: [19, 'no such device'],
  ENOENT: [2, 'no such file or directory'],
  ENOEXEC: [8, 'exec format error'],
  ENOMEM: [12, 'not enough memory'],
  ENOSPC: [28, 'no space left on device'],
  ENOTCONN: [107, 'socket is not connected'],
  ENOTDIR: [20, 'not a directory'],
  ENOTEMPTY: [39, 'directory not empty'],
  ENOTSOCK: [88, 'socket operation on non-socket'],
  ENOTSUP: [95, 'operation not supported on socket'],
  ENOTTY: [25, 'inappropriate ioctl for device'],
  ENXIO: [6, 'no such device or address'],
  EPERM: [1, 'operation not permitted'],
  EPIPE: [32, 'broken pipe'],
  EROFS: [30, 'read-only file system'],
  ESPIPE: [29, 'invalid seek'],
  ESRCH: [3, 'no such process'],
  ETIMEDOUT: [110, 'connection timed out'],
  ETXTBSY: [26, 'text file is busy'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENOTFOUND: [3008, 'unknown node or service'],
  EAI_AGAIN: [3001, 'temporary failure'],
}

/** Of a file operation: "ENOENT: no such file or directory, open '/x'". */
function uvException({ code, syscall, path, dest }) {
  const [errno, text] = UV[code] ?? [1, code]
  let message = `${code}: ${text}, ${syscall}`
  if (path !== undefined) message += ` '${path}'`
  if (dest !== undefined) message += ` -> '${dest}'`
  const error = new Error(message)
  error.errno = -errno
  error.code = code
  error.syscall = syscall
  if (path !== undefined) error.path = path
  if (dest !== undefined) error.dest = dest
  return error
}
/** Of a socket: "connect ECONNREFUSED 127.0.0.1:80", "listen EADDRINUSE: address already in use :::3000". */
function socketException(code, syscall, address, port, withText) {
  const [errno, text] = UV[code] ?? [1, code]
  const where = address !== undefined ? ` ${address}${port !== undefined && port !== null ? `:${port}` : ''}` : ''
  const error = new Error(`${syscall} ${code}${withText ? `: ${text}` : ''}${where}`)
  error.errno = -errno
  error.code = code
  error.syscall = syscall
  if (address !== undefined) error.address = address
  if (port !== undefined && port !== null) error.port = port
  return error
}

function coded(Base, code, message) {
  const error = new Base(message)
  error.code = code
  Object.defineProperty(error, 'name', { value: Base.name, enumerable: false, writable: true, configurable: true })
  if (typeof error.stack === 'string' && error.stack.startsWith(Base.name))
    Object.defineProperty(error, 'stack', {
      value: error.stack.replace(Base.name, `${Base.name} [${code}]`),
      enumerable: false,
      writable: true,
      configurable: true,
    })
  return error
}
function received(value) {
  if (value === null || value === undefined) return ` Received ${value}`
  if (typeof value === 'function') return ` Received function ${value.name}`
  if (typeof value === 'object') {
    if (value.constructor?.name) return ` Received an instance of ${value.constructor.name}`
    return ` Received ${binding.internal('internal/inspect').inspect(value, { depth: -1 })}`
  }
  let text = binding.internal('internal/inspect').inspect(value, { colors: false })
  if (text.length > 28) text = `${text.slice(0, 25)}...`
  return ` Received type ${typeof value} (${text})`
}
const invalidArgType = (name, expected, value) =>
  coded(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The ${name.includes(' ') ? name : `"${name}" ${name.includes('.') ? 'property' : 'argument'}`} must be ${expected}.${received(value)}`,
  )
const outOfRange = (name, range, value) =>
  coded(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${value}`,
  )
const notSimulated = (what) => coded(Error, 'ERR_NOT_SIMULATED', `${what} is not simulated yet`)

module.exports = { UV, uvException, socketException, coded, invalidArgType, outOfRange, notSimulated, received }
