"""Unusual reading: what in the trail a lead should ask about, and what came of asking.

The lead is shown who read, when and by which acts; of a client only initials and the beginning of
the record's number (decision 17).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, When

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.domain.trail.unusual import (
    MANY,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    USUAL_OVER,
    Client,
    Finding,
    Reader,
    Reading,
    ReadingDay,
    are_many,
    is_night,
    may_be_unusual,
    unusual,
)
from betweenus.records.course import Course
from betweenus.records.events import Event, ReadingReview
from betweenus.records.people import Person
from betweenus.records.referral import Referral
from betweenus.records.rounds import Round
from betweenus.records.teams import Responsibility
from betweenus.services import clock, reading_days
from betweenus.services.acting import acting
from betweenus.services.hourly import FOLLOWED
from betweenus.services.reading_days import A_DAY, READER, begins, by_staff, days_of, which_day

DAYS = 7  # on a page
MOST = 50  # findings on a page; what is not looked at yet comes first
ROWS_AT_A_TIME = 2_000
MOST_READERS = 200  # named one by one in a question to the database
LONGEST = 2_000  # characters of what was found out


_ACTS = frozenset(Act)
# By which acts somebody read whose record on which day.
Acts = Mapping[tuple[UUID, UUID | None, date], Collection[Act]]


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
        found, clients, acts = _found(first, last)
        reviews = _reviews(found)
        waiting = [one for one in found if one.key not in reviews]
        looked_at = [one for one in found if one.key in reviews]
        shown = [*waiting, *looked_at][:MOST]
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
        found, *_ = _found(day, day, reader)
        if key not in {one.key for one in found}:
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
) -> tuple[tuple[Finding, ...], Mapping[UUID, Client], Acts]:
    """What was unusual on these days, of everybody or one reader; the clients, and which acts."""
    events = by_staff(first, last)
    events = events.filter(account_id=reader) if reader else events
    pairs = _pairs(events, first, last)
    clients = _clients({one.client for one in pairs})
    looked_at = {
        (one.reader, one.client)
        for one in pairs
        if one.odd or may_be_unusual(one.name, clients.get(one.client), last)
    }
    days, usual = _crowded(events, first, last)
    readings, acts = _readings(events, looked_at)
    return unusual(readings, clients, days, usual, today=clock.today()), clients, acts


class Pair(NamedTuple):
    """Somebody who opened a record, and whether ``odd`` in a way that the event itself says."""

    reader: UUID
    name: str
    client: UUID
    odd: int


def _pairs(events: QuerySet[Event], first: date, last: date) -> list[Pair]:
    """Who opened whose record; nearly all are as ever, so that only the others are looked at."""
    hours = (Q(at__gte=begins(day), at__lt=begins(day, NIGHT_ENDS)) for day in days_of(first, last))
    late = (
        Q(at__gte=begins(day, NIGHT_BEGINS), at__lt=begins(day + A_DAY))
        for day in days_of(first, last)
    )
    odd = reduce(or_, [*hours, *late], Q(done=False) | Q(relation=Relation.WAITING))
    rows = events.values_list("account_id", "account_name", "person_id").annotate(
        odd=Max(Case(When(odd, then=1), default=0))
    )
    return [Pair(*row) for row in rows]


def _readings(
    events: QuerySet[Event], looked_at: Collection[tuple[UUID, UUID]]
) -> tuple[list[Reading], Acts]:
    """Summed up here: a database asked for the day and hour in London takes ten times as long."""
    events = events.alias(reader=READER)
    rows = events.filter(_one_of(looked_at)) if looked_at else Event.objects.none()
    moments: dict[tuple[Any, ...], list[datetime]] = defaultdict(list)
    acts: dict[Any, set[Act]] = defaultdict(set)
    for *which, at, act in rows.values_list(
        "account_id", "account_name", "role", "person_id", "relation", "done", "at", "act"
    ).iterator(ROWS_AT_A_TIME):
        local = at.astimezone(LONDON)
        if act in _ACTS:
            acts[which[0], which[3], local.date()].add(Act(act))
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
        if (account_id, person_id) in looked_at
    ], acts


def _one_of(pairs: Collection[tuple[UUID, UUID]]) -> Q:
    """Events of one of these readers with one of their clients; of a few others, when very many."""
    by_reader: dict[UUID, set[UUID]] = defaultdict(set)
    for reader, client in pairs:
        by_reader[reader].add(client)
    if len(by_reader) > MOST_READERS:
        return Q(reader__in=by_reader, person_id__in={client for _, client in pairs})
    return reduce(or_, (Q(reader=one, person_id__in=clients) for one, clients in by_reader.items()))


def _crowded(
    events: QuerySet[Event], first: date, last: date
) -> tuple[list[ReadingDay], dict[tuple[UUID, date], list[int]]]:
    """The days on which somebody opened far more than usual, and what is usual for them."""
    opened = reading_days.opened(first - USUAL_OVER, last)
    usual = {
        (account_id, day): before
        for day in days_of(first, last)
        for account_id, records in opened[day].items()
        if records >= MANY
        and are_many(records, before := reading_days.usual(opened, account_id, day))
    }
    if not usual:
        return [], {}
    rows = (
        events.filter(done=True, account_id__in={account_id for account_id, _ in usual})
        .annotate(number=which_day(first, last))
        .filter(number__in={(day - first).days for _, day in usual})
        .values_list("account_id", "account_name", "role", "number")
        .annotate(Count("person_id", distinct=True), Count("pk"), Min("at"), Max("at"))
    )
    return [
        ReadingDay(
            Reader(account_id, name, role),
            day,
            records,
            times,
            begun.astimezone(LONDON),
            ended.astimezone(LONDON),
        )
        for account_id, name, role, number, records, times, begun, ended in rows
        if (account_id, day := first + A_DAY * number) in usual
    ], usual


def _clients(ids: Collection[UUID]) -> dict[UUID, Client]:
    clinicians: dict[UUID, set[UUID]] = defaultdict(set)
    now: set[UUID] = set()
    rows = Responsibility.objects.filter(person__in=ids)
    for person_id, account_id, until in rows.values_list("person_id", "account_id", "until"):
        clinicians[person_id].add(account_id)
        if until is None:
            now.add(person_id)
    theirs = {"person": OuterRef("pk")}
    people = (
        Person.objects.filter(pk__in=ids)
        .values("pk", "name")
        .annotate(
            ended=Max("courses__ended_on"),
            open_course=Exists(Course.objects.filter(**theirs, ended_on=None)),
            open_referral=Exists(Referral.objects.filter(**theirs).exclude(state="closed")),
        )
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


def _reviews(found: Iterable[Finding]) -> dict[str, Review]:
    rows = ReadingReview.objects.filter(key__in=[one.key for one in found]).order_by("at")
    return {row.key: Review(row.words, row.by.name, row.at) for row in rows.select_related("by")}


def _shown(
    finding: Finding,
    clients: Mapping[UUID, Client],
    acts: Acts,
    reviews: Mapping[str, Review],
) -> Shown:
    client = clients.get(finding.client) if finding.client else None
    return Shown(
        finding,
        initials="".join(f"{word[0].upper()}." for word in client.name.split()) if client else "",
        record=str(finding.client)[:8] if finding.client else "",
        acts=tuple(sorted(acts.get((finding.reader.id, finding.client, finding.day), ()))),
        review=reviews.get(finding.key),
    )


def _followed() -> Followed | None:
    row = Round.objects.filter(name=FOLLOWED).first()
    return Followed(row.ran_at, not row.failures) if row else None
