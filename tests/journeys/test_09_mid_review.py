"""The half-way review: curve, goals, focus; what was found, and a focus revised from it.

In his eighth session Rosa Lind and Tom Abara look at what has moved.
"""

import pytest
from playwright.sync_api import expect

from betweenus.services import clock, focus, goals, measures, people
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(clinic):
    """A course half-way: two goals, an agreed focus, and a curve that goes down."""
    made = worlds.at_session(clinic.rosa, 8, person={"known_as": "Tom"})
    by, tom = clinic.rosa.acts, people.identify(worlds.client_of(made))
    held = made.appointments.order_by("starts_at")
    for number, row in enumerate(held[:7]):
        with clock.as_of(row.starts_at):
            for measure, count in (("phq-9", 9), ("gad-7", 7)):
                measures.answer(
                    by=tom, person_id=made.person_id, measure=measure,
                    answers=[2 if number < 4 else 1] * (count - 1) + [0], course_id=made.pk,
                )  # fmt: skip
    focus.write(
        by=by,
        course_id=made.pk,
        seen_number=0,
        parts={
            "self": "a nuisance",
            "other": "fed up",
            "affects": [{"name": "shame"}],
            "plain": "When I need something I feel a nuisance.",
        },
    )
    for to in ("said", "agreed"):
        focus.move(by=by, course_id=made.pk, to=to)
    goals.set_goal(by=by, course_id=made.pk, words="Ask Jo for help", first_rating=2)
    return made


def test_half_way_they_look_at_what_moved_and_revise_the_focus(story, clinic, made):
    # given session 8 says that the review is due
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{worlds.upcoming(made)[0].pk}/")
    story.follow("Half-way: the curve, the goals, is the focus still right?")

    # then the curve, the goals and the focus lie side by side
    story.sees_title("Mid review")
    story.sees("PHQ-9: down 8 since the first score")
    story.sees("Ask Jo for help")
    story.sees("When I need something I feel a nuisance.")
    story.open_details("Show the scores as a table")
    story.met()

    # when she leaves the question open, it is asked again and what she wrote stays
    story.fill("What you found together", "Flat for weeks, then most of it in two.")
    story.press("Keep the review")
    story.sees("Say whether the focus is still right")
    expect(story.page.get_by_label("What you found together")).to_have_value(
        "Flat for weeks, then most of it in two."
    )

    # when it is answered, the review is kept and leads to the focus
    story.choose("Partly: revise it", group="Is the focus still right?")
    story.fill("In the client’s words", "I did not think it showed.")
    story.fill("For the second half", "The anger.")
    story.press("Keep the review")
    story.sees("The review is kept.")
    story.sees("After session 7")
    story.sees("I did not think it showed.")
    story.follow("Revise the focus")
    story.fill("In plain words", "When I need something I get angry, and hide it.")
    story.press("Keep as version 2")
    story.sees("Version 2: draft, not shared")

    # and neither the session nor the case asks for it any more
    story.go(f"/sessions/{worlds.upcoming(made)[0].pk}/")
    assert story.page.get_by_role("link", name="Half-way: the curve").count() == 0


def test_the_supervisor_reads_the_review(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/mid-review/")
    story.choose("Still right", group="Is the focus still right?")
    story.fill("What you found together", "Steady.")
    story.press("Keep the review")
    story.sign_in(clinic.miriam.account)
    story.go(f"/courses/{made.pk}/mid-review/")
    story.sees("Steady.")
    story.does_not_see("Keep the review")
