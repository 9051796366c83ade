"""The demo, loaded through the services: every stage is there, and the words are the stories'."""

from datetime import UTC, datetime

import pytest

from betweenus.domain.access import Role
from betweenus.domain.patterns import rank, vocabulary
from betweenus.domain.trail.unusual import Why
from betweenus.records.course import Appointment, Course
from betweenus.records.events import Event
from betweenus.records.formulation import FocusVersion, MapVersion
from betweenus.records.letters import Letter
from betweenus.records.people import Account, Person
from betweenus.records.referral import Referral
from betweenus.records.safety import RiskTask
from betweenus.services import caseload, clock, demo, episodes, people, unusual
from betweenus.services.demo.loading import load

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WEEKDAY = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 2, 15, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment", [WEEKDAY, SUNDAY], ids=["weekday", "sunday"])
def test_the_demo_is_whole_on_any_day(moment):
    """One load, many looks: loading takes seconds."""
    with clock.as_of(moment):
        load()
        everybody_is_there_and_each_stage_with_them()
        there_is_one_open_risk_sign_and_sessions_today(moment)
        the_complete_course_can_be_read_from_referral_to_goodbye()
        no_session_falls_on_a_weekend_unless_it_is_today(moment)
        everything_came_about_through_acts(moment)
        each_role_has_a_login_that_works()
        the_therapists_day_has_something_to_do()
        the_lead_has_some_reading_to_ask_about()
        episodes_are_told_enough_for_a_pattern_of_two_and_too_few_of_a_third()


def everybody_is_there_and_each_stage_with_them():
    assert Person.objects.count() == 14
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == {"received", "waiting", "treating", "closed"}
    ended = Course.objects.exclude(ended_on=None)
    assert sorted(ended.values_list("end_code", flat=True)) == ["46", "47"]
    assert Referral.objects.filter(close_code="11").count() == 1


def there_is_one_open_risk_sign_and_sessions_today(moment):
    assert RiskTask.objects.filter(acknowledged_at=None).count() == 1
    day = moment.date()
    assert Appointment.objects.filter(starts_at__date=day, attendance="").count() >= 2


def the_complete_course_can_be_read_from_referral_to_goodbye():
    course = Course.objects.get(person__known_as="Kola")
    held = course.appointments.filter(kind="treatment", attendance__in=("5", "6"))
    assert held.count() == 16
    assert all(hasattr(row, "signed_note") for row in held.select_related("signed_note"))
    assert FocusVersion.objects.filter(course=course).count() == 3
    assert MapVersion.objects.filter(course=course).count() == 3
    kinds = set(Letter.objects.filter(course=course).values_list("kind", flat=True))
    assert kinds == {"goodbye", "keeping_well", "discharge"}
    assert course.diary_entries.count() == 15


def episodes_are_told_enough_for_a_pattern_of_two_and_too_few_of_a_third():
    told = {
        name: episodes.of_course(Course.objects.get(person__known_as=name).pk)
        for name in ("Meera", "Daz", "Robin")
    }
    ranked = {name: rank(episodes.as_ranked(of), vocabulary()) for name, of in told.items()}
    assert [(len(of), ranked[name].episodes, ranked[name].people) for name, of in told.items()] == [
        (20, 18, 9),
        (8, 8, 7),
        (3, 3, 3),
    ]
    assert ranked["Meera"].candidates[0].parts == {
        "wish": "be_cared_for",
        "response_of_other": "ignores",
        "self_view": "invisible",
        "other_view": "indifferent",
        "affect": "hurt",
        "defence": "overwork",
    }
    assert ranked["Meera"].candidates[0].episodes_against
    assert ranked["Robin"].too_early


def no_session_falls_on_a_weekend_unless_it_is_today(moment):
    for starts_at in Appointment.objects.values_list("starts_at", flat=True):
        on_todays_weekday = starts_at.weekday() == moment.weekday()
        assert starts_at.weekday() < 5 or on_todays_weekday, starts_at


def everything_came_about_through_acts(moment):
    acts = set(Event.objects.values_list("act", flat=True))
    for act in (
        "refer",
        "assess suitability",
        "open course",
        "sign note",
        "move focus",
        "share letter",
    ):
        assert act in acts
    refused = Event.objects.filter(done=False).values_list("account_name", "act")
    assert list(refused) == [("Cerys Amponsah", "read case")], "only the one that is meant to be"
    assert not Event.objects.filter(at__gt=moment).exists()


def each_role_has_a_login_that_works():
    for login in demo.logins():
        account = Account.objects.get(email=login.email)
        assert account.check_password(login.password), login.email


def the_therapists_day_has_something_to_do():
    helen = people.identify(Account.objects.get(email="helen.tovey@demo.betweenus.example"))
    assert helen.has(Role.THERAPIST)
    assert caseload.read(by=helen).today


def the_lead_has_some_reading_to_ask_about():
    lead = people.identify(Account.objects.get(name="Nasreen Holloway"))
    found = {(one.finding.reader.name, one.finding.why) for one in unusual.read(by=lead).shown}
    assert found == {
        ("Imran Sattar", (Why.NIGHT,)),
        ("Judith Karpel", (Why.NIGHT,)),
        ("Cerys Amponsah", (Why.REFUSED,)),
    }
