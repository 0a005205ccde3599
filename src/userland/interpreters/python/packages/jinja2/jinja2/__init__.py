"""Templates: {{ expressions }} with filters, {% if %}, {% for %}, {% set %}, {# comments #}, {% extends %} with {% block %}, {% include %}.
Left out: macros, whitespace control other than {%- and -%}, custom delimiters."""
import os
import re

from markupsafe import Markup, escape

__version__ = '3.1.6'


class TemplateError(Exception):
    pass


class TemplateSyntaxError(TemplateError):
    pass


class UndefinedError(TemplateError):
    pass


class TemplateNotFound(TemplateError):
    pass


class Undefined:
    def __init__(self, name=''):
        self._name = name

    def __str__(self):
        return ''

    def __bool__(self):
        return False

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        raise UndefinedError(f"'{self._name}' is undefined")

    __getitem__ = __call__ = lambda self, *a, **k: self.__getattr__('x')


class _Names(dict):
    def __missing__(self, name):
        import builtins

        if name in ('range', 'dict', 'len', 'True', 'False', 'None', 'str', 'int', 'loop'):
            if name != 'loop':
                return getattr(builtins, name)
        return {'true': True, 'false': False, 'none': None}.get(name, Undefined(name))


class _Item:
    """obj.name and obj['name'] are the same to a template."""

    @staticmethod
    def get(value, name):
        if hasattr(value, name):
            return getattr(value, name)
        try:
            return value[name]
        except (KeyError, TypeError, IndexError):
            return Undefined(name)


FILTERS = {
    'upper': lambda v: str(v).upper(), 'lower': lambda v: str(v).lower(), 'title': lambda v: str(v).title(), 'capitalize': lambda v: str(v).capitalize(),
    'length': len, 'count': len, 'safe': Markup, 'e': escape, 'escape': escape, 'join': lambda v, sep='': sep.join(map(str, v)), 'trim': lambda v: str(v).strip(),
    'default': lambda v, d='': d if isinstance(v, Undefined) else v, 'first': lambda v: next(iter(v), Undefined()), 'last': lambda v: list(v)[-1],
    'int': lambda v: int(v), 'float': lambda v: float(v), 'round': lambda v, n=0: round(v, n), 'sort': sorted, 'list': list, 'reverse': lambda v: list(v)[::-1],
    'replace': lambda v, a, b: str(v).replace(a, b), 'string': str, 'abs': abs, 'sum': sum, 'tojson': lambda v: Markup(__import__('json').dumps(v)),
}
FILTERS['d'] = FILTERS['default']
_TOKEN = re.compile(r'({{-?.*?-?}}|{%-?.*?-?%}|{#.*?#})', re.S)


def _value(source, names):
    """The value of an expression: Python's, with a.b looking up items and | calling filters."""
    import ast

    parts = re.split(r'\|(?=(?:[^"\']|"[^"]*"|\'[^\']*\')*$)', source)
    source = re.sub(r'\bis defined\b', ' != __undefined__', parts[0].strip())
    source = re.sub(r'~', '+', source)

    class Items(ast.NodeTransformer):
        def visit_Attribute(self, node):
            self.generic_visit(node)
            call = ast.Call(ast.Name('__item__', ast.Load()), [node.value, ast.Constant(node.attr)], [])
            return ast.copy_location(call, node)

    try:
        tree = Items().visit(ast.parse(source, mode='eval'))
    except SyntaxError as error:
        raise TemplateSyntaxError(f'{error.msg}: {source}') from None
    space = _Names(names)
    space['__item__'] = _Item.get
    value = eval(compile(ast.fix_missing_locations(tree), '<template>', 'eval'), {'__builtins__': {}}, space)
    for part in parts[1:]:
        match = re.match(r'\s*(\w+)\s*(?:\((.*)\))?\s*$', part, re.S)
        if not match or match.group(1) not in FILTERS:
            raise TemplateError(f"No filter named '{part.strip()}'.")
        args = _value(f'({match.group(2)},)', names) if match.group(2) else ()
        value = FILTERS[match.group(1)](value, *args)
    return value


def _parse(tokens, at, ends):
    nodes = []
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.startswith('{{'):
            nodes.append(('value', token[2:-2].strip('-').strip()))
        elif token.startswith('{#'):
            continue
        elif token.startswith('{%'):
            words = token[2:-2].strip('-').strip()
            name = words.split(None, 1)[0]
            rest = words[len(name):].strip()
            if name in ends:
                return nodes, at, name, rest
            if name == 'if':
                branches, condition = [], rest
                while True:
                    body, at, end, rest = _parse(tokens, at, ('elif', 'else', 'endif'))
                    branches.append((condition, body))
                    if end == 'endif':
                        break
                    condition = rest if end == 'elif' else 'True'
                nodes.append(('if', branches))
            elif name == 'for':
                match = re.match(r'(.+?)\s+in\s+(.+)$', rest, re.S)
                body, at, end, _ = _parse(tokens, at, ('else', 'endfor'))
                other = []
                if end == 'else':
                    other, at, _, _ = _parse(tokens, at, ('endfor',))
                nodes.append(('for', [part.strip() for part in match.group(1).split(',')], match.group(2), body, other))
            elif name == 'block':
                body, at, _, _ = _parse(tokens, at, ('endblock',))
                nodes.append(('block', rest, body))
            elif name in ('set', 'extends', 'include'):
                nodes.append((name, rest))
            else:
                raise TemplateSyntaxError(f"Encountered unknown tag '{name}'.")
        elif token:
            nodes.append(('text', token))
    if ends:
        raise TemplateSyntaxError(f'Unexpected end of template. Jinja was looking for the following tags: {", ".join(repr(e) for e in ends)}.')
    return nodes, at, '', ''


class Template:
    def __init__(self, source, environment=None, autoescape=False):
        source = re.sub(r'\s*({[{%]-)', r'\1', re.sub(r'(-[}%]})\s*', r'\1', source))
        self.environment = environment
        self.autoescape = environment.autoescape if environment else autoescape
        self.nodes = _parse([token for token in _TOKEN.split(source)], 0, ())[0]

    def render(self, *args, **names):
        names = dict(*args, **names)
        return ''.join(self._run(self.nodes, names, {}))

    def _run(self, nodes, names, blocks):
        base = next((node for node in nodes if node[0] == 'extends'), None)
        if base:
            own = {node[1]: node[2] for node in nodes if node[0] == 'block'}
            parent = self.environment.get_template(_value(base[1], names))
            yield from parent._run(parent.nodes, names, {**own, **blocks})
            return
        for node in nodes:
            kind = node[0]
            if kind == 'text':
                yield node[1]
            elif kind == 'value':
                value = _value(node[1], names)
                yield str(escape(value) if self.autoescape else value)
            elif kind == 'if':
                for condition, body in node[1]:
                    if _value(condition, names):
                        yield from self._run(body, names, blocks)
                        break
            elif kind == 'for':
                items = list(_value(node[2], names))
                for index, item in enumerate(items):
                    inner = dict(names)
                    inner['loop'] = {'index': index + 1, 'index0': index, 'first': index == 0, 'last': index == len(items) - 1, 'length': len(items)}
                    inner.update(zip(node[1], item) if len(node[1]) > 1 else {node[1][0]: item}.items())
                    yield from self._run(node[3], inner, blocks)
                if not items:
                    yield from self._run(node[4], names, blocks)
            elif kind == 'set':
                name, _, expression = node[1].partition('=')
                names[name.strip()] = _value(expression, names)
            elif kind == 'block':
                yield from self._run(blocks.get(node[1], node[2]), names, blocks)
            elif kind == 'include':
                yield self.environment.get_template(_value(node[1], names)).render(names)


class FileSystemLoader:
    def __init__(self, searchpath):
        self.paths = [searchpath] if isinstance(searchpath, (str, os.PathLike)) else list(searchpath)

    def source(self, name):
        for path in self.paths:
            where = os.path.join(path, name)
            if os.path.isfile(where):
                with open(where, encoding='utf-8') as file:
                    return file.read()
        raise TemplateNotFound(name)


class DictLoader:
    def __init__(self, mapping):
        self.mapping = mapping

    def source(self, name):
        if name not in self.mapping:
            raise TemplateNotFound(name)
        return self.mapping[name]


class Environment:
    def __init__(self, loader=None, autoescape=False, **_):
        self.loader = loader
        self.autoescape = bool(autoescape)
        self.filters = FILTERS

    def get_template(self, name):
        return Template(self.loader.source(name), self)

    def from_string(self, source):
        return Template(source, self)


def select_autoescape(*_, **__):
    return True
