"""Routes not built yet; each goes when its page comes."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("Not built yet")


def missing(existing: list, names: dict[str, str]) -> list:
    """Placeholders for the named routes that are not among the existing ones."""
    have = {route.name for route in existing}
    return [path(where, _soon, name=name) for name, where in names.items() if name not in have]
