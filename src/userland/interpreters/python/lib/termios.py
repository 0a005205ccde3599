"""Terminal attributes, as lists of numbers; of the flags those that programs change."""
import _naru

TCSANOW, TCSADRAIN, TCSAFLUSH = 0, 1, 2
TCIFLUSH, TCOFLUSH, TCIOFLUSH = 0, 1, 2
_I = dict(BRKINT=0o2, INPCK=0o20, ISTRIP=0o40, INLCR=0o100, IGNCR=0o200, ICRNL=0o400, IXON=0o2000, IXANY=0o4000)
_O = dict(OPOST=0o1, ONLCR=0o4, OCRNL=0o10)
_L = dict(ISIG=0o1, ICANON=0o2, ECHO=0o10, ECHOE=0o20, ECHOK=0o40, ECHONL=0o100, NOFLSH=0o200, TOSTOP=0o400, IEXTEN=0o100000)
_CC = ['VINTR', 'VQUIT', 'VERASE', 'VKILL', 'VEOF', 'VTIME', 'VMIN', None, 'VSTART', 'VSTOP', 'VSUSP', 'VEOL', 'VREPRINT', 'VDISCARD', 'VWERASE', 'VLNEXT', 'VEOL2']
globals().update(_I, **_O, **_L)
globals().update({name: index for index, name in enumerate(_CC) if name})
CSIZE, CS8, PARENB, B38400, NCCS = 0o60, 0o60, 0o400, 15, 32
error = OSError


def _fd(fd):
    return fd if isinstance(fd, int) else fd.fileno()


def tcgetattr(fd):
    t = _naru.request('tcgetattr', _fd(fd))
    words = [sum(bit for name, bit in flags.items() if t[name]) for flags in (_I, _O, _L)]
    cc = [bytes([t['cc'][name]]) if name else b'\0' for name in _CC] + [b'\0'] * (NCCS - len(_CC))
    return [words[0], words[1], 0o277, words[2], B38400, B38400, cc]


def tcsetattr(fd, when, attributes):
    t = _naru.request('tcgetattr', _fd(fd))
    for word, flags in zip((attributes[0], attributes[1], attributes[3]), (_I, _O, _L)):
        for name, bit in flags.items():
            t[name] = bool(word & bit)
    for name, value in zip(_CC, attributes[6]):
        if name:
            t['cc'][name] = value if isinstance(value, int) else value[0]
    _naru.request('tcsetattr', _fd(fd), t)


def tcdrain(fd):
    pass


def tcflush(fd, queue):
    _naru.request('tcflush', _fd(fd))
