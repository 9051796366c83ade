"""From what recurs to an agreed focus: candidates, their doubt, moments taken, the client's words.

Rosa Lind has coded fourteen episodes that Tom Abara told her. The software proposes, and writes not
one word of the focus; what she puts in is his. Nothing of it is on his pages until she shares it.
"""

import pytest
from playwright.sync_api import expect

from betweenus.services import rankings
from tests import episodes, worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAIN = "When I need something I feel a nuisance. Other people seem busy, so I keep quiet."


@pytest.fixture
def clinic():
    rankings.forget()
    return worlds.clinic()


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 4, person={"known_as": "Tom"})
    episodes.burden(clinic.rosa, made)
    return made


@pytest.fixture
def tom(made):
    return worlds.client_of(made)


def field(story, label):
    return story.page.get_by_label(label, exact=False).first


def test_from_a_candidate_to_an_agreed_focus_with_its_moments(story, clinic, made, tom):
    # given fourteen coded episodes, when she opens what recurs
    story.page.set_default_timeout(60_000)  # the doubts take seconds, on a busy machine many
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/focus/")
    story.follow("Patterns", within="nav[aria-label='Pages of this case']")
    story.sees("Tom wishes to be cared for. The other ignores.")
    story.sees("Shows in 10 of 14 episodes, with 5 people.")
    story.sees("a proposal to look at, not a finding")
    story.open_details("Show candidate 1 as a table")
    story.sees("none of 2 for, 2 against")

    # when she asks how far to trust it, each doubt is a statement of its own
    story.follow("Work out how steady they are")
    story.sees("It still stands without")
    story.sees("Shuffled episodes never held one as strong.")
    story.sees("nobody has tested this on real ones")

    # when she leaves one moment out and takes the rest, a draft opens without a word
    first = story.page.locator("section[aria-labelledby=candidate-1-head]")
    first.get_by_label("“I asked Mum to look at my form.", exact=False).uncheck(force=True)
    first.get_by_role("button", name="Take into the formulation").click()
    story.page.wait_for_load_state()
    story.met()
    story.sees("The focus rests on 9 moments now.")
    for label in ("How I see myself", "How I see the other", "In plain words"):
        expect(field(story, label)).to_have_value("")

    # and his own words can be put in, one by one
    story.open_details("to quote from, for “How I see myself”")
    story.page.locator("button[name=pick][value^='self:']").first.click()
    story.page.wait_for_load_state()
    story.met()
    expect(field(story, "How I see myself")).to_have_value(
        "She talked about my brother all evening. I said nothing."
    )
    story.fill("How I see myself", "a nuisance")
    story.fill("How I see the other", "busy")
    story.page.get_by_label("Feeling 1", exact=True).fill("shame")
    story.fill("In plain words", PLAIN)
    # Enter in a feeling keeps the wording, and puts nothing else in
    story.page.get_by_label("Feeling 1", exact=True).press("Enter")
    story.sees("Version 1: draft, not shared")
    story.page.wait_for_load_state()
    story.met()

    # then each part shows the moments it rests on, for the supervisor too
    story.sees("The moments it rests on")
    story.sees("She talked about my brother all evening.")
    story.follow("Choose other moments")
    story.choose("Learnt where", group="“She talked about my brother all evening.")
    story.press("Keep these moments")
    expect(story.page.locator("#rests-origins")).to_have_text("Where it was learnt")
    story.sign_in(clinic.miriam.account)
    story.go(f"/courses/{made.pk}/focus/")
    story.sees("She talked about my brother all evening.")
    story.does_not_see("Choose other moments")

    # when it is agreed, the map says where it shows
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/focus/")
    story.press("I said this in session")
    story.press("Share it with the client")
    story.press("We agreed on it")
    story.go(f"/courses/{made.pk}/map/")
    story.sees("How each is seen")
    story.sees("shows in 2, not in 1")
    story.sees("does not show in 2")

    # and his own pages have her words, and neither a code nor a moment
    story.sign_in(tom)
    story.go("/me/focus/")
    story.sees(PLAIN)
    for hers in ("my brother", "be cared for", "ndifferent", "Candidate"):
        assert hers not in story.page.content()


def test_too_early_there_are_counts_and_a_way_on(story, clinic):
    made = worlds.at_session(clinic.rosa, 2, person={"known_as": "Tom"})
    episodes.told(clinic.rosa, made, "Mum", "She sighed.", **episodes.BURDEN)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/patterns/")
    story.sees("Too early to rank: it would help to have 5 more confirmed episodes")
    story.sees("What was coded so far")
    story.does_not_see("Candidate")
    story.follow("Write down an episode")
    story.is_at(f"/courses/{made.pk}/episodes/new/")


def test_nothing_ticked_is_said_and_nothing_is_lost(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/patterns/")
    second = story.page.locator("section[aria-labelledby=candidate-2-head]")
    ticked = second.locator("input[name=episode]:checked")
    while ticked.count():
        ticked.first.uncheck(force=True)
    second.get_by_role("button", name="Take into the formulation").click()
    story.page.wait_for_load_state()
    story.met()
    story.sees("No moment is chosen.")
    story.sees("Candidate 2")
