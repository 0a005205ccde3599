"""app.test_client()."""
import json as _json
from io import BytesIO
from urllib.parse import urlencode

from .wrappers import Response


class Client:
    def __init__(self, app):
        self.app = app
        self.cookies = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def open(self, path, method='GET', data=None, json=None, headers=None, query_string=None, content_type=None, **_):
        path, _sep, query = path.partition('?')
        if query_string:
            query = query_string if isinstance(query_string, str) else urlencode(query_string)
        body = b''
        if json is not None:
            body, content_type = _json.dumps(json).encode(), 'application/json'
        elif isinstance(data, dict):
            body, content_type = urlencode(data).encode(), content_type or 'application/x-www-form-urlencoded'
        elif data is not None:
            body = data.encode() if isinstance(data, str) else data
        environ = {
            'REQUEST_METHOD': method, 'PATH_INFO': path, 'QUERY_STRING': query, 'SERVER_NAME': 'localhost', 'SERVER_PORT': '80', 'HTTP_HOST': 'localhost',
            'REMOTE_ADDR': '127.0.0.1', 'CONTENT_TYPE': content_type or '', 'CONTENT_LENGTH': str(len(body)), 'wsgi.input': BytesIO(body),
        }
        if self.cookies:
            environ['HTTP_COOKIE'] = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
        for name, value in (headers or {}).items():
            environ['HTTP_' + name.upper().replace('-', '_')] = value
        result = {}
        body = b''.join(self.app(environ, lambda status, sent: result.update(status=status, headers=sent)))
        response = Response(body, result['status'])
        for name, value in result['headers']:
            response.headers[name] = value
            if name == 'Set-Cookie':
                key, _, rest = value.partition('=')
                self.cookies[key] = rest.split(';')[0]
        return response

    def get(self, path, **kw):
        return self.open(path, 'GET', **kw)

    def post(self, path, **kw):
        return self.open(path, 'POST', **kw)

    def put(self, path, **kw):
        return self.open(path, 'PUT', **kw)

    def delete(self, path, **kw):
        return self.open(path, 'DELETE', **kw)

    def patch(self, path, **kw):
        return self.open(path, 'PATCH', **kw)
