"""Risk signs: who sees them, how they are acknowledged, and when they have waited too long."""

from datetime import timedelta

import pytest

from betweenus.domain import measures as catalogue
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.safety import RiskTask
from betweenus.services import clock, measures, people, progress, safety, service
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 1]
URGENT = [2, 2, 2, 1, 1, 1, 1, 0, 2]


def sign(clinic, answers=AT_RISK, name="Tom Abara", who=None, email="tom@home.example"):
    """A client's questionnaire, filled in at home, that made a risk task."""
    made = worlds.at_session(who or clinic.rosa, 3, name)
    client = people.identify(worlds.client_of(made, email))
    measures.answer(
        by=client, person_id=made.person_id, course_id=made.pk, measure="phq-9", answers=answers
    )
    return RiskTask.objects.get(person=made.person_id)


class TestAcknowledging:
    def test_what_was_done_closes_it(self, clinic):
        task = sign(clinic)

        safety.acknowledge(
            by=clinic.rosa.acts, task_id=task.pk, done="safety plan", words="Rang at nine."
        )

        page = safety.read(by=clinic.rosa.acts, task_id=task.pk)
        assert page.closed.done == "We made or went over a safety plan"
        assert page.closed.words == "Rang at nine."
        assert page.closed.by == "Rosa Lind"
        assert safety.open_tasks(by=clinic.rosa.acts) == ()
        assert progress.load(page.line.course_id).open_risk == 0

    def test_nobody_reached_is_kept_and_leaves_it_open(self, clinic):
        task = sign(clinic)
        for minutes, words in enumerate(("Rang, no answer.", "Rang again, no answer.")):
            with clock.as_of(worlds.NOW + timedelta(minutes=minutes)):
                safety.acknowledge(
                    by=clinic.rosa.acts, task_id=task.pk, done="not reached", words=words
                )

        page = safety.read(by=clinic.rosa.acts, task_id=task.pk)
        assert [step.words for step in page.steps] == ["Rang, no answer.", "Rang again, no answer."]
        assert page.closed is None
        (line,) = safety.open_tasks(by=clinic.rosa.acts)
        assert line.attempts == 2

    @pytest.mark.parametrize(
        ("done", "field"), [("", "done"), ("nonsense", "done"), ("other", "words")]
    )
    def test_it_needs_a_choice_and_where_that_says_nothing_words(self, clinic, done, field):
        task = sign(clinic)

        with pytest.raises(Refusal) as refused:
            safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done=done)

        assert refused.value.field == field
        assert RiskTask.objects.get().acknowledged_at is None

    def test_it_is_acknowledged_once(self, clinic):
        task = sign(clinic)
        safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done="safety plan")

        for _ in range(2):
            safety.acknowledge(
                by=clinic.miriam.acts, task_id=task.pk, done="contacted GP", words="Dr Hale."
            )
            safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done="safety plan")

        page = safety.read(by=clinic.rosa.acts, task_id=task.pk)
        assert page.closed.by == "Rosa Lind"
        assert [(step.by, step.words) for step in page.steps] == [("Miriam Stone", "Dr Hale.")]

    def test_the_supervisor_may_when_the_therapist_is_away(self, clinic):
        task = sign(clinic)

        safety.acknowledge(by=clinic.miriam.acts, task_id=task.pk, done="spoke with client")

        assert RiskTask.objects.get().acknowledged_by == clinic.miriam.account

    def test_nobody_else_may_and_the_refusal_is_on_record(self, clinic):
        task = sign(clinic)
        for other in (clinic.hugo, clinic.ada, clinic.carl):
            with pytest.raises(NotAllowed):
                safety.acknowledge(by=other.acts, task_id=task.pk, done="safety plan")
            with pytest.raises(NotAllowed):
                safety.read(by=other.acts, task_id=task.pk)

        assert Event.objects.filter(act="acknowledge risk", done=False).count() == 3

    def test_an_unknown_one_is_not_found(self, clinic):
        with pytest.raises(NotFound):
            safety.read(by=clinic.rosa.acts, task_id=clinic.rosa.account.pk)


class TestTheList:
    def test_urgent_ones_come_first_then_the_oldest(self, clinic):
        with clock.as_of(worlds.NOW - timedelta(hours=2)):
            sign(clinic, AT_RISK, "Tom Abara", email="tom@home.example")
        sign(clinic, URGENT, "Ines Varga", email="ines@home.example")

        lines = safety.open_tasks(by=clinic.rosa.acts)

        assert [(line.person, line.urgent) for line in lines] == [
            ("Ines Varga", True),
            ("Tom Abara", False),
        ]
        assert (lines[0].what, lines[0].answer) == ("PHQ-9 question 9", "More than half the days")

    def test_each_sees_their_own_clients_and_a_supervisor_their_supervisees(self, clinic):
        sign(clinic, name="Tom Abara", email="tom@home.example")
        sign(clinic, name="Lou Marsh", who=clinic.hugo, email="lou@home.example")

        def names(who):
            return [line.person for line in safety.open_tasks(by=who.acts)]

        assert names(clinic.rosa) == ["Tom Abara"]
        assert safety.open_tasks(by=clinic.rosa.acts)[0].own
        assert not safety.open_tasks(by=clinic.miriam.acts)[0].own
        assert names(clinic.hugo) == ["Lou Marsh"]
        assert names(clinic.miriam) == ["Tom Abara"]
        assert names(clinic.ben) == []
        with pytest.raises(NotAllowed):
            names(clinic.ada)

    def test_it_is_overdue_after_the_hours_of_the_service(self, clinic):
        service.change(by=clinic.ada.acts, escalation_hours=6)
        sign(clinic)

        def overdue(hours):
            with clock.as_of(worlds.NOW + timedelta(hours=hours)):
                return safety.open_tasks(by=clinic.rosa.acts)[0].overdue

        assert not overdue(5.9)
        assert overdue(6)

    def test_an_urgent_one_waits_four_hours_at_most(self, clinic):
        sign(clinic, URGENT)

        (line,) = safety.open_tasks(by=clinic.rosa.acts)

        assert line.due_at == worlds.NOW + timedelta(hours=4)

    def test_many_take_no_more_queries_than_one(self, clinic, most_queries):
        for number in range(4):
            sign(clinic, name=f"Client {'ABCD'[number]}", email=f"c{number}@home.example")

        with most_queries(5):
            assert len(safety.open_tasks(by=clinic.rosa.acts)) == 4


def test_the_page_says_question_answer_and_answers_before(clinic):
    made = worlds.at_session(clinic.rosa, 3)
    client = people.identify(worlds.client_of(made))
    for weeks, answers in ((2, AT_RISK), (1, URGENT)):
        with clock.as_of(worlds.NOW - timedelta(weeks=weeks, hours=-4)):
            measures.answer(
                by=client,
                person_id=made.person_id,
                course_id=made.pk,
                measure="phq-9",
                answers=answers,
            )
    task = RiskTask.objects.order_by("-opened_at").first()

    page = safety.read(by=clinic.rosa.acts, task_id=task.pk)

    assert "2, More than half the days" in page.sign.words
    assert "Before: 1." in page.sign.words
    assert page.sign.reasons == ("2 or more", "up from 1")


class TestOtherMeasures:
    """Each measure says from which answer a question is a sign; what follows is the same."""

    def test_core_10_question_6_answered_at_home(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        client = people.identify(worlds.client_of(made))
        answers = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        measures.answer(
            by=client,
            person_id=made.person_id,
            course_id=made.pk,
            measure="core-10",
            answers=answers,
        )

        task = RiskTask.objects.get()
        page = safety.read(by=clinic.rosa.acts, task_id=task.pk)
        assert (page.line.what, task.urgent) == ("CORE-10 question 6", False)

    @pytest.mark.parametrize(("rated", "signs"), [(1, 0), (2, 1)])
    def test_hrsd_question_3_as_the_clinician_rated_it(self, clinic, rated, signs):
        made = worlds.at_session(clinic.rosa, 3)
        answers = {item.number: 0 for item in catalogue.get("hrsd-17").items} | {3: rated}
        measures.answer(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure="hrsd-17",
            answers=answers,
            source="staff",
        )

        assert RiskTask.objects.filter(sign="hrsd-17 item 3", urgent=True).count() == signs
