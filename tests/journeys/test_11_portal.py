"""The client's own pages: invited by link, then at home on a phone at night.

Rosa invites Tom, whose sixth session is tomorrow. He accepts, fills in his questionnaires, writes
in his diary, answers the focus, rates a goal, looks who has opened his record, and takes back his
consent to recording. Rosa finds what he shared, and nothing that he kept to himself.
"""

import re
from datetime import timedelta

import pytest

from betweenus.records.course import Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.measures import MeasureAnswers
from betweenus.services import clock, focus, goals
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "lantern quilt harbour"
FOCUS = {
    "self": "too much",
    "other": "about to go",
    "affects": [{"name": "shame", "shown": True}],
    "defence": "He goes quiet before anybody can leave.",
    "plain": "When somebody I need is busy, I feel I am too much. Then I go quiet.",
}


@pytest.fixture
def made(clinic) -> Course:
    """Five sessions held; the sixth is tomorrow."""
    first = worlds.at(clock.today() + timedelta(days=1) - timedelta(weeks=5))
    with clock.as_of(first - timedelta(days=14)):
        course = worlds.opened(
            clinic.rosa,
            first=first,
            place="Room 3, Quay Street",
            person={"email": "tom@home.example", "known_as": "Tom"},
        )
    worlds.attend(clinic.rosa, course, 5)
    return course


def link_in(message) -> str:
    return re.search(r"http://[^/]+(/\S+)", message.body)[1]


def answer_all(story, words: str, *, but: str = "") -> None:
    """Choose the same answer to every question, leaving one out."""
    for group in story.page.get_by_role("group").all():
        legend = group.locator("legend").first
        if legend.count() and re.match(r"\s*\d+\. ", legend.text_content() or ""):
            if but and but in legend.text_content():
                continue
            choice = group.get_by_label(words, exact=True)
            (choice if choice.count() else group.get_by_role("radio").first).check(force=True)


def test_invited_and_at_home_in_ones_own_pages(story, clinic, made, mailoutbox):
    # given Rosa invites him from the page about his access
    story.sign_in(clinic.rosa.account)
    story.go(f"/people/{made.person_id}/invite/")
    story.sees("has not been invited yet")
    story.press("Send the invitation")
    story.sees("on its way to tom@home.example")
    story.sign_out()

    # when he opens the link, he sees who it is from and chooses a password
    story.go(link_in(mailoutbox[-1]))
    story.sees("Rosa Lind at Between Us invites you to your own pages")
    story.fill("Choose a password", "too short")
    story.press("Start with this password")
    story.sees("at least 12 characters")
    story.fill("Choose a password", PASSWORD)
    story.press("Start with this password")

    # then he is at home and knows where he is
    story.is_at("/me/")
    story.sees_title("Hello Tom")
    story.sees("Session 6 of 16, 10 left")
    story.sees("Room 3, Quay Street, with Rosa Lind")
    story.sees("If you need help now")

    # and fills in what is due, without losing an answer when one is missing
    story.follow("Fill in PHQ-9")
    answer_all(story, "Several days", but="Thoughts that you would be better off dead")
    if story.javascript:
        story.sees("Saved. You can stop here and go on later.")
        story.go("/me/questionnaires/")
    else:
        story.press("Save and go on later")
        story.sees("Your answers to PHQ-9 are saved.")
    story.follow("Go on with PHQ-9")
    story.press("Send my answers")
    story.sees("Question 9: choose an answer, or “I would rather not answer”")
    story.choose("Not at all", group="9. Thoughts that you would be better off dead")
    story.press("Send my answers")
    story.sees_title("Thank you")
    story.sees("Your own curve")
    story.does_not_see("Please read this first")
    assert MeasureAnswers.objects.get(measure="phq-9").total == 8

    story.follow("Next: fill in GAD-7")
    answer_all(story, "Several days")
    story.press("Send my answers")
    story.sees_title("Thank you")

    # and going back does not send it a second time
    story.back()
    story.page.reload()
    story.sees_title("Thank you")
    assert MeasureAnswers.objects.count() == 2
    story.follow("Back to my therapy")
    story.does_not_see("To fill in before you meet")


def test_the_diary_is_shared_or_kept(story, clinic, made):
    account = worlds.client_of(made)
    story.sign_in(account)
    story.go("/me/")

    # given something happened, and he begins to write it down
    story.follow("Write in my diary")
    story.fill("Who was it with?", "Mum")
    story.fill("What happened?", "She put the phone down while I was talking.")
    if story.javascript:
        # when the page is left before it is saved, it is there again
        story.page.get_by_label("What did you feel?").focus()
        story.page.locator("[data-autosave-status]", has_text="Saved").wait_for()
        story.go("/me/diary/")
        story.follow("Go on with what I was writing")
        assert story.page.get_by_label("Who was it with?").input_value() == "Mum"
    story.fill("What did you feel?", "Small.")
    story.press("Save")
    story.sees("It is saved.")
    story.sees("Shared, not read yet")

    # and another one he keeps to himself
    story.follow("Write a new entry")
    story.fill("What did you think of yourself?", "That nobody must know.")
    story.choose("Keep it to myself for now")
    story.press("Save")
    story.sees("Only you can see this")
    assert DiaryEntry.objects.count() == 2

    # then Rosa reads the first and never the second
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/diary/")
    story.sees("She put the phone down while I was talking.")
    story.does_not_see("That nobody must know.")

    # and the first can no longer be changed, the second still can
    story.sign_in(account)
    story.go("/me/diary/")
    story.sees("Your therapist has read it")
    story.follow("Mum", within="main", exact=False)
    story.sees("so it stays as it is")


def test_focus_goals_and_who_has_seen_what(story, clinic, made):
    acts = clinic.rosa.acts
    focus.write(by=acts, course_id=made.pk, parts=FOCUS, seen_number=0)
    for to in ("said", "shared", "agreed"):
        focus.move(by=acts, course_id=made.pk, to=to)
    goals.set_goal(by=acts, course_id=made.pk, words="Say what I want", first_rating=2)
    story.sign_in(worlds.client_of(made))
    story.go("/me/")

    # the focus, in plain words, without what is the therapist's
    story.follow("My focus")
    story.sees("When somebody I need is busy, I feel I am too much.")
    story.does_not_see("before anybody can leave")
    story.choose("It fits partly")
    story.fill("In my own words", "Not with my sister.")
    story.press("Send to my therapist")
    story.sees("What you wrote back")

    # a goal
    story.follow("My therapy", within="main, .bu-me-top")
    story.follow("My goals")
    story.select("How near are you to this today?", "5")
    story.press("Save for goal 1")
    story.sees("5, up 3 since the start")

    # the other pages
    story.go("/me/progress/")
    story.sees_title("How it is going")
    story.go("/me/sessions/")
    story.sees("Session 6")
    story.go("/me/letters/")
    story.sees("There are no letters yet")

    # who opened the record
    story.go("/me/")
    story.follow("What my therapist can see")
    story.sees("Rosa Lind, your therapist")
    story.sees("Worked on the focus")

    # and consent is taken back
    story.go("/me/")
    story.follow("My account and consent")
    story.follow("Take this back: recording sessions")
    story.sees("Your therapy goes on as before")
    story.press("Take it back")
    story.sees("Recording sessions: no")


def test_early_and_late_there_is_a_page_too(story, clinic, mailoutbox):
    # given somebody invited before the course is open, who does not want a password
    row = worlds.accepted(clinic.rosa, "Ines Varga", email="ines@home.example")
    story.sign_in(clinic.carl.account)
    story.go(f"/people/{row.person_id}/invite/")
    story.press("Send the invitation")
    story.sign_out()
    there = link_in(mailoutbox[-1])
    story.go(there)
    story.press("Sign in by email links instead")

    # then the page says what will be there
    story.sees_title("Hello Ines Varga")
    story.sees("Your therapy has not begun yet")
    story.sees("If you need help now")
    story.go("/me/diary/")
    story.sees("You can write here once your therapy has begun.")

    # when the link is used again, a kind page says what to do
    story.sign_out()
    story.go(there)
    story.sees_title("This invitation no longer works")
    story.follow("Email me a sign-in link")
    story.fill("Email address", "ines@home.example")
    story.press("Send me a link")
    story.go(link_in(mailoutbox[-1]))
    story.press("Sign in")
    story.is_at("/me/")
