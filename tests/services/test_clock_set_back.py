"""The machine's clock is set back while people write: what came last still stands, all is whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from betweenus.domain.trail import walk
from betweenus.records.course import Consent
from betweenus.records.events import Event
from betweenus.records.formulation import FocusVersion
from betweenus.services import (
    audit,
    chain,
    clock,
    clock_watch,
    consents,
    focus,
    goals,
    hourly,
    notes,
    reminders,
    retention,
    session,
)
from betweenus.services import service as service_settings
from betweenus.services.drafts import DraftConflict
from tests import worlds
from tests.attack.world import FOCUS
from tests.web import pages

pytestmark = pytest.mark.django_db

BACK = pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)], ids=str)


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW - timedelta(days=2)):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 6)


def before():
    return clock.as_of(worlds.NOW)


def after(back):
    """A minute later, by a clock that was set back in between."""
    return clock.as_of(worlds.NOW + timedelta(minutes=1) - back)


@BACK
def test_versions_follow_by_their_number(clinic, course, back):
    by = clinic.rosa.acts
    with before():
        focus.write(by=by, course_id=course.pk, parts=FOCUS, seen_number=0)
    with after(back):
        parts = FOCUS | {"self": "too much"}
        focus.write(by=by, course_id=course.pk, parts=parts, seen_number=1)
        page = focus.read(by=by, course_id=course.pk)
    assert page.now.number == 2
    stamped = FocusVersion.objects.order_by("at").values_list("number", flat=True)
    assert list(stamped) == [2, 1], "the clock says otherwise"


@BACK
def test_a_draft_is_newer_by_its_version_and_a_conflict_is_still_one(clinic, course, back):
    row = worlds.upcoming(course)[0]

    def save(words, seen):
        return notes.save_draft(
            by=clinic.rosa.acts, appointment_id=row.pk, parts={"material": words}, seen_version=seen
        )

    with before():
        save("half", 0)
    with after(back):
        assert save("half a note", 1).version == 2
        with pytest.raises(DraftConflict):
            save("another tab", 1)
        page = session.read(by=clinic.rosa.acts, appointment_id=row.pk)
    assert page.draft.content["material"] == "half a note"


@BACK
def test_the_last_answer_stands_wherever_the_newest_does(clinic, course, back):
    rosa, ada = clinic.rosa.acts, clinic.ada.acts
    goal = goals.set_goal(by=rosa, course_id=course.pk, words="Ring him.", first_rating=2)

    def say(yes):
        consents.consent(by=rosa, course_id=course.pk, purpose="recording", given=yes)
        reminders.say(by=rosa, person_id=course.person_id, wanted=yes)
        retention.hold(by=ada, person_id=course.person_id, held=yes, why="An inquest is open.")
        service_settings.change(by=ada, why="so", phone="1" if yes else "2")
        goals.rate(by=rosa, goal_id=goal.pk, value=8 if yes else 3)

    with before():
        say(True)
    with after(back):
        say(False)
        states = consents.read(by=rosa, course_id=course.pk).states
        recording = next(one for one in states if one.purpose == "recording")
        assert [answer.given for answer in recording.answers[:2]] == [False, True]
        assert not reminders.wanted(course.person_id)
        assert course.person_id not in retention._held()
        assert service_settings.present().phone == "2"
        assert goals.read(by=rosa, course_id=course.pk).goals[0].ratings[-1].value == 3
    with after(back):
        say(True)
        assert Consent.objects.filter(purpose="recording").order_by("-at")[0].given
        assert reminders.wanted(course.person_id)


@BACK
def test_the_trail_is_whole_and_can_be_anchored(clinic, course, back):
    with before():
        assert audit.anchor(by=clinic.ada.acts)
    with after(back):
        worlds.attend(clinic.rosa, course, 1)
        assert audit.anchor(by=clinic.ada.acts)
        assert audit.verify(by=clinic.ada.acts).verdict.fault is None
    with clock.as_of(worlds.NOW + timedelta(days=1)):
        assert audit.anchor_due(clock.now()) == 1
        assert audit.verify(by=clinic.ada.acts).verdict.fault is None
    assert walk(chain.rows(), rest=chain.rows).fault is None


@BACK
def test_somebody_who_is_signed_in_stays_so(clinic, back, monkeypatch):
    browser = pages.signed_in(clinic.rosa.account)
    was = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: was - back)
    assert browser.get("/today/").status_code == 200
    assert pages.signed_in(clinic.rosa.account).get("/today/").status_code == 200


@BACK
def test_a_clock_behind_the_record_is_told_to_whoever_looks_after_the_machine(clinic, course, back):
    with before():
        clock_watch.look(clock.now())
        goals.read(by=clinic.rosa.acts, course_id=course.pk)
    with after(back), pytest.raises(clock_watch.ClockSetBack):
        clock_watch.look(clock.now())
    with clock.as_of(Event.objects.latest("at").at - clock_watch.APART):
        assert clock_watch.look(clock.now()) == 0, "machines differ by seconds"
    assert clock_watch.look in [one.do for one in hourly.ROUNDS]
