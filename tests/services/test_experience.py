"""What clients think of the service: asked by itself, hidden from the therapist, told unnamed."""

from datetime import timedelta

import pytest

from betweenus.domain import measures as catalogue
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import clock, experience, measures, people, questionnaires, results
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

TODAY = worlds.TODAY


def over(clinic, name="Tom Abara", held=3):
    """A course that ended today after some sessions, of somebody with pages of their own."""
    made = worlds.at_session(clinic.rosa, held + 1, name)
    account = worlds.client_of(made, f"{name.split()[0].lower()}@home.example")
    made = worlds.ended(clinic.rosa, made)
    return made, people.identify(account)


def asked(measure="peq-treatment"):
    return MeasureRequest.objects.filter(measure=measure)


def told(clinic, measure=experience.OF_TREATMENT):
    page = experience.read(
        by=clinic.ada.acts, first=TODAY.replace(day=1), last=TODAY + timedelta(days=20)
    )
    return next(one for one in page.told if one.measure.id == measure)


def answered(clinic, names, comment=""):
    """Each of these people ended a course and answered what they were asked, all alike."""
    for name in names:
        made, who = over(clinic, name)
        experience.ask_due(worlds.NOW)
        measures.answer(
            by=who,
            person_id=made.person_id,
            measure="peq-treatment",
            request_id=asked().get(person=made.person_id).pk,
            answers=[4, 4, 3, 4, 4, "not applicable"],
            words={"comment": f"{comment}{name[0]}"} if comment else {},
        )


class TestAsking:
    def test_at_the_end_of_a_course_once(self, clinic):
        made, who = over(clinic)

        # the assessment of this world was decided more than two weeks ago
        assert experience.ask_due(worlds.NOW) == 1
        assert experience.ask_due(worlds.NOW) == 0

        assert asked().get().person_id == made.person_id
        due = questionnaires.read(by=who).now
        assert "peq-treatment" in [one.measure.id for one in due]

    def test_once_though_two_runs_meet(self, clinic, monkeypatch):
        over(clinic)
        ended = experience._ended

        def another_run_in_between(now):
            found = ended(now)
            monkeypatch.setattr(experience, "_ended", ended)
            experience.ask_due(now)
            return found

        monkeypatch.setattr(experience, "_ended", another_run_in_between)
        experience.ask_due(worlds.NOW)
        assert asked().count() == 1

    def test_no_longer_being_asked_is_on_the_trail(self, clinic):
        made, _ = over(clinic)
        experience.ask_due(worlds.NOW)
        experience.ask_due(worlds.NOW + timedelta(days=29))
        assert asked().get().closed_at
        step = Event.objects.get(person_id=made.person_id, detail__withdrawn=True)
        assert (step.role, step.about) == ("system", f"request:{asked().get().pk}")

    def test_after_the_decision_about_suitability(self, clinic):
        worlds.accepted(clinic.rosa, "Ines Varga", email="ines@home.example")
        assert experience.ask_due(worlds.NOW) == 1
        assert asked("peq-assessment").get().person.name == "Ines Varga"

    def test_not_while_it_is_undecided_or_nobody_can_be_reached(self, clinic):
        worlds.referred("Hal Holly", email="hal@home.example")
        worlds.accepted(clinic.rosa, "Ines Varga")
        assert experience.ask_due(worlds.NOW) == 0

    def test_not_for_a_course_in_which_nobody_met(self, clinic):
        made = worlds.opened(clinic.rosa, person={"email": "tom@home.example"})
        worlds.ended(clinic.rosa, made, code="48")
        experience.ask_due(worlds.NOW)
        assert not asked().exists()

    def test_by_private_link_where_there_is_an_address(self, clinic, mailoutbox):
        worlds.accepted(clinic.rosa, "Ines Varga", email="ines@home.example")
        experience.ask_due(worlds.NOW)
        (mail,) = [one for one in mailoutbox if one.to == ["ines@home.example"]]
        assert "Something to fill in" in mail.subject
        assert "token=" in mail.body

    def test_what_nobody_answered_is_let_go(self, clinic):
        over(clinic)
        experience.ask_due(worlds.NOW)
        later = worlds.NOW + timedelta(days=29)
        with clock.as_of(later):
            assert experience.ask_due(later) == 0
        assert asked().get().closed_at == later


class TestTheTherapist:
    def test_sees_neither_that_it_is_asked_nor_what_was_answered(self, clinic):
        answered(clinic, ["Tom Abara"], comment="She was kind. ")
        row = MeasureAnswers.objects.get(measure="peq-treatment")
        course_id = row.person.courses.get().pk
        browser = signed_in(clinic.rosa.account)

        for address in (
            f"/courses/{course_id}/measures/",
            f"/courses/{course_id}/",
            f"/courses/{course_id}/sessions/",
        ):
            page = text(browser.get(address))
            assert "PEQ" not in page
            assert "She was kind" not in page
        with pytest.raises((NotAllowed, NotFound)):
            results.answers(by=clinic.rosa.acts, answers_id=row.pk)

    def test_nor_that_of_the_assessment_before_the_course(self, clinic):
        first = worlds.at(TODAY + timedelta(days=7))
        made = worlds.opened(clinic.rosa, first=first)
        who = people.identify(worlds.client_of(made))
        experience.ask_due(worlds.NOW)
        with clock.as_of(worlds.NOW - timedelta(hours=1)):
            measures.answer(
                by=who,
                person_id=made.person_id,
                measure="peq-assessment",
                request_id=asked("peq-assessment").get().pk,
                answers=[1, 1, 1, 0, 4],
            )
        page = results.read(by=clinic.rosa.acts, course_id=made.pk)
        assert [one.measure.id for one in page.series] == []

    def test_nor_while_it_waits(self, clinic):
        made, _ = over(clinic)
        experience.ask_due(worlds.NOW)
        page = text(signed_in(clinic.rosa.account).get(f"/courses/{made.pk}/measures/"))
        assert "PEQ" not in page

    def test_can_neither_ask_it_nor_answer_it_nor_take_it_back(self, clinic):
        made, _ = over(clinic)
        experience.ask_due(worlds.NOW)
        browser = signed_in(clinic.rosa.account)
        here = f"/courses/{made.pk}/measures"
        form = {"answered_on_0": TODAY.day, "answered_on_1": TODAY.month}
        form |= {"answered_on_2": TODAY.year, "answered_on": TODAY.isoformat()}
        form |= {item.id: "4" for item in catalogue.get("peq-treatment").items}
        assert browser.get(f"{here}/peq-treatment/new/").status_code != 200
        browser.post(f"{here}/peq-treatment/new/", form | {"moment": "treatment"})
        browser.post(f"{here}/ask/", {"measure": "peq-assessment"})
        browser.post(f"{here}/asked/{asked().get().pk}/withdraw/")
        with pytest.raises(Refusal):
            measures.answer(
                by=clinic.rosa.acts,
                person_id=made.person_id,
                measure="peq-treatment",
                answers=[4, 4, 4, 4, 4, 4],
                source="staff",
            )
        assert not MeasureAnswers.objects.filter(measure="peq-treatment").exists()
        assert not asked("peq-assessment").exists()
        assert asked().get().closed_at is None


class TestTheLead:
    NAMES = ("Ann Abel", "Bea Bird", "Cal Cole", "Dee Dunn", "Eve East")

    def test_reads_nothing_of_four(self, clinic):
        answered(clinic, self.NAMES[:4], comment="Thank you ")
        found = told(clinic)
        assert str(found.answered) == "fewer than 5"
        assert (found.questions, found.comments, found.enough) == ((), (), False)
        page = text(signed_in(clinic.ada.account).get("/service/experience/"))
        assert "Thank you" not in page
        assert "once 5 people have answered" in page

    def test_reads_numbers_and_unnamed_comments_of_five(self, clinic):
        answered(clinic, self.NAMES, comment="Thank you ")
        found = told(clinic)
        assert str(found.answered) == "5"
        assert dict(found.questions[0].answers)["All of the time"].count == 5
        assert dict(found.questions[5].answers)[experience.DOES_NOT_APPLY].count == 5
        assert found.comments == tuple(f"Thank you {name[0]}" for name in self.NAMES)
        page = text(signed_in(clinic.ada.account).get("/service/experience/"))
        assert "Thank you A" in page
        assert not [name for name in self.NAMES if name in page]

    def test_one_who_thought_otherwise_is_not_given_away(self, clinic):
        answered(clinic, self.NAMES)
        made, who = over(clinic, "Flo Fern")
        experience.ask_due(worlds.NOW)
        measures.answer(
            by=who,
            person_id=made.person_id,
            measure="peq-treatment",
            request_id=asked().get(person=made.person_id).pk,
            answers=[0, 4, 4, 4, 4, 4],
        )
        first = dict(told(clinic).questions[0].answers)
        assert str(first["Never"]) == "fewer than 5"
        assert first["All of the time"].count is None

    @pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
    def test_nobody_else_opens_it(self, clinic, who):
        assert signed_in(getattr(clinic, who).account).get("/service/experience/").status_code == (
            403
        )

    def test_takes_few_queries(self, clinic, most_queries):
        answered(clinic, self.NAMES)
        browser = signed_in(clinic.ada.account)
        with most_queries():
            browser.get("/service/experience/")


def test_the_client_is_told_who_sees_it(clinic):
    over(clinic)
    experience.ask_due(worlds.NOW)
    account = asked().get().person.account
    page = text(signed_in(account).get(f"/me/questionnaires/{asked().get().pk}/"))
    assert "Your therapist is not shown your answers" in page
    assert "without your name" in page
    assert "Your therapist reads your answers" not in page
