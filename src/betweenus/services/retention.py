"""Retention: what goes by itself when its time is over, and records that a lead may erase.

Working texts and the words of transcripts go after a year (records/keeping.py). A record is kept
for as many years as the service has set (domain/people/keeping.py) and is then erased only when a
lead says so, and nobody has said that it must be held. That there was one, and who erased it,
stays.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db.models import Max, Q

from betweenus.domain.access import Act, Identity
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.people.keeping import KeepingRule
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment
from betweenus.records.disclosure import LegalHold
from betweenus.records.erasing import children_first, erase
from betweenus.records.notes import Draft, DraftBefore, Transcript
from betweenus.records.people import Account, Person
from betweenus.services import clock, service
from betweenus.services.acting import acting
from betweenus.services.record_copy import leading_to_a_person

DAYS_OF_WORKING_TEXTS = 365
DAYS_OF_TRANSCRIPTS = 365
WHY_AT_LEAST = 10  # letters


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is over: whose, since when, and whether it must be held all the same."""

    person_id: UUID
    name: str
    last_contact: date
    since: date
    held_because: str
    died_on: date | None = None


def forget_due(now: datetime) -> int:
    """Let go of texts and transcripts whose year is over; how many. A round of the service."""
    texts = now - timedelta(days=DAYS_OF_WORKING_TEXTS)
    spoken = now - timedelta(days=DAYS_OF_TRANSCRIPTS)
    old = Transcript.objects.filter(attached_at__lt=spoken, removed_at=None)
    due = (
        DraftBefore.objects.filter(saved_at__lt=texts),
        Draft.objects.filter(saved_at__lt=texts),
    )
    if not old.exists() and not any(rows.exists() for rows in due):
        return 0
    with acting(by=THE_SERVICE, act=Act.FORGET_DUE, about="texts and transcripts") as deed:
        gone = sum(erase(rows) for rows in due)
        words = 0
        for row in old:
            row.turns, row.file_name, row.removed_at = [], "", now
            row.save(update_fields=["turns", "file_name", "removed_at"])
            words += 1
        deed.detail |= {"working texts": gone, "transcripts": words}
        return gone + words


def due(*, by: Identity) -> tuple[Due, ...]:
    """Records whose time is over, the longest first; for the lead."""
    with acting(by=by, act=Act.ERASE_RECORDS, about="records whose time is over") as deed:
        deed.detail["read"] = True
        return _due()


def rule() -> KeepingRule:
    """How long records are kept; public knowledge, as all settings are."""
    now = service.present()
    return KeepingRule(now.keep_years, now.keep_years_after_death)


def _due(only: UUID | None = None) -> tuple[Due, ...]:
    people = Person.objects.filter(merged_into=None)
    people = people.filter(pk=only) if only else people
    rows = people.annotate(
        referred=Max("referrals__received_on"), ended=Max("courses__ended_on")
    ).values_list("pk", "name", "born_on", "died_on", "created_at", "referred", "ended")
    met = dict(Appointment.objects.values_list("course__person").annotate(last=Max("starts_at")))
    held, keeping = _held(), rule()
    found = []
    for pk, name, born_on, died_on, created, referred, ended in rows:
        days = [created.date(), referred, ended, met[pk].date() if pk in met else None]
        last = max(day for day in days if day)
        since = keeping.kept_until(last, born_on=born_on, died_on=died_on)
        if since <= clock.today():
            found.append(Due(pk, name, last, since, held.get(pk, ""), died_on))
    return tuple(sorted(found, key=lambda one: one.since))


def _held() -> dict[UUID, str]:
    newest = {row.person_id: row for row in LegalHold.objects.order_by("at")}
    return {pk: row.why for pk, row in newest.items() if row.held}


def hold(*, by: Identity, person_id: UUID, held: bool, why: str) -> None:
    """Say that a record must be held, or need no longer be; raises Refusal without a reason."""
    with acting(by=by, act=Act.ERASE_RECORDS, about=f"person:{person_id}") as deed:
        said = why.strip()
        if len(said) < WHY_AT_LEAST:
            raise Refusal(
                "Say why in a few words.", "A complaint, an inquest, a court.", field="why"
            )
        if not Person.objects.filter(pk=person_id).exists():
            raise NotFound("There is no such record.", "Open the list again.")
        deed.detail["held"] = held
        if (person_id in _held()) != held:
            LegalHold.objects.create(
                person_id=person_id, held=held, why=said, at=clock.now(), by_id=by.account_id
            )


def erase_record(*, by: Identity, person_id: UUID, name: str) -> int:
    """Erase everything on record about somebody; how many rows that were.

    ``name`` is typed by whoever erases, so that a slip erases nobody. Raises Refusal when it is
    another, the time is not over, or the record must be held.
    """
    with acting(by=by, act=Act.ERASE_RECORDS, about=f"person:{person_id}") as deed:
        found = _due(person_id)
        if not found:
            raise Refusal("The time of this record is not over.", "It is listed when it is.")
        (one,) = found
        if one.held_because:
            raise Refusal("This record must be held.", "Say first that it need not be any more.")
        if " ".join(name.split()).casefold() != one.name.casefold():
            raise Refusal(
                "That is not the name of this person.", "Type it as it stands.", field="name"
            )
        rows = _erase_all(person_id)
        deed.detail |= {"erased": True, "rows": rows}
        return rows


def _erase_all(person_id: UUID) -> int:
    whose = {person_id, *Person.objects.filter(merged_into=person_id).values_list("pk", flat=True)}
    accounts = list(Account.objects.filter(person__in=whose).values_list("pk", flat=True))
    ways = {apps.get_model("records", name): way for name, way in leading_to_a_person().items()}
    # The ids first: once a row is gone, nothing leads from those below it to the person.
    keys = {
        model: list(
            model._default_manager.filter(
                Q(**{("pk__in" if way == "pk" else f"{way}__in"): whose})
            ).values_list("pk", flat=True)
        )
        for model, way in ways.items()
    }
    # Entries joined to this person point to it.
    gone = 0
    for model in children_first(ways):
        if model is Person:
            gone += erase(Person.objects.filter(pk__in=whose - {person_id}))
        gone += erase(model._default_manager.filter(pk__in=keys[model]))
    for account in Account.objects.filter(pk__in=accounts):
        account.delete()
        gone += 1
    return gone
