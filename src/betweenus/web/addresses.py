"""Addresses of pages: looked up once for each kind of page, then only filled in.

A list of clients has a hundred links; looking each of them up costs more than drawing it.
"""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

# Ids nobody has: they stand where the real ones go.
_PLACES = tuple(UUID(int=2**127 + number) for number in range(4))


# Pages are opened again and again, and a case page has forty addresses.
@lru_cache(maxsize=16_384)
def address(name: str, *ids: object, **named: object) -> str:
    """The path of a named page, with what it takes in order or by name."""
    given = ids or tuple(named.values())
    if not all(isinstance(value, UUID) for value in given):
        return _looked_up(name, ids, tuple(named.items()))
    places = _PLACES[: len(given)]
    if ids:
        path = _looked_up(name, places, ())
    else:
        path = _looked_up(name, (), tuple(zip(named, places, strict=True)))
    for place, value in zip(places, given, strict=True):
        path = path.replace(str(place), str(value))
    return path


@lru_cache(maxsize=2048)
def _looked_up(name: str, ids: tuple[object, ...], named: tuple[tuple[str, object], ...]) -> str:
    return reverse(name, args=ids or None, kwargs=dict(named) or None)
