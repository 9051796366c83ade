"""Change and outcome of a course: looked at, printed, and taken away as a table."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest

from betweenus.domain import measures as catalogue
from betweenus.domain.course import default_protocol
from betweenus.domain.outcomes.revising import Revision
from betweenus.records.events import Event
from betweenus.services import (
    clock,
    course,
    course_outcome,
    measures,
    suitability,
    thresholds,
    waiting,
)
from betweenus.services.scores import Point, Series
from betweenus.web.charts import other_charts
from betweenus.web.words import day
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


@pytest.fixture
def rosa(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return client


def give(clinic, made, measure, answers, *, weeks_ago=0, moment="treatment", subject=""):
    with clock.as_of(worlds.NOW - timedelta(weeks=weeks_ago)):
        return measures.answer(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure=measure,
            answers=answers,
            answered_on=clock.today(),
            moment=moment,
            subject=subject,
            source="staff",
        )


def text(page) -> str:
    return " ".join(page.content.decode().split())


def outcome_of(rosa, made) -> str:
    return text(rosa.get(f"/courses/{made.pk}/outcome/"))


def said(page: str, question: str) -> str:
    return page.partition(f"{question}: <strong>")[2].partition("<")[0]


def test_before_any_questionnaire_nothing_is_claimed(rosa, made, most_queries):
    with most_queries():
        page = outcome_of(rosa, made)
    assert said(page, "A case at the start") == "cannot be said"
    assert "No questionnaire is filled in yet." in page
    assert "There is no first score yet to compare with." in page


def test_the_national_outcome_with_the_scores_it_is_made_of(rosa, clinic, made, most_queries):
    give(clinic, made, "phq-9", [2] * 7 + [1, 0], weeks_ago=4)
    give(clinic, made, "gad-7", [2] * 6 + [0], weeks_ago=4)
    give(clinic, made, "phq-9", [1] * 8 + [0])
    give(clinic, made, "gad-7", [1] * 7)
    with most_queries():
        page = outcome_of(rosa, made)
    assert "PHQ-9 15 → 8" in page
    assert "GAD-7 12 → 7" in page
    assert said(page, "Reliably recovered") == "yes"
    assert said(page, "Reliable deterioration") == "no"
    assert "The course is not over" in page
    assert "Thresholds version 1," in page
    assert f"As it stands on {day(clock.today())} {clock.today().year}." in page
    assert "it takes 20 ended courses" in page


def test_one_up_and_one_down_is_said_to_be_our_reading(rosa, clinic, made):
    give(clinic, made, "phq-9", [2] * 7 + [0, 0], weeks_ago=4)
    give(clinic, made, "gad-7", [1] * 6 + [0], weeks_ago=4)
    assert "our reading" not in outcome_of(rosa, made)
    give(clinic, made, "phq-9", [1] * 8 + [0])
    give(clinic, made, "gad-7", [2] * 5 + [0, 0])
    page = outcome_of(rosa, made)
    assert said(page, "No reliable change") == "yes"
    assert "That this counts as no reliable change is our reading of the rules." in page


def test_a_review_afterwards_does_not_count(rosa, clinic, made):
    give(clinic, made, "phq-9", [2] * 8 + [0], weeks_ago=4)
    give(clinic, made, "phq-9", [0] * 9, moment="follow-up")
    page = outcome_of(rosa, made)
    assert "PHQ-9 16 → no last score" in page
    assert "Nothing to compare yet." in page


def test_a_score_stands_with_version_digest_and_source(rosa, clinic, made):
    give(clinic, made, "core-10", [3] * 10)
    page = outcome_of(rosa, made)
    core = catalogue.get("core-10")
    assert f"version {core.version}, digest {core.digest[:12]}" in page
    assert f"CORE-10: {core.source}." in page
    assert 'severe <span class="bu-quiet">(unverified)</span>' in page
    assert "Reliable change 6 (unverified)" in page
    assert "less than 6 from the first score, no reliable change (unverified)" in page


def test_clinically_significant_change_is_said_of_core_10_and_not_of_phq_9(rosa, clinic, made):
    for measure, high in (("core-10", [4, 0, 0, 4, 4, 0, 4, 4, 4, 4]), ("phq-9", [3] * 8 + [0])):
        give(clinic, made, measure, high, weeks_ago=4)
    give(clinic, made, "core-10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0])
    give(clinic, made, "phq-9", [0] * 9)
    page = outcome_of(rosa, made)
    assert page.count("Clinically significant: a reliable change") == 1
    assert "unverified" in page.partition("Clinically significant")[2][:200]


def test_the_table_to_take_away_has_every_score_and_names_nobody(rosa, clinic, made):
    give(clinic, made, "phq-9", [1] * 9)
    give(clinic, made, "ecr-rs", [4] * 9, subject="mother")
    answer = rosa.get(f"/courses/{made.pk}/scores.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["measure"], row["subject"], row["scale"], row["value"]) for row in rows] == [
        ("phq-9", "", "", "9"),
        ("ecr-rs", "mother", "Avoidance", "4"),
        ("ecr-rs", "mother", "Anxiety", "4"),
    ]
    phq9 = catalogue.get("phq-9")
    assert (rows[0]["version"], rows[0]["digest"]) == (phq9.version, phq9.digest)
    assert rows[0]["measure_source"] == phq9.source
    assert "Tom" not in answer.content.decode()
    assert Event.objects.filter(detail__exported=True).count() == 1


def test_who_does_not_care_for_the_client_gets_neither(client, clinic, made):
    client.force_login(clinic.hugo.account, backend="sesame.backends.ModelBackend")
    assert client.get(f"/courses/{made.pk}/outcome/").status_code == 403
    assert client.get(f"/courses/{made.pk}/scores.csv").status_code == 403


def test_an_ended_course_keeps_the_thresholds_of_its_last_day(clinic, made):
    change = Revision(clock.today(), "gad-7", "caseness", 9, "a local protocol")
    thresholds.change(by=clinic.ada.acts, seen=0, revision=change, why="To try it.")
    now = course_outcome.read(by=clinic.rosa.acts, course_id=made.pk)
    assert now.national.version == "1.1"
    yesterday = clock.today() - timedelta(days=1)
    course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47", ended_on=yesterday)
    then = course_outcome.read(by=clinic.rosa.acts, course_id=made.pk)
    assert then.national.version == "1"
    assert then.national.finished


def test_the_expected_course_comes_from_ended_courses_that_began_alike(
    rosa, clinic, made, monkeypatch
):
    monkeypatch.setattr("betweenus.domain.outcomes.expected.ENOUGH", 1)
    give(clinic, made, "phq-9", [2] * 9, weeks_ago=5)
    give(clinic, made, "phq-9", [2] * 9, weeks_ago=2)
    before = outcome_of(rosa, made)
    assert "it takes 1 ended courses" in before
    assert "8 of 10" not in before

    other = worlds.at_session(clinic.rosa, 6, "Ola Brandt", hour=10)
    for weeks, answers in ((5, [2] * 8 + [1]), (4, [1] * 9), (2, [1] * 8 + [0])):
        give(clinic, other, "phq-9", answers, weeks_ago=weeks)
    yesterday = clock.today() - timedelta(days=1)
    course.end(by=clinic.rosa.acts, course_id=other.pk, end_code="46", ended_on=yesterday)
    after = outcome_of(rosa, made)
    assert "From 1 ended courses of this service" in after
    assert "PHQ-9, 8 of 10" in after
    assert "the middle 8 of 10 ended courses here that began alike" in after
    assert "8 to 8" in after


def test_the_problem_chooses_the_anxiety_measure_and_its_marks_are_said(rosa, clinic):
    row = worlds.referred("Ola Brandt")
    waiting.allocate(by=clinic.rosa.acts, referral_id=row.pk, account_id=clinic.rosa.account.pk)
    suitability.assess(
        by=clinic.rosa.acts,
        referral_id=row.pk,
        answers=worlds.answers(),
        decision="accept",
        reason="Sees how her mood follows what happens with people.",
        offered=["dit", "cbt"],
        chosen="dit",
        problem_descriptor="post-traumatic stress",
    )
    waiting.allocate(by=clinic.rosa.acts, referral_id=row.pk, account_id=clinic.rosa.account.pk)
    made = course.open_course(
        by=clinic.rosa.acts,
        referral_id=row.pk,
        first_session=worlds.at(clock.today() + timedelta(days=7)),
        consents={"treatment": True, "recording": True, "gp": True},
        contract="Sixteen sessions.",
    )
    give(clinic, made, "gad-7", [2] * 7)
    assert "GAD-7 14 → no last score" in outcome_of(rosa, made)
    with clock.as_of(worlds.NOW + timedelta(days=1)):
        give(clinic, made, "pcl-5", [3] * 20)
    with clock.as_of(worlds.NOW + timedelta(days=2)):
        give(clinic, made, "pcl-5", [2] * 20)
        page = outcome_of(rosa, made)
    assert "PCL-5 60 → 40" in page
    assert "PCL-5 caseness (32) is unverified." in page
    assert "Problem: post-traumatic stress." in page


@pytest.mark.parametrize("measure", catalogue.all_measures(), ids=lambda measure: measure.id)
def test_every_measure_can_be_drawn(measure):
    answers = {item.id: item.values[0] for item in measure.items}
    total = measure.score(answers).total
    point = Point(
        UUID(int=1), measure.id, "", clock.today(), 1, "treatment", total, "", None, False, False,
        answers,
    )  # fmt: skip
    (drawn,) = other_charts([Series(measure, (point,))], default_protocol(16)) or [None]
    symptoms = measure.id in ("phq-9", "gad-7")
    assert (drawn is None) is (symptoms or not measure.scales)
