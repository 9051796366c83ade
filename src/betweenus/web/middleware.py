"""What happens around every page: methods, who is acting, text kept over a sign-in, no caching."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from betweenus.domain.access.identity import PUBLIC
from betweenus.services import holding, people
from betweenus.web.account import again, second_factor

Handler = Callable[[HttpRequest], HttpResponse]
MOST_BYTES = 6 * 1024 * 1024  # the largest transcript, with much besides
_WAYS_IN = ("betweenus.web.account", "allauth.")
METHODS = ("GET", "HEAD", "POST")  # all that links and forms send


def OnlyWhatFormsSend(get_response: Handler) -> Handler:  # noqa: N802 - Django names middleware so
    """Refuse every other method before anything is read: no page here means anything by them.

    To a page HEAD is GET, so that no view takes it for a form; the words are left out afterwards.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise BadRequest("more than any form here sends")
        if any("\x00" in value for value in _sent(request)):
            raise BadRequest("a character nobody can type, and no database takes")
        return _head(request, get_response) if request.method == "HEAD" else get_response(request)

    return handle


def _sent(request: HttpRequest) -> Iterator[str]:
    """Everything a form or an address says."""
    for part in (request.GET, request.POST):
        for name, values in part.lists():
            yield name
            yield from values


def _head(request: HttpRequest, get_response: Handler) -> HttpResponse:
    request.method = "GET"
    response = get_response(request)
    request.method = "HEAD"
    if response.streaming:
        response.streaming_content = ()
    else:
        response.content = b""
    return response


def WhoIsActing(get_response: Handler) -> Handler:  # noqa: N802 - Django names middleware so
    """Give the request its ``actor``: an identity detached from tables and session."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return get_response(request)

    return handle


def _actor(request: HttpRequest):
    return people.identify(request.user) if request.user.is_authenticated else PUBLIC


class SignInOrKeepWhatWasTyped:
    """Every page needs a signed-in person unless its view says otherwise.

    A form posted after the session ended is not thrown away: the person signs in on the page
    that answers, and the form is sent again as it was.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Let public views through; send others to sign in, and first to their second factor."""
        if again.needed(request, view):
            return again.ask(request)
        if request.user.is_authenticated and second_factor.due(request, view):
            return _set_up_first(request)
        return None


def _set_up_first(request: HttpRequest) -> HttpResponse:
    """A second factor comes before everything else; what was typed meanwhile waits."""
    if request.headers.get("X-Autosave"):
        return HttpResponse("Signed out", status=401, content_type="text/plain")
    if request.method == "POST":
        return again.first(request, holding.hold(request.get_full_path(), again.typed(request)))
    return redirect("mfa_index")


def RecordPagesAreNotCached(get_response: Handler) -> Handler:  # noqa: N802
    """Nothing shown to a signed-in person, or while signing in, stays in a cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            return response  # it says so itself, and who this is cannot be looked up
        if request.user.is_authenticated or _signs_in(request, response):
            add_never_cache_headers(response)
        return response

    return handle


def _signs_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is a page with a way in on it, or with what somebody typed before it."""
    found = request.resolver_match
    module = found.func.__module__ if found else ""
    return response.status_code == 401 or module.startswith(_WAYS_IN)
