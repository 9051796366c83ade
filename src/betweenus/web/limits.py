"""How often a public form may be sent: counted by the sign-in library, in the shared cache.

The limits themselves stand in settings (``ACCOUNT_RATE_LIMITS``), beside the library's own for
signing in and for new passwords.
"""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def limited(action: str, *, by_field: str = "") -> Callable[[View], View]:
    """Let a form be sent so often from one place, and for one ``by_field``; then a page says so.

    Who is meant need not be known here: an address nobody has is counted like any other.
    """

    def limit(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            key = request.POST.get(by_field, "").strip().lower() or "nobody"
            if not ratelimit.consume(request, action=action, key=key):
                return ratelimit.respond_429(request)
            return view(request, *args, **named)

        return handle

    return limit
