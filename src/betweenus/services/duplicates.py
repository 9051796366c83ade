"""Possible duplicates: noticed at every referral, shown side by side, decided by a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, UUIDField

from betweenus.domain.access import Act, Identity
from betweenus.domain.people import Particulars, reasons_to_ask
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Course
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.records.referral import Referral
from betweenus.records.teams import Responsibility
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.standing import could


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two entries: who it says somebody is, and what the service holds about them."""

    person: Person
    referrals: int
    last_referred_on: date | None
    courses: int
    responsible: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entries beside each other; ``cannot_join`` says why they cannot become one, if so."""

    id: UUID
    reasons: tuple[str, ...]
    noticed_at: datetime
    newer: Side
    older: Side
    same: bool | None
    settled_at: datetime | None
    settled_by: str
    cannot_join: str


@dataclass(frozen=True, slots=True)
class Question:
    """A possible duplicate in a list."""

    id: UUID
    newer: str
    older: str
    reasons: tuple[str, ...]
    noticed_at: datetime


def notice(person: Person) -> list[PossibleDuplicate]:
    """Ask about everybody this person may be the same as; to be called inside the act.

    A pair that has been asked about before, or settled, is not asked about again.
    """
    found = _alike(person)
    asked = _asked_before(person) if found else set()
    return [
        PossibleDuplicate.objects.create(
            newer=max(person, other, key=_age),
            older=min(person, other, key=_age),
            reasons=list(reasons),
            noticed_at=clock.now(),
        )
        for other, reasons in found.items()
        if other.pk not in asked
    ]


def _age(person: Person) -> tuple[datetime, str]:
    return person.created_at, str(person.pk)


def _alike(person: Person) -> dict[Person, tuple[str, ...]]:
    """Who resembles this person, and why. An entry joined to another speaks for that other."""
    mine = _particulars(person)
    found: dict[Person, tuple[str, ...]] = {}
    for row in _candidates(person):
        other = row.merged_into or row
        reasons = reasons_to_ask(mine, _particulars(row))
        if reasons and other.pk != person.pk:
            found[other] = tuple(dict.fromkeys((*found.get(other, ()), *reasons)))
    return found


def _particulars(person: Person) -> Particulars:
    return Particulars(
        person.name,
        person.born_on,
        person.nhs_number,
        person.email,
        person.phone,
        person.local_reference,
    )


def _candidates(person: Person) -> Iterable[Person]:
    """Everybody who shares one of the things compared; surnames are looked at afterwards."""
    alike = Q(born_on=person.born_on) if person.born_on else Q(pk__in=())
    for name in ("nhs_number", "email", "phone", "local_reference"):
        if value := getattr(person, name):
            alike |= Q(**{name: value})
    return Person.objects.filter(alike).exclude(pk=person.pk).select_related("merged_into")


def _asked_before(person: Person) -> set[UUID]:
    pairs = PossibleDuplicate.objects.filter(Q(newer=person) | Q(older=person)).values_list(
        "newer_id", "older_id"
    )
    return {one for pair in pairs for one in pair} - {person.pk}


def list_open(*, by: Identity) -> tuple[Question, ...]:
    """All pairs nobody has decided about yet, the longest asked first."""
    with acting(by=by, act=Act.READ_WAITING_LIST, about="possible duplicates"):
        rows = (
            PossibleDuplicate.objects.filter(same=None)
            .select_related("newer", "older")
            .order_by("noticed_at")
        )
        return tuple(
            Question(row.pk, row.newer.name, row.older.name, tuple(row.reasons), row.noticed_at)
            for row in rows
        )


def read(*, by: Identity, duplicate_id: UUID) -> Comparison:
    """Both entries side by side; read as an act on each of the two."""
    row = load(duplicate_id)
    first, second = in_order_of_right(by, row)
    about = f"duplicate:{row.pk}"
    with (
        acting(by=by, act=Act.SETTLE_DUPLICATE, person=first, about=about) as one,
        acting(by=by, act=Act.SETTLE_DUPLICATE, person=second, about=about) as other,
    ):
        one.detail["read"] = other.detail["read"] = True
        return Comparison(
            id=row.pk,
            reasons=tuple(row.reasons),
            noticed_at=row.noticed_at,
            newer=_side(row, "newer"),
            older=_side(row, "older"),
            same=row.same,
            settled_at=row.settled_at,
            settled_by=row.settled_by.name if row.settled_by else "",
            cannot_join=why_not_join(row),
        )


def in_order_of_right(by: Identity, row: PossibleDuplicate) -> list[UUID]:
    """Both persons, one whose record ``by`` may not touch first.

    The outermost act is the one whose refusal stays in the trail; a refusal within another act
    would be undone with it.
    """
    sides = {row.newer_id: row.newer_responsible_id, row.older_id: row.older_responsible_id}
    return sorted(sides, key=lambda pk: bool(could(by, Act.SETTLE_DUPLICATE, sides[pk])))


def why_not_join(row: PossibleDuplicate) -> str:
    """Why the newer entry cannot be joined to the older one, or nothing.

    Joining moves referrals only. Once the newer entry has a record of its own, two records would
    have to be woven into one, and that is not a press of a button.
    """
    if row.newer.merged_into_id or row.older.merged_into_id:
        return "One of the two has been joined to another entry already."
    if row.newer_courses or row.newer.account_id:
        return (
            "The newer entry has a course or a sign-in of its own, so the two records cannot be "
            "joined here. Close the newer referral, and refer the older person again."
        )
    return ""


def load(duplicate_id: UUID) -> PossibleDuplicate:
    """The pair with everything that is shown of it, in one query; raises NotFound."""
    row = (
        PossibleDuplicate.objects.select_related("newer", "older", "settled_by")
        .annotate(**_held_by("newer"), **_held_by("older"))
        .filter(pk=duplicate_id)
        .first()
    )
    if row is None:
        raise NotFound(
            "There is no such question.", "Open it from the list of possible duplicates."
        )
    return row


def _held_by(side: str) -> dict[str, Subquery]:
    """What the service holds about one side: referrals, courses, who is responsible."""
    person = OuterRef(f"{side}_id")
    referrals = Referral.objects.filter(person=person)
    responsible = Responsibility.objects.filter(person=person, until=None)
    return {
        f"{side}_referrals": _one(referrals, Count("pk")),
        f"{side}_last_referred": _one(referrals, Max("received_on")),
        f"{side}_courses": _one(Course.objects.filter(person=person), Count("pk")),
        f"{side}_responsible": Subquery(responsible.values("account__name")[:1]),
        f"{side}_responsible_id": Subquery(
            responsible.values("account_id")[:1], output_field=UUIDField()
        ),
    }


def _one(rows: QuerySet, what: Count | Max) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(value=what).values("value"))


def _side(row: PossibleDuplicate, side: str) -> Side:
    return Side(
        person=getattr(row, side),
        referrals=getattr(row, f"{side}_referrals") or 0,
        last_referred_on=getattr(row, f"{side}_last_referred"),
        courses=getattr(row, f"{side}_courses") or 0,
        responsible=getattr(row, f"{side}_responsible") or "",
    )
