"""The one field type for narrative: sealed with AES-256-GCM before it reaches the database.

A sealed value reads ``key-id:base64(nonce + ciphertext)``. The key id chooses the key from the
ring in settings, so keys can be rotated while old values stay readable. The table and column are
authenticated with the text: a value moved to another column does not open.
"""

import base64
import json
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

NONCE_BYTES = 12  # the size AES-GCM is specified for (NIST SP 800-38D, 5.2.1.1)
KEY_BYTES = 32


class CannotUnseal(Exception):
    """A sealed value cannot be opened; the message says which key is missing or wrong."""


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    raw = base64.b64decode(key, validate=True)
    if len(raw) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"A sealing key has {len(raw)} bytes instead of {KEY_BYTES}. Make one with: "
            "python -c 'import os,base64; print(base64.b64encode(os.urandom(32)).decode())'"
        )
    return AESGCM(raw)


def seal(text: str, place: str) -> str:
    """Seal ``text`` for the column ``place`` with the newest key of the ring."""
    key_id = settings.BETWEENUS_SEALING_KEY
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = _cipher(settings.BETWEENUS_KEY_RING[key_id]).encrypt(
        nonce, text.encode(), place.encode()
    )
    return f"{key_id}:{base64.b64encode(nonce + ciphertext).decode()}"


def unseal(value: str, place: str) -> str:
    """Open a sealed value of the column ``place``; raises CannotUnseal, never returns garbage."""
    key_id, _, body = value.partition(":")
    key = settings.BETWEENUS_KEY_RING.get(key_id)
    if key is None:
        raise CannotUnseal(
            f"{place} was sealed with key {key_id!r}, which is not in BETWEENUS_KEYS. "
            "Add that key back to the ring; nothing is lost as long as it exists."
        )
    raw = base64.b64decode(body)
    try:
        opened = _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise CannotUnseal(
            f"{place} does not open with key {key_id!r}: the key is not the one it was sealed "
            "with, or the value was changed outside the program."
        ) from None
    return opened.decode()


class SealedText(models.TextField):
    """Text that is sealed in the database and plain in the program. Empty text stays empty."""

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value):
        """Seal on the way in."""
        value = super().get_prep_value(value)
        return seal(value, self._place()) if value else value

    def from_db_value(self, value, expression, connection):
        """Open on the way out."""
        return unseal(value, self._place()) if value else value

    def get_lookup(self, lookup_name):
        """Sealed text cannot be searched by the database; only emptiness can be asked."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class SealedJSON(SealedText):
    """A structured value (dict or list) sealed as one text."""

    def get_prep_value(self, value):
        """Seal the value's JSON."""
        # Not by way of the text field: that would parse the JSON back into the value first.
        return seal(json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True), self._place())

    def from_db_value(self, value, expression, connection):
        """Open and parse."""
        opened = super().from_db_value(value, expression, connection)
        return json.loads(opened) if opened else None

    def to_python(self, value):
        """Values are structured in the program; only text from a serializer is parsed."""
        return json.loads(value) if isinstance(value, str) else value
