"""Colours of a terminal as constants. Terminals of Linux understand them: init() has nothing to do."""
__version__ = '0.4.6'


def _codes(**numbers):
    return type('AnsiCodes', (), {name: f'\033[{number}m' for name, number in numbers.items()})()


_NAMES = ('BLACK', 'RED', 'GREEN', 'YELLOW', 'BLUE', 'MAGENTA', 'CYAN', 'WHITE')
Fore = _codes(RESET=39, **{n: 30 + i for i, n in enumerate(_NAMES)}, **{f'LIGHT{n}_EX': 90 + i for i, n in enumerate(_NAMES)})
Back = _codes(RESET=49, **{n: 40 + i for i, n in enumerate(_NAMES)}, **{f'LIGHT{n}_EX': 100 + i for i, n in enumerate(_NAMES)})
Style = _codes(BRIGHT=1, DIM=2, NORMAL=22, RESET_ALL=0)


def init(autoreset=False, convert=None, strip=None, wrap=True):
    if autoreset:
        import builtins

        plain = builtins.print

        def printing(*args, end='\n', **kw):
            plain(*args, end=Style.RESET_ALL + end, **kw)

        builtins.print = printing


def just_fix_windows_console():
    pass


def deinit():
    pass


reinit = deinit
