class CaseInsensitiveDict(dict):
    def __init__(self, pairs=()):
        super().__init__()
        self.update(pairs)

    def _known(self, name):
        return next((key for key in self.keys() if key.lower() == name.lower()), name)

    def __getitem__(self, name):
        return dict.__getitem__(self, self._known(name))

    def __setitem__(self, name, value):
        dict.__setitem__(self, self._known(name), value)

    def __contains__(self, name):
        return dict.__contains__(self, self._known(name))

    def get(self, name, default=None):
        return dict.get(self, self._known(name), default)

    def setdefault(self, name, value=None):
        return dict.setdefault(self, self._known(name), value)

    def update(self, pairs=()):
        for name, value in pairs.items() if isinstance(pairs, dict) else pairs:
            self[name] = value
