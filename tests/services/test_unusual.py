"""What of the trail the lead is shown as unusual, and what came of asking."""

from datetime import timedelta

import pytest

from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.domain.trail.unusual import Why
from betweenus.records.events import Event, ReadingReview
from betweenus.records.teams import Responsibility
from betweenus.services import case, clock, focus, referral, unusual
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

NIGHT = worlds.NOW - timedelta(hours=10)  # 11pm the day before


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 6)


def open_case(who, course, at):
    with clock.as_of(at):
        case.read(by=who.acts, course_id=course.pk)


def shown(clinic, **asked):
    return unusual.read(by=clinic.ada.acts, **asked).shown


def test_what_is_done_by_day_with_ones_own_clients_is_not_shown(clinic, course):
    open_case(clinic.rosa, course, worlds.NOW)
    assert shown(clinic) == ()


def test_who_when_why_and_by_which_acts_and_of_the_client_only_initials(clinic, course):
    open_case(clinic.rosa, course, NIGHT)
    with clock.as_of(NIGHT + timedelta(minutes=12)):
        focus.read(by=clinic.rosa.acts, course_id=course.pk)
    (one,) = shown(clinic)
    assert (one.finding.reader.name, one.finding.why) == ("Rosa Lind", (Why.NIGHT,))
    assert (one.finding.times, one.finding.last.hour) == (2, 23)
    assert one.acts == ("read case", "read focus")
    assert (one.initials, one.record) == ("T.A.", str(course.person_id)[:8])


def test_a_refused_try(clinic, course):
    with pytest.raises(NotAllowed):
        case.read(by=clinic.hugo.acts, course_id=course.pk)
    (one,) = shown(clinic)
    assert (one.finding.reader.name, one.finding.why) == ("Hugo Pell", (Why.REFUSED,))


def test_a_client_with_the_readers_family_name(clinic):
    open_case(clinic.rosa, worlds.at_session(clinic.rosa, 2, "Ann Lind"), worlds.NOW)
    assert {one.finding.why for one in shown(clinic)} == {(Why.SAME_NAME,)}


def test_a_referral_read_by_somebody_who_leaves_it_to_another(clinic):
    row = worlds.referred()
    referral.read(by=clinic.hugo.acts, referral_id=row.pk)
    referral.read(by=clinic.rosa.acts, referral_id=row.pk)
    assert shown(clinic) == (), "they may still take it"
    Responsibility.objects.create(
        person_id=row.person_id, account=clinic.rosa.account, since=worlds.TODAY, task="assess"
    )
    (one,) = shown(clinic)
    assert (one.finding.reader.name, one.finding.why) == ("Hugo Pell", (Why.NOT_THEIRS,))


def test_a_course_that_ended_long_ago(clinic, course):
    worlds.ended(clinic.rosa, course)
    later = worlds.NOW + timedelta(days=200)
    open_case(clinic.rosa, course, later)
    with clock.as_of(later):
        (one,) = shown(clinic)
    assert one.finding.why == (Why.LONG_ENDED,)


def test_many_records_beside_what_is_usual_for_that_reader(clinic):
    courses = [worlds.at_session(clinic.rosa, 2, f"{n} Person") for n in range(12)]
    day = worlds.NOW + timedelta(days=40)  # when making them is no longer within the usual days
    for before in range(1, 6):
        for made in courses[:3]:
            open_case(clinic.rosa, made, day - timedelta(days=before))
    for made in courses:
        open_case(clinic.rosa, made, day)
    with clock.as_of(day):
        (one,) = [one for one in shown(clinic) if Why.MANY in one.finding.why]
    assert (one.finding.records, one.finding.usual, one.finding.client) == (12, 3, None)
    assert (one.initials, one.acts) == ("", ())


def test_seven_days_at_a_time(clinic, course):
    open_case(clinic.rosa, course, NIGHT - timedelta(days=6))
    page = unusual.read(by=clinic.ada.acts)
    assert (page.shown, page.later) == ((), None)
    assert page.earlier == worlds.TODAY - timedelta(days=7)
    before = unusual.read(by=clinic.ada.acts, until=page.earlier)
    assert len(before.shown) == 1
    assert before.later == worlds.TODAY
    ahead = unusual.read(by=clinic.ada.acts, until=worlds.TODAY + timedelta(days=3))
    assert ahead.last == worlds.TODAY


def test_what_came_of_asking_is_kept_sealed_and_is_an_event(clinic, course):
    open_case(clinic.rosa, course, NIGHT)
    (one,) = shown(clinic)
    unusual.review(by=clinic.ada.acts, key=one.finding.key, words=" He rang her that night. ")

    page = unusual.read(by=clinic.ada.acts)
    assert page.waiting == 0
    assert (page.shown[0].review.words, page.shown[0].review.by) == (
        "He rang her that night.",
        "Ada Quist",
    )
    event = Event.objects.get(act="say what unusual reading was")
    assert event.detail == {"day": "2026-02-09", "reader": str(clinic.rosa.account.pk)}
    assert "night" not in str(event.detail), "its words are sealed, and not in the trail"


def test_a_second_word_is_shown_and_the_first_is_kept(clinic, course):
    open_case(clinic.rosa, course, NIGHT)
    (one,) = shown(clinic)
    for minutes, words in enumerate(("Asked her.", "She was on call.")):
        with clock.as_of(worlds.NOW + timedelta(minutes=minutes)):
            unusual.review(by=clinic.ada.acts, key=one.finding.key, words=words)
    assert shown(clinic)[0].review.words == "She was on call."
    assert ReadingReview.objects.count() == 2


def test_nothing_said_is_refused(clinic, course):
    open_case(clinic.rosa, course, NIGHT)
    (one,) = shown(clinic)
    for words in ("  ", "x" * 2001):
        with pytest.raises(Refusal):
            unusual.review(by=clinic.ada.acts, key=one.finding.key, words=words)
    assert not ReadingReview.objects.exists()


@pytest.mark.parametrize("key", ["", "nonsense", "2026-02-09 x many", "9999-99-99 x y"])
def test_what_the_trail_does_not_show_cannot_be_looked_at(clinic, key):
    with pytest.raises(NotFound):
        unusual.review(by=clinic.ada.acts, key=key, words="I asked.")


@pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
def test_nobody_but_the_lead(clinic, who):
    with pytest.raises(NotAllowed):
        unusual.read(by=getattr(clinic, who).acts)
    with pytest.raises(NotAllowed):
        unusual.review(by=getattr(clinic, who).acts, key="x", words="y")


def test_what_is_not_looked_at_yet_comes_first(clinic, course, monkeypatch):
    for days in range(4):
        open_case(clinic.rosa, course, NIGHT - timedelta(days=days))
    newest = shown(clinic)[0]
    unusual.review(by=clinic.ada.acts, key=newest.finding.key, words="On call.")
    page = unusual.read(by=clinic.ada.acts)
    assert [one.review is None for one in page.shown] == [True, True, True, False]
    monkeypatch.setattr(unusual, "MOST", 2)
    page = unusual.read(by=clinic.ada.acts)
    assert (len(page.shown), page.left_out, page.waiting) == (2, 2, 3)
