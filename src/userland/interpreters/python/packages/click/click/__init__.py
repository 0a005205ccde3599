"""A small click: commands, groups, options and arguments of programs in tutorials. Left out: prompts of passwords, completion, nested contexts."""
import sys

__version__ = '8.3.1'


def echo(message=None, file=None, nl=True, err=False, color=None):
    stream = file or (sys.stderr if err else sys.stdout)
    stream.write(('' if message is None else str(message)) + ('\n' if nl else ''))
    stream.flush()


def style(text, fg=None, bold=None, **_):
    colours = dict(black=30, red=31, green=32, yellow=33, blue=34, magenta=35, cyan=36, white=37)
    return (f'\033[{colours[fg]}m' if fg else '') + ('\033[1m' if bold else '') + str(text) + '\033[0m'


def secho(message=None, file=None, nl=True, err=False, **styles):
    stream = file or (sys.stderr if err else sys.stdout)
    echo(style(message, **styles) if stream.isatty() else message, file=stream, nl=nl)


class ClickException(Exception):
    exit_code = 1


class UsageError(ClickException):
    exit_code = 2


class Command:
    def __init__(self, function, name, parameters):
        self.function, self.name, self.parameters = function, name, parameters
        self.help = function.__doc__
        self.__name__ = function.__name__

    def values(self, args):
        import argparse

        parser = argparse.ArgumentParser(prog=self.name, description=self.help)
        for names, options in self.parameters:
            parser.add_argument(*names, **options)
        return vars(parser.parse_args(args))

    def main(self, args=None):
        self.function(**self.values(sys.argv[1:] if args is None else args))

    def __call__(self, *args, **kw):
        if args or kw:
            return self.function(*args, **kw)
        try:
            self.main()
        except ClickException as error:
            echo(f'Error: {error}', err=True)
            sys.exit(error.exit_code)


class Group(Command):
    def __init__(self, *args):
        super().__init__(*args)
        self.commands = {}

    def command(self, name=None, **_):
        def add(function):
            made = command(name)(function)
            self.commands[made.name] = made
            return made

        return add

    def add_command(self, made, name=None):
        self.commands[name or made.name] = made

    def main(self, args=None):
        args = list(sys.argv[1:] if args is None else args)
        if not args or args[0] == '--help':
            echo(f'Usage: {sys.argv[0].rsplit("/", 1)[-1]} [OPTIONS] COMMAND [ARGS]...\n')
            if self.help:
                echo(f'  {self.help.strip()}\n')
            echo('Options:\n  --help  Show this message and exit.\n\nCommands:')
            for name, made in sorted(self.commands.items()):
                echo(f'  {name}  {(made.help or "").strip()}')
            return
        if args[0] not in self.commands:
            raise UsageError(f"No such command '{args[0]}'.")
        self.function()
        self.commands[args[0]].main(args[1:])


def _parameters(function):
    return list(reversed(getattr(function, '__click_params__', [])))


def command(name=None, **_):
    if callable(name):
        return command()(name)
    return lambda function: Command(function, name or function.__name__.replace('_', '-'), _parameters(function))


def group(name=None, **_):
    if callable(name):
        return group()(name)
    return lambda function: Group(function, name or function.__name__, _parameters(function))


def _remember(function, parameter):
    function.__dict__.setdefault('__click_params__', []).append(parameter)
    return function


def option(*names, default=None, is_flag=False, type=None, help=None, required=False, **_):
    options = {'default': default, 'help': help, 'required': required}
    if is_flag:
        options = {'action': 'store_true', 'help': help}
    elif type or default is not None:
        options['type'] = type or default.__class__
    return lambda function: _remember(function, (names, options))


def argument(name, type=None, default=None, nargs=None, required=True, **_):
    options = {'type': type} if type else {}
    if nargs == -1:
        options['nargs'] = '*'
    elif default is not None or not required:
        options.update(nargs='?', default=default)
    return lambda function: _remember(function, ((name,), options))
