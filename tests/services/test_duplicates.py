"""Possible duplicates: asked of a person, joined without losing anything, remembered either way."""

import uuid
from datetime import date

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.course.attendance import EndCode
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.people import PossibleDuplicate
from betweenus.records.teams import Responsibility
from betweenus.services import (
    clock,
    contact,
    duplicates,
    joining,
    referral,
    responsibility,
    waiting,
)
from betweenus.services.referral import NewPerson
from tests import worlds

pytestmark = pytest.mark.django_db
BORN = date(1985, 3, 27)


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def refer(name, **known):
    return referral.refer(by=PUBLIC, person=NewPerson(name, **known), source="self")


@pytest.fixture
def pair(clinic):
    """An older and a newer referral with one date of birth and surname, and their question."""
    older = refer("Rosa Whitlow", born_on=BORN, phone="07700 900162")
    with clock.as_of(worlds.NOW.replace(hour=10)):
        newer = refer("Rosa Whitlow-Pires", born_on=BORN, phone="07700 900199", email="r@h.example")
    return older, newer, PossibleDuplicate.objects.get()


def test_the_question_says_why_and_which_came_first(clinic, pair):
    older, newer, _ = pair
    (question,) = duplicates.list_open(by=clinic.carl.acts)
    assert (question.newer, question.older) == (newer.person.name, older.person.name)
    assert question.reasons == ("The same date of birth and a similar surname",)


@pytest.mark.parametrize("who", ["ada", "carl", "rosa"])
def test_both_entries_are_read_as_an_act_on_each(clinic, pair, who):
    older, newer, row = pair
    staff = getattr(clinic, who)
    found = duplicates.read(by=staff.acts, duplicate_id=row.pk)
    assert (found.newer.person, found.older.person) == (newer.person, older.person)
    read = Event.objects.filter(act="settle possible duplicate", done=True)
    assert {event.person_id for event in read} == {newer.person_id, older.person_id}


def test_a_therapist_does_not_settle_what_touches_a_colleagues_client(clinic, pair):
    older, _, row = pair
    waiting.allocate(by=clinic.hugo.acts, referral_id=older.pk, account_id=clinic.hugo.account.pk)
    for attempt in (
        lambda: duplicates.read(by=clinic.rosa.acts, duplicate_id=row.pk),
        lambda: joining.settle(by=clinic.rosa.acts, duplicate_id=row.pk, same=True),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    refused = Event.objects.filter(done=False, account_id=clinic.rosa.account.pk)
    assert {event.person_id for event in refused} == {older.person_id}
    row.refresh_from_db()
    assert row.same is None


def test_the_same_person_has_one_record_and_both_sets_of_details_stay(clinic, pair):
    older, newer, row = pair
    joining.settle(by=clinic.carl.acts, duplicate_id=row.pk, same=True)
    newer.refresh_from_db()
    assert newer.person_id == older.person_id
    page = contact.read(by=clinic.carl.acts, person_id=older.person_id)
    assert page.person.phone == "07700900162"
    assert [(one.name, one.phone) for one in page.joined] == [("Rosa Whitlow-Pires", "07700900199")]
    events = Event.objects.filter(act="settle possible duplicate")
    assert all(event.detail["same"] and event.detail["joined"] for event in events)
    assert set(events[0].detail["differ"]) >= {"name", "phone", "email"}
    assert "07700900199" not in str([event.detail for event in events])


def test_two_people_stay_two_and_are_not_asked_about_again(clinic, pair):
    older, newer, row = pair
    joining.settle(by=clinic.carl.acts, duplicate_id=row.pk, same=False)
    contact.change(by=clinic.carl.acts, person_id=newer.person_id, phone="07700 900162")
    assert duplicates.list_open(by=clinic.carl.acts) == ()
    newer.refresh_from_db()
    assert newer.person_id != older.person_id


def test_what_was_decided_is_not_decided_again(clinic, pair):
    _, _, row = pair
    joining.settle(by=clinic.carl.acts, duplicate_id=row.pk, same=False)
    with pytest.raises(Refusal, match="Carl Dunn has decided this already"):
        joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    assert duplicates.read(by=clinic.ada.acts, duplicate_id=row.pk).settled_by == "Carl Dunn"


def test_a_newer_entry_with_a_course_is_not_joined(clinic):
    refer("Tom Abara", born_on=BORN)
    with clock.as_of(worlds.NOW.replace(hour=10)):
        worlds.opened(clinic.rosa, person={"born_on": BORN})
    row = PossibleDuplicate.objects.get()
    assert (
        "cannot be joined" in duplicates.read(by=clinic.ada.acts, duplicate_id=row.pk).cannot_join
    )
    with pytest.raises(Refusal, match="cannot be joined"):
        joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    row.refresh_from_db()
    assert row.same is None


def test_whoever_cares_for_the_older_person_keeps_them(clinic, pair):
    older, newer, row = pair
    for who, made in ((clinic.rosa, older), (clinic.hugo, newer)):
        waiting.allocate(by=who.acts, referral_id=made.pk, account_id=who.account.pk)
    joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    assert responsibility.present(older.person_id).account == clinic.rosa.account
    assert not Responsibility.objects.filter(person=newer.person, until=None).exists()


def test_a_clinician_of_closed_care_does_not_keep_the_new_referral_from_being_taken(clinic, pair):
    older, newer, row = pair
    waiting.allocate(by=clinic.rosa.acts, referral_id=older.pk, account_id=clinic.rosa.account.pk)
    referral.close(by=clinic.rosa.acts, referral_id=older.pk, code=EndCode.DECLINED)
    joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    assert responsibility.present(older.person_id) is None
    assert referral.read(by=clinic.hugo.acts, referral_id=newer.pk).may_allocate


def test_a_joined_entry_still_answers_for_the_person_it_joined(clinic, pair):
    older, _, row = pair
    joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    third = refer("R. Pires", email="r@h.example")
    question = PossibleDuplicate.objects.get(same=None)
    assert {question.newer, question.older} == {third.person, older.person}


def test_a_joined_entrys_details_are_kept_as_they_came(clinic, pair):
    _, newer, row = pair
    entry = newer.person_id
    joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    with pytest.raises(Refusal, match="joined to another"):
        contact.change(by=clinic.ada.acts, person_id=entry, phone="1")
    assert contact.read(by=clinic.ada.acts, person_id=entry).joined_into.name == "Rosa Whitlow"


def test_a_referral_of_a_joined_entry_is_of_the_person_it_joined(clinic, pair):
    older, newer, row = pair
    entry = newer.person_id
    joining.settle(by=clinic.ada.acts, duplicate_id=row.pk, same=True)
    for made in (older, newer):
        referral.close(by=clinic.ada.acts, referral_id=made.pk, code=EndCode.DECLINED)
    again = referral.refer(by=clinic.ada.acts, person=entry, source="staff")
    assert again.person_id == older.person_id


def test_what_there_is_not_is_not_found(clinic):
    with pytest.raises(NotFound):
        duplicates.read(by=clinic.ada.acts, duplicate_id=uuid.uuid4())
    with pytest.raises(NotFound):
        contact.read(by=clinic.ada.acts, person_id=uuid.uuid4())
    with pytest.raises(NotFound):
        referral.refer(by=clinic.ada.acts, person=uuid.uuid4(), source="staff")
