"""Makes the interpreter look like CPython on Linux: what Emscripten lacks, and Linux's error numbers.

Pyodide's build has WASI's error numbers inside. What C code raises is translated when somebody looks at it: errno, strerror, args and str() of an
OSError whose text is the C library's for its number. Numbers of the errno module are Errno.
Left out: fork (a running interpreter cannot be copied), threads that run beside each other (one runs when it is started, to its end).
"""
import errno
import gc
import posix
import os
import sys
import time
import _signal
import _socket
import _thread
import _posixsubprocess

_REQUESTS = 1048577


def _dump(value):
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if isinstance(value, (int, float)):
        return repr(value + 0)
    if isinstance(value, str):
        text = []
        for c in value:
            n = ord(c)
            if c in '"\\' or n < 32 or 0xD800 <= n < 0xE000:
                text.append('\\u%04x' % n)
            else:
                text.append(c)
        return '"' + ''.join(text) + '"'
    if isinstance(value, dict):
        return '{' + ','.join(_dump(str(k)) + ':' + _dump(v) for k, v in value.items()) + '}'
    return '[' + ','.join(map(_dump, value)) + ']'


def _ask(kind, name, args):
    posix.write(_REQUESTS, ('{"%s":"%s","args":%s}' % (kind, name, _dump(args))).encode('utf-8', 'surrogatepass'))
    parts = []
    while True:
        part = posix.read(_REQUESTS, 65536)
        if not part:
            break
        parts.append(part)
    return eval(b''.join(parts).decode(), {})


def own(name, *args):
    return _ask('own', name, args)[1]


def request(name, *args):
    """A system call of the kernel. Raises the OSError."""
    ok, value = _ask('call', name, args)
    if ok:
        return value
    code, message = value
    raise OSError(getattr(errno, code, errno.EIO), strerror(getattr(errno, code, errno.EIO)))


# ---- error numbers

_LINUX = {
    name: number
    for number, name in enumerate(
        'EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR '
        'EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP'.split(),
        1,
    )
}
_LINUX.update(
    ENOMSG=42, EIDRM=43, ENOSTR=60, ENODATA=61, ETIME=62, ENOLINK=67, EPROTO=71, EBADMSG=74, EOVERFLOW=75, EILSEQ=84, EUSERS=87, ENOTSOCK=88,
    EDESTADDRREQ=89, EMSGSIZE=90, EPROTOTYPE=91, ENOPROTOOPT=92, EPROTONOSUPPORT=93, ESOCKTNOSUPPORT=94, EOPNOTSUPP=95, ENOTSUP=95, EPFNOSUPPORT=96,
    EAFNOSUPPORT=97, EADDRINUSE=98, EADDRNOTAVAIL=99, ENETDOWN=100, ENETUNREACH=101, ENETRESET=102, ECONNABORTED=103, ECONNRESET=104, ENOBUFS=105,
    EISCONN=106, ENOTCONN=107, ESHUTDOWN=108, ETOOMANYREFS=109, ETIMEDOUT=110, ECONNREFUSED=111, EHOSTDOWN=112, EHOSTUNREACH=113, EALREADY=114,
    EINPROGRESS=115, ESTALE=116, EDQUOT=122, ECANCELED=125, EOWNERDEAD=130, ENOTRECOVERABLE=131, EWOULDBLOCK=11, EDEADLOCK=35, EMULTIHOP=72,
)
# glibc's texts where musl says it in other words.
_GLIBC = {
    'EADDRINUSE': 'Address already in use', 'EADDRNOTAVAIL': 'Cannot assign requested address', 'EBUSY': 'Device or resource busy',
    'ECHILD': 'No child processes', 'ECONNABORTED': 'Software caused connection abort', 'EDEADLK': 'Resource deadlock avoided',
    'EDOM': 'Numerical argument out of domain', 'EDQUOT': 'Disk quota exceeded', 'EHOSTUNREACH': 'No route to host',
    'EILSEQ': 'Invalid or incomplete multibyte or wide character', 'EINPROGRESS': 'Operation now in progress', 'EIO': 'Input/output error',
    'EISCONN': 'Transport endpoint is already connected', 'ELOOP': 'Too many levels of symbolic links', 'EMFILE': 'Too many open files',
    'EMSGSIZE': 'Message too long', 'ENAMETOOLONG': 'File name too long', 'ENETRESET': 'Network dropped connection on reset',
    'ENETUNREACH': 'Network is unreachable', 'ENOMEM': 'Cannot allocate memory', 'ENOTCONN': 'Transport endpoint is not connected',
    'ENOTSOCK': 'Socket operation on non-socket', 'ENOTTY': 'Inappropriate ioctl for device', 'EOVERFLOW': 'Value too large for defined data type',
    'ERANGE': 'Numerical result out of range', 'ESPIPE': 'Illegal seek', 'ETIMEDOUT': 'Connection timed out', 'EXDEV': 'Invalid cross-device link',
    'EOPNOTSUPP': 'Operation not supported', 'ENOTSUP': 'Operation not supported', 'ENOTDIR': 'Not a directory',
}


_wasi_of = {}


class Errno(int):
    """A number of Linux's. Where OSError looks for a subclass by number, it finds the one of the C code's number."""

    __slots__ = ()
    __repr__ = int.__repr__

    def __hash__(self):
        return _wasi_of.get(int(self), int(self))

    def __eq__(self, other):
        if type(other) is int and other == _wasi_of.get(int(self)):
            return True
        return int.__eq__(self, other)

    def __ne__(self, other):
        return not self == other


class _ErrorCodes(dict):
    def __getitem__(self, key):
        return dict.__getitem__(self, int(key))

    def __contains__(self, key):
        return dict.__contains__(self, int(key))

    def get(self, key, default=None):
        return dict.get(self, int(key), default)


_musl = posix.strerror
_name_of = {}
_linux_of = {}
_texts = {}
for _name in dir(errno):
    _raw = getattr(errno, _name)
    if _name[0] != 'E' or not isinstance(_raw, int):
        continue
    if _name not in _LINUX:
        delattr(errno, _name)
        continue
    _number = Errno(_LINUX[_name])
    _linux_of.setdefault(_raw, _number)
    _wasi_of.setdefault(int(_number), _raw)
    _name_of.setdefault(_raw, _name)
    _texts.setdefault(int(_number), _GLIBC.get(_name) or _musl(_raw))
    setattr(errno, _name, _number)
errno.errorcode = _ErrorCodes()
errno.Errno = Errno
for _name, _value in _LINUX.items():
    if _name not in ('EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP'):
        errno.errorcode[_value] = _name
_GAI = {
    -2: 'Name or service not known', -3: 'Temporary failure in name resolution', -8: 'Servname not supported for ai_socktype',
    -5: 'No address associated with hostname', -6: 'ai_family not supported', -7: 'ai_socktype not supported',
}


def strerror(code):
    return _texts.get(int(code)) or 'Unknown error %d' % code


_fields = gc.get_referents(OSError.__dict__)[0]
_raw_errno = _fields['errno'].__get__
_set_errno = _fields['errno'].__set__
_raw_strerror = _fields['strerror'].__get__
_set_strerror = _fields['strerror'].__set__
_raw_args = BaseException.__dict__['args'].__get__
_set_args = BaseException.__dict__['args'].__set__


def _from_c(error):
    """The number as C set it, or None when it is not C's."""
    number = _raw_errno(error)
    if type(number) is int and number in _linux_of and _raw_strerror(error) == _musl(number):
        return number
    return None


def _errno(error):
    number = _from_c(error)
    return _raw_errno(error) if number is None else _linux_of[number]


def _strerror(error):
    number = _from_c(error)
    if number is not None:
        return _texts[int(_linux_of[number])]
    number = _raw_errno(error)
    if type(number) is int and number < 0 and isinstance(error, _socket.gaierror):
        return _GAI.get(number, _raw_strerror(error))
    return _raw_strerror(error)


def _args(error):
    args = _raw_args(error)
    if len(args) == 2 and type(args[0]) is int and args[0] == _raw_errno(error):
        return (_errno(error), _strerror(error))
    return args


def _str(self):
    number = _errno(self)
    text = _strerror(self)
    if self.filename is not None:
        if self.filename2 is not None:
            return f'[Errno {number}] {text}: {self.filename!r} -> {self.filename2!r}'
        return f'[Errno {number}] {text}: {self.filename!r}'
    if number is not None and text is not None:
        return f'[Errno {number}] {text}'
    args = self.args
    return '' if not args else str(args[0]) if len(args) == 1 else str(args)


def _repr(self):
    args = self.args
    name = type(self).__name__
    return f'{name}({args[0]!r})' if len(args) == 1 else f'{name}{args!r}'


_fields['errno'] = property(_errno, _set_errno)
_fields['strerror'] = property(_strerror, _set_strerror)
_fields['args'] = property(_args, _set_args)
_fields['__str__'] = _str
_fields['__repr__'] = _repr


class _Slots:
    __str__ = _str
    __repr__ = _repr


def _static_subclasses(cls):
    yield cls
    for sub in cls.__subclasses__():
        yield from _static_subclasses(sub)


_TP_REPR = 44
_TP_STR = 68
own('copySlots', id(_Slots), [id(cls) for cls in _static_subclasses(OSError)], [_TP_REPR, _TP_STR])
sys._clear_type_cache()

# ---- who and where we are

_who = request('identity')
_uname = request('uname')
installation = own('installation')
_line = [int(part) for part in installation['version'].split('.')]
for _index, _part in enumerate(_line):
    own('setItem', id(sys.version_info), _index, id(_part))
sys.hexversion = _line[0] << 24 | _line[1] << 16 | _line[2] << 8 | 0xF0
sys.maxsize = 2**63 - 1
sys.implementation._multiarch = 'x86_64-linux-gnu'
if _line[1] != 11:
    _old, _new = 'python3.11', installation['library'].rpartition('/')[2]
    sys.path[:] = [path.replace(_old, _new).replace(_old.replace('.', ''), _new.replace('.', '')) for path in sys.path]
    sys.path_importer_cache.clear()
_packages = (
    [installation['library'] + '/site-packages'] if installation['packages'] == 'site-packages'
    else ['/usr/local/lib/python3.11/dist-packages', '/usr/lib/python3/dist-packages']
)
for _folder in _packages:
    if _folder not in sys.path and not sys.flags.no_site and os.path.isdir(_folder):
        sys.path.append(_folder)


def _posix(function):
    setattr(posix, function.__name__, function)
    setattr(os, function.__name__, function)
    function.__module__ = 'posix'
    function.__qualname__ = function.__name__
    return function


def _plain(name, call=None):
    def ask(*args):
        return request(call or name, *args)

    ask.__name__ = name
    _posix(ask)


def _identity(name, field):
    def ask():
        return request('identity')[field]

    ask.__name__ = name
    _posix(ask)


for _name, _field in dict(getpid='pid', getppid='ppid', getuid='uid', geteuid='euid', getgid='gid', getegid='egid', getgroups='groups').items():
    _identity(_name, _field)
for _name in ('setuid', 'setgid', 'setgroups', 'setsid', 'setpgid', 'getsid', 'getpgid', 'chroot', 'link', 'mkfifo', 'nice', 'tcgetpgrp', 'tcsetpgrp', 'ttyname'):
    _plain(_name)


@_posix
def getpgrp():
    return request('getpgid')


@_posix
def getlogin():
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


@_posix
def umask(mask):
    return request('umask', mask)


@_posix
def cpu_count():
    return 2


@_posix
def sched_getaffinity(pid):
    return {0, 1}


@_posix
def getloadavg():
    return tuple(float(field) for field in open('/proc/loadavg').read().split()[:3])


@_posix
def uname():
    u = request('uname')
    return os.uname_result((u['sysname'], u['nodename'], u['release'], u['version'], u['machine']))


@_posix
def get_terminal_size(fd=1):
    size = request('winsize', fd)
    return os.terminal_size((size['cols'], size['rows']))


@_posix
def strerror_(code):
    return strerror(code)


posix.strerror = os.strerror = strerror

# ---- processes


def _text(value):
    return os.fsdecode(value)


def _environment(env=None):
    if env is None:
        return dict(os.environ)
    return {_text(k): _text(v) for k, v in env.items()}


@_posix
def fork():
    raise OSError(errno.ENOSYS, 'os.fork is not simulated yet: a running interpreter cannot be copied; use subprocess')


os.forkpty = fork


@_posix
def kill(pid, sig):
    request('kill', pid, int(sig))
    own('hear')


@_posix
def killpg(pgid, sig):
    request('kill', -pgid, int(sig))
    own('hear')


@_posix
def execve(path, argv, env):
    sys.stdout.flush()
    request('exec', _text(path), [_text(a) for a in argv], _environment(env))


@_posix
def execv(path, argv):
    execve(path, argv, os.environ)


@_posix
def system(command):
    return request('system', _text(command), _environment())


def _status(status):
    if status['kind'] == 'exited':
        return status['code'] << 8
    if status['kind'] == 'signaled':
        return status['signal'] | (0x80 if status['core'] else 0)
    if status['kind'] == 'stopped':
        return status['signal'] << 8 | 0x7F
    return 0xFFFF


@_posix
def waitpid(pid, options):
    while True:
        try:
            found = request('wait', pid, {'nohang': bool(options & 1), 'untraced': bool(options & 2), 'continued': bool(options & 8)})
        except InterruptedError:
            continue
        return (found['pid'], _status(found['status'])) if found else (0, 0)


@_posix
def wait():
    return waitpid(-1, 0)


def _fork_exec(args, executables, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write,
               restore_signals, start_new_session, process_group, gid, groups, uid, umask, preexec_fn, allow_vfork):
    if preexec_fn is not None or gid is not None or groups is not None or uid is not None or umask >= 0:
        raise OSError(errno.ENOSYS, 'preexec_fn, user, group and umask of subprocess are not simulated yet')
    fds = {0: p2cread if p2cread >= 0 else 0, 1: c2pwrite if c2pwrite >= 0 else 1, 2: errwrite if errwrite >= 0 else 2}
    kept = set(pass_fds)
    for fd in request('fds'):
        if fd > 2 and fd not in kept and close_fds:
            fds[fd] = 'close'
    if env is None:
        variables = _environment()
    else:
        variables = dict(_text(entry).split('=', 1) for entry in env)
    wanted = {
        'argv': [_text(a) for a in args], 'env': variables, 'fds': fds, 'resetSignals': [_signal.SIGPIPE] if restore_signals else [],
    }
    if cwd is not None:
        wanted['cwd'] = _text(cwd)
    if process_group >= 0:
        wanted['pgid'] = process_group
    elif start_new_session:
        wanted['pgid'] = 0
    failure = None
    for executable in executables:
        ok, value = _ask('call', 'spawn', [dict(wanted, path=_text(executable))])
        if ok:
            return value
        # As execvpe: what is not there is looked for elsewhere.
        if failure is None or value[0] not in ('ENOENT', 'ENOTDIR'):
            failure = value
    number = getattr(errno, failure[0], errno.EIO)
    detail = b'noexec:' if cwd is not None and not os.path.isdir(cwd) else b''
    posix.write(errpipe_write, b'OSError:%x:%s' % (int(number), detail.rstrip(b':')))
    return _FAILED_CHILD


_FAILED_CHILD = 2**22
_waitpid = waitpid


@_posix
def waitpid(pid, options):  # noqa: F811
    return (pid, 127 << 8) if pid == _FAILED_CHILD else _waitpid(pid, options)


_posixsubprocess.fork_exec = _fork_exec

# ---- signals

_c_signal = _signal.signal
_kernel_way = {_signal.SIG_DFL: 'default', _signal.SIG_IGN: 'ignore'}


def _set_signal(signalnum, handler):
    before = _c_signal(signalnum, handler)
    request('signal', int(signalnum), _kernel_way.get(handler, 'catch') if isinstance(handler, int) else 'catch')
    return before


_set_signal.__name__ = 'signal'
_signal.signal = _set_signal


def alarm(seconds):
    return -(-request('alarm', seconds * 1000) // 1000)


def pause():
    while True:
        try:
            request('pause')
        except InterruptedError:
            return


def raise_signal(signalnum):
    kill(request('identity')['pid'], signalnum)


def setitimer(which, seconds, interval=0.0):
    if which != _signal.ITIMER_REAL or interval:
        raise OSError(errno.ENOSYS, 'only one-time ITIMER_REAL is simulated yet')
    return (request('alarm', seconds * 1000) / 1000, 0.0)


for _function in (alarm, pause, raise_signal, setitimer):
    setattr(_signal, _function.__name__, _function)
if request('disposition', 2) == 'ignore':
    _c_signal(2, _signal.SIG_IGN)
else:
    request('signal', 2, 'catch')
for _number in (_signal.SIGPIPE, _signal.SIGXFSZ):
    request('signal', int(_number), 'ignore')

# ---- time

own('replaceSleep', id(time.sleep))

# ---- network

_socket.gethostname = lambda: request('uname')['nodename']
_options = {}


def _setsockopt(self, level, option, *value):
    _options[self.fileno(), level, option] = value[0] if value else 0


def _getsockopt(self, level, option, size=0):
    if level == _socket.SOL_SOCKET and option == _socket.SO_TYPE:
        return self.type & 0xF
    value = _options.get((self.fileno(), level, option), 0)
    return value if isinstance(value, (bytes, bytearray)) else int(value)


def _sethostname(name):
    request('sethostname', name)


_socket.sethostname = _sethostname
_socket_fields = gc.get_referents(_socket.socket.__dict__)[0]
_socket_fields['setsockopt'] = _setsockopt
_socket_fields['getsockopt'] = _getsockopt


def _shutdown(self, how):
    request('shutdown', self.fileno(), ('read', 'write', 'both')[how])


_socket_fields['shutdown'] = _shutdown
sys._clear_type_cache()

# ---- threads: one runs when it is started, to its end

_idents = [_thread.get_ident()]
_last_ident = _idents[0]
_sentinels = []


class lock:
    """A lock that nobody else could open meanwhile: waiting for it without an end is an error, and not a silent standstill."""

    __slots__ = ('_held', '__weakref__')

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if not self._held:
            self._held = True
            return True
        if not blocking:
            return False
        if timeout < 0:
            raise RuntimeError('deadlock: threads that wait for each other are not simulated yet (a thread runs when it is started, to its end)')
        time.sleep(timeout)
        return False

    def release(self):
        if not self._held:
            raise RuntimeError('release unlocked lock')
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, *_):
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def _at_fork_reinit(self):
        self._held = False

    def __repr__(self):
        return '<%s _thread.lock object at %#x>' % ('locked' if self._held else 'unlocked', id(self))


lock.__module__ = '_thread'


def _start_new_thread(function, args, kwargs={}):
    global _last_ident
    _last_ident += 4096
    _idents.append(_last_ident)
    depth = len(_sentinels)
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    finally:
        _idents.pop()
        while len(_sentinels) > depth:
            sentinel = _sentinels.pop()
            if sentinel.locked():
                sentinel.release()
    return _last_ident


def _set_sentinel():
    sentinel = lock()
    if len(_idents) > 1:
        _sentinels.append(sentinel)
    return sentinel


_thread.start_new_thread = _thread.start_new = _start_new_thread
_thread._set_sentinel = _set_sentinel
_thread.allocate_lock = _thread.allocate = lock
_thread.LockType = lock
_thread.get_ident = lambda: _idents[-1]
_thread.get_native_id = lambda: request('identity')['pid']
# The one written in C would stand still; the library falls back to its own.
sys.modules['_queue'] = None

# ---- tracebacks do not show this file


def _excepthook(kind, error, trace):
    seen = set()

    def clean(e):
        if e is None or id(e) in seen:
            return
        seen.add(id(e))
        e.__traceback__ = _without(e.__traceback__)
        clean(e.__cause__)
        clean(e.__context__)

    clean(error)
    sys.__excepthook__(kind, error, error.__traceback__ if error is not None else trace)


def _without(trace):
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    if trace is not None:
        trace.tb_next = _without(trace.tb_next)
    return trace


sys.excepthook = _excepthook
