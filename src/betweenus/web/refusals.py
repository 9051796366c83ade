"""The one place where domain errors become pages: status, words, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, Refusal

STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409, Refusal: 422}
TITLES = {
    403: "You cannot open this",
    404: "Page not found",
    409: "Somebody saved this before you",
    422: "That did not work",
}


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page."""
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    return render(
        request,
        "components/refusal.jinja",
        {"title": TITLES[status], "what": refusal.what, "todo": refusal.todo},
        status=status,
    )


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
    return page(
        request,
        NotFound(
            "There is no page at this address.",
            "Check the address, or start again from the first page.",
        ),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side; needs no database and no session."""
    return render(request, "components/failed.jinja", status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its safety token: usually cookies are off, or the page was very old."""
    return render(
        request,
        "components/refusal.jinja",
        {
            "title": "Please send that again",
            "what": "This form was open for so long, or came in such a way, that we could not "
            "be sure it was yours.",
            "todo": "Press Back, copy what you typed, reload the page and send it again. "
            "If it happens twice, allow cookies for this site.",
        },
        status=403,
    )
