"""What somebody has typed so far while referring themselves: sealed in their session, soon gone.

Answers are kept as they were typed, right or wrong, page by page, so that nothing is lost by going
back, by an error, or by a reload. They become record only when the form is sent.
"""

import re
from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

from betweenus.domain.refusals import Refusal
from betweenus.services import holding

KEY = "referral"
SENT = "referral sent"
LIFETIME = 2 * 60 * 60  # seconds without a page being sent
_NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "go", "then"})


def kept(request: HttpRequest) -> QueryDict:
    """Everything typed so far; empty at the start, or when it can no longer be opened."""
    answers = QueryDict(mutable=True)
    if held := request.session.get(KEY):
        try:
            _, pairs = holding.release(held)
        except Refusal:  # the sealing key was changed in between
            pairs = []
        for name, value in pairs:
            answers.appendlist(name, value)
    return answers


def keep(request: HttpRequest, fields: Iterable[str]) -> QueryDict:
    """Put what was sent for these fields in place of what was kept for them."""
    answers = kept(request)
    for name in [name for name in answers if _belongs(name, fields)]:
        del answers[name]
    for name, values in request.POST.lists():
        if name not in _NOT_ANSWERS and _belongs(name, fields):
            answers.setlist(name, values)
    pairs = [(name, value) for name, values in answers.lists() for value in values]
    request.session[KEY] = holding.hold("/refer/", pairs)
    request.session.pop(SENT, None)
    if not request.user.is_authenticated:
        request.session.set_expiry(LIFETIME)
    return answers


def forget(request: HttpRequest) -> None:
    """Drop everything typed."""
    request.session.pop(KEY, None)
    request.session.pop(SENT, None)


def note_sent(request: HttpRequest) -> None:
    """Drop everything typed, and remember that it was sent and not given up."""
    forget(request)
    request.session[SENT] = True


def were_sent(request: HttpRequest) -> bool:
    """Whether the last form of this browser was sent, and none was begun since."""
    return SENT in request.session


def _belongs(name: str, fields: Iterable[str]) -> bool:
    """A field's own name, or one of the boxes of a date: born_on_0."""
    return re.sub(r"_\d$", "", name) in fields or name in fields
