"""Asking: a course's own plan, reminders that go out when they should and only then, and paper."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from betweenus.domain.course import default_protocol, read_cached
from betweenus.domain.course.dates import LONDON
from betweenus.domain.course.plan import Asking
from betweenus.domain.measures import WordingHeldLocally
from betweenus.domain.measures.catalogue import get, word_from
from betweenus.domain.measures.wording import empty_wording
from betweenus.domain.refusals import Conflict, NotAllowed, Refusal
from betweenus.records.asking import MeasureLink, MeasurePlan
from betweenus.records.events import Event
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Message, Person
from betweenus.services import (
    battery_paper,
    caseload,
    clock,
    course,
    measure_links,
    measure_plan,
    measures,
    messages,
    progress,
    questionnaires,
    reminders,
    service,
)
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

EVERY = (Asking("phq-9"), Asking("gad-7"))


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    Person.objects.filter(pk=made.person_id).update(email="tom@home.example")
    return made


def asked(made) -> set[tuple[str, str]]:
    rows = MeasureRequest.objects.filter(course=made, closed_at=None)
    return set(rows.values_list("measure", "subject"))


def change(clinic, made, *plan, seen=0, why="He finds two too many.", by=None):
    with clock.as_of(worlds.NOW + timedelta(minutes=seen)):  # each change at a moment of its own
        return measure_plan.change(
            by=by or clinic.rosa.acts,
            course_id=made.pk,
            seen=seen,
            why=why,
            plan=None if plan == (None,) else plan,
        )


# ---- the plan


def test_a_changed_plan_is_followed_at_once_and_everywhere(clinic, made):
    assert asked(made) == {("phq-9", ""), ("gad-7", "")}
    change(clinic, made, Asking("phq-9"), Asking("ecr-rs", "mother", (6, 16)))
    assert asked(made) == {("phq-9", ""), ("ecr-rs", "mother")}
    today = caseload.read(by=clinic.rosa.acts).today[0]
    assert set(today.unanswered) == {"phq-9", "ecr-rs"}
    change(clinic, made, None, seen=1)
    assert asked(made) == {("phq-9", ""), ("gad-7", "")}


def test_the_plan_holds_for_the_sessions_to_come(clinic, made):
    change(clinic, made, Asking("phq-9"), Asking("gad-7", "", (8,)))
    assert asked(made) == {("phq-9", "")}
    for number in (6, 7):
        row = worlds.upcoming(made)[0]
        with clock.as_of(row.starts_at + timedelta(hours=1)):
            course.record_attendance(by=clinic.rosa.acts, appointment_id=row.pk, attendance="5")
        assert (("gad-7", "") in asked(made)) == (number == 7)


def test_every_change_is_kept_with_who_and_why(clinic, made):
    change(clinic, made, Asking("phq-9"))
    change(clinic, made, None, seen=1, why="Both after all.")
    page = measure_plan.read(by=clinic.rosa.acts, course_id=made.pk)
    assert [(past.by, past.why) for past in page.history] == [
        ("Rosa Lind", "Both after all."),
        ("Rosa Lind", "He finds two too many."),
    ]
    assert page.history[1].words == ("PHQ-9: every session",)
    assert Event.objects.filter(act="ask measures", detail__plan=2).count() == 1
    stored = MeasurePlan.objects.values_list("why", flat=True)
    assert set(stored) == {"Both after all.", "He finds two too many."}


def test_two_windows_do_not_overwrite_each_other(clinic, made):
    change(clinic, made, Asking("phq-9"))
    with pytest.raises(Conflict):
        change(clinic, made, Asking("gad-7"), seen=0)
    assert asked(made) == {("phq-9", "")}


@pytest.mark.parametrize(
    "plan",
    [
        (Asking("peq-treatment"),),  # what the service asks for itself
        (Asking("wsas"),),  # no wording here
        (Asking("ecr-rs"),),  # about nobody
        (Asking("phq-9", "mother"),),
    ],
)
def test_what_cannot_be_asked_is_not_planned(clinic, made, plan):
    with pytest.raises(Refusal):
        change(clinic, made, *plan)
    assert not MeasurePlan.objects.exists()


def test_a_plan_needs_a_reason_and_its_therapist(clinic, made):
    with pytest.raises(Refusal, match="why"):
        change(clinic, made, Asking("phq-9"), why="  ")
    for other in (clinic.miriam, clinic.ben, clinic.ada):
        with pytest.raises(NotAllowed):
            change(clinic, made, Asking("phq-9"), by=other.acts)


def test_what_was_asked_by_hand_stays_asked(clinic, made):
    measures.ask(
        by=clinic.rosa.acts, person_id=made.person_id, course_id=made.pk, measure="core-10"
    )
    change(clinic, made, Asking("phq-9"))
    assert asked(made) == {("phq-9", ""), ("core-10", "")}


def test_one_questionnaire_about_two_people_is_asked_and_kept_twice(clinic, made):
    change(clinic, made, Asking("ecr-rs", "mother", (6,)), Asking("ecr-rs", "partner", (6,)))
    for request in MeasureRequest.objects.filter(course=made, closed_at=None):
        measures.answer(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            measure="ecr-rs",
            answers=[4] * 9,
            request_id=request.pk,
            source="staff",
        )
    kept = MeasureAnswers.objects.values_list("measure", "subject", "session_number")
    assert set(kept) == {("ecr-rs", "mother", 6), ("ecr-rs", "partner", 6)}
    made.refresh_from_db()
    assert measures.ask_due(made) == ()


# ---- reminders


def test_a_reminder_goes_out_within_the_hours_before_a_session(clinic, made):
    session = worlds.upcoming(made)[0].starts_at  # today at 2pm
    MeasureLink.objects.all().delete()
    early = session - timedelta(hours=49)
    assert reminders.send_due(early) == 0
    assert reminders.send_due(session - timedelta(hours=5)) == 1
    (sent,) = mail.outbox
    assert sent.to == ["tom@home.example"]
    assert "/by-link/?token=" in sent.body
    row = MeasureLink.objects.get()
    assert (row.reminder, row.made_by) == (True, None)
    assert Message.objects.get(person=made.person_id).kind == "reminder"


def test_a_run_too_many_reminds_nobody_twice_and_never_more_often_than_the_service_says(
    clinic, made
):
    session = worlds.upcoming(made)[0].starts_at
    hours = (29, 28, 5, 4, 3)  # 9am and 10am the day before, 9am to 11am on the day
    assert [reminders.send_due(session - timedelta(hours=n)) for n in hours] == [1, 0, 1, 0, 0]
    MeasureLink.objects.all().delete()
    service.change(by=worlds.BUILDER, why="One is enough.", reminders_most=1)
    assert [reminders.send_due(session - timedelta(hours=n)) for n in hours] == [1, 0, 0, 0, 0]


def test_two_runs_that_meet_remind_once(made, monkeypatch):
    moment = worlds.upcoming(made)[0].starts_at - timedelta(hours=4)
    may = reminders._may_be_reminded

    def another_run_in_between(course, most):
        allowed = may(course, most)
        monkeypatch.setattr(reminders, "_may_be_reminded", may)
        reminders.send_due(moment)
        return allowed

    monkeypatch.setattr(reminders, "_may_be_reminded", another_run_in_between)
    reminders.send_due(moment)
    assert MeasureLink.objects.count() == 1


@pytest.mark.parametrize(("hour", "sent"), [(3, 0), (8, 0), (9, 1), (13, 1)])
def test_nobody_is_reminded_at_night(made, hour, sent):
    day = clock.today()
    moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=LONDON)
    assert reminders.send_due(moment) == sent


def test_who_does_not_want_reminders_gets_none_until_they_do(clinic, made):
    moment = worlds.upcoming(made)[0].starts_at - timedelta(hours=4)
    reminders.say(by=clinic.rosa.acts, person_id=made.person_id, wanted=False)
    assert reminders.send_due(moment) == 0
    with clock.as_of(worlds.NOW + timedelta(seconds=1)):
        reminders.say(by=clinic.rosa.acts, person_id=made.person_id, wanted=True)
    assert reminders.send_due(moment) == 1


def test_nobody_is_reminded_of_what_is_done_or_without_an_address(clinic, made):
    moment = worlds.upcoming(made)[0].starts_at - timedelta(hours=4)
    Person.objects.filter(pk=made.person_id).update(email="")
    assert reminders.send_due(moment) == 0
    Person.objects.filter(pk=made.person_id).update(email="tom@home.example")
    for measure, count in (("phq-9", 10), ("gad-7", 7)):
        measures.answer(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            measure=measure,
            answers=[0] * count,
            source="staff",
            course_id=made.pk,
        )
    assert reminders.send_due(moment) == 0
    assert not mail.outbox


def test_a_service_can_do_without_reminders(made):
    service.change(by=worlds.BUILDER, why="We call.", reminder_hours=0)
    assert reminders.send_due(worlds.upcoming(made)[0].starts_at - timedelta(hours=4)) == 0


def test_a_reminder_that_did_not_leave_is_seen_by_the_therapist(clinic, made, monkeypatch):
    def fails(self):
        raise OSError("no route to host")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    assert reminders.send_due(worlds.upcoming(made)[0].starts_at - timedelta(hours=4)) == 1
    (one,) = measure_plan.read(by=clinic.rosa.acts, course_id=made.pk).deliveries
    assert (one.kind, one.failure) == ("reminder", "OSError: no route to host")


def test_a_reminder_is_on_the_trail_as_done_by_the_service(made):
    reminders.send_due(worlds.upcoming(made)[0].starts_at - timedelta(hours=4))
    row = Event.objects.get(act="remind of measures")
    assert (row.role, row.person_id) == ("system", made.person_id)
    assert row.about == f"link:{MeasureLink.objects.get().pk}"


def test_a_run_that_reminds_nobody_leaves_no_trace(clinic, made):
    session = worlds.upcoming(made)[0].starts_at
    reminders.send_due(session - timedelta(hours=5))
    before = Event.objects.count()
    assert reminders.send_due(session - timedelta(hours=4)) == 0
    assert Event.objects.count() == before


def test_what_nobody_asked_because_the_last_session_was_not_recorded_is_asked_and_reminded_of(
    clinic, made
):
    MeasureRequest.objects.all().delete()
    assert reminders.send_due(worlds.upcoming(made)[0].starts_at - timedelta(hours=4)) == 1
    assert asked(made) == {("phq-9", ""), ("gad-7", "")}


def test_the_secret_of_a_link_is_cleared_from_the_queue_once_it_has_left(clinic, made, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    queued = DBTaskResult.objects.get()
    assert "token=" in str(queued.args_kwargs)
    assert messages.forget_sent(timezone.now()) == 0  # still to be sent
    # As the worker does it; the command itself would close the connection the test is using.
    queued.claim("worker")
    queued.set_successful(queued.task.call(**queued.args_kwargs["kwargs"]))
    assert len(mail.outbox) == 1
    assert messages.forget_sent(timezone.now()) == 1
    assert not DBTaskResult.objects.exists()
    assert Message.objects.get(person=made.person_id).kind == "private link"


# ---- links, paper, and what therapists are not shown


def test_only_the_own_therapist_sends_and_stops_links(clinic, made):
    for other in (clinic.ben, clinic.miriam, clinic.ada, clinic.carl):
        with pytest.raises(NotAllowed):
            measure_links.send(by=other.acts, person_id=made.person_id)
        with pytest.raises(NotAllowed):
            measure_links.revoke(by=other.acts, person_id=made.person_id)


def test_the_battery_prints_as_one_pdf(clinic, made):
    change(clinic, made, *EVERY, Asking("ecr-rs", "mother", (6,)))
    file = battery_paper.pdf(by=clinic.rosa.acts, course_id=made.pk)
    assert file.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in file.content or b"StructTreeRoot" in file.content
    assert Event.objects.filter(detail__file="paper").count() == 1
    with pytest.raises(NotAllowed):
        battery_paper.pdf(by=clinic.ben.acts, course_id=made.pk)


def test_what_clients_think_of_the_service_is_in_no_list_of_a_therapist(clinic, made):
    MeasureRequest.objects.create(
        person_id=made.person_id,
        course=made,
        measure="peq-assessment",
        moment="assessment",
        due_on=clock.today(),
        asked_at=clock.now(),
    )
    page = measure_plan.read(by=clinic.rosa.acts, course_id=made.pk)
    assert "peq-assessment" not in {one.measure.id for one in (*page.waiting, *page.choices)}
    due = questionnaires.due(made.person_id)
    assert "peq-assessment" in {one.measure.id for one in due.now}


# ---- a licensed questionnaire whose words the service holds


@pytest.fixture
def wsas_worded(tmp_path, settings):
    """The service has put the wording of WSAS, here an invented one, into its own folder."""
    empty = empty_wording(get("wsas"))
    (tmp_path / "wsas.toml").write_text(empty.replace(' = ""', ' = "Invented words"'))
    _take_words_from(tmp_path)
    yield
    _take_words_from(settings.WORDINGS)


def _take_words_from(folder) -> None:
    word_from(folder)
    for read_once in (read_cached, default_protocol, progress._protocol):
        read_once.cache_clear()


def test_wsas_is_asked_before_every_session_where_its_words_are_here(wsas_worded, clinic, made):
    measures.ask_due(made)
    assert asked(made) == {("phq-9", ""), ("gad-7", ""), ("wsas", "")}
    said = measure_plan.read(by=clinic.rosa.acts, course_id=made.pk)
    assert said.questions == 10 + 7 + 5


def test_wsas_is_not_asked_where_its_words_are_not(clinic, made):
    measures.ask_due(made)
    assert ("wsas", "") not in asked(made)
    with pytest.raises(WordingHeldLocally, match="licence holder"):
        measures.ask(by=clinic.rosa.acts, person_id=made.person_id, measure="wsas")
