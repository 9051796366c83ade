"""The one place where domain errors become pages: status, words, what to do next."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from betweenus.domain.access import Role
from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, NotNow, Refusal
from betweenus.web import autosave, typed, unreachable
from betweenus.web.account import again

# What no form can put right: a page shows these by themselves and never beside what was typed.
CLOSED = (NotAllowed, NotFound)
STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409, Refusal: 422}
TITLES = {
    403: "You cannot open this",
    404: "Page not found",
    409: "Somebody saved this before you",
    422: "That did not work",
}


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page; to a page's own script, as the words to show beside the text.

    Clients and visitors are told the same of what is not theirs and of what is not there. Staff
    are told which: they may have had to do with somebody once, and the refusal is on the trail.
    """
    if isinstance(refusal, CLOSED) and not isinstance(refusal, NotNow) and _not_staff(request):
        refusal = no_page()
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    if autosave.by_script(request):
        return JsonResponse({"message": str(refusal)}, status=status)
    return render(
        request,
        "components/refusal.jinja",
        {
            "title": TITLES[status],
            "what": refusal.what,
            "todo": refusal.todo,
            "written": typed.words(request),
            "help_here": _not_staff(request),
            "emergency": status == STATUS[NotAllowed] and _clinician(request),
        },
        status=status,
    )


def _not_staff(request: HttpRequest) -> bool:
    """Clients and visitors find help in a crisis on every page, also on one that refuses them."""
    return any(request.actor.has(role) for role in (Role.CLIENT, Role.LINK, Role.PUBLIC))


def _clinician(request: HttpRequest) -> bool:
    """Whoever may open a record in an emergency is told the way where they are refused."""
    return any(request.actor.has(role) for role in (Role.THERAPIST, Role.SUPERVISOR))


class RefusalsBecomePages:
    """Turns a refusal raised anywhere in a view into its page."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception):
        """Only refusals; everything else is ours to mend and stays a 500."""
        return page(request, exception) if isinstance(exception, Refusal) else None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return page(request, no_page())


def no_page() -> NotFound:
    """What is said of an address that leads nowhere."""
    return NotFound(
        "There is no page at this address.",
        "Check the address, or start again from the first page.",
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """A form sent more often than anybody needs to; says nothing of whose name was on it."""
    context = {
        "title": "Too many tries",
        "what": "This was sent very often in a short time, so it was not taken this time.",
        "todo": "Wait a few minutes and send it again. If you are in a hurry, ring us.",
        "help_here": _not_staff(request),
    }
    return render(request, "components/refusal.jinja", context, status=429)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a library does not let somebody do, such as giving a password they never had."""
    return page(request, NotAllowed("This is not open to you.", "Start again from the first page."))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request no browser makes from a page of ours; needs no database and no session."""
    return render(request, "components/unreadable.jinja", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side, or the database is away; needs no database and no session."""
    if unreachable.is_behind(sys.exception()):
        return unreachable.page(request)
    context = {"reference": getattr(request, "reference", "")}
    return render(request, "components/failed.jinja", context, status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid safety token.

    From our own page (the browser says so) it is usually one that was open across a sign-in, or
    after one was lost: what was typed is offered for sending again. From anywhere else it is
    refused.
    """
    if autosave.by_script(request):
        return HttpResponse("Signed out", status=403, content_type="text/plain")
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        if again.needed(request, request.resolver_match.func):
            return again.ask(request)
        context = {"address": request.get_full_path(), "fields": again.typed(request)}
        return render(request, "account/resend.jinja", context, status=403)
    return render(
        request,
        "components/refusal.jinja",
        {
            "title": "Please send that again",
            "what": "This form came in such a way that we could not be sure it was yours.",
            "todo": "Press Back, copy what you typed, reload the page and send it again. "
            "If it happens twice, allow cookies for this site.",
            "help_here": _not_staff(request),
        },
        status=403,
    )
