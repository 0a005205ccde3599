"""Text that is safe to stand in HTML."""
import html

__version__ = '3.0.3'


class Markup(str):
    def __html__(self):
        return self

    def __add__(self, other):
        return Markup(str(self) + str(escape(other)))

    def __mod__(self, args):
        args = tuple(map(escape, args)) if isinstance(args, tuple) else escape(args)
        return Markup(str.__mod__(self, args))

    def format(self, *args, **kw):
        return Markup(str.format(self, *map(escape, args), **{k: escape(v) for k, v in kw.items()}))


def escape(value):
    if hasattr(value, '__html__'):
        return Markup(value.__html__())
    return Markup(html.escape(str(value), quote=True).replace('&#x27;', '&#39;').replace('&quot;', '&#34;'))
