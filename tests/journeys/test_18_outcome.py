"""Outcome: Rosa looks at what came of a course and takes it away; Ada changes a threshold.

Rosa Lind has Tom Abara's PHQ-9, GAD-7 and two ECR-RS forms. Ada Quist has got hold of the manual.
"""

from datetime import timedelta

import pytest

from betweenus.services import clock, measures
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(clinic):
    """A course at session 6, with questionnaires of two weeks."""
    course = worlds.at_session(clinic.rosa, 6)
    for weeks, phq9, gad7 in ((4, [2] * 7 + [1, 0], [2] * 6 + [0]), (1, [1] * 8 + [0], [1] * 7)):
        give(clinic, course, weeks, "phq-9", phq9)
        give(clinic, course, weeks, "gad-7", gad7)
    give(clinic, course, 4, "ecr-rs", [4] * 9, "mother")
    give(clinic, course, 1, "ecr-rs", [3] * 9, "partner")
    return course


def give(clinic, course, weeks, measure, answers, subject=""):
    with clock.as_of(clock.now() - timedelta(weeks=weeks)):
        measures.answer(
            by=clinic.rosa.acts,
            person_id=course.person_id,
            course_id=course.pk,
            measure=measure,
            answers=answers,
            answered_on=clock.today(),
            moment="treatment",
            subject=subject,
            source="staff",
        )


_ALL_IN_SIGHT = """() => {
    const cells = [...document.querySelectorAll("main .bu-scores td")];
    const seen = (cell) => cell.getBoundingClientRect().right <= window.innerWidth;
    return cells.length > 0 && cells.every(seen);
}"""
_STILL_A_TABLE = """() => {
    const rows = [...document.querySelectorAll("main .bu-scores tr")];
    return rows.length > 0 && rows.every((row) => getComputedStyle(row).display === "table-row");
}"""


def test_a_therapist_sees_what_came_of_a_course_and_takes_it_away(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/measures/")
    story.follow("Change and outcome: what it came to, to print or take away as a table")
    story.sees_title("Change and outcome")
    story.sees("PHQ-9 15 → 8")
    story.sees("Reliably recovered: yes")
    story.sees("No expected course is drawn")
    story.sees("ECR-RS, mother")
    story.sees("ECR-RS, partner")
    story.open_details("Show the scores as a table")
    assert story.page.evaluate(_ALL_IN_SIGHT)
    story.page.emulate_media(media="print")
    assert story.page.evaluate(_STILL_A_TABLE)
    story.page.emulate_media(media="screen")
    with story.page.expect_download() as taken:
        story.page.get_by_text("Every score as a table (CSV)").click()
    assert taken.value.suggested_filename == "scores.csv"


def test_a_lead_changes_a_threshold_with_its_source_and_a_reason(story, clinic):
    story.sign_in(clinic.ada.account)
    story.go("/service/thresholds/")
    story.sees_title("Thresholds of the national outcome")
    story.select("Which figure?", "PDSS, self-report: case from")
    story.fill("What is it now?", "9")
    story.press("Save as a new version")
    story.sees("Say where the figure comes from")
    story.fill("Where does it come from?", "National manual, edition 7, page 31")
    story.fill("Why do you change it?", "We have the manual now.")
    story.press("Save as a new version")
    story.sees("Version 1.1 of the table is in force.")
    story.sees("National manual, edition 7, page 31")
