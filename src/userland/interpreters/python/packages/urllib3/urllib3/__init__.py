"""Present because requests asks for it."""
__version__ = "2.5.0"
