"""Secrets of second factors, sealed inside the sign-in library's rows: which keys they need.

The library keeps them in a column of JSON, so they are not among the sealed columns that
``keys`` goes through.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from allauth.mfa.models import Authenticator
from django.db import transaction

from betweenus.records.sealed import CannotUnseal, seal, unseal
from betweenus.services.turns import my_turn

# What its secrets are bound to: the library's own column.
PLACE = "mfa_authenticator.data"
_NAMES = ("secret", "seed")  # of an app for codes, of recovery codes; passkeys have none


def in_use() -> Mapping[str, int]:
    """How many secrets each key has sealed, by the key's id; opens none."""
    return Counter(value.partition(":")[0] for row in _rows() for _, value in _secrets(row))


def seal_anew(to: str) -> tuple[int, list[str]]:
    """Seal with the key ``to`` what another has sealed; how many, and which do not open.

    A row at a time, locked: a recovery code may be used in the same moment.
    """
    changed, failed = 0, []
    for key in [row.pk for row in _rows() if not _is_with(row, to)]:
        with my_turn(), transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is None or _is_with(row, to):
                continue
            try:
                anew = {name: seal(unseal(was, PLACE), PLACE) for name, was in _secrets(row)}
            except CannotUnseal:
                failed.append(f"{PLACE} of row {key}")
                continue
            row.data |= anew
            row.save(update_fields=["data"])
            changed += len(anew)
    return changed, failed


def _rows() -> Iterator[Authenticator]:
    return Authenticator.objects.order_by("pk").iterator()


def _secrets(row: Authenticator) -> list[tuple[str, str]]:
    return [(name, row.data[name]) for name in _NAMES if name in row.data]


def _is_with(row: Authenticator, key: str) -> bool:
    return all(value.partition(":")[0] == key for _, value in _secrets(row))
