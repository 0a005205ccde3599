"""A client for Redis (RESP2): every command by its name. Left out: pub/sub, clusters, scripts, asyncio."""
import socket

from . import exceptions
from .exceptions import AuthenticationError, ConnectionError, DataError, RedisError, ResponseError, TimeoutError

__version__ = '7.1.0'
VERSION = (7, 1, 0)
_BOOL = {'EXPIRE', 'SISMEMBER', 'HEXISTS', 'PERSIST', 'MOVE', 'SETNX', 'HSETNX', 'RENAMENX', 'PEXPIRE'}
_OK = {'SET', 'MSET', 'FLUSHALL', 'FLUSHDB', 'SELECT', 'AUTH', 'LTRIM', 'LSET', 'SETEX', 'RENAME', 'SAVE', 'BGSAVE', 'HMSET', 'PING'}


class Redis:
    def __init__(self, host='localhost', port=6379, db=0, password=None, decode_responses=False, socket_timeout=None, socket_connect_timeout=None,
                 username=None, health_check_interval=0, retry_on_timeout=False, **other):
        if other:
            raise TypeError(f'not simulated yet: {", ".join(other)}')
        self.host, self.port, self.db, self.password, self.decode_responses = host, int(port), db, password, decode_responses
        self.timeout = socket_timeout or socket_connect_timeout
        self._socket = self._file = None

    @classmethod
    def from_url(cls, url, **kw):
        from urllib.parse import urlsplit

        parts = urlsplit(url)
        return cls(host=parts.hostname or 'localhost', port=parts.port or 6379, db=int(parts.path.strip('/') or 0), password=parts.password, **kw)

    def _connect(self):
        if self._socket:
            return
        try:
            self._socket = socket.create_connection((self.host, self.port), self.timeout)
        except socket.gaierror as error:
            raise ConnectionError(f'Error {error.errno} connecting to {self.host}:{self.port}. {error.strerror}.') from None
        except TimeoutError_ as error:
            raise TimeoutError('Timeout connecting to server') from None
        except OSError as error:
            raise ConnectionError(f'Error {error.errno} connecting to {self.host}:{self.port}. {error.strerror}.') from None
        self._file = self._socket.makefile('rb')
        if self.password:
            self._send(('AUTH', self.password))
        if self.db:
            self._send(('SELECT', self.db))

    def _send(self, args):
        parts = [b'*%d\r\n' % len(args)]
        for arg in args:
            if isinstance(arg, bool) or not isinstance(arg, (bytes, str, int, float)):
                raise DataError(f"Invalid input of type: '{type(arg).__name__}'. Convert to a bytes, string, int or float first.")
            data = arg if isinstance(arg, bytes) else str(arg).encode()
            parts.append(b'$%d\r\n%s\r\n' % (len(data), data))
        try:
            self._socket.sendall(b''.join(parts))
            return self._reply()
        except OSError as error:
            self.close()
            raise ConnectionError(f'Error while reading from {self.host}:{self.port} : ({error.errno}, {error.strerror!r})') from None

    def _reply(self):
        line = self._file.readline()
        if not line:
            self.close()
            raise ConnectionError('Connection closed by server.')
        kind, rest = line[:1], line[1:-2]
        if kind == b'+':
            return rest.decode()
        if kind == b'-':
            text = rest.decode()
            raise (AuthenticationError if text.startswith(('NOAUTH', 'WRONGPASS')) else ResponseError)(text[4:] if text.startswith('ERR ') else text)
        if kind == b':':
            return int(rest)
        if kind == b'$':
            if int(rest) < 0:
                return None
            data = self._file.read(int(rest) + 2)[:-2]
            return data.decode() if self.decode_responses else data
        return None if int(rest) < 0 else [self._reply() for _ in range(int(rest))]

    def execute_command(self, *args):
        self._connect()
        name = str(args[0]).upper()
        reply = self._send(args)
        if name in _OK:
            return reply in ('OK', 'PONG', 'Background saving started') if isinstance(reply, str) else reply
        if name in _BOOL:
            return bool(reply)
        if name == 'HGETALL':
            return dict(zip(reply[::2], reply[1::2]))
        if name in ('SMEMBERS', 'SINTER', 'SUNION', 'SDIFF'):
            return set(reply)
        if name == 'INFO':
            text = reply if isinstance(reply, str) else reply.decode()
            pairs = (row.split(':', 1) for row in text.splitlines() if ':' in row)
            return {key: int(value) if value.isdigit() else value for key, value in pairs}
        if name in ('INCRBYFLOAT', 'ZSCORE') and reply is not None:
            return float(reply)
        return reply

    def set(self, name, value, ex=None, px=None, nx=False, xx=False, **_):
        args = ['SET', name, value]
        args += (['EX', int(ex)] if ex is not None else []) + (['PX', int(px)] if px is not None else []) + (['NX'] if nx else []) + (['XX'] if xx else [])
        return self.execute_command(*args)

    def incr(self, name, amount=1):
        return self.execute_command('INCRBY', name, amount)

    incrby = incr

    def decr(self, name, amount=1):
        return self.execute_command('DECRBY', name, amount)

    def delete(self, *names):
        return self.execute_command('DEL', *names)

    def mset(self, mapping):
        return self.execute_command('MSET', *(part for pair in mapping.items() for part in pair))

    def hset(self, name, key=None, value=None, mapping=None):
        args = [] if key is None else [key, value]
        for pair in (mapping or {}).items():
            args += pair
        return self.execute_command('HSET', name, *args)

    def keys(self, pattern='*'):
        return self.execute_command('KEYS', pattern)

    def lrange(self, name, start, end):
        return self.execute_command('LRANGE', name, start, end)

    def zadd(self, name, mapping):
        return self.execute_command('ZADD', name, *(part for member, score in mapping.items() for part in (score, member)))

    def zrange(self, name, start, end, desc=False, withscores=False):
        reply = self.execute_command('ZREVRANGE' if desc else 'ZRANGE', name, start, end, *(['WITHSCORES'] if withscores else []))
        return list(zip(reply[::2], map(float, reply[1::2]))) if withscores else reply

    def expire(self, name, seconds):
        return self.execute_command('EXPIRE', name, int(seconds))

    def pipeline(self, transaction=True):
        return Pipeline(self)

    def pubsub(self, **_):
        raise NotImplementedError('redis.pubsub is not simulated yet')

    def close(self):
        if self._socket:
            self._socket.close()
        self._socket = self._file = None

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return lambda *args: self.execute_command(name.upper(), *(part for arg in args for part in (arg if isinstance(arg, (list, tuple)) else [arg])))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f'<redis.client.Redis(<redis.connection.ConnectionPool(<redis.connection.Connection(host={self.host},port={self.port},db={self.db})>)>)>'


class Pipeline:
    def __init__(self, client):
        self.client, self.calls = client, []

    def __getattr__(self, name):
        def add(*args, **kw):
            self.calls.append((name, args, kw))
            return self

        return add

    def execute(self):
        calls, self.calls = self.calls, []
        return [getattr(self.client, name)(*args, **kw) for name, args, kw in calls]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


import builtins as _builtins

TimeoutError_ = _builtins.TimeoutError
StrictRedis = Redis
from_url = Redis.from_url
