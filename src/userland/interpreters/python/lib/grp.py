"""Groups, from /etc/group."""
from collections import namedtuple

struct_group = namedtuple('struct_group', 'gr_name gr_passwd gr_gid gr_mem')
struct_group.__module__ = 'grp'


def getgrall():
    groups = []
    try:
        with open('/etc/group', encoding='utf-8') as file:
            for line in file:
                fields = line.rstrip('\n').split(':')
                if len(fields) == 4:
                    groups.append(struct_group(fields[0], fields[1], int(fields[2]), fields[3].split(',') if fields[3] else []))
    except OSError:
        pass
    return groups


def getgrnam(name):
    for group in getgrall():
        if group.gr_name == name:
            return group
    raise KeyError('getgrnam(): name not found: %r' % name)


def getgrgid(gid):
    for group in getgrall():
        if group.gr_gid == gid:
            return group
    raise KeyError('getgrgid(): gid not found: %r' % gid)
