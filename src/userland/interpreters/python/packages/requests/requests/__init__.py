"""HTTP for humans, over http.client. Left out: https (there is no ssl here), uploads of files, proxies, adapters."""
import json as _json
from base64 import b64encode
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
import socket
import time
from urllib.parse import urlencode, urljoin, urlsplit

from . import exceptions
from .exceptions import ConnectionError, ConnectTimeout, HTTPError, InvalidSchema, JSONDecodeError, MissingSchema, ReadTimeout, RequestException, Timeout
from .structures import CaseInsensitiveDict

__version__ = '2.32.5'


class _Codes:
    def __getattr__(self, name):
        for status in HTTPStatus:
            if status.name.lower() == name.lower():
                return int(status)
        raise AttributeError(name)


codes = _Codes()


class Response:
    def __init__(self, url, status, reason, headers, content, elapsed):
        self.url, self.status_code, self.reason, self.content = url, status, reason, content
        self.headers = CaseInsensitiveDict(headers)
        self.history = []
        self.elapsed = timedelta(seconds=elapsed)
        self.cookies = {}
        self.encoding = 'utf-8' if 'charset' not in self.headers.get('Content-Type', '') else self.headers['Content-Type'].split('charset=')[-1].strip()

    @property
    def ok(self):
        return self.status_code < 400

    __bool__ = lambda self: self.ok

    @property
    def text(self):
        return self.content.decode(self.encoding, 'replace')

    def json(self, **kw):
        try:
            return _json.loads(self.content, **kw)
        except ValueError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos) from None

    def iter_content(self, size=1):
        for at in range(0, len(self.content), size):
            yield self.content[at:at + size]

    def iter_lines(self):
        return iter(self.content.splitlines())

    def raise_for_status(self):
        if self.status_code >= 400:
            kind = 'Client' if self.status_code < 500 else 'Server'
            raise HTTPError(f'{self.status_code} {kind} Error: {self.reason} for url: {self.url}', response=self)

    def __repr__(self):
        return f'<Response [{self.status_code}]>'


def _failure(parts, error, verb='Failed to establish a new connection'):
    port = parts.port or 80
    where = f'{parts.path or "/"}' + (f'?{parts.query}' if parts.query else '')
    if isinstance(error, socket.gaierror):
        detail = f"NameResolutionError(\"<urllib3.connection.HTTPConnection object at 0x7f3c5a1b2d90>: Failed to resolve '{parts.hostname}' ({error})\")"
    else:
        detail = f"NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f3c5a1b2d90>: {verb}: {error}')"
    return f"HTTPConnectionPool(host='{parts.hostname}', port={port}): Max retries exceeded with url: {where} (Caused by {detail})"


class Session:
    def __init__(self):
        self.headers = CaseInsensitiveDict(
            {'User-Agent': f'python-requests/{__version__}', 'Accept-Encoding': 'identity', 'Accept': '*/*', 'Connection': 'close'}
        )
        self.cookies = {}
        self.auth = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass

    def request(self, method, url, params=None, data=None, json=None, headers=None, cookies=None, auth=None, timeout=None, allow_redirects=True, **_):
        parts = urlsplit(url)
        if not parts.scheme:
            raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
        if parts.scheme == 'https':
            raise exceptions.SSLError(f"HTTPSConnectionPool(host='{parts.hostname}', port={parts.port or 443}): https is not simulated yet: there is no ssl here")
        if parts.scheme != 'http':
            raise InvalidSchema(f'No connection adapters were found for {url!r}')
        if params:
            query = params if isinstance(params, str) else urlencode(params, doseq=True)
            url = f'{url}{"&" if parts.query else "?"}{query}'
            parts = urlsplit(url)
        sent = CaseInsensitiveDict(self.headers)
        sent.update(headers or {})
        body = None
        if json is not None:
            body = _json.dumps(json).encode()
            sent.setdefault('Content-Type', 'application/json')
        elif data is not None:
            body = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else urlencode(data, doseq=True).encode()
            if not isinstance(data, (str, bytes)):
                sent.setdefault('Content-Type', 'application/x-www-form-urlencoded')
        jar = {**self.cookies, **(cookies or {})}
        if jar:
            sent['Cookie'] = '; '.join(f'{k}={v}' for k, v in jar.items())
        if auth or self.auth:
            sent['Authorization'] = 'Basic ' + b64encode(':'.join(auth or self.auth).encode()).decode()
        seconds = timeout[0] if isinstance(timeout, tuple) else timeout
        connection = HTTPConnection(parts.hostname, parts.port or 80, **({} if seconds is None else {'timeout': seconds}))
        started = time.monotonic()
        try:
            connection.connect()
        except TimeoutError:
            raise ConnectTimeout(_failure(parts, 'timed out')) from None
        except OSError as error:
            raise ConnectionError(_failure(parts, error)) from None
        try:
            connection.request(method, (parts.path or '/') + (f'?{parts.query}' if parts.query else ''), body, dict(sent))
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError:
            raise ReadTimeout(f"HTTPConnectionPool(host='{parts.hostname}', port={parts.port or 80}): Read timed out. (read timeout={seconds})") from None
        except (OSError, HTTPException) as error:
            raise ConnectionError(f"('Connection aborted.', {error!r})") from None
        finally:
            connection.close()
        if not parts.path:
            url = urljoin(url, '/')
        response = Response(url, answer.status, answer.reason, answer.getheaders(), content, time.monotonic() - started)
        for cookie in answer.headers.get_all('Set-Cookie') or []:
            name, _, value = cookie.split(';')[0].partition('=')
            self.cookies[name] = response.cookies[name] = value
        if allow_redirects and response.status_code in (301, 302, 303, 307, 308) and 'Location' in response.headers:
            keep = response.status_code in (307, 308)
            target = self.request(method if keep else 'GET', urljoin(url, response.headers['Location']), data=body if keep else None, headers=headers, timeout=timeout)
            target.history.insert(0, response)
            return target
        return response

    def get(self, url, **kw):
        return self.request('GET', url, **kw)

    def post(self, url, data=None, json=None, **kw):
        return self.request('POST', url, data=data, json=json, **kw)

    def put(self, url, data=None, **kw):
        return self.request('PUT', url, data=data, **kw)

    def patch(self, url, data=None, **kw):
        return self.request('PATCH', url, data=data, **kw)

    def delete(self, url, **kw):
        return self.request('DELETE', url, **kw)

    def head(self, url, **kw):
        return self.request('HEAD', url, **{'allow_redirects': False, **kw})

    def options(self, url, **kw):
        return self.request('OPTIONS', url, **kw)


session = Session


def request(method, url, **kw):
    return Session().request(method.upper(), url, **kw)


def get(url, params=None, **kw):
    return Session().get(url, params=params, **kw)


def post(url, data=None, json=None, **kw):
    return Session().post(url, data, json, **kw)


def put(url, data=None, **kw):
    return Session().put(url, data, **kw)


def patch(url, data=None, **kw):
    return Session().patch(url, data, **kw)


def delete(url, **kw):
    return Session().delete(url, **kw)


def head(url, **kw):
    return Session().head(url, **kw)


def options(url, **kw):
    return Session().options(url, **kw)
