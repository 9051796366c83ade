"""Opening pages in tests as somebody, and reading what they say."""

import re
from html.parser import HTMLParser

from django.test import Client

BACKEND = "betweenus.web.account.backend.Backend"


def signed_in(account) -> Client:
    """A browser in which this account has signed in."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def text(response) -> str:
    """What the main part of a page says, in one line."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def fields(response, action: str = "") -> dict[str, str]:
    """What the forms of a page would send as they stand: of those whose address ends in this."""
    found = _Forms(action)
    found.feed(_main(response))
    return found.values


def action(response) -> str:
    """Where the first form of a page is sent."""
    return re.search(r'<form[^>]*\baction="([^"]+)"', _main(response))[1]


def _main(response) -> str:
    body = response.content.decode()
    return body[body.index("<main") : body.index("</main>")]


class _Forms(HTMLParser):
    """Reads the values of a form's inputs, text boxes and chosen options."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.inside = not action
        self.values: dict[str, str] = {}
        self.box = self.select = ""

    def handle_starttag(self, tag, attrs) -> None:
        known = dict(attrs)
        if tag == "form" and self.action:
            self.inside = (known.get("action") or "").endswith(self.action)
        if not self.inside:
            return
        if tag == "input" and known.get("name"):
            if known.get("type") not in ("radio", "checkbox") or "checked" in known:
                self.values[known["name"]] = known.get("value") or ""
        elif tag == "textarea":
            self.box = known.get("name") or ""
            self.values[self.box] = ""
        elif tag == "select":
            self.select = known.get("name") or ""
        elif tag == "option" and "selected" in known:
            self.values[self.select] = known.get("value") or ""

    def handle_endtag(self, tag) -> None:
        if tag == "textarea" and self.box:
            self.values[self.box] = self.values[self.box].removeprefix("\n")
            self.box = ""

    def handle_data(self, data) -> None:
        if self.box:
            self.values[self.box] += data
