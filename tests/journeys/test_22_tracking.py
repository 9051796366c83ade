"""How the focus goes: a client rates a week on their phone, their therapist by one press.

Rosa Lind and Tom Abara agreed on a focus in session 4; today is session 8.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from betweenus.domain.tracking.rating import monday
from betweenus.records.tracking import FocusRating
from betweenus.services import clock, focus, focus_rating, measures, people
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAIN = "When I need something I feel a nuisance, and keep quiet."
WEEK = timedelta(weeks=1)


def agreed(clinic, number: int):
    """A course at session ``number``, its focus agreed in session 4."""
    made = worlds.at_session(clinic.rosa, number, person={"known_as": "Tom"})
    with clock.as_of(clock.now() - (number - 4) * WEEK):
        agree(clinic, made)
    return made


def agree(clinic, made) -> None:
    parts = {"self": "a nuisance", "other": "fed up", "affects": [{"name": "shame"}]}
    by = clinic.rosa.acts
    focus.write(by=by, course_id=made.pk, seen_number=0, parts=parts | {"plain": PLAIN})
    for to in ("said", "agreed"):
        focus.move(by=by, course_id=made.pk, to=to)


def test_a_week_is_rated_by_both_and_seen_on_one_line(story, clinic):
    made = agreed(clinic, 8)
    tom = worlds.client_of(made)

    # given Tom opens his pages on an evening, and is asked
    story.sign_in(tom)
    story.go("/me/")
    story.follow("Fill in my week")
    story.sees(PLAIN)

    # when he forgets the number, what he wrote is still there
    story.fill("Did you try something new?", "I rang Jo before it got bad.")
    story.press("Save my week")
    story.sees("Choose a number from 0 to 10")
    box = story.page.get_by_label("Did you try something new?")
    expect(box).to_have_value("I rang Jo before it got bad.")

    # then he touches two numbers and a place, and that is all
    story.choose("6", group="How much did this show in the week?")
    story.choose("3", group="When it showed, how far could you step back from it?")
    story.choose("With people in my life now")
    story.press("Save my week")
    story.sees("Saved. Your therapist sees it too.")
    story.sees("My weeks so far")
    story.met()
    assert FocusRating.objects.get().showed == 6
    story.go("/me/")
    story.does_not_see("How was your week?")

    # when he thinks better of it, the week has its next version
    story.follow("My week")
    week = FocusRating.objects.get().week
    story.page.goto(f"{story.server}/me/week/?week={week.isoformat()}")
    story.sees("You have filled this week in. You can still change it.")
    story.choose("5", group="How much did this show in the week?")
    story.press("Save my week")
    story.sees("Saved.")
    assert [row.showed for row in FocusRating.objects.order_by("at")] == [6, 5]

    # when Rosa has held the session, one press rates it
    worlds.attend(clinic.rosa, made, 1)
    today = made.appointments.order_by("starts_at")[7]
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{today.pk}/")
    story.sees("How much did the focus show in this session’s week?")
    story.press("7", within="section[aria-labelledby=rating-heading]")
    story.is_at(f"/sessions/{today.pk}/")
    story.sees("you rated 7 of 10")

    # and she may say more
    story.follow("Say more or change it")
    story.sees_title("How the focus goes")
    story.choose("4", group="How far could they step back from it?")
    story.choose("In the session, between the two of us")
    story.fill("A new way tried", "Said he was cross with me.")
    story.press("Save my rating")
    story.sees("Rated 7.")

    # then both lines, the words and the table are on one page
    story.sees(PLAIN)
    story.sees("I rang Jo before it got bad.")
    story.sees("Said he was cross with me.")
    story.open_details("Show the weeks as a table")
    table = story.page.get_by_role("region", name="How the focus goes, by week")
    expect(table).to_contain_text("Tom: with people now")
    expect(table).to_contain_text("therapist: here, between us")
    story.met()

    # and none of it is on his pages
    story.sign_in(tom)
    story.go("/me/week/")
    story.does_not_see("cross with me")

    # and her supervisor reads it, and rates nothing
    story.sign_in(clinic.miriam.account)
    story.go(f"/courses/{made.pk}/tracking/")
    story.sees("I rang Jo before it got bad.")
    assert story.page.get_by_role("button", name="Save my rating").count() == 0


def test_before_it_begins_and_after_the_end_the_page_says_so(story, clinic):
    made = worlds.at_session(clinic.rosa, 4, person={"known_as": "Tom"})
    tom = worlds.client_of(made)
    story.sign_in(tom)
    story.go("/me/week/")
    story.sees("There is nothing to fill in yet.")
    agree(clinic, made)
    story.go("/me/week/")
    story.sees(PLAIN)
    story.sees("This begins on Monday")
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/focus/")
    story.follow("How it goes, week by week")
    story.sees("No week is rated yet.")
    story.sees("Nothing to compare with yet.")
    worlds.ended(clinic.rosa, made)
    story.sign_in(tom)
    story.go("/me/week/")
    story.sees("Your therapy has ended")


def test_mood_is_looked_at_only_from_eight_weeks_on(story, clinic):
    # given ten weeks in which both went up and down together
    made = agreed(clinic, 14)
    by = people.identify(worlds.client_of(made))
    for back, (showed, each) in enumerate([(8, 2), (3, 0), (7, 2), (2, 0), (6, 1)] * 2):
        with clock.as_of(clock.now() - back * WEEK):
            week = monday(clock.today())
            focus_rating.rate(by=by, course_id=made.pk, week=week, showed=showed)
            answered = [each] * 8 + [0, 0]
            measures.answer(
                by=by,
                person_id=made.person_id,
                measure="phq-9",
                answers=answered,
                course_id=made.pk,
            )
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/tracking/")
    story.sees("In weeks in which the focus showed more, PHQ-9 was higher")
    story.sees("What goes together, not what causes what")
    drawing = story.page.get_by_role("img", name=re.compile("Points of the score"))
    expect(drawing.first).to_be_visible()
    story.met()

    # and it can be printed: what is for the screen stays off the paper
    story.page.emulate_media(media="print")
    expect(story.page.get_by_role("button", name="Save my rating")).to_be_hidden()
    expect(story.page.get_by_role("img", name="How the focus goes, by week").first).to_be_visible()
