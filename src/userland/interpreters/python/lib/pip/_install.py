"""pip install, download's words included."""
import os
import random
import re
import sys
import time

import _naru
from pip._installed import distributions
from pip._versions import Requirement, key

PLACE = _naru.installation
PYTHON = PLACE['executable']
DEBIAN = PLACE['packages'] == 'dist-packages'
SITE = '/usr/local/lib/python3.11/dist-packages' if DEBIAN else PLACE['library'] + '/site-packages'
# Since 23.1 pip reads metadata first and downloads when everything is decided.
MODERN = not DEBIAN
ROOT = (
    "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is "
    'recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv'
)


class Failed(Exception):
    pass


def say(text=''):
    print(text, flush=True)


def complain(text):
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)


def size_text(size):
    if size > 1000 * 1000:
        return '{:.1f} MB'.format(size / 1000.0 / 1000)
    if size > 10 * 1000:
        return '{} kB'.format(int(size / 1000))
    if size > 1000:
        return '{:.1f} kB'.format(size / 1000.0)
    return '{} bytes'.format(size)


def reach(name):
    """The index answers only where its name can be looked up."""
    import socket

    left = 5
    while True:
        try:
            socket.getaddrinfo('pypi.org', 443)
            return
        except OSError as error:
            if left == 0:
                return False
            left -= 1
            complain(
                f"WARNING: Retrying (Retry(total={left}, connect=None, read=None, redirect=None, status=None)) after connection broken by "
                f"'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at {hex(0x7F0000000000 + random.getrandbits(36) * 16)}>: "
                f"Failed to establish a new connection: {error}')': /simple/{name}/"
            )
            time.sleep(0.25 * 2 ** (5 - left))


class Resolver:
    def __init__(self, options):
        self.options = options
        self.installed = distributions()
        self.chosen = {}
        self.order = []
        self.reached = None
        self.later = []
        self.lines = {}

    def origin(self, parent):
        return parent if not self.lines.get(parent) else f'{parent}->{self.lines[parent]}'

    def download(self, wheel, size):
        indent = '' if MODERN else '  '
        say(f'{indent}Downloading {wheel} ({size_text(size)})')
        if size > 40 * 1000:
            shown = f'{size / 1e6:.1f}/{size / 1e6:.1f} MB' if size > 1e6 else f'{size / 1e3:.1f}/{size / 1e3:.1f} kB'
            time.sleep(size / 12e6)
            say(f'{indent}   {"━" * 40} {shown} {2 + random.random() * 9:.1f} MB/s eta 0:00:00')

    def entry(self, requirement):
        if self.reached is None:
            self.reached = reach(requirement.key) is not False
        return _naru.request('packageEntry', requirement.key) if self.reached else None

    def add(self, requirement, parent=None):
        present = self.installed.get(requirement.key)
        if requirement.key in self.chosen:
            return
        if present and requirement.allows(present.version) and not (self.options.get('upgrade') and parent is None):
            by = f' (from {parent})' if parent else ''
            say(f'Requirement already satisfied: {requirement} in {present.location} {by.strip() + " " if by else ""}({present.version})'.replace('  ', ' '))
            for text in present.requires:
                self.add(Requirement(text), f'{present.name}')
            return
        chain = f'-r {requirement.file} (line {requirement.line})' if hasattr(requirement, 'file') else parent and self.origin(parent)
        if chain:
            self.lines[requirement.name] = chain
        say(f'Collecting {requirement}' + (f' (from {chain})' if MODERN and chain else ''))
        entry = self.entry(requirement)
        versions = entry['versions'] if entry else []
        fitting = [version for version in versions if requirement.allows(version)]
        if not fitting:
            known = ', '.join(versions) or 'none'
            raise Failed(
                f'ERROR: Could not find a version that satisfies the requirement {requirement} (from versions: {known})\n'
                f'ERROR: No matching distribution found for {requirement}'
            )
        version = fitting[-1]
        if present and present.version == version:
            say(f'Requirement already satisfied: {requirement} in {present.location} ({present.version})')
            return
        wheel = f'{requirement.key.replace("-", "_")}-{version}-{entry["tag"]}.whl'.replace('cp311', f'cp3{sys.version_info[1]}')
        if MODERN:
            say(f'  Downloading {wheel}.metadata ({size_text(2000 + entry["size"] % 3000)})')
            self.later.append((wheel, entry['size']))
        else:
            self.download(wheel, entry['size'])
        self.chosen[requirement.key] = (entry, version)
        for text in entry.get('requires') or []:
            self.add(Requirement(text), f'{requirement.name}')
        # What others need goes first.
        self.order.append(requirement.key)


def target(options):
    import site

    if options.get('target'):
        return options['target'], None
    user = options.get('user') or not os.access(SITE if os.path.isdir(SITE) else '/usr/local/lib', os.W_OK)
    if user and not options.get('user'):
        say('Defaulting to user installation because normal site-packages is not writeable')
    return (site.getusersitepackages(), os.path.join(site.getuserbase(), 'bin')) if user else (SITE, '/usr/local/bin')


def install(requirements, options):
    folder, scripts = target(options)
    resolver = Resolver(options)
    for requirement in requirements:
        resolver.add(requirement)
    for wheel, size in resolver.later:
        resolver.download(wheel, size)
    if resolver.order:
        say('Installing collected packages: ' + ', '.join(resolver.order))
        for name in resolver.order:
            entry, version = resolver.chosen[name]
            present = resolver.installed.get(name)
            if present:
                say(f'  Attempting uninstall: {name}')
                say(f'    Found existing installation: {present.name} {present.version}')
                say(f'    Uninstalling {present.name}-{present.version}:')
                remove(present)
                say(f'      Successfully uninstalled {present.name}-{present.version}')
            unpack(name, entry, version, folder, scripts, any(r.key == name for r in requirements))
        done = ' '.join(f'{name}-{resolver.chosen[name][1]}' for name in sorted(resolver.order))
        say(f'Successfully installed {done}')
    warn_root(options)
    notice(options)
    return 0


def notice(options):
    if MODERN and not options.get('quiet_notice') and os.environ.get('PIP_DISABLE_PIP_VERSION_CHECK') is None:
        complain(f"\n[notice] A new release of pip is available: {PLACE['pip']} -> 25.3\n[notice] To update, run: pip install --upgrade pip")


def warn_root(options):
    if os.getuid() == 0 and options.get('root_user_action') != 'ignore' and os.environ.get('PIP_ROOT_USER_ACTION') != 'ignore':
        complain(ROOT)


def unpack(name, entry, version, folder, scripts, requested):
    distribution = name.replace('-', '_')
    info = f'{distribution}-{version}.dist-info'
    files = dict(_naru.request('packageFiles', name))
    metadata = ['Metadata-Version: 2.1', f'Name: {name}', f'Version: {version}', f'Summary: {entry["summary"]}']
    metadata += [f'Requires-Dist: {text}' for text in entry.get('requires') or []]
    files[f'{info}/METADATA'] = '\n'.join(metadata) + '\n\n'
    files[f'{info}/WHEEL'] = f'Wheel-Version: 1.0\nGenerator: naru\nRoot-Is-Purelib: true\nTag: {entry["tag"]}\n'
    files[f'{info}/INSTALLER'] = 'pip\n'
    if requested:
        files[f'{info}/REQUESTED'] = ''
    record = sorted(files)
    for path, function in (entry.get('scripts') or {}).items():
        module, attribute = function.split(':')
        if scripts is None:
            continue
        text = (
            f"#!{PYTHON}\n# -*- coding: utf-8 -*-\nimport re\nimport sys\nfrom {module} import {attribute}\nif __name__ == '__main__':\n"
            f"    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n    sys.exit({attribute}())\n"
        )
        os.makedirs(scripts, exist_ok=True)
        where = os.path.join(scripts, path)
        with open(where, 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(where, 0o755)
        record.append(os.path.relpath(where, folder))
    files[f'{info}/RECORD'] = ''.join(f'{path},,\n' for path in [*record, f'{info}/RECORD'])
    for path, text in files.items():
        where = os.path.join(folder, path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        with open(where, 'w', encoding='utf-8') as file:
            file.write(text)
    if requested and scripts and entry.get('scripts') and scripts not in os.environ.get('PATH', '').split(':'):
        names = list(entry['scripts'])
        complain(
            f"  WARNING: The script {', '.join(names)} is installed in '{scripts}' which is not on PATH.\n"
            '  Consider adding this directory to PATH or, if you prefer to suppress this warning, use --no-warn-script-location.'
        )


def remove(distribution):
    import shutil

    tops = set()
    for path in distribution.files():
        where = os.path.normpath(os.path.join(distribution.location, path))
        if path.startswith('..'):
            if os.path.exists(where):
                os.remove(where)
        else:
            tops.add(path.split('/')[0])
    for top in tops | {os.path.basename(distribution.info)}:
        where = os.path.join(distribution.location, top)
        if os.path.isdir(where):
            shutil.rmtree(where)
        elif os.path.exists(where):
            os.remove(where)


def requirements_of(path, seen=()):
    try:
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise Failed(f'ERROR: Could not open requirements file: {error}') from None
    for number, line in enumerate(lines, 1):
        line = re.sub(r'(^|\s)#.*$', '', line).strip()
        if not line:
            continue
        if line.startswith(('-r ', '--requirement ')):
            yield from requirements_of(os.path.join(os.path.dirname(path), line.split(None, 1)[1]))
        elif line.startswith('-'):
            raise Failed(f'ERROR: {line.split()[0]} in a requirements file is not simulated yet')
        else:
            try:
                requirement = Requirement(line)
                requirement.file, requirement.line = path, number
                yield requirement
            except ValueError:
                raise Failed(
                    f"ERROR: Invalid requirement: '{line}' (from line {number} of {path})"
                    + ('\nHint: = is not a valid operator. Did you mean == ?' if re.search(r'[^=<>!~]=[^=]', line) else '')
                ) from None
