"""Referring, reading and closing: who may, what is kept, and that likenesses are asked about."""

from datetime import date, timedelta

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.course.attendance import EndCode
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.records.referral import Referral
from betweenus.services import clock, referral, waiting
from betweenus.services.referral import NewPerson
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def refer(name="Rosa Whitlow", *, by=PUBLIC, source="self", **known):
    return referral.refer(by=by, person=NewPerson(name, **known), source=source)


def test_numbers_are_kept_in_one_form(clinic):
    person = refer(
        phone="+44 7700 900162", email=" Rosa@Home.Example", nhs_number="999 000 1014"
    ).person
    assert (person.phone, person.email, person.nhs_number) == (
        "07700900162",
        "rosa@home.example",
        "9990001014",
    )


def test_what_was_told_in_confidence_is_sealed_in_the_database(clinic):
    from django.db import connection

    made = referral.refer(
        by=PUBLIC,
        person=NewPerson("Rosa Whitlow", contact_notes="My husband must not know."),
        source="self",
        own_words="My sister.",
        preference_words="Mornings.",
        referrer_words="Low since spring.",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT own_words, preference_words, referrer_words FROM records_referral")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT contact_notes FROM records_person")
        stored += str(cursor.fetchall())
    for words in ("sister", "Mornings", "spring", "husband"):
        assert words not in stored
    assert Referral.objects.get(pk=made.pk).own_words == "My sister."


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "pigeon"},
        {"source": "self", "preference": "hypnosis"},
        {"source": "self", "received_on": worlds.TODAY + timedelta(days=1)},
    ],
)
def test_an_impossible_answer_is_refused_and_nothing_is_kept(clinic, wrong):
    with pytest.raises(Refusal):
        referral.refer(by=PUBLIC, person=NewPerson("Rosa Whitlow"), **wrong)
    assert not Person.objects.exists()


def test_a_client_cannot_read_a_referral_and_the_attempt_is_kept(clinic):
    made = refer()
    with pytest.raises(NotAllowed):
        referral.read(by=PUBLIC, referral_id=made.pk)
    assert Event.objects.get(act="read referral").done is False


def test_a_therapist_reads_a_referral_nobody_has_taken(clinic):
    made = refer()
    page = referral.read(by=clinic.rosa.acts, referral_id=made.pk)
    assert page.may_allocate
    assert page.may_close
    assert not page.may_assess
    assert Event.objects.filter(act="read referral", person_id=made.person_id, done=True).exists()


def test_once_somebody_has_taken_it_other_therapists_and_the_office_cannot_read_it(clinic):
    made = refer()
    waiting.allocate(by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk)
    assert referral.read(by=clinic.rosa.acts, referral_id=made.pk).may_assess
    assert referral.read(by=clinic.miriam.acts, referral_id=made.pk).referral == made
    for other in (clinic.hugo, clinic.ada, clinic.carl):
        with pytest.raises(NotAllowed):
            referral.read(by=other.acts, referral_id=made.pk)


def test_a_supervisor_reads_and_is_offered_nothing_to_do(clinic):
    made = worlds.accepted(clinic.rosa)
    page = referral.read(by=clinic.miriam.acts, referral_id=made.pk)
    assert page.suitabilities
    assert not any((page.may_allocate, page.may_assess, page.may_open, page.may_close))


def test_somebody_who_comes_again_is_free_to_be_taken_and_the_old_assessment_stays_closed_off(
    clinic,
):
    first = worlds.accepted(clinic.rosa)
    referral.close(by=clinic.rosa.acts, referral_id=first.pk, code=EndCode.DECLINED)
    second = referral.refer(by=clinic.carl.acts, person=first.person_id, source="staff")
    page = referral.read(by=clinic.hugo.acts, referral_id=second.pk)
    assert page.responsible is None
    assert [one.pk for one in page.others] == [first.pk]
    assert referral.read(by=clinic.hugo.acts, referral_id=first.pk).suitabilities == ()


def test_somebody_in_care_is_not_referred_a_second_time(clinic):
    first = refer()
    with pytest.raises(Refusal, match="still open"):
        referral.refer(by=clinic.carl.acts, person=first.person_id, source="staff")


@pytest.mark.parametrize("who", ["carl", "ada", "rosa"])
def test_a_referral_can_be_closed_by_the_office_or_whoever_may_take_it(clinic, who):
    made = refer()
    staff = getattr(clinic, who)
    referral.close(
        by=staff.acts, referral_id=made.pk, code=EndCode.DECLINED, words="Rang; has found help."
    )
    made.refresh_from_db()
    assert (made.state, made.close_code, made.closed_on) == ("closed", "14", worlds.TODAY)
    with pytest.raises(Refusal, match="closed already"):
        referral.close(by=staff.acts, referral_id=made.pk, code=EndCode.DECLINED)


def test_another_therapists_referral_cannot_be_closed(clinic):
    made = worlds.accepted(clinic.rosa)
    with pytest.raises(NotAllowed):
        referral.close(by=clinic.hugo.acts, referral_id=made.pk, code=EndCode.DECLINED)
    made.refresh_from_db()
    assert made.state == "waiting"


def test_a_treatments_end_code_does_not_close_a_referral(clinic):
    made = refer()
    with pytest.raises(Refusal, match="can only end a treatment"):
        referral.close(by=clinic.carl.acts, referral_id=made.pk, code=EndCode.COMPLETED)


def test_once_treatment_has_begun_the_course_is_ended_instead(clinic):
    course = worlds.opened(clinic.rosa)
    with pytest.raises(Refusal, match="Treatment has begun"):
        referral.close(by=clinic.rosa.acts, referral_id=course.referral_id, code=EndCode.DECLINED)


def test_an_unknown_referral_is_not_found(clinic):
    import uuid

    for act in (referral.read, referral.read_closing):
        with pytest.raises(NotFound):
            act(by=clinic.rosa.acts, referral_id=uuid.uuid4())


def test_reading_takes_few_queries_whoever_reads(clinic, most_queries):
    made = worlds.accepted(clinic.rosa)
    for who in (clinic.rosa, clinic.miriam):
        with most_queries(9):
            referral.read(by=who.acts, referral_id=made.pk)


def test_likenesses_are_asked_about_once(clinic):
    refer(email="rosa@home.example")
    refer(email="rosa@home.example")
    assert PossibleDuplicate.objects.count() == 1
    refer("Sam Ng", born_on=date(1990, 1, 1))
    assert PossibleDuplicate.objects.count() == 1
