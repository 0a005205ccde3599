"""pip's commands: install, uninstall, list, freeze, show, check, --version, help."""
import os
import sys

from pip import __version__

USAGE = '''
Usage:   
  pip <command> [options]

Commands:
  install                     Install packages.
  uninstall                   Uninstall packages.
  freeze                      Output installed packages in requirements format.
  list                        List installed packages.
  show                        Show information about installed packages.
  check                       Verify installed packages have compatible dependencies.
  help                        Show help for commands.

General Options:
  -h, --help                  Show help.
  -V, --version               Show version and exit.
  -q, --quiet                 Give less output. Option is additive, and can be used up to 3 times (corresponding to WARNING, ERROR, and CRITICAL logging levels).
'''
COMMANDS = ('install', 'uninstall', 'freeze', 'list', 'show', 'check', 'help')
# Of the commands that exist, those that are not here.
OTHERS = ('download', 'inspect', 'config', 'search', 'cache', 'index', 'wheel', 'hash', 'completion', 'debug')


def error(text):
    sys.stdout.flush()
    print(text, file=sys.stderr)
    return 1


def main(args):
    from pip._install import Failed

    while args and args[0].startswith('-'):
        if args[0] in ('-V', '--version'):
            import _naru

            place = _naru.installation
            folder = '/usr/lib/python3/dist-packages' if place['packages'] == 'dist-packages' else place['library'] + '/site-packages'
            print(f'pip {__version__} from {folder}/pip (python {sys.version_info[0]}.{sys.version_info[1]})')
            return 0
        if args[0] in ('-h', '--help'):
            break
        if args[0] not in ('-q', '--quiet', '--no-cache-dir', '--disable-pip-version-check', '--no-input', '-v', '--no-color'):
            return usage_error(f'no such option: {args[0]}')
        args = args[1:] + ([args[0]] if args[0] in ('-q', '--quiet') else [])
    if not args or args[0] in ('help', '-h', '--help'):
        print(USAGE)
        return 0
    command, *rest = args
    if command in OTHERS:
        return error(f'ERROR: pip {command} is not simulated yet')
    if command not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(command, COMMANDS + OTHERS, 1)
        return error(f'ERROR: unknown command "{command}"' + (f' - maybe you meant "{near[0]}"' if near else ''))
    try:
        return globals()['run_' + command](rest)
    except Failed as failure:
        return error(str(failure))
    except PermissionError as failure:
        return error(f'ERROR: Could not install packages due to an OSError: {failure}\nConsider using the `--user` option or check the permissions.\n')
    except KeyboardInterrupt:
        return error('ERROR: Operation cancelled by user')


def usage_error(text, command=None):
    usage = f'\nUsage:   \n  pip {command or "<command>"} [options]\n' if not command else {
        'install': '\nUsage:   \n  pip install [options] <requirement specifier> [package-index-options] ...\n  pip install [options] -r <requirements file> [package-index-options] ...\n'
        '  pip install [options] [-e] <vcs project url> ...\n  pip install [options] [-e] <local project path> ...\n  pip install [options] <archive url/path> ...\n',
    }.get(command, f'\nUsage:   \n  pip {command} [options]\n')
    print(usage, file=sys.stderr)
    print(text, file=sys.stderr)
    return 2


FLAGS = {
    'install': {
        '-U': 'upgrade', '--upgrade': 'upgrade', '--user': 'user', '--no-cache-dir': '', '-q': 'quiet', '--quiet': 'quiet', '--no-input': '',
        '--break-system-packages': '', '--disable-pip-version-check': 'quiet_notice', '--no-warn-script-location': '', '--prefer-binary': '', '-v': '',
        '--no-color': '', '--no-compile': '',
    },
    'uninstall': {'-y': 'yes', '--yes': 'yes', '--break-system-packages': '', '-q': 'quiet'},
    'list': {'-o': '!', '--outdated': '!', '--user': 'user', '--disable-pip-version-check': ''},
    'freeze': {'--all': 'all', '--user': 'user'},
    'show': {'-f': 'files', '--files': 'files'},
    'check': {},
}
VALUES = {
    'install': {'-r': 'requirement', '--requirement': 'requirement', '-t': 'target', '--target': 'target', '--root-user-action': 'root_user_action',
                '-i': '!', '--index-url': '!', '--extra-index-url': '!', '-e': '!', '-c': '!', '--progress-bar': '', '--timeout': '', '--retries': ''},
    'uninstall': {'-r': 'requirement', '--requirement': 'requirement', '--root-user-action': 'root_user_action'},
    'list': {'--format': 'format'},
    'freeze': {}, 'show': {}, 'check': {},
}


class Bad(Exception):
    pass


def parse(command, args):
    options, names = {}, []
    queue = list(args)
    while queue:
        arg = queue.pop(0)
        flag, equals, inline = arg.partition('=') if arg.startswith('--') else (arg, '', '')
        if not arg.startswith('-') or arg == '-':
            names.append(arg)
        elif flag in FLAGS[command]:
            what = FLAGS[command][flag]
            if what == '!':
                raise Bad(f'{flag} is not simulated yet')
            if what:
                options[what] = True
        elif flag in VALUES[command] or (not arg.startswith('--') and arg[:2] in VALUES[command]):
            if flag not in VALUES[command]:
                flag, inline, equals = arg[:2], arg[2:], '='
            what = VALUES[command][flag]
            if not equals and not queue:
                raise Bad(f'{flag} option requires 1 argument')
            value = inline if equals else queue.pop(0)
            if what == '!':
                raise Bad(f'{flag} is not simulated yet')
            if what == 'requirement':
                options.setdefault('requirement', []).append(value)
            elif what:
                options[what] = value
        else:
            raise Bad(f'no such option: {flag}')
    return options, names


def run_install(args):
    import pip._install as installing
    from pip._versions import Requirement

    try:
        options, names = parse('install', args)
    except Bad as bad:
        return usage_error(str(bad), 'install')
    if options.get('quiet'):
        options['quiet_notice'] = True
        installing.say = lambda text='': None
    requirements = []
    for path in options.get('requirement', []):
        requirements += installing.requirements_of(path)
    for name in names:
        if name in ('.', './') or '://' in name or name.endswith(('.whl', '.tar.gz')):
            return error(f'ERROR: installing from {name} is not simulated yet')
        try:
            requirements.append(Requirement(name))
        except ValueError:
            return error(f"ERROR: Invalid requirement: '{name}'")
    if not requirements:
        if options.get('requirement'):
            return 0
        return error('ERROR: You must give at least one requirement to install (see "pip help install")')
    return installing.install(requirements, options)


def run_uninstall(args):
    from pip._install import complain, remove, requirements_of, say, warn_root
    from pip._installed import distributions

    try:
        options, names = parse('uninstall', args)
    except Bad as bad:
        return usage_error(str(bad), 'uninstall')
    for path in options.get('requirement', []):
        names += [requirement.name for requirement in requirements_of(path)]
    if not names:
        return error('ERROR: You must give at least one requirement to uninstall (see "pip help uninstall")')
    installed = distributions()
    for name in names:
        found = installed.get(name.lower().replace('_', '-'))
        if not found:
            complain(f'WARNING: Skipping {name} as it is not installed.')
            continue
        say(f'Found existing installation: {found.name} {found.version}')
        if not found.files():
            raise_external(found)
        say(f'Uninstalling {found.name}-{found.version}:')
        if not options.get('yes'):
            say('  Would remove:')
            tops = sorted({os.path.normpath(os.path.join(found.location, path.split('/')[0] + '/*' if '/' in path and not path.startswith('..') else path)) for path in found.files()})
            for path in tops:
                say(f'    {path}')
            if input('Proceed (Y/n)? ').strip().lower() not in ('', 'y'):
                continue
        remove(found)
        say(f'  Successfully uninstalled {found.name}-{found.version}')
    warn_root(options)
    return 0


def raise_external(found):
    from pip._install import Failed

    raise Failed(f'ERROR: Cannot uninstall {found.name} {found.version}: it was not installed by pip, its files are not known')


def run_list(args):
    from pip._installed import distributions

    try:
        options, _names = parse('list', args)
    except Bad as bad:
        return usage_error(str(bad), 'list')
    rows = [(d.name, d.version) for d in sorted(distributions().values(), key=lambda d: d.key)]
    how = options.get('format', 'columns')
    if how == 'json':
        import json

        print(json.dumps([{'name': name, 'version': version} for name, version in rows]))
    elif how == 'freeze':
        for name, version in rows:
            print(f'{name}=={version}')
    else:
        width = max([len('Package')] + [len(name) for name, _ in rows])
        second = max([len('Version')] + [len(version) for _, version in rows])
        print(f'{"Package":{width}} Version')
        print('-' * width, '-' * second)
        for name, version in rows:
            print(f'{name:{width}} {version}')
    return 0


def run_freeze(args):
    from pip._installed import distributions

    try:
        options, _names = parse('freeze', args)
    except Bad as bad:
        return usage_error(str(bad), 'freeze')
    for d in sorted(distributions().values(), key=lambda d: d.key):
        if options.get('all') or d.key not in ('pip', 'setuptools', 'wheel', 'distribute'):
            print(f'{d.name}=={d.version}')
    return 0


def run_show(args):
    from pip._installed import distributions

    try:
        options, names = parse('show', args)
    except Bad as bad:
        return usage_error(str(bad), 'show')
    if not names:
        print('WARNING: ERROR: Please provide a package name or names.', file=sys.stderr)
        return 1
    installed = distributions()
    shown = 0
    missing = [name for name in names if name.lower().replace('_', '-') not in installed]
    if missing:
        print(f'WARNING: Package(s) not found: {", ".join(sorted(missing))}', file=sys.stderr)
    for name in names:
        d = installed.get(name.lower().replace('_', '-'))
        if not d:
            continue
        if shown:
            print('---')
        shown += 1
        needed_by = sorted(other.name for other in installed.values() if d.key in [text.lower().replace('_', '-') for text in other.requires])
        print(f'Name: {d.name}\nVersion: {d.version}\nSummary: {d.get("Summary")}\nHome-page: {d.get("Home-page")}\nAuthor: {d.get("Author")}')
        print(f'Author-email: {d.get("Author-email")}\nLicense: {d.get("License")}\nLocation: {d.location}')
        print(f'Requires: {", ".join(sorted(d.requires))}\nRequired-by: {", ".join(needed_by)}')
        if options.get('files'):
            print('Files:')
            for path in d.files():
                print(f'  {path}')
    return 0 if shown else 1


def run_check(args):
    from pip._installed import distributions

    installed = distributions()
    broken = False
    for d in installed.values():
        for text in d.requires:
            if text.lower().replace('_', '-') not in installed:
                print(f'{d.name} {d.version} requires {text.lower()}, which is not installed.')
                broken = True
    if not broken:
        print('No broken requirements found.')
    return int(broken)
