"""Contact: who somebody is and how to reach them safely, kept right by those who arrange."""

from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.people import tidy_email, tidy_nhs_number, tidy_phone
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.people import Person
from betweenus.services import duplicates, measure_links
from betweenus.services.acting import acting

FIELDS = (
    "name",
    "known_as",
    "pronouns",
    "born_on",
    "died_on",
    "nhs_number",
    "local_reference",
    "email",
    "phone",
    "address",
    "postcode",
    "contact_preference",
    "may_leave_message",
    "contact_notes",
    "access_needs",
    "language",
    "needs_interpreter",
    "gp_practice",
    "emergency_contact",
)
_TIDY = {"nhs_number": tidy_nhs_number, "email": tidy_email, "phone": tidy_phone}


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A person's details, and those of entries that turned out to be the same person."""

    person: Person
    joined: tuple[Person, ...]
    joined_into: Person | None
    own: bool  # whether whoever reads answers for this client


def tidied(values: dict[str, object]) -> dict[str, object]:
    """Details with numbers and addresses in the one form they are stored and compared in."""
    return {name: _TIDY[name](str(v)) if name in _TIDY else v for name, v in values.items()}


def read(*, by: Identity, person_id: UUID) -> ContactPage:
    """How to reach somebody, with what joined entries say beside it."""
    person = _person(person_id)
    with acting(
        by=by, act=Act.CHANGE_CONTACT, person=person.pk, about=f"person:{person.pk}"
    ) as deed:
        deed.detail["read"] = True
        joined = Person.objects.filter(merged_into=person).order_by("created_at")
        own = bool(deed.may(Act.PREPARE_COPY))
        return ContactPage(person, tuple(joined), person.merged_into, own)


def change(*, by: Identity, person_id: UUID, **values: object) -> Person:
    """Change some details (names as in FIELDS); the trail says which, not what they were.

    Raises Refusal for an entry that was joined to another: its details are kept as they came.
    """
    assert set(values) <= set(FIELDS), f"not contact details: {set(values) - set(FIELDS)}"
    person = _person(person_id)
    with acting(
        by=by, act=Act.CHANGE_CONTACT, person=person.pk, about=f"person:{person.pk}"
    ) as deed:
        if person.merged_into:
            raise Refusal(
                "This entry was joined to another.",
                f"Change the details of {person.merged_into.name} there.",
            )
        changed = {k: v for k, v in tidied(values).items() if getattr(person, k) != v}
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        deed.detail["changed"] = sorted(changed)
        # What was sent may be somebody else's to read: a new owner of the address, a relation.
        if "email" in changed or person.died_on:
            deed.detail["private links stopped"] = measure_links.stop(person.pk)
        duplicates.notice(person)
        return person


def _person(person_id: UUID) -> Person:
    person = Person.objects.select_related("merged_into").filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.", "Open them from the waiting list.")
    return person
