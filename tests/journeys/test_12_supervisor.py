"""Supervise: Ben, in training, brings a question; Miriam reads the case, answers and countersigns.

Ben Okoro is at session 6 with Una Ferris. He writes down what puzzles him. Before they meet,
Miriam Stone reads where the course stands, comments, agrees something to do, and countersigns his
note. Ben reads it and ticks it off.
"""

from datetime import timedelta

import pytest

from betweenus.services import clock, focus, goals, measures
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

QUESTION = "She thanks me at the door each time. What do I do with the thanks?"
COMMENT = "Ask what would happen if she did not."
ACTION = "Say what you notice at the door."


def scored(who, made, *totals: tuple[int, str, float]) -> None:
    """Totals answered so many days ago."""
    for days, measure, total in totals:
        measures.record_total(
            by=who.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure=measure,
            total=total,
            answered_on=clock.today() - timedelta(days=days),
        )


@pytest.fixture
def case():
    """Una's course at session 6: two notes signed, one countersignature missing, GAD-7 worse."""
    clinic = worlds.clinic()
    made = worlds.at_session(clinic.ben, 6, "Una Ferris")
    worlds.signed(clinic.ben, made, 4)
    worlds.signed(
        clinic.ben,
        made,
        5,
        risk_level="present",
        risk="Thinks of not being there; no plan.",
        threads=["the sister’s wedding", "the thanks at the door"],
    )
    scored(
        clinic.ben, made, (35, "phq-9", 14), (35, "gad-7", 9), (2, "phq-9", 13), (2, "gad-7", 15)
    )
    parts = {
        "self": "in the way",
        "other": "busy, and kind when thanked",
        "affects": [{"name": "shame", "shown": True}, {"name": "anger", "shown": False}],
        "defence": "Makes herself useful first.",
        "plain": "I feel in the way, and others seem busy, so I make myself useful.",
    }
    focus.write(by=clinic.ben.acts, course_id=made.pk, parts=parts, seen_number=0)
    goals.set_goal(by=clinic.ben.acts, course_id=made.pk, words="Ask my sister for something.")
    worlds.at_session(clinic.rosa, 2)
    return clinic, made


def test_a_question_is_brought_answered_and_done(story, case):
    clinic, _ = case

    # given Ben, who writes down what puzzles him while it is fresh
    story.sign_in(clinic.ben.account)
    story.go("/today/")
    story.follow("Una Ferris")
    story.follow("Supervision of this case")
    story.sees("No question is waiting.")
    story.press("Bring this to supervision")
    story.sees("Write what you want to think about")
    story.fill("What do you want to think about?", QUESTION)
    story.press("Bring this to supervision")
    story.sees(QUESTION)

    # when Miriam looks at whom she supervises, she sees what waits before she opens anything
    story.sign_in(clinic.miriam.account)
    story.go("/supervision/")
    story.sees("Before supervision")
    story.sees("Session 6 of 16, middle")
    story.sees("Before session 6 a rise on one questionnaire alone does not say")
    story.sees("There is no agreed focus yet.")
    story.sees("2 to countersign")
    story.does_not_see(QUESTION)

    # and reads the case: where it stands, the scores, the focus, the notes, the question
    story.follow("Una Ferris", within=".bu-caseload")
    story.sees_title("Before supervision")
    story.sees(QUESTION)
    story.sees("Thinks of not being there; no plan.")
    story.sees("the sister’s wedding")
    story.sees("Draft, not said yet")
    story.sees("I feel in the way, and others seem busy, so I make myself useful.")
    story.sees("Ask my sister for something.")

    # and answers the question, comments on the case, and agrees something to do by a day
    story.fill("Your comment to this question", COMMENT)
    story.press("Comment", exact=False)
    story.sees("Your comment is there for the therapist to read.")
    story.fill("Your comment on the case", "You sound less alone with her.")
    story.press("Comment on the case")
    story.open_details("Agree something to do")
    by_when = clock.today() + timedelta(days=7)
    story.fill("What will the therapist do?", ACTION)
    for part, value in (("Day", by_when.day), ("Month", by_when.month), ("Year", by_when.year)):
        story.fill(part, str(value))
    story.press("Agree this")
    story.sees("What you agreed is written down for both of you.")
    story.sees(ACTION)

    # and countersigns the newest note
    story.follow("Countersign the note of session 5", exact=False)
    story.fill("A word to the therapist", "Clear about the risk.")
    story.press("Countersign this note")
    story.sees("Countersigned by Miriam Stone")

    # then Ben reads it, ticks the action off and puts the question away
    story.sign_in(clinic.ben.account)
    story.go("/today/")
    story.follow("Una Ferris")
    story.follow("Supervision of this case")
    story.sees(COMMENT)
    story.sees("You sound less alone with her.")
    story.sees("Miriam Stone")
    story.press("Done", exact=False, within="[aria-labelledby=actions]")
    story.sees("1 done")
    story.press("Put away", exact=False)
    story.sees("1 question talked about")

    # and Miriam has one note fewer to sign
    story.sign_in(clinic.miriam.account)
    story.go("/supervision/")
    story.sees("1 to countersign")


def test_somebody_who_supervises_nobody_is_told_what_to_do(story):
    clinic = worlds.clinic()
    story.sign_in(clinic.hugo.account)
    story.go("/supervision/")
    story.sees("You supervise nobody yet.")
