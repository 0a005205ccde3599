"""Functions that views call."""
import json
import mimetypes
import os

from werkzeug.exceptions import abort

from .globals import stack
from .wrappers import Response


def jsonify(*args, **kw):
    value = kw if kw else args[0] if len(args) == 1 else list(args)
    app = stack.app
    pretty = bool(app and app.debug)
    text = json.dumps(value, indent=2 if pretty else None, separators=None if pretty else (',', ':'), sort_keys=True, default=str)
    return Response(text + '\n', mimetype='application/json')


def make_response(*args):
    return stack.app.make_response(args[0] if len(args) == 1 else args)


def redirect(location, code=302):
    body = (
        f'<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the '
        f'target URL: <a href="{location}">{location}</a>. If not, click the link.\n'
    )
    return Response(body, code, {'Location': location})


def url_for(endpoint, **values):
    return stack.app.url_for(endpoint, **values)


def render_template(name, **context):
    return stack.app.render(stack.app.jinja_env.get_template(name), context)


def render_template_string(source, **context):
    return stack.app.render(stack.app.jinja_env.from_string(source), context)


def flash(message, category='message'):
    stack.session.setdefault('_flashes', []).append([category, message])


def get_flashed_messages(with_categories=False):
    found = stack.session.pop('_flashes', [])
    return [tuple(pair) for pair in found] if with_categories else [message for _, message in found]


def send_file(path, mimetype=None, **_):
    where = os.path.join(stack.app.root_path, path)
    with open(where, 'rb') as file:
        return Response(file.read(), mimetype=mimetype or mimetypes.guess_type(path)[0] or 'application/octet-stream')


def send_from_directory(directory, path, **_):
    where = os.path.normpath(os.path.join(stack.app.root_path, directory, path))
    if not where.startswith(os.path.normpath(os.path.join(stack.app.root_path, directory)) + os.sep) or not os.path.isfile(where):
        abort(404)
    return send_file(where)
