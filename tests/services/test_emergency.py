"""A record opened in an emergency: with a reason, for some hours, told at once, reviewed later."""

from datetime import date, timedelta

import pytest

from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.cover import EmergencyAccess
from betweenus.records.events import Event
from betweenus.records.people import Person
from betweenus.services import at_hand, case, clock, diary, emergency, focus, goals, people, trail
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

WHY = "He rang the office and said that he has the tablets in his hand."


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3, "Tom Abara")
    Person.objects.filter(pk=course.person_id).update(
        born_on=date(1984, 3, 5), nhs_number="9434765919"
    )
    return course


def opened(by, made, reason=WHY):
    return emergency.open_record(by=by.acts, person_id=made.person_id, reason=reason)


def test_a_stranger_reads_for_some_hours_what_helps_and_changes_nothing(clinic, made):
    hugo = clinic.hugo.acts
    with pytest.raises(NotAllowed):
        case.read(by=hugo, course_id=made.pk)

    opened(clinic.hugo, made)
    assert case.read(by=hugo, course_id=made.pk)
    event = Event.objects.filter(act="read case", account_name="Hugo Pell", done=True).get()
    assert (event.relation, event.purpose) == ("emergency", "an emergency")
    for forbidden in (
        lambda: focus.read(by=hugo, course_id=made.pk),
        lambda: diary.read_for_therapist(by=hugo, course_id=made.pk),
        lambda: goals.set_goal(by=hugo, course_id=made.pk, words="x"),
    ):
        with pytest.raises(NotAllowed):
            forbidden()

    later = worlds.NOW + timedelta(hours=emergency.HOURS, minutes=1)
    with clock.as_of(later), pytest.raises(NotAllowed):
        case.read(by=hugo, course_id=made.pk)


def test_it_is_over_when_whoever_opened_it_says_so(clinic, made):
    opened(clinic.hugo, made)
    emergency.close(by=clinic.hugo.acts, person_id=made.person_id)
    with pytest.raises(NotAllowed):
        case.read(by=clinic.hugo.acts, course_id=made.pk)


def test_what_helps_is_at_hand_at_once_and_gone_when_it_is_over(clinic, made):
    Person.objects.filter(pk=made.person_id).update(phone="07700 900123", postcode="M1 1AA")
    worlds.signed(clinic.rosa, made, session=2, risk_level="present", risk="Keeps tablets at home.")
    with pytest.raises(NotAllowed):
        at_hand.read(by=clinic.hugo.acts, person_id=made.person_id)

    opened(clinic.hugo, made)
    found = at_hand.read(by=clinic.hugo.acts, person_id=made.person_id)
    assert (found.phone, found.address, found.clinician) == (
        "07700 900123",
        ("M1 1AA",),
        "Rosa Lind",
    )
    assert found.noted.words == "Keeps tablets at home."
    assert found.course_id == made.pk
    assert found.until == worlds.NOW + timedelta(hours=emergency.HOURS)

    emergency.close(by=clinic.hugo.acts, person_id=made.person_id)
    with pytest.raises(NotAllowed):
        at_hand.read(by=clinic.hugo.acts, person_id=made.person_id)


def test_saying_that_it_is_over_when_its_time_is_changes_nothing(clinic, made):
    opened(clinic.hugo, made)
    with clock.as_of(worlds.NOW + timedelta(days=2)):
        emergency.close(by=clinic.hugo.acts, person_id=made.person_id)
        (one,) = emergency.to_review(by=clinic.ada.acts)
    assert (one.until, one.ended_at) == (worlds.NOW + timedelta(hours=emergency.HOURS), None)


def test_their_own_clinician_sees_who_opened_it_and_why_and_nobody_else_does(clinic, made):
    opened(clinic.hugo, made)
    (one,) = emergency.mine(by=clinic.rosa.acts).of_own_clients
    assert (one.by, one.name, one.reason) == ("Hugo Pell", "Tom Abara", WHY)
    assert emergency.mine(by=clinic.ben.acts).of_own_clients == ()
    assert [one.name for one in emergency.mine(by=clinic.hugo.acts).open_now] == ["Tom Abara"]


def test_it_opens_one_record_to_one_person(clinic, made):
    other = worlds.at_session(clinic.rosa, 2, "Ines Moreau")
    opened(clinic.hugo, made)
    with pytest.raises(NotAllowed):
        case.read(by=clinic.hugo.acts, course_id=other.pk)
    with pytest.raises(NotAllowed):
        case.read(by=clinic.ben.acts, course_id=made.pk)


def test_a_reason_says_something_or_nothing_opens(clinic, made):
    with pytest.raises(Refusal, match="in a sentence") as refused:
        opened(clinic.hugo, made, "danger")
    assert refused.value.field == "reason"
    assert not EmergencyAccess.objects.exists()


def test_neither_office_nor_lead_nor_client_may(clinic, made):
    tom = people.identify(worlds.client_of(made))
    for by in (clinic.carl.acts, clinic.ada.acts, tom):
        with pytest.raises(NotAllowed):
            emergency.open_record(by=by, person_id=made.person_id, reason=WHY)


def test_their_own_clinician_and_the_leads_are_told_at_once_without_a_name(
    clinic, made, mailoutbox
):
    opened(clinic.hugo, made)
    opened(clinic.hugo, made)
    told = {mail.to[0] for mail in mailoutbox}
    assert told == {clinic.rosa.account.email, clinic.ada.account.email}
    assert len(mailoutbox) == 2, "pressed twice it is opened once"
    assert not any("Abara" in mail.body or "tablets" in mail.body for mail in mailoutbox)


def test_the_client_sees_who_and_why_it_may_be_done(clinic, made):
    tom = people.identify(worlds.client_of(made))
    opened(clinic.hugo, made)
    case.read(by=clinic.hugo.acts, course_id=made.pk)
    seen = [visit for day in trail.read(by=tom).days for visit in day.visits]
    assert {visit.purpose for visit in seen if visit.name == "Hugo Pell"} == {"an emergency"}


def test_a_lead_reviews_each_once_and_nobody_their_own(clinic, made):
    opened(clinic.hugo, made)
    (one,) = emergency.to_review(by=clinic.ada.acts)
    assert (one.name, one.by, one.reason, one.review) == ("Tom Abara", "Hugo Pell", WHY, "")
    with pytest.raises(Refusal, match="what you found"):
        emergency.review(by=clinic.ada.acts, emergency_id=one.id, words=" ")
    emergency.review(by=clinic.ada.acts, emergency_id=one.id, words="Rightly opened.")
    emergency.review(by=clinic.ada.acts, emergency_id=one.id, words="Rightly opened.")
    with pytest.raises(Refusal, match="reviewed this already"):
        emergency.review(by=clinic.ada.acts, emergency_id=one.id, words="On second thought")
    (one,) = emergency.to_review(by=clinic.ada.acts)
    assert (one.reviewed_by, one.review) == ("Ada Quist", "Rightly opened.")
    with pytest.raises(NotAllowed):
        emergency.to_review(by=clinic.hugo.acts)
    with pytest.raises(NotFound):
        emergency.review(by=clinic.ada.acts, emergency_id=made.pk, words="x")


def test_somebody_is_found_only_by_who_knows_them(clinic, made):
    hugo = clinic.hugo.acts
    born = date(1984, 3, 5)
    assert emergency.find(by=hugo, nhs_number="943 476 5919") == made.person_id
    assert emergency.find(by=hugo, name=" tom  abara", born_on=born) == made.person_id
    for said in (
        {},
        {"name": "Tom Abara"},
        {"name": "Tom", "born_on": born},
        {"name": "Tom Abara", "born_on": date(1984, 3, 6)},
    ):
        with pytest.raises(Refusal):
            emergency.find(by=hugo, **said)
