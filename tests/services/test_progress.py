"""What a course leaves behind is found in every table that holds it, for one course or many."""

from datetime import timedelta

import pytest

from betweenus.domain import measures as catalogue
from betweenus.services import (
    case,
    clock,
    course,
    focus,
    goals,
    letters,
    measures,
    midreview,
    progress,
    relationship_map,
    traces,
)
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

FOCUS = {
    "self": "a nuisance",
    "other": "fed up with me",
    "affects": [{"name": "shame", "shown": True}],
    "plain": "When I need something I feel like a nuisance, so I keep quiet.",
}


def artefacts(made) -> set[str]:
    return set(course.facts([made.pk])[made.pk].artefacts)


def answer(who, made, measure: str, **options) -> None:
    """Every question of a measure answered with 1."""
    items = {item.id: 1 for item in catalogue.get(measure).items if item.scored}
    measures.answer(
        by=who.acts,
        person_id=made.person_id,
        measure=measure,
        answers=items,
        course_id=made.pk,
        source="staff",
        **options,
    )


def test_each_artefact_shows_once_it_is_there_and_not_before(clinic):
    made = worlds.at_session(clinic.rosa, 3, consents={}, contract="")
    rosa = clinic.rosa.acts
    assert artefacts(made) == set()

    course.consent(by=rosa, course_id=made.pk, purpose="treatment", given=True)
    course.consent(by=rosa, course_id=made.pk, purpose="recording", given=False)
    course.write_contract(by=rosa, course_id=made.pk, words="Sixteen sessions.")
    assert artefacts(made) == {"consent", "recording_consent", "contract"}

    person = {"key": "mum", "name": "Mum", "relation": "mother", "closeness": 3}
    relationship_map.save(by=rosa, course_id=made.pk, people=[person], seen_number=0)
    assert "map" in artefacts(made)

    focus.write(by=rosa, course_id=made.pk, parts=FOCUS, seen_number=0)
    assert "focus_draft" in artefacts(made)
    assert "focus_said" not in artefacts(made)
    focus.move(by=rosa, course_id=made.pk, to="said")
    assert "focus_said" in artefacts(made)
    assert "focus_agreed" not in artefacts(made)
    focus.move(by=rosa, course_id=made.pk, to="agreed")
    assert "focus_agreed" in artefacts(made)

    goal = goals.set_goal(by=rosa, course_id=made.pk, words="Say no once a week")
    assert "goals" not in artefacts(made)
    goals.rate(by=rosa, goal_id=goal.pk, value=2)
    assert "goals" in artefacts(made)

    midreview.record(by=rosa, course_id=made.pk, focus_fits="yes", words="Still right.")
    assert "mid_review" in artefacts(made)

    letter = letters.start(by=rosa, course_id=made.pk, kind="goodbye")
    assert "letter_notes" in artefacts(made)
    assert "letter_draft" not in artefacts(made)
    letters.write(
        by=rosa, letter_id=letter.pk, sections={"why_you_came": "You came."}, seen_number=0
    )
    assert "letter_draft" in artefacts(made)


def test_measures_of_the_last_session_pair_the_course(clinic):
    made = worlds.at_session(clinic.rosa, 16)

    answer(clinic.rosa, made, "phq-9")
    assert "end_measures" not in artefacts(made)
    answer(clinic.rosa, made, "gad-7")

    assert "end_measures" in artefacts(made)


def test_an_early_ending_is_paired_by_the_week_of_its_last_session(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    long_ago = worlds.NOW - timedelta(weeks=5)
    for measure in ("phq-9", "gad-7"):
        with clock.as_of(long_ago):
            answer(clinic.rosa, made, measure)
    course.plan_early_ending(by=clinic.rosa.acts, course_id=made.pk)
    assert "end_measures" not in artefacts(made)

    for measure in ("phq-9", "gad-7"):
        answer(clinic.rosa, made, measure)

    assert "end_measures" in artefacts(made)


def test_a_course_that_goes_on_is_not_paired_by_an_ordinary_session(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    for measure in ("phq-9", "gad-7"):
        with clock.as_of(worlds.NOW - timedelta(weeks=5)):
            answer(clinic.rosa, made, measure)
        answer(clinic.rosa, made, measure)

    assert "end_measures" not in artefacts(made)


def test_traces_of_one_course_are_not_mixed_with_anothers(clinic):
    one = worlds.at_session(clinic.rosa, 2, "One")
    other = worlds.at_session(clinic.rosa, 2, "Other", consents={})

    found = traces.traces([other.pk, one.pk])

    assert {trace.key for trace in found[one.pk] if trace.what == "consent"} == {
        "treatment",
        "recording",
        "gp",
    }
    assert not [trace for trace in found[other.pk] if trace.what == "consent"]


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_any_number_of_courses_is_read_in_two_queries(clinic, count, django_assert_max_num_queries):
    ids = [worlds.opened(clinic.rosa, f"Client {n}").pk for n in range(count)]

    with django_assert_max_num_queries(2):
        found = progress.facts(ids)

    assert set(found) == set(ids)
    assert all("contract" in one.artefacts for one in found.values())


def test_the_overview_shows_the_newest_focus_where_it_stands(clinic):
    made = worlds.at_session(clinic.rosa, 5)
    rosa = clinic.rosa.acts
    assert case.read(by=rosa, course_id=made.pk).focus is None

    focus.write(by=rosa, course_id=made.pk, parts=FOCUS, seen_number=0)
    focus.move(by=rosa, course_id=made.pk, to="said")
    focus.move(by=rosa, course_id=made.pk, to="agreed")
    assert case.read(by=rosa, course_id=made.pk).focus.state == "agreed"

    focus.write(by=rosa, course_id=made.pk, parts=FOCUS | {"plain": "Anew."}, seen_number=1)
    now = case.read(by=rosa, course_id=made.pk).focus
    assert (now.state, now.focus.plain) == ("draft", "Anew.")
