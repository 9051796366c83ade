"""Contact details: the office and the therapist keep them; the trail says which, never what."""

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.refusals import NotAllowed
from betweenus.records.events import Event
from betweenus.records.people import PossibleDuplicate
from betweenus.services import clock, contact
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def test_the_trail_says_which_details_changed_and_not_to_what(clinic):
    person = worlds.accepted(clinic.rosa).person
    contact.change(
        by=clinic.carl.acts, person_id=person.pk, phone="+44 7700 900199", known_as=person.known_as
    )
    person.refresh_from_db()
    assert person.phone == "07700900199"
    event = Event.objects.get(act="change contact details")
    assert event.detail == {"changed": ["phone"]}


@pytest.mark.parametrize(("who", "may"), [("rosa", True), ("ada", True), ("hugo", False)])
def test_the_office_and_the_therapist_responsible_keep_them(clinic, who, may):
    person = worlds.accepted(clinic.rosa).person
    if may:
        assert contact.read(by=getattr(clinic, who).acts, person_id=person.pk).person == person
    else:
        with pytest.raises(NotAllowed):
            contact.read(by=getattr(clinic, who).acts, person_id=person.pk)


def test_the_public_reads_nobodys_details(clinic):
    person = worlds.referred().person
    with pytest.raises(NotAllowed):
        contact.read(by=PUBLIC, person_id=person.pk)


def test_a_number_written_down_later_can_show_a_likeness(clinic):
    worlds.referred("Ann Adder", nhs_number="999 000 1014")
    other = worlds.referred("A. Brook").person
    assert not PossibleDuplicate.objects.exists()
    contact.change(by=clinic.carl.acts, person_id=other.pk, nhs_number="9990001014")
    assert PossibleDuplicate.objects.get().reasons == ["The same NHS number"]
