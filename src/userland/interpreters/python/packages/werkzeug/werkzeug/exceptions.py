"""HTTP errors as exceptions with Werkzeug's pages."""
from http import HTTPStatus

_TEXTS = {
    400: 'The browser (or proxy) sent a request that this server could not understand.',
    401: 'The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials (e.g. a bad '
    "password), or your browser doesn't understand how to supply the credentials required.",
    403: "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server.",
    404: 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
    405: 'The method is not allowed for the requested URL.',
    415: 'The server does not support the media type transmitted in the request.',
    500: 'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in '
    'the application.',
}
_NAMES = {500: 'Internal Server Error'}


class HTTPException(Exception):
    code = 500

    def __init__(self, description=None, code=None):
        self.code = code or self.code
        self.name = _NAMES.get(self.code) or HTTPStatus(self.code).phrase
        self.description = description or _TEXTS.get(self.code, HTTPStatus(self.code).description)
        super().__init__(f'{self.code} {self.name}: {self.description}')

    def __str__(self):
        return f'{self.code} {self.name}: {self.description}'

    def get_body(self):
        return f'<!doctype html>\n<html lang=en>\n<title>{self.code} {self.name}</title>\n<h1>{self.name}</h1>\n<p>{self.description}</p>\n'


class BadRequest(HTTPException):
    code = 400


class Unauthorized(HTTPException):
    code = 401


class Forbidden(HTTPException):
    code = 403


class NotFound(HTTPException):
    code = 404


class MethodNotAllowed(HTTPException):
    code = 405


class UnsupportedMediaType(HTTPException):
    code = 415


class InternalServerError(HTTPException):
    code = 500


class BadRequestKeyError(BadRequest, KeyError):
    pass


_CLASSES = {c.code: c for c in (BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, UnsupportedMediaType, InternalServerError)}


def abort(code, description=None):
    if not isinstance(code, int):
        raise HTTPException(str(description or code))
    raise _CLASSES[code](description) if code in _CLASSES else HTTPException(description, code)
