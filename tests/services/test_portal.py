"""The client's own pages: where they are, what is due, and only what is meant for them."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta

import pytest

from betweenus.domain.access import Identity, Role
from betweenus.domain.refusals import NotAllowed, NotFound
from betweenus.records.events import Event
from betweenus.records.people import Person
from betweenus.services import (
    clock,
    consents,
    course,
    focus,
    goals,
    measures,
    people,
    portal,
    questionnaires,
    trail,
)
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

CALM = [1, 1, 1, 1, 1, 1, 1, 1, 0]
FOCUS = {
    "self": "too much",
    "other": "about to go",
    "affects": [{"name": "shame", "shown": True}, {"name": "SECRET fury", "shown": False}],
    "defence": "SECRET goes quiet",
    "origins": "SECRET mother",
    "plain": "I feel I am too much, and others seem about to go.",
}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6, place="Room 3")


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def said(value: object) -> str:
    """Every word in a value, however deep."""
    if isinstance(value, str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(said(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, dict):
        return " ".join(said(one) for pair in value.items() for one in pair)
    if isinstance(value, (list, tuple, set, frozenset)):
        return " ".join(said(one) for one in value)
    return ""


class TestHome:
    def test_where_i_am_and_what_comes_next(self, tom):
        page = portal.home(by=tom)

        assert (page.stage, page.now.session, page.now.remaining) == ("under way", 6, 11)
        assert page.next.starts_at == worlds.at(worlds.TODAY)
        assert (page.next.number, page.next.place) == (6, "Room 3")
        assert page.phase_is_for.startswith("Working on the pattern")
        assert page.this_time == ("Recent moments, seen through the pattern",)
        assert page.therapist == "Rosa Lind"

    def test_yesterdays_session_counts_for_its_client_before_it_is_recorded(self, tom):
        with clock.as_of(worlds.NOW + timedelta(days=1)):
            page = portal.home(by=tom)

        assert page.now.session == 7
        assert page.next.number == 7

    def test_what_is_due_before_the_session_is_there_three_days_before(self, clinic, tom, made):
        measures_due = portal.home(by=tom).due
        assert [asked.measure.id for asked in measures_due.now] == ["phq-9", "gad-7"]
        with clock.as_of(worlds.NOW - timedelta(days=4)):
            early = portal.home(by=tom).due
        assert early.now == ()
        assert [asked.measure.id for asked in early.later] == ["phq-9", "gad-7"]

    def test_what_the_therapist_forgot_to_record_does_not_hold_up_the_questionnaires(self, tom):
        for asked in portal.home(by=tom).due.now:
            measures.answer(
                by=tom,
                person_id=tom.person_id,
                measure=asked.measure.id,
                answers=[1] * len(asked.measure.scored_items),
                request_id=asked.id,
            )
        assert portal.home(by=tom).due.now == ()

        with clock.as_of(worlds.NOW + timedelta(days=5)):
            due = portal.home(by=tom).due.now
        assert [(a.measure.id, a.due_on) for a in due] == [
            ("phq-9", date(2026, 2, 17)),
            ("gad-7", date(2026, 2, 17)),
        ]

    def test_before_a_course_there_is_a_page_too(self, clinic):
        row = worlds.accepted(clinic.rosa, "Ines Varga")
        account = worlds.Account.objects.create_user(
            "ines@home.example", name="Ines", roles=["client"], created_at=clock.now()
        )
        worlds.Person.objects.filter(pk=row.person_id).update(account=account)
        ines = people.identify(account)

        measures.ask(
            by=clinic.rosa.acts, person_id=row.person_id, measure="gad-7", moment="assessment"
        )

        assert portal.home(by=ines).stage == "before"
        assert [asked.measure.id for asked in portal.home(by=ines).due.now] == ["gad-7"]
        assert portal.my_sessions(by=ines).meetings == ()
        assert portal.my_goals(by=ines).goals == ()
        assert portal.my_focus(by=ines).focus is None
        with pytest.raises(NotFound):
            portal.course_id_of(by=ines)

    def test_after_the_end_what_was_worked_out_stays(self, clinic, made, tom):
        course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47", words="SECRET reason")

        page = portal.home(by=tom)
        assert page.stage == "ended"
        assert page.next is None
        assert [m.number for m in portal.my_sessions(by=tom).meetings] == [1, 2, 3, 4, 5]

    def test_the_last_questionnaires_are_asked_for_a_fortnight_after_the_end(
        self, clinic, made, tom
    ):
        course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="46")

        def due(days):
            with clock.as_of(worlds.NOW + timedelta(days=days)):
                return [asked.measure.id for asked in portal.home(by=tom).due.now]

        assert due(14) == ["phq-9", "gad-7"]
        assert due(15) == []

    def test_nobody_but_the_client_opens_it(self, clinic, made, tom):
        for other in (clinic.rosa.acts, clinic.ada.acts):
            with pytest.raises(NotAllowed):
                portal.home(by=other)
        stranger = Identity(tom.account_id, "Tom", frozenset({Role.CLIENT}))
        with pytest.raises(NotAllowed):
            portal.home(by=stranger)

    def test_opening_it_is_on_record(self, tom):
        portal.home(by=tom)
        assert Event.objects.filter(act="read own pages", person_id=tom.person_id).exists()


class TestWhatIsNotMeantForThem:
    def test_no_word_a_therapist_wrote_for_themselves_leaves_the_service(self, clinic, made, tom):
        acts = clinic.rosa.acts
        focus.write(by=acts, course_id=made.pk, parts=FOCUS, seen_number=0)
        assert portal.my_focus(by=tom).focus is None
        for to in ("said", "shared", "agreed"):
            focus.move(by=acts, course_id=made.pk, to=to, words="SECRET remark")
        course.choose_phase(by=acts, course_id=made.pk, phase="ending", reason="SECRET reason")
        course.set_break(
            by=acts,
            course_id=made.pk,
            first_day=date(2026, 3, 2),
            last_day=date(2026, 3, 8),
            why="SECRET why",
        )
        goals.set_goal(by=acts, course_id=made.pk, words="Say what I want", first_rating=2)

        pages = (
            portal.home(by=tom),
            portal.my_focus(by=tom),
            portal.my_goals(by=tom),
            portal.my_progress(by=tom),
            portal.my_sessions(by=tom),
            portal.my_account(by=tom),
        )
        words = " ".join(said(page) for page in pages)
        assert "SECRET" not in words
        assert "I feel I am too much" in words
        assert "Say what I want" in words


class TestTheirOwn:
    def test_goals_and_curve(self, clinic, made, tom):
        goal = goals.set_goal(
            by=clinic.rosa.acts, course_id=made.pk, words="Say what I want", first_rating=2
        )
        goals.rate(by=tom, goal_id=goal.pk, value=5)
        measures.answer(
            by=tom, person_id=tom.person_id, course_id=made.pk, measure="phq-9", answers=CALM
        )

        assert portal.my_goals(by=tom).goals[0].says == "5, up 3 since the start"
        page = portal.my_progress(by=tom)
        assert [point.total for point in page.series[0].points] == [8]
        assert page.ended_after is None

    def test_a_goal_let_go_is_not_shown(self, clinic, made, tom):
        goal = goals.set_goal(by=clinic.rosa.acts, course_id=made.pk, words="Old")
        goals.let_go(by=clinic.rosa.acts, goal_id=goal.pk)

        assert portal.my_goals(by=tom).goals == ()

    def test_consent_can_be_taken_back_by_its_owner(self, made, tom):
        before = {one.purpose: one.given for one in portal.my_account(by=tom).consents}
        assert before == {"treatment": True, "recording": True, "gp": True}

        consents.consent(by=tom, course_id=made.pk, purpose="recording", given=False)

        after = {one.purpose: one.given for one in portal.my_account(by=tom).consents}
        assert after == {"treatment": True, "recording": False, "gp": True}

    def test_a_filled_in_questionnaire_knows_what_it_came_to(self, made, tom):
        asked = portal.home(by=tom).due.now[0]
        with pytest.raises(NotFound, match="not filled in yet"):
            questionnaires.done(by=tom, request_id=asked.id)
        measures.answer(
            by=tom,
            person_id=tom.person_id,
            measure="phq-9",
            answers=[*CALM[:8], 1],
            request_id=asked.id,
        )

        page = questionnaires.done(by=tom, request_id=asked.id)
        assert page.risk
        assert page.total == 9
        assert page.next.measure.id == "gad-7"
        assert questionnaires.read(by=tom).done[0].session == 6

    def test_another_clients_questionnaire_is_not_theirs(self, clinic, made, tom):
        other = worlds.at_session(clinic.rosa, 2, "Ines Varga")
        theirs = measures.ask_due(course.load(other.pk)) or other.measurerequest_set.all()

        with pytest.raises(NotAllowed):
            questionnaires.one(by=tom, request_id=theirs[0].pk)


class TestWhoOpenedMyRecord:
    def test_newest_first_with_role_and_how_often(self, clinic, made, tom):
        for hour in (10, 11):
            with clock.as_of(datetime(2026, 2, 11, hour, tzinfo=worlds.UTC)):
                focus.read(by=clinic.rosa.acts, course_id=made.pk)
        with clock.as_of(datetime(2026, 2, 11, 12, tzinfo=worlds.UTC)):
            focus.read(by=clinic.miriam.acts, course_id=made.pk)

        day = trail.read(by=tom).days[0]
        first, second = day.visits
        assert day.day == date(2026, 2, 11)
        assert (first.name, first.relation, first.purpose) == (
            "Miriam Stone",
            "supervisee",
            "supervision",
        )
        assert [line.act for line in first.lines] == ["read focus"]
        assert (second.name, second.relation, second.purpose) == ("Rosa Lind", "own", "care")
        assert [(line.act, line.times) for line in second.lines] == [("read focus", 2)]

    def test_who_was_refused_is_there_too_and_the_client_is_not(self, clinic, made, tom):
        with pytest.raises(NotAllowed):
            focus.read(by=clinic.hugo.acts, course_id=made.pk)
        portal.home(by=tom)

        visit = trail.read(by=tom).days[0].visits[0]
        assert (visit.name, visit.purpose) == ("Hugo Pell", None)
        assert [line.refused for line in visit.lines] == [True]
        seen = {one.name for day in trail.read(by=tom).days for one in day.visits}
        assert "Tom Abara" not in seen

    def test_a_day_says_when_the_client_had_a_session(self, clinic, made, tom):
        focus.read(by=clinic.rosa.acts, course_id=made.pk)
        day = trail.read(by=tom).days[0]
        assert day.sessions == (worlds.at(worlds.TODAY, 14),)
        assert day.visits[0].last < day.sessions[0]

    def test_what_was_done_late_in_the_evening_belongs_to_that_day(self, clinic, made, tom):
        """In summer midnight in London is 11 in the evening in UTC."""
        for hour, minute in ((22, 59), (23, 1)):
            with clock.as_of(datetime(2026, 7, 1, hour, minute, tzinfo=worlds.UTC)):
                focus.read(by=clinic.rosa.acts, course_id=made.pk)
        days = trail.read(by=tom).days
        assert [one.day for one in days[:2]] == [date(2026, 7, 2), date(2026, 7, 1)]

    def test_what_is_known_of_them_under_another_entry_is_theirs_too(self, clinic, made, tom):
        other = worlds.referred("Tom Abara")
        Person.objects.filter(pk=other.person_id).update(merged_into=made.person_id)
        names = {one.name for day in trail.read(by=tom).days for one in day.visits}
        assert worlds.BUILDER.name in names

    def test_it_comes_in_pages(self, clinic, made, tom):
        for days in range(30):
            with clock.as_of(worlds.NOW + timedelta(days=days)):
                focus.read(by=clinic.rosa.acts, course_id=made.pk)

        page = trail.read(by=tom)
        assert len(page.days) == trail.PAGE
        assert page.pages >= 2
        assert trail.read(by=tom, page=99).page == page.pages
        assert trail.read(by=tom, page=0).page == 1
