"""Request and Response."""
import json
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl

from werkzeug.exceptions import BadRequest, BadRequestKeyError, UnsupportedMediaType


class MultiDict(dict):
    """The first value of a key; all of them by getlist."""

    def __init__(self, pairs=()):
        super().__init__()
        self.lists = {}
        for key, value in pairs:
            self.setdefault(key, value)
            self.lists.setdefault(key, []).append(value)

    def __missing__(self, key):
        raise BadRequestKeyError()

    def get(self, key, default=None, type=None):
        if key not in self:
            return default
        try:
            return type(self[key]) if type else self[key]
        except ValueError:
            return default

    def getlist(self, key):
        return self.lists.get(key, [])

    def to_dict(self, flat=True):
        return dict(self) if flat else dict(self.lists)


class Headers(dict):
    def __init__(self, pairs=()):
        super().__init__()
        for name, value in pairs:
            self[name] = value

    def _known(self, name):
        return next((key for key in self.keys() if key.lower() == name.lower()), name)

    def __getitem__(self, name):
        return dict.__getitem__(self, self._known(name))

    def __setitem__(self, name, value):
        dict.__setitem__(self, self._known(name), value)

    def __contains__(self, name):
        return dict.__contains__(self, self._known(name))

    def get(self, name, default=None):
        return dict.get(self, self._known(name), default)


class Request:
    def __init__(self, environ):
        self.environ = environ
        self.method = environ['REQUEST_METHOD']
        self.path = environ['PATH_INFO'] or '/'
        self.query_string = environ['QUERY_STRING'].encode()
        self.full_path = f'{self.path}?{environ["QUERY_STRING"]}'
        self.remote_addr = environ.get('REMOTE_ADDR')
        self.scheme = 'http'
        self.headers = Headers((key[5:].replace('_', '-').title(), value) for key, value in environ.items() if key.startswith('HTTP_'))
        if environ.get('CONTENT_TYPE'):
            self.headers['Content-Type'] = environ['CONTENT_TYPE']
        self.host = self.headers.get('Host') or environ['SERVER_NAME']
        self.host_url = self.url_root = f'http://{self.host}/'
        self.base_url = f'http://{self.host}{self.path}'
        self.url = self.base_url + (f'?{environ["QUERY_STRING"]}' if environ['QUERY_STRING'] else '')
        self.args = MultiDict(parse_qsl(environ['QUERY_STRING'], keep_blank_values=True))
        self.cookies = {name: morsel.value for name, morsel in SimpleCookie(self.headers.get('Cookie', '')).items()}
        self.content_type = environ.get('CONTENT_TYPE') or None
        self.mimetype = (self.content_type or '').split(';')[0].strip().lower()
        self.content_length = int(environ.get('CONTENT_LENGTH') or 0) or None
        self.data = environ['wsgi.input'].read()
        self.view_args = None
        self.endpoint = None
        self.url_rule = None
        self.files = {}
        form = parse_qsl(self.data.decode('utf-8', 'replace'), keep_blank_values=True) if self.mimetype == 'application/x-www-form-urlencoded' else ()
        if self.mimetype == 'multipart/form-data':
            form = _multipart(self.content_type, self.data)
        self.form = MultiDict(form)
        self.values = MultiDict([*self.args.items(), *self.form.items()])

    @property
    def is_json(self):
        return self.mimetype == 'application/json' or self.mimetype.endswith('+json')

    def get_data(self, as_text=False):
        return self.data.decode() if as_text else self.data

    def get_json(self, force=False, silent=False):
        if not (force or self.is_json):
            if silent:
                return None
            raise UnsupportedMediaType("Did not attempt to load JSON data because the request Content-Type was not 'application/json'.")
        try:
            return json.loads(self.data)
        except ValueError:
            if silent:
                return None
            raise BadRequest() from None

    @property
    def json(self):
        return self.get_json()

    @property
    def user_agent(self):
        return self.headers.get('User-Agent', '')

    def __repr__(self):
        return f"<Request '{self.url}' [{self.method}]>"


def _multipart(content_type, data):
    from email import message_from_bytes

    message = message_from_bytes(b'Content-Type: ' + content_type.encode() + b'\r\n\r\n' + data)
    for part in message.get_payload():
        if part.get_filename() is None:
            yield part.get_param('name', header='content-disposition'), part.get_payload(decode=True).decode()


class Response:
    default_mimetype = 'text/html'

    def __init__(self, response=b'', status=200, headers=None, mimetype=None, content_type=None):
        self.data = response.encode() if isinstance(response, str) else b''.join(
            part.encode() if isinstance(part, str) else part for part in response) if not isinstance(response, (bytes, bytearray)) else bytes(response)
        self.status_code = int(str(status).split()[0])
        mimetype = mimetype or self.default_mimetype
        content_type = content_type or (mimetype + '; charset=utf-8' if mimetype.startswith('text/') else mimetype)
        self.headers = Headers([('Content-Type', content_type)])
        self.cookies = []
        for name, value in (headers.items() if isinstance(headers, dict) else headers or ()):
            self.headers[name] = value

    @property
    def status(self):
        try:
            return f'{self.status_code} {HTTPStatus(self.status_code).phrase.upper()}'
        except ValueError:
            return f'{self.status_code} UNKNOWN'

    @property
    def mimetype(self):
        return self.headers['Content-Type'].split(';')[0]

    @property
    def text(self):
        return self.data.decode()

    def get_data(self, as_text=False):
        return self.text if as_text else self.data

    def set_data(self, value):
        self.data = value.encode() if isinstance(value, str) else value

    def get_json(self):
        return json.loads(self.data)

    json = property(get_json)

    def set_cookie(self, key, value='', max_age=None, path='/', httponly=False, **_):
        cookie = f'{key}={value}; Path={path}'
        self.cookies.append(cookie + (f'; Max-Age={max_age}' if max_age is not None else '') + ('; HttpOnly' if httponly else ''))

    def delete_cookie(self, key, path='/'):
        self.set_cookie(key, '', 0, path)

    def wsgi_headers(self):
        return [*self.headers.items(), ('Content-Length', str(len(self.data))), *(('Set-Cookie', cookie) for cookie in self.cookies)]
