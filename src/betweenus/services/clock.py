"""The one clock of the program; the demo and the tests can live at another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

from betweenus.domain.course.dates import LONDON

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _moment.get() or timezone.now()


def today() -> date:
    """This day, as people in the service's time zone call it."""
    return now().astimezone(LONDON).date()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let what happens inside happen at ``moment`` (an aware datetime)."""
    assert timezone.is_aware(moment), f"a moment needs a time zone: {moment!r}"
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
