"""A sign nobody acknowledges goes to others who can act, and to nobody else."""

from datetime import timedelta

import pytest

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.refusals import NotAllowed
from betweenus.records.events import Event
from betweenus.records.people import Message
from betweenus.records.safety import RiskTask
from betweenus.services import (
    case,
    clock,
    deputies,
    duty,
    escalating,
    hourly,
    measures,
    safety,
    session,
)
from tests import worlds
from tests.services.test_safety import AT_RISK, URGENT, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

TODAY = worlds.TODAY


def after(hours: float) -> int:
    """How many signs went to somebody in a run so long after they were opened."""
    later = worlds.NOW + timedelta(hours=hours)
    with clock.as_of(later):
        return escalating.escalate_due(later)


def on_duty(clinic, who, first=TODAY, last=TODAY + timedelta(days=6)):
    return duty.plan(by=clinic.ada.acts, account_id=who.account.pk, first_day=first, last_day=last)


def away(clinic, who, deputy, first=TODAY, last=TODAY + timedelta(days=6)):
    return deputies.plan(
        by=who.acts,
        account_id=who.account.pk,
        deputy_id=deputy.account.pk,
        first_day=first,
        last_day=last,
    )


def seen(who) -> list[str]:
    return [line.person for line in safety.open_tasks(by=who.acts)]


def went(task) -> dict[str, str]:
    return {one.to.name: one.standing for one in task.escalations.all()}


class TestWhen:
    @pytest.mark.parametrize(
        ("answers", "hours"), [(AT_RISK, 24), (URGENT, 4)], ids=["a sign", "an urgent one"]
    )
    def test_it_goes_on_when_its_hours_are_over_and_not_before(self, clinic, answers, hours):
        task = sign(clinic, answers)
        on_duty(clinic, clinic.hugo)

        assert after(hours - 0.1) == 0
        assert after(hours) == 1

        task.refresh_from_db()
        assert task.escalated_at == worlds.NOW + timedelta(hours=hours)

    def test_one_that_was_acknowledged_goes_nowhere(self, clinic):
        task = sign(clinic)
        safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done="safety plan")

        assert after(100) == 0
        assert went(task) == {}

    def test_one_tried_in_vain_goes_on(self, clinic):
        task = sign(clinic)
        safety.acknowledge(
            by=clinic.rosa.acts, task_id=task.pk, done="not reached", words="Rang twice."
        )

        assert after(25) == 1

    def test_nobody_is_told_twice(self, clinic, mailoutbox):
        sign(clinic)
        on_duty(clinic, clinic.hugo)
        after(25)
        told = len(mailoutbox)

        assert after(26) == 0
        assert len(mailoutbox) == told


class TestWhere:
    def test_to_whoever_is_on_duty_and_to_the_supervisor(self, clinic, mailoutbox):
        task = sign(clinic)
        on_duty(clinic, clinic.hugo)

        after(25)

        assert went(task) == {"Hugo Pell": "duty", "Miriam Stone": "supervisor"}
        escalated = [mail for mail in mailoutbox if "come to you" in mail.subject]
        assert {mail.to[0] for mail in escalated} == {
            "hugo@clinic.example",
            "miriam@clinic.example",
        }
        assert Message.objects.filter(kind="escalation", failure="").count() == 2

    def test_the_email_says_nothing_of_whom_or_what(self, clinic, mailoutbox):
        sign(clinic, URGENT)
        on_duty(clinic, clinic.hugo)
        after(25)

        for mail in mailoutbox:
            words = f"{mail.subject} {mail.body}".lower()
            for never in ("tom", "abara", "risk", "phq", "suicid", "harm", "client", "rosa"):
                assert never not in words, never

    def test_with_nobody_on_duty_the_lead_is_told_just_that(self, clinic, mailoutbox):
        task = sign(clinic)

        after(25)

        assert went(task) == {"Ada Quist": "lead", "Miriam Stone": "supervisor"}
        (mail,) = [mail for mail in mailoutbox if mail.to == ["ada@clinic.example"]]
        assert mail.subject == "Nobody is on duty"

    def test_who_comes_on_duty_later_is_given_what_is_still_open(self, clinic):
        task = sign(clinic)
        on_duty(clinic, clinic.ben, TODAY + timedelta(days=2), TODAY + timedelta(days=3))
        after(25)

        assert after(49) == 1
        assert went(task)["Ben Okoro"] == "duty"

    def test_the_clinician_on_duty_themselves_is_no_second_pair_of_eyes(self, clinic):
        task = sign(clinic)
        on_duty(clinic, clinic.rosa)

        after(25)

        assert "Rosa Lind" not in went(task)
        assert went(task)["Ada Quist"] == "lead"

    def test_each_step_is_an_event_without_a_name(self, clinic):
        task = sign(clinic)
        on_duty(clinic, clinic.hugo)
        after(25)

        event = Event.objects.get(act="escalate risk")
        assert (event.account_name, event.person_id) == ("The service itself", task.person_id)
        assert event.detail["to"] == {
            str(clinic.hugo.account.pk): "duty",
            str(clinic.miriam.account.pk): "supervisor",
        }


class TestOnDuty:
    def test_they_see_and_acknowledge_what_has_escalated(self, clinic):
        task = sign(clinic)
        on_duty(clinic, clinic.hugo)
        assert seen(clinic.hugo) == []
        with pytest.raises(NotAllowed):
            safety.read(by=clinic.hugo.acts, task_id=task.pk)
        after(25)

        with clock.as_of(worlds.NOW + timedelta(hours=25)):
            assert seen(clinic.hugo) == ["Tom Abara"]
            page = safety.read(by=clinic.hugo.acts, task_id=task.pk)
            assert (page.may_acknowledge, page.may_open) == (True, False)
            safety.acknowledge(by=clinic.hugo.acts, task_id=task.pk, done="spoke with client")

        assert RiskTask.objects.get().acknowledged_by == clinic.hugo.account
        assert Event.objects.get(act="acknowledge risk").relation == "duty"

    def test_nothing_else_of_the_record_opens(self, clinic):
        task = sign(clinic)
        course_id = safety.read(by=clinic.rosa.acts, task_id=task.pk).line.course_id
        on_duty(clinic, clinic.hugo)
        after(25)

        with clock.as_of(worlds.NOW + timedelta(hours=25)), pytest.raises(NotAllowed):
            case.read(by=clinic.hugo.acts, course_id=course_id)

    def test_an_acknowledged_sign_stays_shut_while_another_is_open(self, clinic):
        by, before = clinic.rosa.acts, sign(clinic)
        safety.acknowledge(by=by, task_id=before.pk, done="safety plan", words="Rang.")
        course_id = safety.read(by=by, task_id=before.pk).line.course_id
        measures.answer(
            by=by,
            person_id=before.person_id,
            course_id=course_id,
            measure="phq-9",
            answers=URGENT,
            source="staff",
        )
        on_duty(clinic, clinic.hugo)
        after(25)

        now = RiskTask.objects.get(acknowledged_at=None)
        with clock.as_of(worlds.NOW + timedelta(hours=25)):
            assert safety.read(by=clinic.hugo.acts, task_id=now.pk).line.person == "Tom Abara"
            with pytest.raises(NotAllowed):
                safety.read(by=clinic.hugo.acts, task_id=before.pk)

    def test_when_the_turn_is_over_so_is_what_they_see(self, clinic):
        task = sign(clinic)
        on_duty(clinic, clinic.hugo, TODAY, TODAY + timedelta(days=1))
        after(25)

        with clock.as_of(worlds.NOW + timedelta(days=2)):
            assert seen(clinic.hugo) == []
            with pytest.raises(NotAllowed):
                safety.read(by=clinic.hugo.acts, task_id=task.pk)

    def test_somebody_given_to_nobody_still_has_somebody(self, clinic):
        task = sign(clinic)
        clinic.rosa.account.responsibilities.update(until=TODAY)
        on_duty(clinic, clinic.hugo)
        after(25)

        with clock.as_of(worlds.NOW + timedelta(hours=25)):
            assert seen(clinic.hugo) == ["Tom Abara"]
            assert safety.read(by=clinic.hugo.acts, task_id=task.pk).may_acknowledge


class TestDeputies:
    def test_a_deputy_is_told_at_once_and_acts(self, clinic, mailoutbox):
        away(clinic, clinic.rosa, clinic.hugo)

        task = sign(clinic)

        assert [mail.to for mail in mailoutbox[-2:]] == [
            ["rosa@clinic.example"],
            ["hugo@clinic.example"],
        ]
        assert seen(clinic.hugo) == ["Tom Abara"]
        page = safety.read(by=clinic.hugo.acts, task_id=task.pk)
        assert not page.may_open
        safety.acknowledge(by=clinic.hugo.acts, task_id=task.pk, done="safety plan")
        assert Event.objects.get(act="acknowledge risk").relation == "deputy"

    @pytest.mark.parametrize("days", [-1, 7])
    def test_only_while_the_leave_lasts(self, clinic, days):
        with clock.as_of(worlds.NOW - timedelta(days=2)):
            task = sign(clinic)
            away(clinic, clinic.rosa, clinic.hugo)

        with clock.as_of(worlds.NOW + timedelta(days=days)):
            assert seen(clinic.hugo) == []
            with pytest.raises(NotAllowed):
                safety.read(by=clinic.hugo.acts, task_id=task.pk)

    def test_back_early_ends_it_at_once(self, clinic):
        task = sign(clinic)
        leave = away(clinic, clinic.rosa, clinic.hugo)
        deputies.call_off(by=clinic.rosa.acts, absence_id=leave.pk)

        with pytest.raises(NotAllowed):
            safety.acknowledge(by=clinic.hugo.acts, task_id=task.pk, done="safety plan")

    def test_the_last_note_speaks_of_risk_and_of_nothing_else(self, clinic):
        task = sign(clinic)
        made = task.answers.course
        worlds.signed(
            clinic.rosa, made, 2, risk_level="present", risk="No plan. Sister knows.", plan="Father"
        )
        away(clinic, clinic.rosa, clinic.hugo)

        noted = safety.read(by=clinic.hugo.acts, task_id=task.pk).noted

        assert noted.words == "No plan. Sister knows."
        with pytest.raises(NotAllowed):
            session.read(
                by=clinic.hugo.acts, appointment_id=made.appointments.order_by("starts_at")[1].pk
            )


class TestRounds:
    def test_a_sign_that_cannot_be_passed_on_does_not_keep_back_the_next(self, clinic, monkeypatch):
        first, second = sign(clinic), sign(clinic, URGENT, "Ines Varga", email="ines@home.example")
        on_duty(clinic, clinic.hugo)
        tell, failed = escalating._tell, []

        def fails_once(goes):
            if not failed:
                failed.append(goes)
                raise OSError("no room left")
            tell(goes)

        monkeypatch.setattr(escalating, "_tell", fails_once)
        with pytest.raises(OSError, match="no room"):
            after(25)
        assert sorted(bool(went(task)) for task in (first, second)) == [False, True]
        assert after(26) == 1

    def test_two_runs_at_once_tell_each_person_once(self, clinic, monkeypatch, mailoutbox):
        task = sign(clinic)
        on_duty(clinic, clinic.hugo)
        mailoutbox.clear()
        act = escalating.acting

        def another_run_first(**named):
            monkeypatch.setattr(escalating, "acting", act)
            escalating.escalate_due(clock.now())
            return act(**named)

        monkeypatch.setattr(escalating, "acting", another_run_first)
        after(25)
        assert went(task)["Hugo Pell"] == "duty"
        to = [one.to[0] for one in mailoutbox]
        assert sorted(to) == sorted(set(to))

    def test_a_round_that_fails_keeps_no_other_from_theirs(self, clinic, monkeypatch):
        def broken(now):
            raise OSError("words nobody should see")

        done = []
        rounds = (
            hourly.Round("broken", broken),
            hourly.Round("well", lambda now: done.append(now) or 3),
        )
        monkeypatch.setattr(hourly, "ROUNDS", rounds)
        hourly.run(by=THE_SERVICE)
        hourly.run(by=THE_SERVICE)

        assert len(done) == 2
        first, second = hourly.read(by=clinic.ada.acts)
        assert (first.failures, first.failure, first.is_well) == (2, "builtins.OSError", False)
        assert (second.did, second.is_well) == (3, True)
        assert hourly.troubles() == ("broken: failed, 2 in a row (builtins.OSError)",)

    def test_one_that_has_not_run_for_long_is_in_trouble(self, clinic):
        hourly.run(by=THE_SERVICE)
        assert hourly.troubles() == ()

        with clock.as_of(worlds.NOW + timedelta(hours=2)):
            assert "not done for more than an hour" in hourly.troubles()[0]

    def test_a_run_in_which_nothing_was_due_leaves_no_event(self, clinic):
        hourly.run(by=THE_SERVICE)  # the day's anchor of the trail is an event
        before = Event.objects.count()
        hourly.run(by=THE_SERVICE)
        assert Event.objects.count() == before

    def test_nobody_else_sets_it_going(self, clinic):
        sign(clinic)
        with clock.as_of(worlds.NOW + timedelta(hours=25)), pytest.raises(NotAllowed):
            hourly.run(by=clinic.ada.acts)

        assert RiskTask.objects.get().escalated_at is None
