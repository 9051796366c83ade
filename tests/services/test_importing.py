"""Importing a caseload: everybody comes in as far along as they were, and nothing is made up."""

from datetime import date, timedelta
from functools import partial

import pytest

from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotAllowed
from betweenus.records.course import Course
from betweenus.records.measures import MeasureAnswers
from betweenus.records.people import Message, Person
from betweenus.records.referral import Referral
from betweenus.records.safety import RiskTask
from betweenus.records.teams import Responsibility
from betweenus.services import (
    caseload,
    clock,
    course,
    waiting,
)
from tests import worlds
from tests.caseload_files import ANN, HEADER, ROSA, bring_rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def bring(tmp_path):
    """Import these rows, below the usual columns or others."""
    return partial(bring_rows, tmp_path)


def test_a_client_in_treatment_comes_in_as_their_therapist_knows_them(clinic, bring):
    report = bring(*ANN)
    assert (report.rows, report.new, report.out, report.problems) == (3, 3, 0, ())

    made = Course.objects.get()
    assert made.person.name == "Ann Fell"
    assert made.therapist == clinic.rosa.account
    assert made.opened_at.astimezone(LONDON).date() == date(2025, 12, 1)
    now = course.state(course.load(made.pk))
    assert (now.used, now.attended, now.missed, now.late_arrivals) == (2, 2, 1, 1)
    assert made.referral.state == "treating"
    page = caseload.read(by=clinic.rosa.acts)
    assert "Ann Fell" in str(page)


def test_the_therapist_may_open_the_case_and_another_may_not(clinic, bring):
    bring(*ANN)
    made = Course.objects.get()
    assert course.read_phase(by=clinic.rosa.acts, course_id=made.pk).case.name == "Ann Fell"
    with pytest.raises(NotAllowed):
        course.read_phase(by=clinic.hugo.acts, course_id=made.pk)


def test_somebody_who_waits_stands_on_the_waiting_list(clinic, bring):
    header = f"{HEADER},accepted"
    bring(
        "LR-1,Ann Fell,2025-11-03,,,,",
        f"LR-2,Bo Grey,2025-11-10,{ROSA},,,",
        f"LR-3,Cy Hale,2025-11-17,{ROSA},,,yes",
        header=header,
    )
    found = waiting.list_waiting(by=clinic.rosa.acts).rows
    assert [(row.name, str(row.stage), row.mine) for row in found] == [
        ("Ann Fell", "assess", False),
        ("Bo Grey", "assess", True),
        ("Cy Hale", "open", True),
    ]


def test_a_course_that_ended_has_its_end(clinic, bring):
    header = f"{HEADER},ended_on,end_code,end_words"
    bring(
        f"LR-1,Ann Fell,2025-03-03,{ROSA},2025-04-07,5,2025-06-02,47,She moved away.",
        header=header,
    )
    made = Course.objects.get()
    assert (made.ended_on, made.end_code) == (date(2025, 6, 2), "47")
    assert made.end_words == "She moved away."
    assert (made.referral.state, made.referral.closed_on) == ("closed", date(2025, 6, 2))


def test_a_referral_that_led_nowhere_is_closed(clinic, bring):
    bring(
        "LR-1,Ann Fell,2025-03-03,,,,2025-04-01,14",
        header=f"{HEADER},ended_on,end_code",
    )
    row = Referral.objects.get()
    assert (row.state, row.closed_on, row.close_code) == ("closed", date(2025, 4, 1), "14")
    assert not Responsibility.objects.exists()


def test_whoever_treated_somebody_and_has_left_keeps_what_they_did(clinic, bring):
    clinic.hugo.account.is_active = False
    clinic.hugo.account.save()
    header = f"{HEADER},ended_on,end_code"
    report = bring(
        "LR-1,Ann Fell,2025-03-03,hugo@clinic.example,2025-04-07,5,2025-06-02,46",
        "LR-2,Bo Grey,2025-03-03,hugo@clinic.example,2025-04-07,5,,",
        header=header,
    )
    assert told(report) == [(3, "therapist")]
    assert Course.objects.get().therapist == clinic.hugo.account


def test_somebody_who_came_back_has_two_referrals(clinic, bring):
    header = f"{HEADER},ended_on,end_code"
    report = bring(
        "LR-1,Ann Fell,2023-01-09,hugo@clinic.example,2023-02-06,5,2023-05-08,46",
        f"LR-1,,2025-11-03,{ROSA},2025-12-01,5,,",
        header=header,
    )
    assert not report.problems
    ann = Person.objects.get()
    assert ann.referrals.count() == 2
    now = Responsibility.objects.get(until=None)
    assert (now.account, now.since) == (clinic.rosa.account, date(2025, 12, 1))
    before = Responsibility.objects.exclude(until=None).get()
    assert (before.account, before.until) == (clinic.hugo.account, date(2025, 11, 3))


def test_a_second_referral_beside_an_open_one_is_told(clinic, bring):
    report = bring(
        f"LR-1,Ann Fell,2025-01-09,{ROSA},2025-02-06,5", f"LR-1,,2025-11-03,{ROSA},2025-12-01,5"
    )
    assert told(report) == [(3, "the row")]
    assert "still open" in report.problems[0].reason
    assert Referral.objects.count() == 1


def test_a_session_to_come_is_booked_and_its_questionnaires_are_asked(clinic, bring):
    tomorrow = clock.today() + timedelta(days=1)
    bring(*ANN, f"LR-1,,2025-11-03,,{tomorrow},")
    ahead = worlds.upcoming(Course.objects.get())
    assert [row.starts_at.astimezone(LONDON).date() for row in ahead] == [tomorrow]
    asked = Person.objects.get().measure_requests.values_list("measure", "due_on")
    assert set(asked) == {("phq-9", tomorrow), ("gad-7", tomorrow)}


def test_consents_say_where_they_come_from(clinic, bring):
    header = f"{HEADER},consent_treatment,consent_recording,consent_on"
    bring(f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5,yes,no,2025-11-28", header=header)
    found = {row.purpose: row for row in Course.objects.get().consents.all()}
    assert {purpose: row.given for purpose, row in found.items()} == {
        "treatment": True,
        "recording": False,
    }
    assert found["treatment"].at.astimezone(LONDON).date() == date(2025, 11, 28)
    assert "another system" in found["treatment"].words


def test_nobody_gets_an_email(clinic, bring):
    header = f"{HEADER},email"
    bring(f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5,ann@home.example", header=header)
    assert not Message.objects.exists()


# -- questionnaires -----------------------------------------------------------------------------

PHQ = ",".join(f"phq9_{n}" for n in range(1, 10))


def test_scores_stand_at_their_moment_and_session(clinic, bring):
    bring(
        f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-11-10,,none,15",
        "LR-1,,2025-11-03,,2025-11-24,5,assessment,14",
        "LR-1,,2025-11-03,,2025-12-01,5,,13",
        "LR-1,,2025-11-03,,2025-12-08,3,,12",
        "LR-1,,2025-11-03,,2025-12-15,5,,11",
        "LR-1,,2025-11-03,,2025-12-18,,none,10",
        header=f"{HEADER},contact_kind,phq9_total",
    )
    rows = MeasureAnswers.objects.order_by("answered_on")
    assert [(row.total, row.moment, row.session_number) for row in rows] == [
        (15, "assessment", None),
        (14, "assessment", None),
        (13, "treatment", 1),
        (12, "treatment", 2),
        (11, "treatment", 2),
        (10, "treatment", 3),
    ]
    assert all(row.total_only and row.source == "import" for row in rows)


def test_a_session_left_out_still_counts_for_those_after_it(clinic, bring):
    header = f"{HEADER},phq9_total"
    report = bring(
        f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5,13",
        "LR-1,,2025-11-03,,2025-12-08,5,99",
        "LR-1,,2025-11-03,,2025-12-15,5,11",
        header=header,
    )
    assert told(report) == [(3, "phq9_total")]
    bring(
        f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5,13",
        "LR-1,,2025-11-03,,2025-12-08,5,12",
        "LR-1,,2025-11-03,,2025-12-15,5,11",
        header=header,
    )
    rows = MeasureAnswers.objects.order_by("answered_on")
    assert [(row.total, row.session_number) for row in rows] == [(13, 1), (12, 2), (11, 3)]


def test_only_the_newest_answers_of_somebody_in_care_are_a_risk_sign(clinic, bring):
    header = f"{HEADER},ended_on,end_code,{PHQ}"
    bad, well = "0,0,0,0,0,0,0,0,2", "0,0,0,0,0,0,0,0,0"
    report = bring(
        f"LR-1,Ann Fell,2025-11-03,{ROSA},2025-12-01,5,,,{bad}",
        f"LR-1,,2025-11-03,,2025-12-08,5,,,{bad}",
        f"LR-2,Bo Grey,2025-11-03,{ROSA},2025-12-01,5,,,{bad}",
        f"LR-2,,2025-11-03,,2025-12-08,5,,,{well}",
        f"LR-3,Cy Hale,2025-03-03,{ROSA},2025-04-07,5,2025-06-02,46,{bad}",
        header=header,
    )
    task = RiskTask.objects.get()
    assert task.person.name == "Ann Fell"
    assert task.answers.answered_on == date(2025, 12, 8)
    assert task.opened_at == clock.now()
    assert report.made["risk signs"] == 1
