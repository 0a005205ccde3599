"""Python 2 and 3 compatibility: the names that programs use."""
import sys

__version__ = '1.17.0'
PY2 = False
PY3 = True
PY34 = True
string_types = (str,)
integer_types = (int,)
class_types = (type,)
text_type = str
binary_type = bytes
MAXSIZE = sys.maxsize


def iteritems(d, **kw):
    return iter(d.items(**kw))


def iterkeys(d, **kw):
    return iter(d.keys(**kw))


def itervalues(d, **kw):
    return iter(d.values(**kw))


def b(s):
    return s.encode('latin-1')


def u(s):
    return s


def ensure_str(s, encoding='utf-8', errors='strict'):
    return s.decode(encoding, errors) if isinstance(s, bytes) else s


ensure_text = ensure_str


def print_(*args, **kw):
    print(*args, **kw)


def raise_from(value, from_value):
    raise value from from_value


def with_metaclass(meta, *bases):
    return meta('NewBase', bases, {})
