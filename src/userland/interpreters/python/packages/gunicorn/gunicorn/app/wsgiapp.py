"""gunicorn [-b ADDRESS] [-w N] MODULE:APP. One process does the work of all workers; the log says so only as gunicorn does."""
import argparse
import importlib
import os
import signal
import sys
import time
from http.server import HTTPServer

from werkzeug.serving import handler_for


def log(level, text):
    when = time.strftime('%Y-%m-%d %H:%M:%S +0000', time.gmtime())
    print(f'[{when}] [{os.getpid()}] [{level}] {text}', file=sys.stderr, flush=True)


def run():
    parser = argparse.ArgumentParser(prog='gunicorn', usage='%(prog)s [OPTIONS] [APP_MODULE]')
    parser.add_argument('-b', '--bind', default='127.0.0.1:8000')
    parser.add_argument('-w', '--workers', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('-t', '--timeout', type=int, default=30)
    parser.add_argument('--access-logfile')
    parser.add_argument('--chdir', default='.')
    parser.add_argument('-v', '--version', action='version', version='gunicorn (version 23.0.0)')
    parser.add_argument('app', nargs='?')
    options = parser.parse_args()
    if not options.app:
        parser.error('No application module specified.')
    os.chdir(options.chdir)
    sys.path.insert(0, os.getcwd())
    host, _, port = options.bind.rpartition(':')
    host, port = host or '0.0.0.0', int(port)
    log('INFO', 'Starting gunicorn 23.0.0')
    module, _, name = options.app.partition(':')
    try:
        application = getattr(importlib.import_module(module), (name or 'application').rstrip('()'))
    except (ModuleNotFoundError, AttributeError) as error:
        log('ERROR', 'Exception in worker process')
        print(f'{type(error).__name__}: {error}', file=sys.stderr)
        log('ERROR', 'Worker (pid:7) exited with code 3')
        log('ERROR', 'Shutting down: Master')
        log('ERROR', 'Reason: Worker failed to boot.')
        return 3
    if name.endswith('()'):
        application = application()

    def access(handler, code, size):
        if options.access_logfile == '-':
            when = time.strftime('%d/%b/%Y:%H:%M:%S +0000', time.gmtime())
            agent = handler.headers.get('User-Agent', '-')
            print(f'{handler.client_address[0]} - - [{when}] "{handler.requestline}" {code} {size} "-" "{agent}"', flush=True)

    try:
        server = HTTPServer((host, port), handler_for(application, host, port, 'gunicorn', access))
    except OSError as error:
        log('ERROR', f'Connection in use: {(host, port)}' if error.errno == 98 else str(error))
        return 1
    log('INFO', f'Listening at: http://{host}:{port} ({os.getpid()})')
    log('INFO', 'Using worker: sync')
    for number in range(options.workers):
        log('INFO', f'Booting worker with pid: {os.getpid() + 6 + number}')

    def stop(number, _frame):
        log('INFO', f'Handling signal: {signal.Signals(number).name[3:].lower()}')
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        server.serve_forever()
    finally:
        log('INFO', 'Shutting down: Master')
    return 0
