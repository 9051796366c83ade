"""Suitability: a therapist takes a referral, weighs each question, and decides with the person.

Rosa Lind assesses two people: one is offered DIT and chooses it, one is better helped elsewhere
and his referral ends kindly.
"""

import pytest
from playwright.sync_api import expect

from betweenus.domain.access.identity import PUBLIC
from betweenus.records.referral import Suitability
from betweenus.services import referral, waiting
from betweenus.services.referral import NewPerson
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUESTIONS = {
    "Can the low mood or anxiety be linked": "Yes",
    "Can they think about their own feelings": "Yes",
    "Are they open and curious": "Yes",
    "Do they want to work on one focus": "Yes",
    "Is a drug or alcohol problem": "No",
    "Is the range of issues so wide": "No",
    "Is there acute suicide risk": "No",
    "Are they in another psychological therapy": "No",
}


def came(name):
    """Somebody's own referral, in their words."""
    return referral.refer(
        by=PUBLIC,
        person=NewPerson(name, known_as=name.split()[0]),
        source="self",
        own_words="I keep falling out with my sister.",
        relationship_difficulties=["feel_invisible"],
        previous_therapy=["cbt_declined"],
    )


def answer(story, changed=None):
    for question, chosen in {**QUESTIONS, **(changed or {})}.items():
        story.choose(chosen, group=question)


def test_a_therapist_takes_a_referral_assesses_it_and_offers_dit(story):
    # given somebody who has referred herself
    clinic = worlds.clinic()
    made = came("Ines Varga")
    story.sign_in(clinic.rosa.account)
    story.go("/waiting/")
    story.follow("Ines Varga")
    story.sees("I keep falling out with my sister.")
    story.sees("I was offered CBT and said no")

    # when Rosa takes her and answers all but one question
    story.press("Take Ines for assessment")
    story.sees("Ines Varga is yours to assess.")
    story.follow("Assess suitability")
    story.sees("what the answers come to appears here")
    answer(story, {"Are they open and curious": "Partly"})
    story.fill("Reason: symptoms linked to relationships", "Worse since the row at the funeral.")

    # then what the answers come to is shown with why, and that she decides
    if story.javascript:
        expect(story.page.locator("[data-summary]")).to_contain_text("Still open: openness")
        expect(story.page.locator("[data-autosave-status]")).to_contain_text("Saved")
    story.press("Save and sum up")
    story.sees("Discuss")
    story.sees("Still open: openness.")
    story.sees("You decide, with the client.")

    # and what she wrote is there after closing and opening the page
    story.go(f"/referrals/{made.pk}/suitability/")
    box = story.page.get_by_label("Reason: symptoms linked to relationships")
    assert box.input_value() == "Worse since the row at the funeral."

    # when she records too early, she is told what is missing and keeps everything
    story.press("Record the decision")
    story.sees("Choose what you have decided")
    assert box.input_value() == "Worse since the row at the funeral."
    for treatment in ("Dynamic Interpersonal Therapy (DIT)", "Cognitive behavioural therapy (CBT)"):
        story.choose(treatment, group="What you offered")
    story.choose("Dynamic Interpersonal Therapy (DIT)", group="What they chose")
    story.choose("Offer DIT")
    story.fill("Why", "A pattern she half sees already.")
    story.press("Record the decision")

    # then it is on record, and Ines is to be allocated
    story.sees("To allocate")
    story.sees("A pattern she half sees already.")
    story.open_details("Each answer with its reason")
    story.sees("Worse since the row at the funeral.")
    row = Suitability.objects.get()
    assert (row.summary, row.decision, row.chosen) == ("discuss", "accept", "dit")


def test_a_decline_ends_the_referral_kindly(story):
    clinic = worlds.clinic()
    made = came("Sam Quell")
    waiting.allocate(by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk)
    story.sign_in(clinic.rosa.account)
    story.go(f"/referrals/{made.pk}/suitability/")
    answer(story, {"Is a drug or alcohol problem": "Yes"})
    story.press("Save and sum up")
    story.sees("Not now")
    story.choose("Something else", group="What you offered")
    story.choose("Something else", group="What they chose")
    story.choose("Signpost to another service")
    story.fill("Why", "Drinking comes first.")

    # it does not end before Rosa says what was agreed
    story.press("Record the decision")
    story.sees("say what you agreed about what happens now")
    story.fill(
        "What you agreed about what happens now",
        "I rang the alcohol service with him in the room; they see him on Thursday.",
    )
    story.press("Record the decision")
    story.sees("Signposted elsewhere")
    story.sees("they see him on Thursday")
    story.sees("Refer Sam again")
    made.refresh_from_db()
    assert (made.state, made.close_code) == ("closed", "11")


def test_two_tabs_are_shown_both_texts(story):
    clinic = worlds.clinic()
    made = came("Ines Varga")
    waiting.allocate(by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk)
    story.sign_in(clinic.rosa.account)
    story.go(f"/referrals/{made.pk}/suitability/")
    reason = "Reason: openness"

    # given the same page in a second tab, where something is saved first
    other = story.page.context.new_page()
    other.goto(f"{story.server}/referrals/{made.pk}/suitability/")
    other.get_by_label(reason).fill("From the other tab.")
    other.get_by_role("button", name="Save and sum up").click()
    other.wait_for_load_state()
    other.close()

    # when she saves in the first, both texts are shown and she keeps hers
    story.fill(reason, "From this tab.")
    if story.javascript:
        story.page.get_by_label("Reason: symptoms linked to relationships").focus()
        story.press("Show both texts and choose")
    else:
        story.press("Save and sum up")
    story.sees_title("Two texts: choose")
    story.sees("From the other tab.")
    story.press("Keep mine")
    assert story.page.get_by_label(reason).input_value() == "From this tab."
