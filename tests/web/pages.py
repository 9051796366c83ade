"""Opening pages in tests as somebody, and reading what they say."""

import re

from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


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
