"""Importing this module makes input() and the prompt edit their lines as GNU readline does. Completion is left out."""
import _naru

_completer = None
_delimiters = ' \t\n`~!@#$%^&*()-=+[{]}\\|;:\'",<>/?'
_naru.own('useReadline')


def parse_and_bind(text):
    pass


def read_init_file(filename=None):
    pass


def set_completer(function=None):
    global _completer
    _completer = function


def get_completer():
    return _completer


def set_completer_delims(text):
    global _delimiters
    _delimiters = text


def get_completer_delims():
    return _delimiters


def get_current_history_length():
    return len(_naru.request('historyLines'))


def get_history_item(index):
    lines = _naru.request('historyLines')
    return lines[index - 1] if 0 < index <= len(lines) else None


def add_history(line):
    _naru.request('addHistory', line)


def clear_history():
    _naru.request('clearHistory')


def set_auto_history(enabled):
    pass


def set_history_length(length):
    pass


def get_history_length():
    return -1


def read_history_file(filename='~/.history'):
    with open(filename, encoding='utf-8') as file:
        for line in file:
            add_history(line.rstrip('\n'))


def write_history_file(filename='~/.history'):
    lines = _naru.request('historyLines')
    with open(filename, 'w', encoding='utf-8') as file:
        file.writelines(line + '\n' for line in lines)


def set_startup_hook(function=None):
    pass


def set_pre_input_hook(function=None):
    pass
