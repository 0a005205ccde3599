"""run_simple: a WSGI application on the simulated network, with Werkzeug's lines in the log."""
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

_WARNING = 'WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.'


def log(text):
    sys.stderr.write(text + '\n')
    sys.stderr.flush()


def environ_of(handler, host, port):
    path, _, query = handler.path.partition('?')
    from urllib.parse import unquote

    length = handler.headers.get('Content-Length')
    environ = {
        'REQUEST_METHOD': handler.command, 'SCRIPT_NAME': '', 'PATH_INFO': unquote(path), 'QUERY_STRING': query, 'SERVER_NAME': host,
        'SERVER_PORT': str(port), 'SERVER_PROTOCOL': handler.request_version, 'REMOTE_ADDR': handler.client_address[0],
        'REMOTE_PORT': handler.client_address[1], 'CONTENT_TYPE': handler.headers.get('Content-Type', ''), 'CONTENT_LENGTH': length or '',
        'wsgi.version': (1, 0), 'wsgi.url_scheme': 'http', 'wsgi.input': BytesIO(handler.rfile.read(int(length)) if length else b''),
        'wsgi.errors': sys.stderr, 'wsgi.multithread': False, 'wsgi.multiprocess': False, 'wsgi.run_once': False,
    }
    for name, value in handler.headers.items():
        key = 'HTTP_' + name.upper().replace('-', '_')
        if key not in ('HTTP_CONTENT_TYPE', 'HTTP_CONTENT_LENGTH'):
            environ[key] = value
    return environ


def handler_for(application, host, port, server_version, log_line):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def version_string(self):
            return server_version

        def handle_one_request(self):
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return
            started = {}

            def start_response(status, headers, exc_info=None):
                started.update(status=status, headers=headers)
                return lambda data: None

            body = b''.join(application(environ_of(self, host, port), start_response))
            code, _, reason = started['status'].partition(' ')
            self.send_response_only(int(code), reason)
            self.send_header('Server', self.version_string())
            self.send_header('Date', self.date_time_string())
            for name, value in started['headers']:
                self.send_header(name, value)
            self.send_header('Connection', 'close')
            self.end_headers()
            if self.command != 'HEAD':
                self.wfile.write(body)
            self.close_connection = True
            log_line(self, code, len(body))

        def log_message(self, format, *args):
            pass

    return Handler


def run_simple(hostname, port, application, use_reloader=False, use_debugger=False, threaded=False, **_):
    def access(handler, code, _size):
        when = time.strftime('%d/%b/%Y %H:%M:%S', time.localtime())
        log(f'{handler.client_address[0]} - - [{when}] "{handler.requestline}" {code} -')

    version = f'Werkzeug/3.1.3 Python/{sys.version.split()[0]}'
    try:
        server = HTTPServer((hostname, port), handler_for(application, hostname, port, version, access))
    except OSError as error:
        if error.errno == 98:
            log(f'Address already in use\nPort {port} is in use by another program. Either identify and stop that program, or start the server with a different port.')
            sys.exit(1)
        log(str(error))
        sys.exit(1)
    lines = [_WARNING]
    if hostname in ('0.0.0.0', ''):
        lines.append(' * Running on all addresses (0.0.0.0)')
        lines.append(f' * Running on http://127.0.0.1:{port}')
        hostname = own_address()
    lines.append(f' * Running on http://{hostname}:{port}')
    log('\n'.join(lines))
    log('Press CTRL+C to quit')
    if use_reloader:
        log(' * Restarting with stat')
    if use_debugger:
        log(' * Debugger is active!\n * Debugger PIN: 142-857-142')
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def own_address():
    try:
        return socket.gethostbyname(socket.gethostname())
    except OSError:
        return '127.0.0.1'
