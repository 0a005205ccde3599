"""Requirements and versions (PEP 440 and 508, as far as tutorials go: name, extras that are ignored, comparisons)."""
import re


class Requirement:
    def __init__(self, text):
        match = re.match(r'^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*)$', text.split(';')[0].split(' #')[0].strip())
        if not match:
            raise ValueError(text)
        self.name, _, rest = match.groups()
        self.key = re.sub(r'[-_.]+', '-', self.name).lower()
        rest = rest.strip().strip('()').replace(' ', '')
        self.specifiers = []
        for part in rest.split(',') if rest else []:
            found = re.match(r'^(===|==|!=|<=|>=|<|>|~=)(.+)$', part)
            if not found:
                raise ValueError(text)
            self.specifiers.append(found.groups())

    def allows(self, version):
        return all(_compare(operator, version, wanted) for operator, wanted in self.specifiers)

    def __str__(self):
        return self.name + ','.join(operator + wanted for operator, wanted in self.specifiers)


def key(version):
    return tuple(int(part) for part in re.findall(r'\d+', version))


def _compare(operator, version, wanted):
    if wanted.endswith('.*'):
        same = (version + '.').startswith(wanted[:-1])
        return same if operator == '==' else not same
    a, b = key(version), key(wanted)
    length = max(len(a), len(b))
    a += (0,) * (length - len(a))
    b += (0,) * (length - len(b))
    if operator in ('==', '==='):
        return a == b
    if operator == '!=':
        return a != b
    if operator == '~=':
        head = key(wanted)[:-1]
        return a >= b and a[: len(head)] == head
    return {'<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b}[operator]
