"""The application: rules, dispatch, hooks, errors."""
import os
import re
import sys
import traceback
from types import SimpleNamespace

import click
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from .globals import stack
from .helpers import jsonify, redirect, send_from_directory
from .wrappers import Request, Response

_CONVERTERS = {
    'string': ('[^/]+', str), 'default': ('[^/]+', str), 'int': (r'\d+', int), 'float': (r'\d+\.\d+', float), 'path': ('.+', str),
    'uuid': ('[0-9a-fA-F-]{36}', str),
}


class Rule:
    def __init__(self, rule, endpoint, methods):
        self.rule, self.endpoint, self.methods = rule, endpoint, methods
        self.converters = {}
        pattern, at = '', 0
        for found in re.finditer(r'<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>', rule):
            kind, name = found.group(1) or 'default', found.group(2)
            expression, self.converters[name] = _CONVERTERS[kind]
            pattern += re.escape(rule[at:found.start()]) + f'(?P<{name}>{expression})'
            at = found.end()
        self.pattern = re.compile(pattern + re.escape(rule[at:]) + r'\Z')

    def match(self, path):
        found = self.pattern.match(path)
        return None if found is None else {name: self.converters[name](value) for name, value in found.groupdict().items()}


class _Scaffold:
    def route(self, rule, **options):
        def decorate(view):
            self.add_url_rule(rule, options.pop('endpoint', None), view, **options)
            return view

        return decorate

    def get(self, rule, **options):
        return self.route(rule, methods=['GET'], **options)

    def post(self, rule, **options):
        return self.route(rule, methods=['POST'], **options)

    def put(self, rule, **options):
        return self.route(rule, methods=['PUT'], **options)

    def delete(self, rule, **options):
        return self.route(rule, methods=['DELETE'], **options)

    def patch(self, rule, **options):
        return self.route(rule, methods=['PATCH'], **options)

    def before_request(self, function):
        self.before.append(function)
        return function

    def after_request(self, function):
        self.after.append(function)
        return function

    def teardown_request(self, function):
        self.teardown.append(function)
        return function

    def context_processor(self, function):
        self.contexts.append(function)
        return function

    def errorhandler(self, code):
        def decorate(function):
            self.handlers[code] = function
            return function

        return decorate

    def register_error_handler(self, code, function):
        self.handlers[code] = function

    def _clear(self):
        self.before, self.after, self.teardown, self.contexts, self.handlers = [], [], [], [], {}


class Blueprint(_Scaffold):
    def __init__(self, name, import_name, url_prefix=None, **_):
        self.name, self.import_name, self.url_prefix = name, import_name, url_prefix
        self.rules = []
        self._clear()

    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        self.rules.append((rule, endpoint or view_func.__name__, view_func, options))


class Config(dict):
    def from_object(self, value):
        self.update({name: getattr(value, name) for name in dir(value) if name.isupper()})

    def from_mapping(self, *args, **kw):
        self.update(*args, **kw)

    def from_prefixed_env(self, prefix='FLASK'):
        for name, value in os.environ.items():
            if name.startswith(prefix + '_'):
                self[name[len(prefix) + 1:]] = value


class Flask(_Scaffold):
    def __init__(self, import_name, static_url_path=None, static_folder='static', template_folder='templates', **_):
        self.import_name = import_name
        module = sys.modules.get(import_name)
        file = getattr(module, '__file__', None)
        self.root_path = os.path.dirname(os.path.abspath(file)) if file else os.getcwd()
        self.name = os.path.splitext(os.path.basename(file))[0] if import_name == '__main__' and file else import_name
        self.static_folder, self.template_folder = static_folder, template_folder
        self.config = Config(DEBUG=False, TESTING=False, SECRET_KEY=None)
        self.rules, self.view_functions = [], {}
        self.debug = os.environ.get('FLASK_DEBUG', '0').lower() in ('1', 'true', 'on')
        self.secret_key = None
        self.extensions = {}
        self._environment = None
        self._clear()
        if static_folder:
            url = (static_url_path or '/static').rstrip('/')
            self.add_url_rule(f'{url}/<path:filename>', 'static', lambda filename: send_from_directory(self.static_folder, filename))

    @property
    def logger(self):
        import logging

        logger = logging.getLogger(self.name)
        if not logger.handlers and not logging.root.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(logging.Formatter('[%(asctime)s] %(levelname)s in %(module)s: %(message)s'))
            logger.addHandler(handler)
            if self.debug:
                logger.setLevel(logging.DEBUG)
        return logger

    def add_url_rule(self, rule, endpoint=None, view_func=None, methods=None, **_):
        endpoint = endpoint or view_func.__name__
        if endpoint in self.view_functions and self.view_functions[endpoint] is not view_func:
            raise AssertionError(f'View function mapping is overwriting an existing endpoint function: {endpoint}')
        methods = {method.upper() for method in methods or ['GET']}
        if 'GET' in methods:
            methods.add('HEAD')
        self.rules.append(Rule(rule, endpoint, methods | {'OPTIONS'}))
        self.view_functions[endpoint] = view_func

    def register_blueprint(self, blueprint, url_prefix=None, **_):
        prefix = (url_prefix if url_prefix is not None else blueprint.url_prefix or '').rstrip('/')
        for rule, endpoint, view, options in blueprint.rules:
            self.add_url_rule(prefix + rule, f'{blueprint.name}.{endpoint}', view, **options)
        self.before += blueprint.before
        self.after += blueprint.after
        self.handlers.update(blueprint.handlers)

    @property
    def jinja_env(self):
        if self._environment is None:
            from jinja2 import Environment, FileSystemLoader

            self._environment = Environment(FileSystemLoader(os.path.join(self.root_path, self.template_folder)), autoescape=True)
        return self._environment

    def render(self, template, context):
        from .helpers import get_flashed_messages

        names = {'request': stack.request, 'session': stack.session, 'g': stack.g, 'config': self.config, 'url_for': self.url_for,
                 'get_flashed_messages': get_flashed_messages}
        for function in self.contexts:
            names.update(function())
        return template.render({**names, **context})

    def url_for(self, endpoint, _external=False, **values):
        for rule in self.rules:
            if rule.endpoint == endpoint and set(rule.converters) <= set(values):
                path = re.sub(r'<(?:\w+(?:\([^)]*\))?:)?(\w+)>', lambda found: str(values.pop(found.group(1))), rule.rule)
                if values:
                    from urllib.parse import urlencode

                    path += '?' + urlencode(values)
                return (stack.request.host_url.rstrip('/') if _external else '') + path
        raise LookupError(f"Could not build url for endpoint '{endpoint}'.")

    # ---- one request

    def dispatch(self, request):
        allowed = set()
        for rule in self.rules:
            values = rule.match(request.path)
            if values is None:
                if rule.rule.endswith('/') and request.path + '/' == rule.rule:
                    return redirect(request.host_url.rstrip('/') + rule.rule, 308)
                continue
            if request.method not in rule.methods:
                allowed |= rule.methods
                continue
            request.endpoint, request.view_args, request.url_rule = rule.endpoint, values, rule
            for function in self.before:
                early = function()
                if early is not None:
                    return self.make_response(early)
            if request.method == 'OPTIONS':
                return Response(b'', 200, {'Allow': ', '.join(sorted(rule.methods))})
            result = self.view_functions[rule.endpoint](**values)
            if result is None:
                raise TypeError(
                    f"The view function for '{rule.endpoint}' did not return a valid response. The function either returned None or ended without a "
                    'return statement.'
                )
            return self.make_response(result)
        if allowed:
            raise MethodNotAllowed()
        raise NotFound()

    def make_response(self, value):
        status = headers = None
        if isinstance(value, tuple):
            value, *rest = value
            for extra in rest:
                if isinstance(extra, (dict, list)):
                    headers = extra
                else:
                    status = extra
        if isinstance(value, (dict, list)):
            value = jsonify(value)
        elif isinstance(value, HTTPException):
            value = Response(value.get_body(), value.code)
        elif isinstance(value, (str, bytes, bytearray)):
            value = Response(value)
        elif not isinstance(value, Response):
            raise TypeError(f'The view function did not return a valid response. The return type must be a string, dict, list, tuple with headers or '
                            f'status, Response instance, or WSGI callable, but it was a {type(value).__name__}.')
        if status is not None:
            value.status_code = int(str(status).split()[0])
        for name, header in (headers.items() if isinstance(headers, dict) else headers or ()):
            value.headers[name] = header
        return value

    def handle(self, error):
        kinds = [type(error), *type(error).__mro__[1:]]
        if isinstance(error, HTTPException) and error.code in self.handlers:
            return self.make_response(self.handlers[error.code](error))
        for kind in kinds:
            if kind in self.handlers:
                return self.make_response(self.handlers[kind](error))
        if isinstance(error, HTTPException):
            return self.make_response(error)
        self.logger.error(f'Exception on {stack.request.path} [{stack.request.method}]\n' + traceback.format_exc().rstrip('\n'))
        if 500 in self.handlers:
            failure = InternalServerError()
            failure.original_exception = error
            return self.make_response(self.handlers[500](failure))
        return self.make_response(InternalServerError())

    def __call__(self, environ, start_response):
        request = Request(environ)
        before = (stack.app, stack.request, stack.session, stack.g)
        stack.app, stack.request, stack.session, stack.g = self, request, _open_session(self, request), SimpleNamespace()
        opened = dict(stack.session)
        try:
            try:
                response = self.dispatch(request)
            except Exception as error:
                response = self.handle(error)
            for function in reversed(self.after):
                response = function(response)
            if dict(stack.session) != opened:
                _save_session(self, response)
            for function in self.teardown:
                function(None)
        finally:
            stack.app, stack.request, stack.session, stack.g = before
        start_response(response.status, response.wsgi_headers())
        return [response.data]

    # ---- serving and testing

    def run(self, host=None, port=None, debug=None, load_dotenv=True, **options):
        from werkzeug.serving import run_simple

        if debug is not None:
            self.debug = bool(debug)
        click.echo(f" * Serving Flask app '{self.name}'")
        click.echo(f" * Debug mode: {'on' if self.debug else 'off'}")
        run_simple(host or '127.0.0.1', int(port or 5000), self, use_reloader=self.debug, use_debugger=self.debug)

    def test_client(self):
        from .testing import Client

        return Client(self)

    def app_context(self):
        app = self

        class Context:
            def __enter__(self):
                self.before = (stack.app, stack.g)
                stack.app, stack.g = app, SimpleNamespace()

            def __exit__(self, *_):
                stack.app, stack.g = self.before

        return Context()


class _NullSession(dict):
    def __setitem__(self, key, value):
        raise RuntimeError('The session is unavailable because no secret key was set. Set the secret_key on the application to something unique and secret.')

    setdefault = __setitem__


def _serializer(app):
    from itsdangerous import URLSafeSerializer

    key = app.secret_key or app.config.get('SECRET_KEY')
    return URLSafeSerializer(key, 'cookie-session') if key else None


def _open_session(app, request):
    serializer = _serializer(app)
    if not serializer:
        return _NullSession()
    try:
        return dict(serializer.loads(request.cookies['session']))
    except Exception:
        return {}


def _save_session(app, response):
    response.set_cookie('session', _serializer(app).dumps(stack.session), httponly=True)
