"""What belongs to the request at hand."""


class _Stack:
    app = None
    request = None
    session = None
    g = None


stack = _Stack()


class _Proxy:
    def __init__(self, name, outside):
        object.__setattr__(self, '_name', name)
        object.__setattr__(self, '_outside', outside)

    def _target(self):
        target = getattr(stack, self._name)
        if target is None:
            raise RuntimeError(
                f'Working outside of {self._outside} context.\n\nThis typically means that you attempted to use functionality that needed\n'
                'an active HTTP request. Consult the documentation on testing for\ninformation about how to avoid this problem.'
            )
        return target

    def __getattr__(self, name):
        return getattr(self._target(), name)

    def __setattr__(self, name, value):
        setattr(self._target(), name, value)

    def __getitem__(self, key):
        return self._target()[key]

    def __setitem__(self, key, value):
        self._target()[key] = value

    def __delitem__(self, key):
        del self._target()[key]

    def __contains__(self, key):
        return key in self._target()

    def __iter__(self):
        return iter(self._target())

    def __bool__(self):
        return getattr(stack, self._name) is not None

    def __repr__(self):
        return repr(self._target())


request = _Proxy('request', 'request')
session = _Proxy('session', 'request')
g = _Proxy('g', 'application')
current_app = _Proxy('app', 'application')
