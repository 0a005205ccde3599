"""pip's command line over the simulated package index. Left out: building from source, wheels on disk, extras, editable installs, hashes."""
import _naru as _naru

__version__ = _naru.installation['pip']
