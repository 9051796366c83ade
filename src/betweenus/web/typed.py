"""What somebody typed into a form that was not taken: it stays on the page that says so."""

from django.http import HttpRequest

from betweenus.web.account import again

_WAYS_IN = ("betweenus.web.account", "allauth.")


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form held, to be sent again; nothing of a form with a password on it."""
    found = request.resolver_match
    if request.method != "POST" or found is None:
        return []
    return [] if found.func.__module__.startswith(_WAYS_IN) else again.typed(request)


def words(request: HttpRequest) -> list[str]:
    """What of it a person wrote in words, to be copied from the page."""
    return [value for _, value in fields(request) if " " in value.strip()]
