"""The service itself: its name, its crisis text, its rules, as they stand now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.people.keeping import YEARS, YEARS_AFTER_DEATH
from betweenus.records.teams import ServiceVersion
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.prepared import Prepared

# Used until a service has written its own; the numbers are national and free (clinical.md 4.4).
CRISIS_TEXT = (
    "If you are in danger or have hurt yourself, call 999 or go to A&E now.\n\n"
    "If you need help today and it is not an emergency, call NHS 111 and choose the mental "
    "health option, at any time of day or night.\n\n"
    "To talk to somebody, call Samaritans free on 116 123, day or night.\n\n"
    "Your therapist does not see what you write here at once. Please do not wait for an answer."
)


@dataclass(frozen=True, slots=True)
class Service:
    """The service's settings at present. ``breaks`` are (first day, last day, why)."""

    name: str = "Between Us"
    phone: str = ""
    email: str = ""
    address: str = ""
    crisis_text: str = CRISIS_TEXT
    protocol_text: str = ""
    planned_sessions: int = 16
    session_minutes: int = 50
    dna_counts: bool = False
    breaks: tuple[tuple[date, date, str], ...] = field(default=())
    escalation_hours: int = 24
    reminder_hours: int = 48
    reminders_most: int = 2
    keep_years: int = YEARS
    keep_years_after_death: int = YEARS_AFTER_DEATH
    counts_language: bool = False
    is_demo: bool = False


_NEWEST = Prepared(lambda: ServiceVersion.objects.order_by("-changed_at").values_list("pk")[:1])


def present() -> Service:
    """The settings that hold now: one query. Public knowledge, so reading leaves no event."""
    newest = _NEWEST.first()
    return _version(*newest) if newest else Service()


@lru_cache(maxsize=8)
def _version(pk: UUID) -> Service:
    """One version, read once: every page asks which is the newest, and none is ever changed."""
    row = ServiceVersion.objects.get(pk=pk)
    values = {name: getattr(row, name) for name in Service.__slots__ if name != "breaks"}
    breaks = tuple(
        (date.fromisoformat(first), date.fromisoformat(last), why)
        for first, last, why in row.breaks
    )
    return Service(**values, breaks=breaks)


def change(*, by: Identity, why: str = "", **values: object) -> Service:
    """Change some settings; the former ones stay readable. ``breaks`` as Service holds them."""
    with acting(by=by, act=Act.CHANGE_SERVICE, about="service") as deed:
        deed.detail["changed"] = sorted(values)
        return keep(by=by, why=why, values=values)


def keep(*, by: Identity, why: str, values: Mapping[str, object]) -> Service:
    """Write the next version of the settings; to be called inside the act."""
    before = present()
    merged = {name: getattr(before, name) for name in Service.__slots__} | dict(values)
    merged["breaks"] = [
        [first.isoformat(), last.isoformat(), words] for first, last, words in merged["breaks"]
    ]
    ServiceVersion.objects.create(
        **merged, changed_at=clock.now(), changed_by_id=by.account_id, why=why
    )
    return present()
