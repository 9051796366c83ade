"""The focus: drafted, said in the room, shared, answered, agreed, revised; each version kept.

Rosa Lind writes it for Tom Abara's fourth session. Nothing of it reaches his pages before she has
said it to him and chosen to share it, and what is hers alone never does.
"""

import pytest
from playwright.sync_api import expect

from betweenus.records.formulation import FocusVersion
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAIN = "When I need something I feel a nuisance. Other people seem fed up, so I keep quiet."
HERS_ALONE = ("asks for nothing, and looks after them", "longing", "the kitchen after school")


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 4, person={"known_as": "Tom"})


@pytest.fixture
def tom(made):
    return worlds.client_of(made)


def write(story, **parts):
    for label, words in parts.items():
        story.fill(label, words)


def draft(story):
    story.fill("How I see myself", "a nuisance")
    story.fill("How I see the other", "already fed up")
    story.fill("Where it was learnt", HERS_ALONE[2])
    story.page.get_by_label("Feeling 1", exact=True).fill("shame")
    story.page.get_by_label("Feeling 2", exact=True).fill(HERS_ALONE[1])
    story.select("Feeling 2 is", "Hidden")
    story.fill("What it protects against", HERS_ALONE[0])
    story.fill("What it costs, and the symptoms", "He ends up flat and alone.")
    story.fill("In plain words", PLAIN)


def clients_pages_say_nothing(story, tom):
    story.sign_in(tom)
    story.go("/me/focus/")
    story.sees("There is nothing here yet.")
    story.go("/me/")
    story.does_not_see("My focus")


def test_from_a_draft_to_an_agreed_focus_and_its_revision(story, clinic, made, tom):
    where = f"/courses/{made.pk}/focus/"
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.sees("Write a first draft")
    draft(story)
    story.press("Keep as the first draft")
    story.sees("Version 1: draft, not shared")
    story.sees("Tom cannot see this.")
    story.does_not_see("Share it with the client")
    clients_pages_say_nothing(story, tom)

    # when she has said it in the room, still nothing is on his pages
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.fill("What was said to it", "He went quiet, and then nodded.")
    story.press("I said this in session")
    story.sees("He went quiet, and then nodded.")
    clients_pages_say_nothing(story, tom)

    # when she shares it, he has the plain words and nothing that is hers alone
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.press("Share it with the client")
    story.sees("Version 1: shared with the client")
    story.sign_in(tom)
    story.go("/me/focus/")
    story.sees(PLAIN)
    for words in HERS_ALONE:
        assert words not in story.page.content()

    # when he answers in his own words
    story.choose("It fits partly")
    story.fill("In my own words", "More angry than ashamed.")
    story.press("Send to my therapist")
    story.sees("More angry than ashamed.")

    # then she finds it beside the wording, agrees it with him, and it stands
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.sees("Tom wrote back on")
    story.sees("it fits partly")
    story.sees("More angry than ashamed.")
    story.press("We agreed on it")
    story.sees("Version 1: agreed")

    # when half-way they find other words, the first ones stay his until the new ones are shared
    story.follow("Change the wording: write version 2")
    story.fill("In plain words", PLAIN.replace("feel a nuisance", "get angry and hide it"))
    story.press("Keep as version 2")
    story.sees("Tom still sees version 1")
    story.sign_in(tom)
    story.go("/me/focus/")
    story.sees("feel a nuisance")

    # and what changed between the two is marked word by word
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.follow("What changed from version 1 to 2")
    expect(story.page.locator("dd ins.bu-added").first).to_contain_text("get angry and hide it")
    expect(story.page.locator("dd del.bu-removed").first).to_contain_text("feel a nuisance")
    story.follow("Back to the focus")

    # when the new wording is said and agreed, the old one is revised, and kept
    story.press("I said this in session")
    story.press("We agreed on it")
    story.sees("Version 2: agreed")
    story.sees("Revised: a newer version stands")
    story.sign_in(tom)
    story.go("/me/focus/")
    story.sees("get angry and hide it")
    assert FocusVersion.objects.count() == 2


def test_what_is_still_missing_is_said_before_it_can_be_shared(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/focus/")
    story.fill("How I see myself", "a nuisance")
    story.press("Keep as the first draft")
    story.sees("“How I see the other” is still empty.")
    story.sees("No feeling joins the two yet.")
    story.follow("“How I see the other” is still empty.")
    story.fill("How I see the other", "already fed up")
    story.page.get_by_label("Feeling 1", exact=True).fill("shame")
    story.press("Keep as version 2")
    story.press("I said this in session")
    story.sees("The focus has no plain words yet.")
    assert story.page.get_by_role("button", name="Share it with the client").count() == 0


def test_what_is_typed_is_kept_and_can_be_gone_on_with_or_thrown_away(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    where = f"/courses/{made.pk}/focus/"
    story.go(where)
    story.fill("How I see myself", "half a thought")
    story.press("Save and go on later")
    story.go(where)
    expect(story.page.get_by_label("How I see myself")).to_have_value("half a thought")
    story.press("Throw it away")
    story.sees("What was typed is thrown away.")
    expect(story.page.get_by_label("How I see myself")).to_have_value("")


def test_two_tabs_with_the_focus_choose_between_both(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/focus/")
    first = story.page
    second = first.context.new_page()
    second.goto(first.url)
    story.page.get_by_label("Feeling 1", exact=True).fill("shame")
    story.press("Save and go on later")
    story.page = second
    second.get_by_label("Feeling 1", exact=True).fill("fear")
    if story.javascript:
        second.keyboard.press("Tab")
        story.press("Show both texts and choose")
    else:
        story.press("Save and go on later")
    story.sees_title("Two texts: choose")
    story.sees("shame")
    story.press("Keep mine")
    expect(second.get_by_label("Feeling 1", exact=True)).to_have_value("fear")
    story.page = first
