"""Signed values: Signer and URLSafeSerializer with HMAC-SHA1."""
import base64
import hashlib
import hmac
import json

__version__ = '2.2.0'


class BadSignature(Exception):
    pass


class Signer:
    def __init__(self, secret_key, salt='itsdangerous.Signer', sep='.'):
        to_bytes = lambda v: v if isinstance(v, bytes) else v.encode()
        self.key = hashlib.sha1(to_bytes(salt) + b'signer' + to_bytes(secret_key)).digest()
        self.sep = to_bytes(sep)

    def get_signature(self, value):
        return base64.urlsafe_b64encode(hmac.new(self.key, value, hashlib.sha1).digest()).rstrip(b'=')

    def sign(self, value):
        value = value if isinstance(value, bytes) else value.encode()
        return value + self.sep + self.get_signature(value)

    def unsign(self, signed):
        signed = signed if isinstance(signed, bytes) else signed.encode()
        value, _, signature = signed.rpartition(self.sep)
        if not hmac.compare_digest(signature, self.get_signature(value)):
            raise BadSignature(f'Signature {signature!r} does not match')
        return value


class URLSafeSerializer:
    def __init__(self, secret_key, salt='itsdangerous'):
        self.signer = Signer(secret_key, salt)

    def dumps(self, value):
        text = base64.urlsafe_b64encode(json.dumps(value, separators=(',', ':')).encode()).rstrip(b'=')
        return self.signer.sign(text).decode()

    def loads(self, text):
        value = self.signer.unsign(text)
        return json.loads(base64.urlsafe_b64decode(value + b'=' * (-len(value) % 4)))
