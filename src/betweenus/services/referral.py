"""Referral: somebody comes to the service, by themselves or through others, and is read about."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, UUIDField

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.attendance import EndCode
from betweenus.domain.outcomes import Wait, first_treatment_wait
from betweenus.domain.referral import PREFERENCES, SOURCES, Stage, State, stage_of
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.records.referral import Referral, Suitability
from betweenus.records.teams import Responsibility
from betweenus.services import clock, contact, duplicates, messages, responsibility
from betweenus.services.acting import Deed, acting


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known about somebody when they are referred; only the name is needed."""

    name: str
    known_as: str = ""
    pronouns: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    local_reference: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    contact_preference: str = ""
    may_leave_message: bool = False
    contact_notes: str = ""
    access_needs: str = ""
    language: str = ""
    needs_interpreter: bool = False
    gp_practice: str = ""
    emergency_contact: str = ""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral with all that is said of it, and what the reader may do next."""

    referral: Referral
    person: Person
    stage: Stage | None
    responsible: Responsibility | None
    past_responsible: tuple[Responsibility, ...]
    suitabilities: tuple[Suitability, ...]
    others: tuple[Referral, ...]
    duplicates: tuple[PossibleDuplicate, ...]
    course_id: UUID | None
    wait: Wait | None
    may_allocate: bool
    may_assess: bool
    may_open: bool
    may_close: bool
    may_change_contact: bool
    may_settle: bool


def refer(
    *,
    by: Identity,
    person: NewPerson | UUID,
    source: str,
    received_on: date | None = None,
    own_words: str = "",
    difficulties: Iterable[str] = (),
    relationship_difficulties: Iterable[str] = (),
    preference: str = "",
    preference_words: str = "",
    previous_therapy: Iterable[str] = (),
    previous_therapy_words: str = "",
    referrer: str = "",
    referrer_words: str = "",
) -> Referral:
    """Take a referral, of somebody new or of a known person by id; asks about likenesses itself.

    Raises Refusal for an unknown answer, a day in the future, or a person who is being cared for.
    """
    received_on = received_on or clock.today()
    _check(source, preference, received_on)
    with acting(by=by, act=Act.REFER, about="referral") as deed:
        row = _known(person) if isinstance(person, UUID) else _new(person)
        made = Referral.objects.create(
            person=row,
            received_on=received_on,
            source=source,
            state=State.RECEIVED,
            own_words=own_words.strip(),
            difficulties=list(difficulties),
            relationship_difficulties=list(relationship_difficulties),
            preference=preference,
            preference_words=preference_words.strip(),
            previous_therapy=list(previous_therapy),
            previous_therapy_words=previous_therapy_words.strip(),
            referrer=referrer.strip(),
            referrer_words=referrer_words.strip(),
            entered_at=clock.now(),
            entered_by_id=by.account_id,
        )
        asked = duplicates.notice(row)
        deed.person = row.pk
        deed.about = f"referral:{made.pk}"
        deed.detail |= {"source": source, "possible duplicates": len(asked)}
    _thank(made)
    return made


def _thank(made: Referral) -> None:
    """Answer somebody who referred themselves and asked to be reached by e-mail. No word of why."""
    person = made.person
    if made.source == "self" and person.email and person.contact_preference == "email":
        messages.send(
            kind="referral received",
            to=person.email,
            subject="We have your form",
            body=(
                "Thank you for writing to us. Your form has arrived.\n\n"
                "One of us will read it and get in touch with you. You do not need to do "
                "anything more. This e-mail cannot be answered."
            ),
            person=person.pk,
        )


def _check(source: str, preference: str, received_on: date) -> None:
    if source not in SOURCES:
        raise Refusal(f"{source!r} is not a way people are referred.", field="source")
    if preference and preference not in PREFERENCES:
        raise Refusal(
            f"{preference!r} is not one of the preferences.",
            "Put a preference in other words into the words about it.",
            field="preference",
        )
    if received_on > clock.today():
        raise Refusal("A referral cannot have been received in the future.", field="received_on")


def _new(person: NewPerson) -> Person:
    return Person.objects.create(**contact.tidied(asdict(person)), created_at=clock.now())


def _known(person_id: UUID) -> Person:
    """A person who comes again: free to be taken by anybody, as care before has ended."""
    row = Person.objects.select_related("merged_into").filter(pk=person_id).first()
    if row is None:
        raise NotFound("There is no such person.", "Refer them as somebody new.")
    row = row.merged_into or row
    if responsibility.has_open_care(row):
        raise Refusal(
            f"{row.name} has a referral that is still open.",
            "Add to that one, or close it first.",
        )
    responsibility.let_go(row.pk)
    return row


def read(*, by: Identity, referral_id: UUID) -> ReferralPage:
    """A referral with its person, its assessments and what may be done next."""
    row, others = _with_others(referral_id)
    with acting(
        by=by, act=Act.READ_REFERRAL, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        return _page(deed, row, others)


def load(referral_id: UUID) -> Referral:
    """A referral with its person and the id of its course; raises NotFound."""
    row = _rows().filter(pk=referral_id).first()
    if row is None:
        raise NotFound("There is no such referral.", "Open it from the waiting list.")
    return row


def _rows() -> QuerySet[Referral]:
    course = Course.objects.filter(referral=OuterRef("pk")).order_by("-opened_at").values("pk")
    return Referral.objects.select_related("person", "entered_by").annotate(
        course_id=Subquery(course[:1], output_field=UUIDField())
    )


def _with_others(referral_id: UUID) -> tuple[Referral, tuple[Referral, ...]]:
    """A referral and the same person's other ones, in one query; raises NotFound."""
    rows = list(_rows().filter(person__referrals=referral_id).order_by("-received_on"))
    row = next((one for one in rows if one.pk == referral_id), None)
    if row is None:
        raise NotFound("There is no such referral.", "Open it from the waiting list.")
    return row, tuple(one for one in rows if one is not row)


def _page(deed: Deed, row: Referral, others: tuple[Referral, ...]) -> ReferralPage:
    clinicians = list(
        Responsibility.objects.select_related("account")
        .filter(person=row.person_id)
        .order_by("-since", "-until")
    )
    present = next((one for one in clinicians if one.until is None), None)
    state = State(row.state)
    return ReferralPage(
        referral=row,
        person=row.person,
        stage=stage_of(state, present.task if present else None),
        responsible=present,
        past_responsible=tuple(one for one in clinicians if one.until is not None),
        suitabilities=_suitabilities(deed, row),
        others=others,
        duplicates=_asked(row.person_id),
        course_id=row.course_id,
        wait=first_treatment_wait(row.received_on, None, clock.today()) if state.waits else None,
        may_allocate=state.waits and bool(deed.may(Act.ALLOCATE)),
        may_assess=state.waits and bool(deed.may(Act.ASSESS_SUITABILITY)),
        may_open=state == State.WAITING and bool(deed.may(Act.OPEN_COURSE)),
        may_close=state.waits and bool(deed.may(Act.CLOSE_REFERRAL)),
        may_change_contact=bool(deed.may(Act.CHANGE_CONTACT)),
        may_settle=bool(deed.may(Act.SETTLE_DUPLICATE)),
    )


def _suitabilities(deed: Deed, row: Referral) -> tuple[Suitability, ...]:
    """Assessments, newest first. Whoever may take a referral nobody has yet may read how it came,
    not what an earlier assessment found.
    """
    if not deed.may(Act.READ_SUITABILITY):
        return ()
    return tuple(row.suitabilities.select_related("assessed_by").order_by("-assessed_at"))


def _asked(person_id: UUID) -> tuple[PossibleDuplicate, ...]:
    return tuple(
        PossibleDuplicate.objects.filter(
            Q(newer=person_id) | Q(older=person_id), same=None
        ).order_by("noticed_at")
    )


def read_closing(*, by: Identity, referral_id: UUID) -> Referral:
    """The referral somebody is about to close; no narrative is meant to be shown of it."""
    row = load(referral_id)
    with acting(
        by=by, act=Act.CLOSE_REFERRAL, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        deed.detail["read"] = True
        return row


def close(*, by: Identity, referral_id: UUID, code: EndCode, words: str = "") -> Referral:
    """Close a referral before treatment, e.g. because the person has changed their mind.

    Raises Refusal once a course has begun (that is ended, not closed) and for an end code that
    only treatment can have.
    """
    row = load(referral_id)
    with acting(
        by=by, act=Act.CLOSE_REFERRAL, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        deed.detail["end code"] = code
        end(row, code, words)
        return row


def end(row: Referral, code: EndCode, words: str = "") -> None:
    """Close a row with its end code; to be called inside the act that closes it."""
    if not State(row.state).waits:
        raise Refusal(
            "This referral is closed already."
            if row.state == State.CLOSED
            else "Treatment has begun.",
            "" if row.state == State.CLOSED else "End the course instead.",
        )
    if EndCode(code).ends_treatment:
        raise Refusal(f"“{EndCode(code).words}” can only end a treatment.", field="code")
    row.state = State.CLOSED
    row.closed_on = clock.today()
    row.close_code = code
    row.close_words = words.strip()
    row.save()
