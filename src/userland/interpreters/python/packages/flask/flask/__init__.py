"""A small Flask: routes with converters, request, responses, JSON, templates, static files, errors, hooks, sessions, blueprints, the development
server and the test client. Left out (and said so when used): async views, streaming, file uploads, signals, class-based views, CLI commands."""
from markupsafe import Markup, escape
from werkzeug.exceptions import abort

from .app import Blueprint, Flask
from .globals import current_app, g, request, session
from .helpers import (
    flash, get_flashed_messages, jsonify, make_response, redirect, render_template, render_template_string, send_file, send_from_directory, url_for,
)
from .wrappers import Request, Response

__version__ = '3.1.2'
