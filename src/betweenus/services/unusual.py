"""Unusual reading: what in the trail a lead should ask about, and what came of asking.

The lead is shown who read, when and by which acts; of a client only initials and the beginning of
the record's number (decision 17).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, Substr

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.domain.trail.unusual import (
    MANY,
    USUAL_OVER,
    Client,
    Finding,
    Reader,
    Reading,
    is_night,
    unusual,
)
from betweenus.records.course import Course
from betweenus.records.events import Event, ReadingReview
from betweenus.records.people import Person
from betweenus.records.referral import Referral
from betweenus.records.rounds import Round
from betweenus.records.teams import Responsibility
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.hourly import FOLLOWED

DAYS = 7  # on a page
MOST = 50  # findings on a page; what is not looked at yet comes first
ROWS_AT_A_TIME = 2_000
LONGEST = 2_000  # characters of what was found out

STAFF = (Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Review:
    """What came of asking."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the lead sees it; ``acts`` are empty for one about many records."""

    finding: Finding
    initials: str
    record: str
    acts: tuple[Act, ...]
    review: Review | None


@dataclass(frozen=True, slots=True)
class Followed:
    """When the trail was last followed by the service itself, and whether it was whole."""

    at: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class UnusualPage:
    """The findings of some days. ``later`` is None where there is nothing later yet."""

    first: date
    last: date
    earlier: date
    later: date | None
    shown: tuple[Shown, ...]
    left_out: int
    waiting: int  # how many nobody has looked at yet, shown or not
    followed: Followed | None


def read(*, by: Identity, until: date | None = None) -> UnusualPage:
    """What was unusual in the days up to ``until``, today if None or still to come."""
    with acting(by=by, act=Act.READ_TRAIL, about="trail:unusual", only_reads=True) as deed:
        last = min(until or clock.today(), clock.today())
        first = last - timedelta(days=DAYS - 1)
        deed.detail |= {"first": first.isoformat(), "last": last.isoformat()}
        found, clients = _found(first, last)
        reviews = _reviews(found)
        waiting = [one for one in found if one.key not in reviews]
        looked_at = [one for one in found if one.key in reviews]
        shown = [*waiting, *looked_at][:MOST]
        acts = _acts(shown, first, last)
        later = last + timedelta(days=DAYS)
        return UnusualPage(
            first,
            last,
            earlier=last - timedelta(days=DAYS),
            later=min(later, clock.today()) if last < clock.today() else None,
            shown=tuple(_shown(one, clients, acts, reviews) for one in shown),
            left_out=len(found) - len(shown),
            waiting=len(waiting),
            followed=_followed(),
        )


def review(*, by: Identity, key: str, words: str) -> None:
    """Say what came of asking; a second word stands beside the first and is what is shown.

    Raises Refusal when nothing is said, and NotFound for what the trail does not show.
    """
    with acting(by=by, act=Act.REVIEW_READING, about="trail:unusual") as deed:
        day, reader = _named(key)
        if key not in {one.key for one in _found(day, day, reader)[0]}:
            raise _unknown()
        if not words.strip():
            raise Refusal("Say what you found out.", field="words")
        if len(words) > LONGEST:
            raise Refusal(
                f"Say it in {LONGEST:,} characters; you have {len(words):,}.", field="words"
            )
        # Who it is about, so that a review that is often repeated for one reader can be seen.
        deed.detail |= {"day": day.isoformat(), "reader": str(reader)}
        ReadingReview.objects.create(
            key=key, words=words.strip(), at=clock.now(), by_id=by.account_id
        )


def _named(key: str) -> tuple[date, UUID]:
    """The day and the reader of a finding; raises NotFound."""
    try:
        day, reader, _ = key.split(" ", 2)
        return date.fromisoformat(day), UUID(reader)
    except ValueError:
        raise _unknown() from None


def _unknown() -> NotFound:
    return NotFound("The trail does not show this reading.", "Go back to unusual reading.")


def _found(
    first: date, last: date, reader: UUID | None = None
) -> tuple[tuple[Finding, ...], Mapping[UUID, Client]]:
    """What was unusual on these days, of everybody or one reader; and the clients it is about."""
    readings = _readings(first, last, reader)
    clients = _clients({one.client for one in readings})
    usual = _usual(readings, first, last)
    return unusual(readings, clients, usual, today=clock.today()), clients


def _between(first: date, last: date) -> QuerySet[Event]:
    """What staff did with records, or tried to, on these days."""
    end = last + timedelta(days=1)
    return Event.objects.filter(
        at__gte=datetime(first.year, first.month, first.day, tzinfo=LONDON),
        at__lt=datetime(end.year, end.month, end.day, tzinfo=LONDON),
        role__in=STAFF,
        account_id__isnull=False,
        person_id__isnull=False,
    )


def _readings(first: date, last: date, reader: UUID | None) -> list[Reading]:
    """Summed up here: a database asked for the day and hour in London takes ten times as long."""
    rows = _between(first, last)
    if reader:
        rows = rows.filter(account_id=reader)
    moments: dict[tuple[Any, ...], list[datetime]] = defaultdict(list)
    for *which, at in rows.values_list(
        "account_id", "account_name", "role", "person_id", "relation", "done", "at"
    ).iterator(ROWS_AT_A_TIME):
        local = at.astimezone(LONDON)
        moments[*which, local.date(), is_night(local)].append(local)
    return [
        Reading(
            Reader(account_id, name, role),
            client=person_id,
            day=day,
            relation=relation,
            done=done,
            at_night=night,
            times=len(some),
            first=min(some),
            last=max(some),
        )
        for (account_id, name, role, person_id, relation, done, day, night), some in moments.items()
    ]


def _clients(ids: Collection[UUID]) -> dict[UUID, Client]:
    clinicians: dict[UUID, set[UUID]] = defaultdict(set)
    now: set[UUID] = set()
    rows = Responsibility.objects.filter(person__in=ids)
    for person_id, account_id, until in rows.values_list("person_id", "account_id", "until"):
        clinicians[person_id].add(account_id)
        if until is None:
            now.add(person_id)
    theirs = {"person": OuterRef("pk")}
    people = Person.objects.filter(pk__in=ids).annotate(
        ended=Max("courses__ended_on"),
        open_course=Exists(Course.objects.filter(**theirs, ended_on=None)),
        open_referral=Exists(Referral.objects.filter(**theirs).exclude(state="closed")),
    )
    return {
        pk: Client(
            pk,
            name,
            None if open_course or open_referral else ended,
            frozenset(clinicians[pk]),
            with_somebody=pk in now,
        )
        for pk, name, ended, open_course, open_referral in people.values_list(
            "pk", "name", "ended", "open_course", "open_referral"
        )
    }


def _usual(
    readings: Iterable[Reading], first: date, last: date
) -> dict[tuple[UUID, date], list[int]]:
    """For whoever opened many records on a day: how many on each of their days before it."""
    records: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    for one in readings:
        if one.done:
            records[one.reader.id, one.day].add(one.client)
    days = [(who, day) for (who, day), some in records.items() if len(some) >= MANY]
    if not days:
        return {}
    # Counted by the database, by its own days: an hour at midnight in summer changes no median.
    before = (
        _between(first - USUAL_OVER, last)
        .filter(done=True, account_id__in={who for who, _ in days})
        .annotate(on=Substr(Cast("at", TextField()), 1, len("2026-02-10")))
        .values_list("account_id", "on")
        .annotate(records=Count("person_id", distinct=True))
    )
    by_reader: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for who, on, records_then in before:
        by_reader[who].append((date.fromisoformat(on), records_then))
    return {
        (who, day): [n for on, n in by_reader[who] if day - USUAL_OVER <= on < day]
        for who, day in days
    }


def _acts(found: Sequence[Finding], first: date, last: date) -> Mapping[Any, list[Act]]:
    about_one = [one for one in found if one.client]
    rows = (
        _between(first, last)
        .filter(
            account_id__in={one.reader.id for one in about_one},
            person_id__in={one.client for one in about_one},
        )
        .values_list("account_id", "person_id", "at", "act")
        .order_by("act")
    )
    acts: dict[Any, dict[Act, None]] = defaultdict(dict)
    for reader, client, at, act in rows if about_one else ():
        if act in set(Act):
            acts[reader, client, at.astimezone(LONDON).date()][Act(act)] = None
    return {which: list(some) for which, some in acts.items()}


def _reviews(found: Iterable[Finding]) -> dict[str, Review]:
    rows = ReadingReview.objects.filter(key__in=[one.key for one in found]).order_by("at")
    return {row.key: Review(row.words, row.by.name, row.at) for row in rows.select_related("by")}


def _shown(
    finding: Finding,
    clients: Mapping[UUID, Client],
    acts: Mapping[Any, list[Act]],
    reviews: Mapping[str, Review],
) -> Shown:
    client = clients.get(finding.client) if finding.client else None
    return Shown(
        finding,
        initials="".join(f"{word[0].upper()}." for word in client.name.split()) if client else "",
        record=str(finding.client)[:8] if finding.client else "",
        acts=tuple(acts.get((finding.reader.id, finding.client, finding.day), ())),
        review=reviews.get(finding.key),
    )


def _followed() -> Followed | None:
    row = Round.objects.filter(name=FOLLOWED).first()
    return Followed(row.ran_at, not row.failures) if row else None
