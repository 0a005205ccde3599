"""flask run, flask routes, flask --version."""
import importlib
import os
import sys

import click

USAGE = '''Usage: flask [OPTIONS] COMMAND [ARGS]...

  A general utility script for Flask applications.

Options:
  -A, --app IMPORT            The Flask application or factory function to load.
  --debug / --no-debug        Set debug mode.
  --version                   Show the Flask version.
  --help                      Show this message and exit.

Commands:
  routes  Show the routes for the app.
  run     Run a development server.
'''


def fail(text):
    click.echo(f'Usage: flask [OPTIONS] COMMAND [ARGS]...\nTry \'flask --help\' for help.\n\nError: {text}', err=True)
    sys.exit(2)


def find_app(name):
    from flask import Flask

    sys.path.insert(0, os.getcwd())
    if not name:
        name = next((base for base in ('wsgi', 'app') if os.path.exists(base + '.py')), None)
        if not name:
            fail(
                "Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file "
                'in the current directory.'
            )
    name, _, attribute = name.partition(':')
    module_name = name[:-3].replace('/', '.') if name.endswith('.py') else name
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        fail(f"Could not import '{module_name}'.")
    names = [attribute.rstrip('()')] if attribute else ['app', 'application', *vars(module), 'create_app', 'make_app']
    for candidate in names:
        value = getattr(module, candidate, None)
        if isinstance(value, Flask):
            value.name = name
            return value
        if candidate in ('create_app', 'make_app') and callable(value) or (attribute and callable(value)):
            made = value()
            if isinstance(made, Flask):
                return made
    fail(f"Failed to find Flask application or factory in module '{module_name}'. Use '{module_name}:name' to specify one.")


def main():
    args = sys.argv[1:]
    options = {'app': os.environ.get('FLASK_APP'), 'host': os.environ.get('FLASK_RUN_HOST', '127.0.0.1'), 'port': os.environ.get('FLASK_RUN_PORT', '5000')}
    flags = {'-A': 'app', '--app': 'app', '-h': 'host', '--host': 'host', '-p': 'port', '--port': 'port'}
    debug, command = None, None
    while args:
        arg = args.pop(0)
        flag, equals, inline = arg.partition('=')
        if flag in flags:
            options[flags[flag]] = inline if equals else args.pop(0) if args else fail(f"Option '{flag}' requires an argument.")
        elif arg in ('--debug', '--no-debug'):
            debug = arg == '--debug'
        elif arg in ('--reload', '--no-reload', '--with-threads', '--without-threads'):
            pass
        elif arg == '--version':
            import flask

            click.echo(f'Python {sys.version.split()[0]}\nFlask {flask.__version__}\nWerkzeug 3.1.3')
            return 0
        elif arg == '--help':
            click.echo(USAGE)
            return 0
        elif arg.startswith('-'):
            fail(f'No such option: {arg}')
        elif command is None:
            command = arg
    if command is None:
        click.echo(USAGE)
        return 2
    if command not in ('run', 'routes'):
        fail(f"No such command '{command}'.")
    app = find_app(options['app'])
    if debug is not None:
        app.debug = debug
    if command == 'routes':
        rows = [(r.endpoint, ', '.join(sorted(r.methods - {'HEAD', 'OPTIONS'})), r.rule) for r in sorted(app.rules, key=lambda r: r.endpoint)]
        widths = [max(len(row[i]) for row in [('Endpoint', 'Methods', 'Rule'), *rows]) for i in range(3)]
        for row in [('Endpoint', 'Methods', 'Rule'), tuple('-' * w for w in widths), *rows]:
            click.echo('  '.join(f'{cell:{width}}' for cell, width in zip(row, widths)).rstrip())
        return 0
    app.run(options['host'], int(options['port']))
    return 0
