"""A cow (or another animal) says something."""
import textwrap

__version__ = '6.1'
_ART = {
    'cow': r'''
  \
   \
     ^__^
     (oo)\_______
     (__)\       )\/\
         ||----w |
         ||     ||''',
    'tux': r'''
  \
   \
    \
     .--.
    |o_o |
    |:_/ |
   //   \ \
  (|     | )
 /'\_   _/`\
 \___)=(___/''',
}
char_names = sorted(_ART)
CHARS = _ART


def _bubble(text, width):
    lines = []
    for line in str(text).split('\n'):
        lines += textwrap.wrap(line, width) or ['']
    longest = max(map(len, lines))
    out = ['  ' + '_' * longest + '  ']
    if len(lines) == 1:
        out.append(f'| {lines[0]} |')
    else:
        out += [f'/ {lines[0]:{longest}} \\'] + [f'| {line:{longest}} |' for line in lines[1:-1]] + [f'\\ {lines[-1]:{longest}} /']
    out.append('  ' + '=' * longest + '  ')
    return out


def get_output_string(char, text):
    if char not in _ART:
        raise ValueError(f'{char} is not simulated yet: available are {", ".join(char_names)}')
    lines = _bubble(text, 49)
    shift = ' ' * max(len(lines[0]) - 2, 0)
    art = [shift + line for line in _ART[char].split('\n')[1:]]
    return '\n'.join(lines + art)


def draw(text, to_console=True, char='cow'):
    output = get_output_string(char, text)
    if to_console:
        print(output)
    return output


def cow(text):
    print(get_output_string('cow', text))


def tux(text):
    print(get_output_string('tux', text))
