"""A WSGI server with one worker (a real one would fork)."""
__version__ = "23.0.0"
