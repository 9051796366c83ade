"""Tracking: rating a week, changing it, and who reads what."""

from datetime import timedelta

import pytest

from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.domain.tracking.rating import monday
from betweenus.domain.tracking.share import Counted
from betweenus.records.events import Event
from betweenus.records.tracking import FocusRating
from betweenus.services import (
    clock,
    episodes,
    evidence,
    focus,
    focus_rating,
    measures,
    people,
    portal,
    relationship_map,
    session,
    tracking,
    vocabulary,
)
from betweenus.services.episode_coding import Choice
from betweenus.services.focus_rating import WeekToRate
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PLAIN = "I feel I am too much, and others seem about to go."
FOCUS = {
    "self": "too much",
    "other": "about to go",
    "affects": [{"name": "shame", "shown": True}],
    "defence": "SECRET goes quiet",
    "plain": PLAIN,
}
WEEK = timedelta(weeks=1)
THIS = monday(worlds.TODAY)  # today is its Tuesday


@pytest.fixture
def made(clinic):
    """Session 8 is today; the focus was agreed in session 4, four weeks ago."""
    made = worlds.at_session(clinic.rosa, 8)
    with clock.as_of(worlds.NOW - 4 * WEEK):
        agree(clinic.rosa, made)
    return made


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def agree(who, made) -> None:
    focus.write(by=who.acts, course_id=made.pk, parts=FOCUS, seen_number=0)
    for to in ("said", "shared", "agreed"):
        focus.move(by=who.acts, course_id=made.pk, to=to)


def test_a_client_rates_a_week_and_it_is_kept_with_its_session(tom, made):
    row = focus_rating.rate(
        by=tom,
        course_id=made.pk,
        week=THIS - WEEK,
        showed=6,
        stepped_back=3,
        places=["outside", "here"],
        tried=" Rang Jo first. ",
    )
    assert (row.by_client, row.session_number, row.tried) == (True, 7, "Rang Jo first.")
    assert list(row.places) == ["outside", "here"]


def test_words_are_sealed_in_the_table(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo first.")
    stored = FocusRating.objects.extra(select={"raw": "tried"}).values_list("raw", flat=True)[0]
    assert "Rang Jo" not in str(stored)


def test_another_rating_of_the_same_week_is_its_next_version(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=4)
    assert FocusRating.objects.count() == 2
    (standing,) = focus_rating.mine(by=tom).ratings
    assert standing.showed == 4


def test_the_same_again_is_kept_once(tom, made):
    for _ in range(2):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo.")
    assert FocusRating.objects.count() == 1


def test_each_side_has_its_own_rating_of_a_week(clinic, tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    focus_rating.rate(by=clinic.rosa.acts, course_id=made.pk, week=THIS, showed=3, tried="SECRET")
    assert {(one.by_client, one.showed) for one in focus_rating.of_course(made.pk)} == {
        (True, 6),
        (False, 3),
    }


def test_a_client_never_sees_what_their_therapist_rated(clinic, tom, made):
    focus_rating.rate(by=clinic.rosa.acts, course_id=made.pk, week=THIS, showed=3, tried="SECRET")
    page = focus_rating.mine(by=tom)
    assert page.ratings == ()
    assert "SECRET" not in repr(page)
    assert "SECRET" not in repr(portal.home(by=tom))


def test_the_clients_page_has_the_words_of_their_focus(tom, made):
    assert focus_rating.mine(by=tom).plain == PLAIN


def test_weeks_before_the_focus_was_agreed_cannot_be_rated(clinic):
    made = worlds.at_session(clinic.rosa, 5)
    tom = people.identify(worlds.client_of(made))
    with pytest.raises(Refusal, match="no agreed focus yet"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    with clock.as_of(worlds.NOW - WEEK):
        agree(clinic.rosa, made)
    with pytest.raises(Refusal, match="cannot be rated now"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS - WEEK, showed=6)
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)


@pytest.mark.parametrize("weeks", [3, -1])
def test_a_week_too_long_ago_or_still_ahead_is_refused(tom, made, weeks):
    with pytest.raises(Refusal, match="cannot be rated now"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS - weeks * WEEK, showed=6)


def test_after_the_end_nothing_is_rated_or_asked(clinic, tom, made):
    worlds.ended(clinic.rosa, made)
    with pytest.raises(Refusal, match="has ended"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    assert focus_rating.mine(by=tom).weeks == ()
    assert portal.home(by=tom).week is None


def test_home_asks_for_last_week_until_it_is_rated(tom, made):
    assert portal.home(by=tom).week == THIS - WEEK
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS - WEEK, showed=6)
    assert portal.home(by=tom).week is None
    with clock.as_of(worlds.NOW + timedelta(days=2)):  # Thursday
        assert portal.home(by=tom).week == THIS


def test_home_asks_for_nothing_before_the_focus_is_agreed(clinic):
    made = worlds.at_session(clinic.rosa, 5)
    assert portal.home(by=people.identify(worlds.client_of(made))).week is None


@pytest.mark.parametrize("who", ["ben", "hugo", "miriam", "ada", "carl"])
def test_nobody_else_rates(clinic, made, who):
    with pytest.raises(NotAllowed):
        focus_rating.rate(by=getattr(clinic, who).acts, course_id=made.pk, week=THIS, showed=1)


def test_another_client_does_not_rate_or_see_it(clinic, made, tom):
    other = worlds.opened(clinic.rosa, "Ines Varga")
    ines = people.identify(worlds.client_of(other, "ines@home.example"))
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    with pytest.raises(NotAllowed):
        focus_rating.rate(by=ines, course_id=made.pk, week=THIS, showed=1)
    assert focus_rating.mine(by=ines).ratings == ()


def test_rating_leaves_an_event_without_a_word_of_it(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo.")
    event = Event.objects.filter(act="rate the focus").latest("at")
    assert event.done
    assert event.detail == {"changed": False}


# -- the therapist's page ----------------------------------------------------------------------


def weeks_of(clinic, number: int, name: str = "Tom Abara"):
    """A course at session ``number``, the focus agreed in session 4."""
    made = worlds.at_session(clinic.rosa, number, name)
    with clock.as_of(worlds.NOW - (number - 4) * WEEK):
        agree(clinic.rosa, made)
    return made


def rated(by, made, values) -> None:
    """One rating a week, the last this week, each given in its week."""
    for back, showed in enumerate(reversed(values)):
        with clock.as_of(worlds.NOW - back * WEEK):
            week = THIS - back * WEEK
            focus_rating.rate(by=by, course_id=made.pk, week=week, showed=showed)


def scored(by, made, totals) -> None:
    """One PHQ-9 a week, the last this week; totals in nines."""
    for back, each in enumerate(reversed(totals)):
        with clock.as_of(worlds.NOW - back * WEEK):
            measures.answer(
                by=by,
                person_id=made.person_id,
                measure="phq-9",
                answers=[each] * 8 + [0, 0],
                course_id=made.pk,
            )


def coded(clinic, made, story: str, **codes):
    """An episode told today, coded."""
    written = episodes.write(by=clinic.rosa.acts, course_id=made.pk, who="mum", story=story)
    episodes.code(
        by=clinic.rosa.acts,
        episode_id=written,
        chosen={slot: Choice(code) for slot, code in codes.items()},
        seen_decisions=0,
    )
    return written


FOLLOWS = {"self_view": "worthless", "other_view": "rejecting", "affect_shown": "shame"}
OTHERWISE = {"self_view": "worthy", "other_view": "caring", "affect_shown": "joy"}


def known_codes(codes: dict[str, str]) -> dict[str, str]:
    """The same with codes the vocabulary has: the first and the last of each part."""
    words = vocabulary.words().by_part
    last = codes is OTHERWISE
    return {slot: list(words[SLOTS[slot]])[-1 if last else 0] for slot in codes}


def test_both_sides_and_everything_beside_them_are_on_one_page(clinic, most_queries):
    made = weeks_of(clinic, 9)
    tom = people.identify(worlds.client_of(made))
    rated(tom, made, [7, 6])
    rated(clinic.rosa.acts, made, [8])
    scored(tom, made, [2, 1])
    with most_queries():
        page = tracking.read(by=clinic.rosa.acts, course_id=made.pk)
    assert page.plain == PLAIN
    assert page.of(THIS, by_client=True).showed == 6
    assert page.of(THIS, by_client=False).showed == 8
    assert [one.measure.id for one in page.series] == ["phq-9"]
    assert page.agreed == worlds.TODAY - 5 * WEEK
    assert page.by_client


def test_before_the_focus_is_agreed_there_is_nothing_to_follow(clinic):
    made = worlds.at_session(clinic.rosa, 3)
    page = tracking.read(by=clinic.rosa.acts, course_id=made.pk)
    assert (page.agreed, page.begins, page.weeks, page.moments) == (None, None, (), None)


def test_new_moments_are_held_against_those_the_focus_rests_on(clinic, most_queries):
    made = weeks_of(clinic, 9)
    who = [{"name": "Mum", "relation": "mother", "closeness": 4}]
    relationship_map.save(by=clinic.rosa.acts, course_id=made.pk, people=who, seen_number=0)
    follow, other = known_codes(FOLLOWS), known_codes(OTHERWISE)
    with clock.as_of(worlds.NOW - 6 * WEEK):
        before = [coded(clinic, made, f"Told before, {n}.", **follow) for n in range(2)]
    pattern = {SLOTS[slot]: code for slot, code in follow.items()}
    evidence.take(by=clinic.rosa.acts, course_id=made.pk, pattern=pattern, episodes=before)
    with clock.as_of(worlds.NOW - 4 * WEEK):
        coded(clinic, made, "Told in the first four weeks.", **follow)
    coded(clinic, made, "As ever.", **follow)
    coded(clinic, made, "Otherwise, for once.", **other)
    coded(clinic, made, "One part alone.", affect_shown=follow["affect_shown"])
    with most_queries():
        page = tracking.read(by=clinic.rosa.acts, course_id=made.pk)
    assert page.moments.whole == Counted(2, 3)
    assert [one.counted for one in page.moments.stretches] == [Counted(1, 1), Counted(1, 2)]
    assert (page.moments.open, page.moments.parts) == (1, 3)


def test_without_evidence_no_share_is_made_up(clinic):
    made = weeks_of(clinic, 9)
    assert tracking.read(by=clinic.rosa.acts, course_id=made.pk).moments is None


def test_mood_is_looked_at_by_the_side_that_rated_more_weeks(clinic):
    made = weeks_of(clinic, 14)
    tom = people.identify(worlds.client_of(made))
    rated(clinic.rosa.acts, made, [8, 3, 7, 2, 8, 3, 7, 2])
    rated(tom, made, [5])
    scored(tom, made, [2, 1, 2, 0, 2, 1, 2, 0])
    page = tracking.read(by=clinic.rosa.acts, course_id=made.pk)
    assert not page.by_client
    same, after = page.looks
    assert (same.weeks, same.tells) == (8, True)
    assert (after.weeks, after.spread) == (7, None)


@pytest.mark.parametrize(("who", "may"), [("rosa", True), ("miriam", True), ("hugo", False)])
def test_tracking_is_for_the_therapist_and_their_supervisor(clinic, made, who, may):
    by = getattr(clinic, who).acts
    if may:
        assert tracking.read(by=by, course_id=made.pk).own is (who == "rosa")
    else:
        with pytest.raises(NotAllowed):
            tracking.read(by=by, course_id=made.pk)


def test_a_client_does_not_open_the_tracking_page(tom, made):
    with pytest.raises(NotAllowed):
        tracking.read(by=tom, course_id=made.pk)


def test_a_session_that_was_held_may_be_rated_by_one_press(clinic, made):
    rows = list(made.appointments.order_by("starts_at"))
    held, ahead = rows[6], rows[7]  # sessions 7, a week ago, and 8, this afternoon
    by = clinic.rosa.acts
    assert session.read(by=by, appointment_id=held.pk).rate == WeekToRate(THIS - WEEK, None)
    focus_rating.rate(by=by, course_id=made.pk, week=THIS - WEEK, showed=4)
    assert session.read(by=by, appointment_id=held.pk).rate.rated == 4
    assert session.read(by=by, appointment_id=ahead.pk).rate is None
    assert session.read(by=by, appointment_id=rows[2].pk).rate is None  # before it was agreed
    assert session.read(by=clinic.miriam.acts, appointment_id=held.pk).rate is None
