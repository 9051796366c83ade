"""Questionnaires asked for, filled in once, scored and kept; what they make of a risk answer."""

from datetime import date, timedelta

import pytest

from betweenus.domain.measures import DECLINED, AnswerRefused
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.safety import RiskTask
from betweenus.services import clock, course, measures, people, scores
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

CALM = [1, 1, 1, 1, 1, 1, 1, 1, 0]
AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 1]


@pytest.fixture
def made(clinic):
    """Tom's course: session 5 is today at two."""
    return worlds.at_session(clinic.rosa, 5)


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def fill_in(by, made, answers, measure="phq-9", **known):
    return measures.answer(
        by=by,
        person_id=made.person_id,
        course_id=made.pk,
        measure=measure,
        answers=answers,
        **known,
    )


class TestAsking:
    def test_what_is_due_is_asked_for_the_next_session(self, made):
        requests = MeasureRequest.objects.filter(course=made, closed_at=None)

        assert {(r.measure, r.due_on) for r in requests} == {
            ("phq-9", worlds.TODAY),
            ("gad-7", worlds.TODAY),
        }

    def test_asking_again_asks_nothing_new(self, made):
        assert measures.ask_due(course.load(made.pk)) == ()

    def test_when_the_next_session_moves_so_does_what_is_due(self, clinic, made):
        row = worlds.upcoming(made)[0]
        course.move(
            by=clinic.rosa.acts, appointment_id=row.pk, starts_at=worlds.at(date(2026, 2, 12))
        )

        due = set(made.measurerequest_set.filter(closed_at=None).values_list("due_on", flat=True))
        assert due == {date(2026, 2, 12)}

    def test_after_a_session_the_next_ones_are_asked(self, clinic, made, tom):
        fill_in(tom, made, CALM)
        fill_in(tom, made, [1] * 7, measure="gad-7")
        worlds.attend(clinic.rosa, made, 1)

        due = MeasureRequest.objects.filter(course=made, closed_at=None)
        assert {row.due_on for row in due} == {worlds.TODAY + timedelta(days=7)}
        assert due.count() == 2

    def test_a_therapist_asks_for_one_now_and_not_twice(self, clinic, made):
        MeasureRequest.objects.filter(course=made).update(closed_at=worlds.NOW)
        first = measures.ask(by=clinic.rosa.acts, person_id=made.person_id, measure="phq-9")
        again = measures.ask(by=clinic.rosa.acts, person_id=made.person_id, measure="phq-9")

        assert first == again

    def test_an_unknown_measure_is_named(self, clinic, made):
        with pytest.raises(NotFound, match="no measure called 'phq-99'"):
            measures.ask(by=clinic.rosa.acts, person_id=made.person_id, measure="phq-99")

    def test_another_therapist_asks_nothing(self, clinic, made):
        with pytest.raises(NotAllowed):
            measures.ask(by=clinic.hugo.acts, person_id=made.person_id, measure="phq-9")


class TestAnswering:
    def test_answers_are_scored_and_kept_with_their_definition(self, made, tom):
        row = fill_in(tom, made, CALM)

        assert (row.total, row.band, row.case, row.complete) == (8, "Mild", False, True)
        assert row.items["interest"] == 1
        assert row.items["difficulty"] is None
        assert row.definition_version == "1"
        assert len(row.definition_digest) >= 32
        assert (row.session_number, row.moment, row.source) == (5, "treatment", "portal")

    def test_it_closes_what_was_asked(self, made, tom):
        row = fill_in(tom, made, CALM)

        assert row.request.measure == "phq-9"
        assert MeasureRequest.objects.get(pk=row.request_id).closed_at
        assert MeasureRequest.objects.filter(course=made, closed_at=None).count() == 1

    def test_the_same_request_filled_in_twice_is_one_set_of_answers(self, made, tom):
        asked = MeasureRequest.objects.get(course=made, measure="phq-9", closed_at=None)
        first = fill_in(tom, made, AT_RISK, request_id=asked.pk)
        again = fill_in(tom, made, [3] * 9, request_id=asked.pk)

        assert again == first
        assert MeasureAnswers.objects.count() == 1
        assert RiskTask.objects.count() == 1

    def test_a_paper_form_sent_twice_is_one_set_of_answers(self, clinic, made):
        fill_in(clinic.rosa.acts, made, AT_RISK, source="staff")
        fill_in(clinic.rosa.acts, made, AT_RISK, source="staff")

        assert MeasureAnswers.objects.count() == 1
        assert RiskTask.objects.count() == 1

    def test_rather_not_is_an_answer_and_counts_as_missing(self, made, tom):
        row = fill_in(tom, made, [DECLINED, *CALM[1:]])

        assert row.items["interest"] == "declined"
        assert row.prorated
        assert row.total == pytest.approx(7 * 9 / 8)

    def test_an_empty_form_is_refused(self, made, tom):
        with pytest.raises(Refusal, match="Nothing is answered yet"):
            fill_in(tom, made, {})

    def test_an_impossible_answer_is_refused_and_nothing_is_kept(self, made, tom):
        with pytest.raises(AnswerRefused, match="question 3"):
            fill_in(tom, made, [0, 0, 4, 0, 0, 0, 0, 0, 0])

        assert not MeasureAnswers.objects.exists()
        assert MeasureRequest.objects.filter(course=made, closed_at=None).count() == 2

    def test_an_older_form_belongs_to_the_session_of_its_day(self, clinic, made):
        last_week = worlds.TODAY - timedelta(days=7)
        row = fill_in(clinic.rosa.acts, made, CALM, source="staff", answered_on=last_week)

        assert row.session_number == 4

    def test_yesterdays_session_counts_before_anybody_recorded_it(self, made, tom):
        with clock.as_of(worlds.NOW + timedelta(days=1)):
            assert fill_in(tom, made, CALM).session_number == 6

    def test_nothing_comes_from_the_future(self, clinic, made):
        tomorrow = worlds.TODAY + timedelta(days=1)
        with pytest.raises(Refusal, match="future"):
            fill_in(clinic.rosa.acts, made, CALM, answered_on=tomorrow)

    def test_nobody_answers_for_a_client_of_somebody_else(self, clinic, made):
        for other in (clinic.hugo, clinic.ada, clinic.miriam):
            with pytest.raises(NotAllowed):
                fill_in(other.acts, made, CALM)

    def test_it_leaves_an_event_without_an_answer_in_it(self, made, tom):
        row = fill_in(tom, made, AT_RISK)

        event = Event.objects.get(act="answer measures", person_id=made.person_id)
        assert event.about == f"answers:{row.pk}"
        assert event.detail == {"risk signs": 1}

    def test_answers_at_assessment_open_the_curve_of_the_course(self, clinic):
        row = worlds.accepted(clinic.rosa, "Ines Varga")
        with clock.as_of(worlds.NOW - timedelta(days=20)):
            measures.answer(
                by=clinic.rosa.acts,
                person_id=row.person_id,
                measure="phq-9",
                answers=[2] * 9,
                moment="assessment",
                source="staff",
            )
        made = course.open_course(
            by=clinic.rosa.acts,
            referral_id=row.pk,
            first_session=worlds.at(worlds.TODAY),
            consents={"treatment": True},
        )
        fill_in(clinic.rosa.acts, made, CALM, source="staff")

        (series,) = scores.of_course(made.pk)
        assert [(p.moment, p.session, p.total) for p in series.points] == [
            ("assessment", None, 18),
            ("treatment", 1, 8),
        ]


class TestRisk:
    def test_a_risk_answer_is_a_task_in_the_same_act(self, made, tom):
        row = fill_in(tom, made, AT_RISK)

        task = RiskTask.objects.get()
        assert (task.answers, task.sign, task.value) == (row, "phq-9 item 9", 1)
        assert not task.urgent
        assert task.acknowledged_at is None

    def test_a_rise_or_a_high_answer_is_urgent(self, made, tom):
        with clock.as_of(worlds.NOW - timedelta(days=7)):
            fill_in(tom, made, CALM)
        fill_in(tom, made, AT_RISK)

        task = RiskTask.objects.get()
        assert task.urgent
        assert task.previous_value == 0

    def test_the_clinician_is_told_that_something_waits_and_nothing_else(
        self, made, tom, mailoutbox
    ):
        fill_in(tom, made, AT_RISK)

        (message,) = mailoutbox
        assert message.to == ["rosa@clinic.example"]
        for word in ("risk", "PHQ", "Tom", "harm", "suicid", "question", "client"):
            assert word.lower() not in (message.subject + message.body).lower()

    def test_no_risk_no_task(self, made, tom, mailoutbox):
        fill_in(tom, made, CALM)

        assert not RiskTask.objects.exists()
        assert not mailoutbox

    def test_of_an_imported_past_only_the_newest_form_makes_a_task(self, clinic, made):
        for weeks in (0, 1, 2):
            fill_in(
                worlds.BUILDER,
                made,
                AT_RISK,
                source="import",
                answered_on=worlds.TODAY - timedelta(weeks=weeks),
            )

        assert MeasureAnswers.objects.count() == 3
        assert RiskTask.objects.count() == 1


class TestTotals:
    def test_a_total_alone_is_kept_as_such(self, made):
        row = measures.record_total(
            by=worlds.BUILDER,
            person_id=made.person_id,
            course_id=made.pk,
            measure="phq-9",
            total=15,
            answered_on=worlds.TODAY,
        )

        assert (row.total, row.total_only, row.complete) == (15, True, False)
        assert row.items == {}
        assert row.band == "Moderately severe"

    def test_an_impossible_total_is_refused(self, made):
        with pytest.raises(AnswerRefused, match="28"):
            measures.record_total(
                by=worlds.BUILDER, person_id=made.person_id, measure="phq-9", total=28
            )
