"""Own sessions: where somebody is signed in, and ending that there.

The sign-in library keeps a row for each (allauth.usersessions), written when somebody signs in and
by no page after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotFound
from betweenus.records.people import Account
from betweenus.services.acting import acting


@dataclass(frozen=True, slots=True)
class OwnSession:
    """Somebody signed in at ``since`` from the place ``address`` with a browser."""

    id: int
    since: datetime
    address: str
    browser: str
    here: bool


def read(*, by: Identity, here: str) -> tuple[OwnSession, ...]:
    """Where they are signed in now, this browser first; ``here`` is its session's key."""
    with acting(by=by, act=Act.CHANGE_SIGN_IN, about=_about(by), only_reads=True) as deed:
        deed.detail["read"] = True
        rows = _going_on(by).order_by("-created_at")
        found = [
            OwnSession(row.pk, row.created_at, row.ip, row.user_agent, row.session_key == here)
            for row in rows
        ]
        return tuple(sorted(found, key=lambda one: not one.here))


def end(*, by: Identity, session_id: int) -> None:
    """End one of their own; raises NotFound for another's, or one that is over."""
    with acting(by=by, act=Act.CHANGE_SIGN_IN, about=_about(by)) as deed:
        deed.detail["ended sessions"] = 1
        if not _end(_going_on(by).filter(pk=session_id)):
            raise NotFound("That session is over already.", "Look at the list again.")


def end_others(*, by: Identity, here: str) -> int:
    """End all but this one; how many those were."""
    with acting(by=by, act=Act.CHANGE_SIGN_IN, about=_about(by)) as deed:
        ended = _end(_going_on(by).exclude(session_key=here))
        deed.detail["ended sessions"] = ended
        return ended


def end_all(account: Account) -> int:
    """End every session of somebody; inside the act of whoever does it."""
    return _end(UserSession.objects.filter(user=account.pk))


def forget_over(now: datetime) -> int:
    """Forget sessions that are over, and from where they were; a round of the service."""
    Session.objects.filter(expire_date__lt=now).delete()
    going_on = Session.objects.values("session_key")
    return UserSession.objects.exclude(session_key__in=going_on).delete()[0]


def _about(by: Identity) -> str:
    return f"account:{by.account_id}"


def _going_on(by: Identity):
    # By the machine's own time, as the library that lets them end.
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=by.account_id, session_key__in=alive)


def _end(rows: Iterable[UserSession]) -> int:
    """Both rows go: the session itself, so that its cookie is worth nothing, and what we list."""
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
