"""Reading of records that is out of the ordinary, as the trail shows it; none of it is a proof.

Somebody who looks up a neighbour, a relation or somebody in the news leaves what every reader
leaves. These rules pick out what is worth a question from the lead. They are own choices, and wide
rather than narrow: each finding can be answered in a sentence, and is then out of the way.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from statistics import median
from uuid import UUID

from betweenus.domain.access.identity import Relation

# Nobody is booked before eight or after nine in the evening, with an hour to write up. Own choice.
NIGHT_BEGINS, NIGHT_ENDS = 22, 6

# Many records: at least so many, and twice what that reader usually opens in a day. Own choice.
MANY, TIMES_USUAL = 10, 2
# Somebody new has no usual day yet.
MANY_WITHOUT_USUAL = 20
USUAL_OVER = timedelta(days=28)

# A letter, a review or a question from a GP may come for months after an ending. Own choice.
LONG_AFTER = timedelta(days=182)

# Whoever reads a referral to see whether they can take it, takes it within a week or leaves it.
TO_DECIDE = timedelta(days=7)


class Why(StrEnum):
    """What is out of the ordinary."""

    SAME_NAME = "same family name"
    NIGHT = "at night"
    NOT_THEIRS = "not on their caseload"
    LONG_ENDED = "ended long ago"
    REFUSED = "refused"
    MANY = "many records"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who works here, as the trail names them."""

    id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Client:
    """What must be known of a client to tell. ``ended_on``: nothing of theirs is open since."""

    id: UUID
    name: str
    ended_on: date | None
    clinicians: frozenset[UUID]  # everybody who was ever responsible for them
    with_somebody: bool  # somebody is now


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader did with one record on one day in one way, ``times`` over."""

    reader: Reader
    client: UUID
    day: date
    relation: str
    done: bool
    at_night: bool
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ReadingDay:
    """What one reader opened on one day: how many records, how often in all, from when to when."""

    reader: Reader
    day: date
    records: int
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One reader, one day, one record, or (``client`` None) how many; and why it is here."""

    reader: Reader
    client: UUID | None
    day: date
    why: tuple[Why, ...]
    times: int
    first: datetime
    last: datetime
    records: int = 0
    usual: float | None = None

    @property
    def key(self) -> str:
        """What names it, today and whenever the trail is looked at again."""
        return f"{self.day.isoformat()} {self.reader.id} {self.client or 'many'}"


def is_night(at: datetime) -> bool:
    """Whether nobody works at this hour, given in the service's own time."""
    return at.hour >= NIGHT_BEGINS or at.hour < NIGHT_ENDS


def same_family_name(one: str, other: str) -> bool:
    """Whether two names end alike, accents and case aside: Zoë Lind and ANN LIND."""
    return bool(_family(one)) and _family(one) == _family(other)


@lru_cache(maxsize=10_000)
def _family(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return (letters.casefold().split() or [""])[-1]


def unusual(
    readings: Iterable[Reading],
    clients: Mapping[UUID, Client],
    days: Iterable[ReadingDay],
    usual: Mapping[tuple[UUID, date], Sequence[int]],
    *,
    today: date,
) -> tuple[Finding, ...]:
    """What is out of the ordinary among these readings and these days, the newest first.

    ``usual`` has, for a reader and a day, how many records they opened on each of their days in
    the weeks before it.
    """
    by_record: dict[tuple[Reader, UUID, date], list[Reading]] = defaultdict(list)
    for one in readings:
        by_record[one.reader, one.client, one.day].append(one)
    found = [
        _finding(some, why)
        for (_, client, _), some in by_record.items()
        if (why := _why(some, clients.get(client), today))
    ]
    found += _many(days, usual)
    return tuple(sorted(found, key=_newest, reverse=True))


def _newest(one: Finding) -> tuple[datetime, str, str, str]:
    return one.last, one.reader.name, one.reader.role, one.key


def may_be_unusual(reader_name: str, client: Client | None, last: date) -> bool:
    """Whether a reading up to the day ``last`` may be unusual for whom it was with."""
    if client is None:
        return False
    long_ended = client.ended_on is not None and last - client.ended_on > LONG_AFTER
    return long_ended or same_family_name(reader_name, client.name)


def _why(some: Sequence[Reading], client: Client | None, today: date) -> tuple[Why, ...]:
    said = {
        Why.SAME_NAME: client is not None and same_family_name(some[0].reader.name, client.name),
        Why.NIGHT: any(one.at_night for one in some),
        Why.NOT_THEIRS: any(_not_theirs(one, client, today) for one in some),
        Why.LONG_ENDED: any(one.done and _long_ended(one, client) for one in some),
        Why.REFUSED: any(not one.done for one in some),
    }
    return tuple(why for why, so in said.items() if so)


def _not_theirs(one: Reading, client: Client | None, today: date) -> bool:
    """Read while nobody was responsible, by somebody who never became it."""
    if not one.done or one.relation != Relation.WAITING or client is None:
        return False
    if one.reader.id in client.clinicians:
        return False
    return client.with_somebody or today - one.day > TO_DECIDE


def _long_ended(one: Reading, client: Client | None) -> bool:
    ended = client.ended_on if client else None
    return ended is not None and one.day - ended > LONG_AFTER


def _finding(some: Sequence[Reading], why: tuple[Why, ...]) -> Finding:
    return Finding(
        some[0].reader,
        some[0].client,
        some[0].day,
        why,
        times=sum(one.times for one in some),
        first=min(one.first for one in some),
        last=max(one.last for one in some),
    )


def _many(
    days: Iterable[ReadingDay], usual: Mapping[tuple[UUID, date], Sequence[int]]
) -> list[Finding]:
    """Days on which somebody opened far more records than they usually do."""
    return [
        Finding(
            one.reader,
            None,
            one.day,
            (Why.MANY,),
            times=one.times,
            first=one.first,
            last=one.last,
            records=one.records,
            usual=median(before) if before else None,
        )
        for one in days
        if are_many(one.records, before := usual.get((one.reader.id, one.day), ()))
    ]


def are_many(records: int, before: Sequence[int]) -> bool:
    """Whether so many records in a day are far more than on a reader's days before."""
    if not before:
        return records >= MANY_WITHOUT_USUAL
    return records >= MANY and records > TIMES_USUAL * median(before)
