"""Disclosure: requests for a copy of a record, what is kept back and why, and the copy given."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.disclosure import (
    Reason,
    RecordCopy,
    Withholding,
    answer_due,
    check_withholding,
)
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.exchange import record_bundle
from betweenus.records.disclosure import AccessRequest, CopyGiven, Correction, WithheldPart
from betweenus.records.people import Person
from betweenus.services import clock, messages, record_copy, responsibility
from betweenus.services.acting import acting


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a copy: whose, since when, by when, and what was given."""

    id: UUID
    person_id: UUID
    name: str
    received_on: date
    due_on: date
    words: str
    extended_why: str
    given_at: tuple[datetime, ...]
    closed_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether the answer is overdue."""
        return not self.given_at and not self.closed_at and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The open request of a person, and the copy as it would be given."""

    person_id: UUID
    name: str
    request: Request | None
    earlier: tuple[Request, ...]
    copy: RecordCopy


@dataclass(frozen=True, slots=True)
class CopyFile:
    """The copy as one file to be given."""

    name: str
    content: bytes
    copy: RecordCopy


def ask(*, by: Identity, person_id: UUID, received_on: date | None = None, words: str = "") -> UUID:
    """Enter a request; while one is open it is the one that is meant.

    Raises Refusal when the day is still to come.
    """
    person = _person(person_id)
    act = Act.ASK_COPY if by.person_id else Act.ENTER_COPY_REQUEST
    with acting(by=by, act=act, person=person.pk, about=f"person:{person.pk}") as deed:
        received = received_on or clock.today()
        if received > clock.today():
            raise Refusal(
                "That day is still to come.", "Choose today or before.", field="received_on"
            )
        if standing := _open(person):
            deed.detail["again"] = True
            return standing.pk
        row = AccessRequest.objects.create(
            person=person,
            received_on=received,
            words=words.strip(),
            entered_at=clock.now(),
            entered_by_id=by.account_id,
        )
        deed.about = f"request:{row.pk}"
        if by.person_id:
            tell_clinician(person.pk)
        return row.pk


def tell_clinician(person_id: UUID) -> None:
    """Say by e-mail that a client asked something about their record, and nothing of what."""
    standing = responsibility.present(person_id)
    if standing:
        messages.send(
            kind="request",
            to=standing.account.email,
            subject="A client asked about their record",
            body="One of your clients asks for a copy of their record, or says that something in "
            f"it is wrong. Open your requests: {settings.BETWEENUS_ADDRESS}/requests/",
        )


def _person(person_id: UUID) -> Person:
    # The name alone: a detail that does not open must not keep the rest of the record back.
    person = Person.objects.only("name").filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is nobody with this address.", "Open them from the list.")
    return person


def _open(person: Person) -> AccessRequest | None:
    """The request that waits for an answer: a copy given may be followed by a better one."""
    rows = AccessRequest.objects.filter(person=person, closed_at=None).order_by("entered_at")
    return rows.prefetch_related("copies", "withheld").first()


def prepare(*, by: Identity, person_id: UUID) -> CopyPage:
    """Everything on record about a person, with what is kept back marked but still to be read."""
    person = _person(person_id)
    with acting(by=by, act=Act.PREPARE_COPY, person=person.pk, about=f"person:{person.pk}"):
        rows = list(
            AccessRequest.objects.filter(person=person)
            .prefetch_related("copies", "withheld")
            .order_by("entered_at")
        )
        standing = next((row for row in rows if row.closed_at is None), None)
        return CopyPage(
            person_id=person.pk,
            name=person.name,
            request=_request(standing, person.name) if standing else None,
            earlier=tuple(_request(row, person.name) for row in rows if row is not standing),
            copy=record_copy.gather(person).marked(kept_back(standing)),
        )


def preparing(*, by: Identity, person_id: UUID) -> UUID:
    """The id of the request a copy is being prepared for; raises Refusal when none is open."""
    person = _person(person_id)
    with acting(by=by, act=Act.PREPARE_COPY, person=person.pk, about=f"person:{person.pk}"):
        standing = _open(person)
        if standing is None:
            raise Refusal("No request is open.", "Enter when they asked; then go on.")
        return standing.pk


def kept_back(request: AccessRequest | None) -> dict[str, Withholding]:
    """What is kept back of a request's copy, by item; inside an act."""
    newest: dict[str, WithheldPart] = {}
    for row in sorted(request.withheld.all(), key=lambda row: row.at) if request else ():
        newest[row.item] = row
    return {
        row.item: Withholding(
            row.item, Reason(row.reason), row.words, row.professional, row.opinion_on
        )
        for row in newest.values()
        if row.withheld
    }


def _request(row: AccessRequest, name: str) -> Request:
    return Request(
        id=row.pk,
        person_id=row.person_id,
        name=name,
        received_on=row.received_on,
        due_on=answer_due(row.received_on, extended=row.extended_at is not None),
        words=row.words,
        extended_why=row.extended_why,
        given_at=tuple(sorted(copy.at for copy in row.copies.all())),
        closed_at=row.closed_at,
    )


def withhold(*, by: Identity, request_id: UUID, part: Withholding) -> None:
    """Keep a part back; raises Refusal when the reason is incomplete or there is no such part."""
    request = _load(request_id)
    with acting(
        by=by, act=Act.PREPARE_COPY, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        check_withholding(part, clock.today())
        if not record_copy.holds(_person(request.person_id), part.item):
            raise NotFound("There is no such part in the record.", "Open the copy again.")
        deed.detail |= {"withheld": part.item, "reason": part.reason}
        _keep(request, by, part, withheld=True)


def show_again(*, by: Identity, request_id: UUID, item: str) -> None:
    """Keep a part back no longer."""
    request = _load(request_id)
    with acting(
        by=by, act=Act.PREPARE_COPY, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        standing = kept_back(request).get(item)
        if standing is None:
            return
        deed.detail["shown again"] = item
        _keep(request, by, standing, withheld=False)


def _keep(request: AccessRequest, by: Identity, part: Withholding, *, withheld: bool) -> None:
    WithheldPart.objects.create(
        request=request,
        item=part.item,
        withheld=withheld,
        reason=part.reason,
        words=part.words.strip(),
        professional=part.professional.strip(),
        opinion_on=part.opinion_on,
        at=clock.now(),
        by_id=by.account_id,
    )


def extend(*, by: Identity, request_id: UUID, why: str) -> None:
    """Take two months more for a complex request; raises Refusal without a reason, or too late."""
    request = _load(request_id)
    with acting(
        by=by, act=Act.PREPARE_COPY, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        if not why.strip():
            raise Refusal("Say why it takes longer.", "The person has to be told.", field="words")
        if answer_due(request.received_on) < clock.today():
            raise Refusal(
                "The first month is over.",
                "More time may only be taken within it; give the copy as soon as you can.",
                field="words",
            )
        deed.detail["extended"] = True
        request.extended_at, request.extended_why = clock.now(), why.strip()
        request.save(update_fields=["extended_at", "extended_why"])


def give(*, by: Identity, request_id: UUID) -> CopyFile:
    """The copy as a file to be given, without what is kept back; that it was made is kept."""
    request = _load(request_id)
    with acting(
        by=by, act=Act.GIVE_COPY, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        copy = record_copy.gather(_person(request.person_id)).to_give(kept_back(request))
        content = record_bundle.to_zip(copy)
        digest = hashlib.sha256(content).hexdigest()
        CopyGiven.objects.create(
            request=request,
            items=len(copy.items),
            withheld=len(copy.withheld),
            unreadable=len(copy.unreadable),
            digest=digest,
            at=clock.now(),
            by_id=by.account_id,
        )
        deed.detail |= {"items": len(copy.items), "withheld": len(copy.withheld), "sha256": digest}
        day = copy.made_on.isoformat()
        return CopyFile(f"record-{day}.zip", content, copy)


def close(*, by: Identity, request_id: UUID, words: str = "") -> None:
    """The request is answered, or the person let it go; a later one is a new request."""
    request = _load(request_id)
    with acting(
        by=by, act=Act.PREPARE_COPY, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        if request.closed_at:
            return
        if not request.copies.exists() and not words.strip():
            raise Refusal(
                "No copy was given yet.", "Say why the request ends without one.", field="words"
            )
        deed.detail["closed"] = True
        request.closed_at, request.closed_words = clock.now(), words.strip()
        request.save(update_fields=["closed_at", "closed_words"])


def _load(request_id: UUID) -> AccessRequest:
    row = AccessRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound("There is no such request.", "Open the person again.")
    return row


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an answer: copies asked for, the first due first, and corrections."""

    copies: tuple[Request, ...]
    corrections: tuple[tuple[UUID, str, int], ...]  # whose, their name, how many


def waiting(*, by: Identity) -> Waiting:
    """Everything that waits in the service for the lead; for a clinician, of their own clients."""
    with acting(by=by, act=Act.READ_REQUESTS, about="requests about records"):
        people = Person.objects.all()
        if not by.has(Role.LEAD):
            people = people.filter(
                responsibilities__account=by.account_id, responsibilities__until=None
            )
        copies = AccessRequest.objects.filter(closed_at=None, person__in=people)
        rows = copies.annotate(name=F("person__name")).prefetch_related("copies")
        asked = Correction.objects.filter(answered_at=None, person__in=people)
        counted = asked.values_list("person", "person__name").annotate(number=Count("pk"))
        return Waiting(
            tuple(sorted((_request(r, r.name) for r in rows), key=lambda one: one.due_on)),
            tuple(counted.order_by("person__name")),
        )


def mine(*, by: Identity) -> tuple[Request, ...]:
    """The client's own requests, newest first."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my requests"):
        rows = AccessRequest.objects.filter(person=by.person_id).prefetch_related("copies")
        return tuple(_request(row, by.name) for row in rows.order_by("-entered_at"))


def standing(*, by: Identity, person_id: UUID) -> UUID | None:
    """The request of a person that waits for an answer; for the command line."""
    about = f"person:{person_id}"
    with acting(by=by, act=Act.ENTER_COPY_REQUEST, person=person_id, about=about) as deed:
        deed.detail["read"] = True
        found = _open(_person(person_id))
        return found.pk if found else None


def find(*, by: Identity, who: str) -> UUID:
    """The id of the one person with this id, NHS number or email; for the command line.

    Raises Refusal when nobody or more than one is found.
    """
    assert by.account_id is None, f"only the system looks people up like this, not {by.name}"
    said = who.strip()
    people = Person.objects.filter(merged_into=None)
    if said.replace(" ", "").isdecimal():
        people = people.filter(nhs_number=said.replace(" ", ""))
    elif "@" in said:
        people = people.filter(email__iexact=said)
    else:
        people = people.filter(pk=_as_id(said))
    found = people.values_list("pk", flat=True)[:2]
    if len(found) != 1:
        raise Refusal(
            f"{'Nobody' if not found else 'More than one person'} found for {who!r}.",
            "Give an NHS number, an email address, or the id that stands in the page's address.",
        )
    return found[0]


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
