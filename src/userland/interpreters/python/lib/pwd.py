"""Users, from /etc/passwd."""
from collections import namedtuple

struct_passwd = namedtuple('struct_passwd', 'pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell')
struct_passwd.__module__ = 'pwd'


def getpwall():
    users = []
    try:
        with open('/etc/passwd', encoding='utf-8') as file:
            for line in file:
                fields = line.rstrip('\n').split(':')
                if len(fields) == 7:
                    users.append(struct_passwd(fields[0], fields[1], int(fields[2]), int(fields[3]), *fields[4:]))
    except OSError:
        pass
    return users


def getpwnam(name):
    for user in getpwall():
        if user.pw_name == name:
            return user
    raise KeyError('getpwnam(): name not found: %r' % name)


def getpwuid(uid):
    for user in getpwall():
        if user.pw_uid == uid:
            return user
    raise KeyError('getpwuid(): uid not found: %r' % uid)
