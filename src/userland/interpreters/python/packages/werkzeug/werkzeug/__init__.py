"""The parts of Werkzeug that flask stands on: responses, errors, the development server."""
__version__ = '3.1.3'
