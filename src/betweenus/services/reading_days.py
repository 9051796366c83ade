"""How many records each of the staff opened on each day, kept once a day is over.

What somebody usually opens in a day needs four weeks of the trail. A day that is over is counted
once, by a round of the service; what has no count yet is counted from the trail as it is asked. An
event that came later with a moment of an earlier day (a clock set back) has that day counted again.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from betweenus.domain.access import Act, Role
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.course.dates import LONDON
from betweenus.domain.trail.unusual import USUAL_OVER
from betweenus.records.events import Event, ReadingDay
from betweenus.services import chain
from betweenus.services.acting import acting

STAFF = (Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR)

# Kept from so far back: what a page of a week, and the page before it, compare with. Own choice.
BACK = USUAL_OVER + timedelta(weeks=2)
# An act that began on a day is written down by then.
AFTER = timedelta(hours=1)
A_DAY = timedelta(days=1)

# The account, said so that SQLite looks for events of some days, not for all of an account.
READER = Coalesce("account_id", "account_id")

Opened = Mapping[date, Mapping[UUID, int]]


def begins(day: date, hour: int = 0) -> datetime:
    """The moment a day begins in London, or has its hour."""
    return datetime.combine(day, time(hour), LONDON)


def by_staff(first: date, last: date) -> QuerySet[Event]:
    """What staff did with records, or tried to, on these days."""
    return Event.objects.filter(
        at__gte=begins(first),
        at__lt=begins(last + A_DAY),
        role__in=STAFF,
        account_id__isnull=False,
        person_id__isnull=False,
    )


def days_of(first: date, last: date) -> list[date]:
    """Each of these days."""
    return [first + A_DAY * number for number in range((last - first).days + 1)]


def which_day(first: date, last: date) -> Case:
    """The number of an event's day, from 0 for ``first`` (-1 before it, None behind ``last``).

    Told by comparing moments alone: a database that is asked for the day in London works it out
    for each event anew.
    """
    ends = [
        When(at__lt=begins(day + A_DAY), then=Value(number))
        for number, day in enumerate(days_of(first, last))
    ]
    before = When(at__lt=begins(first), then=Value(-1))
    return Case(before, *ends, output_field=IntegerField())


def opened(first: date, last: date) -> Opened:
    """How many records each opened on each of these days; in two questions, rarely three."""
    rows = list(ReadingDay.objects.filter(day__gte=first).order_by("day"))
    kept = {row.day: _by_account(row) for row in rows if row.day <= last}
    missing = [day for day in days_of(first, last) if day not in kept]
    until = max((row.until for row in rows), default=None)
    behind = bool(rows) and all(day > rows[-1].day for day in missing)
    found = kept | _counted(missing, first, last, until, behind=behind)
    late = [day for day in found if day in kept and found[day] is not kept[day]]
    return found | _counted(late, first, last, None)


def _before(day: date) -> int:
    """The number up to which all events are of days before this one."""
    since = Event.objects.filter(at__gte=begins(day)).aggregate(number=Min("pk"))["number"]
    return chain.newest()[0] if since is None else since - 1


def _by_account(row: ReadingDay) -> dict[UUID, int]:
    return {UUID(hex=account): records for account, records in row.opened.items()}


def keep_due(now: datetime) -> int:
    """Count the days that are over; how many. A round of the service."""
    today = now.astimezone(LONDON).date()
    last = today - (A_DAY if now >= begins(today) + AFTER else A_DAY * 2)
    first = last - BACK
    until = _before(last + A_DAY)
    rows = ReadingDay.objects.filter(day__range=(first, last))
    before = {row.day: _by_account(row) for row in rows}
    days = opened(first, last)
    due = [day for day in days_of(first, last) if before.get(day) != days[day]]
    if not due:
        return 0
    with acting(by=THE_SERVICE, act=Act.RUN_ROUNDS, about="days of reading") as deed:
        deed.detail["days"] = len(due)
        for day in due:
            records = {account.hex: number for account, number in days[day].items()}
            ReadingDay.objects.update_or_create(
                day=day, defaults={"opened": records, "until": until}
            )
    return len(due)


def _counted(
    days: list[date], first: date, last: date, until: int | None, *, behind: bool = False
) -> dict[date, dict[UUID, int]]:
    """These days counted; and in part any other of ``first`` to ``last``, if an event is of it that
    came behind the number ``until``. ``behind``: so did all events of these days.
    """
    asked = [Q(at__gte=begins(one), at__lt=begins(other + A_DAY)) for one, other in _runs(days)]
    if until is not None:
        # What came behind it is of days not counted yet, or late: of both there is little.
        asked = [Q(pk__gt=until)] if behind else [*asked, Q(pk__gt=until)]
    counted: dict[date, dict[UUID, int]] = {day: {} for day in days}
    if not asked:
        return counted
    rows: QuerySet[Any] = (
        Event.objects.filter(reduce(or_, asked), role__in=STAFF, done=True)
        .annotate(number=which_day(first, last), reader=READER)
        .values_list("reader", "number")
        .annotate(records=Count("person_id", distinct=True))
    )
    for account_id, number, records in rows:
        if account_id and records and number is not None and number >= 0:
            counted.setdefault(first + A_DAY * number, {})[account_id] = records
    return counted


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, as from when to when."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and runs[-1][1] + A_DAY == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def usual(opened_then: Opened, account_id: UUID, day: date) -> list[int]:
    """How many records somebody opened on each of their days in the weeks before one."""
    before = days_of(day - USUAL_OVER, day - A_DAY)
    found = (opened_then.get(one, {}).get(account_id) for one in before)
    return [records for records in found if records]
