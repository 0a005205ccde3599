"""What lies in site-packages: distributions by their .dist-info folders."""
import os
import re
import sys

import _naru


class Distribution:
    def __init__(self, folder, entry):
        self.location = folder
        self.info = os.path.join(folder, entry)
        self.name, _, self.version = entry.rpartition('.')[0].partition('-')
        self.fields = {}
        try:
            with open(os.path.join(self.info, 'METADATA'), encoding='utf-8') as file:
                for line in file.read().split('\n\n')[0].splitlines():
                    if ': ' in line:
                        field, value = line.split(': ', 1)
                        self.fields.setdefault(field, []).append(value)
        except (OSError, UnicodeDecodeError):
            pass
        self.name = self.get('Name', self.name)
        self.key = re.sub(r'[-_.]+', '-', self.name).lower()
        self.requires = [re.match(r'[A-Za-z0-9._-]+', text).group() for text in self.fields.get('Requires-Dist', [])]

    def get(self, field, default=''):
        return self.fields.get(field, [default])[0]

    def files(self):
        try:
            with open(os.path.join(self.info, 'RECORD'), encoding='utf-8') as file:
                return [line.split(',')[0] for line in file.read().splitlines() if line and '\0' not in line]
        except OSError:
            return []


def folders():
    import site

    known = list(sys.path)
    if site.ENABLE_USER_SITE and site.getusersitepackages() not in known:
        known.append(site.getusersitepackages())
    from pip._install import SITE

    known.append(SITE)
    return [path for path in dict.fromkeys(known) if path and os.path.isdir(path)]


def distributions():
    found = {}
    for folder in folders():
        if folder == _naru.installation['library']:
            continue
        for entry in sorted(os.listdir(folder)):
            if entry.endswith('.dist-info') or entry.endswith('.egg-info'):
                distribution = Distribution(folder, entry)
                found.setdefault(distribution.key, distribution)
    return found
