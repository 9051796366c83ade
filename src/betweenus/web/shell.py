"""The frame around every page: header and footer, drawn once and kept while nothing changes.

The design system's header macro costs more than a whole page of ours, so its result is kept by
what it depends on: which entries somebody has and which one is present. Their name is filled in.
"""

from functools import lru_cache

from django.http import HttpRequest
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup, escape

from betweenus.web.navigation import navigation

# Stands where a name goes in what is kept without it; no name holds such a letter, which is for
# private use.
NO_NAME = "\ue000"


@lru_cache(maxsize=512)
def _header(
    service: str, name: str, entries: tuple[tuple[str, str, bool], ...], *, staff: bool = False
) -> Markup:
    macro = engines["jinja2"].env.get_template("nhsuk/components/header/macro.jinja").module
    params: dict[str, object] = {
        "logo": {
            "src": static("betweenus/mark.svg"),
            "alt": "Between Us",
            "href": reverse("front"),
        },
        "service": {"text": service},
    }
    if name:
        params["account"] = {
            "items": [
                {"text": name, "icon": True},
                *([{"text": "How I sign in", "href": reverse("mfa_index")}] if staff else []),
                {"text": "Sign out", "href": reverse("account_logout")},
            ]
        }
    else:
        params["account"] = {"items": [{"text": "Sign in", "href": reverse("account_login")}]}
    if entries:
        params["navigation"] = {
            "items": [{"text": t, "href": h, "active": active} for t, h, active in entries]
        }
    return macro.header(params)


def header(request: HttpRequest, service: str) -> Markup:
    """The header for whoever is looking."""
    signed_in = request.user.is_authenticated
    actor = request.actor if signed_in else None
    entries = tuple(
        (str(e["text"]), str(e["href"]), bool(e["active"])) for e in navigation(actor, request.path)
    )
    if actor is None:
        return _header(service, "", entries)
    staff = not actor.person_id
    return _header(service, NO_NAME, entries, staff=staff).replace(NO_NAME, escape(actor.name))
