"""pip 23.0.1's command line over the simulated package index. Left out: building from source, wheels on disk, extras, editable installs, hashes."""
__version__ = '23.0.1'
