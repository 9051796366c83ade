"""Refer: somebody writes to the service, a letter comes about them, and a person sees it is one.

Rosa Whitlow refers herself on the public pages. Later her GP's letter arrives and Carl, the
administrator, takes it; the two entries are noticed as alike, compared and joined by him.
"""

from datetime import date

import pytest

from betweenus.records.people import Person
from betweenus.records.referral import Referral
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_somebody_refers_herself_and_loses_nothing_on_the_way(story):
    # given the front page, with help in a crisis in view
    story.go("/")
    story.sees_title("When low mood or worry has to do with the people in your life")
    story.sees("If you need help now")
    story.follow("Refer yourself", within="main, .bu-hero")
    story.sees("nothing you have typed is lost")
    story.follow("Start")

    # when she sends the first page too early, she is told what is missing and nothing is cleared
    story.sees_title("About you")
    story.fill("What shall we call you?", "Rosie")
    story.press("Continue")
    story.sees("Enter your full name")
    story.sees("Enter your date of birth")
    assert story.page.get_by_label("What shall we call you?").input_value() == "Rosie"
    story.fill("Full name", "Rosa Whitlow")
    story.fill("Day", "27")
    story.fill("Month", "3")
    story.fill("Year", "1985")
    story.press("Continue")

    # and she says how to reach her safely
    story.sees_title("How we can reach you")
    story.sees("If you need help now")
    story.choose("Text message")
    story.press("Continue")
    story.sees("Enter your phone number, or choose another way")
    story.fill("Phone number", "07700 900162")
    story.fill("Is there anything we need to know to reach you safely?", "Not after six.")
    story.press("Continue")

    # and what brings her, in her own words and in those the therapy asks about
    story.sees_title("What brings you here")
    story.fill("What brings you here, and why now?", "I keep falling out with my sister.")
    story.choose("Low mood")
    story.choose("It may feel risky to get close to others")
    story.choose("You feel invisible or ignored")

    # and goes back to look, by the browser's button and by the page's own: nothing is lost
    story.back()
    assert story.page.get_by_label("Phone number").input_value() == "07700 900162"
    story.page.go_forward()
    assert story.page.get_by_label("You feel invisible or ignored").is_checked()
    story.press("Back")
    story.sees_title("How we can reach you")
    assert story.page.get_by_label("Phone number").input_value() == "07700 900162"
    story.press("Continue")
    box = story.page.get_by_label("What brings you here, and why now?")
    assert box.input_value() == "I keep falling out with my sister."
    assert story.page.get_by_label("You feel invisible or ignored").is_checked()
    story.press("Continue")

    story.sees_title("What you would like")
    story.choose("I was offered CBT and said no")
    story.fill("What should we know when we arrange it?", "Mornings.")
    story.press("Continue")
    story.sees_title("What would help you to come")
    story.fill("What would make coming here easier for you?", "Stairs are hard.")
    story.press("Continue")

    # then she reads it all once more, changes one thing, and sends it
    story.sees_title("Check your answers")
    story.sees("I keep falling out with my sister.")
    story.follow("Change “What would help you to come”")
    story.fill("Your GP practice", "Withy Lane Practice")
    story.press("Save and check")
    story.sees("Withy Lane Practice")
    assert not Referral.objects.exists()
    story.press("Send")
    story.sees_title("Thank you")
    story.sees("What happens next")
    story.sees("If you need help now")

    made = Referral.objects.select_related("person").get()
    assert made.person.known_as == "Rosie"
    assert made.relationship_difficulties == ["risky_to_get_close", "feel_invisible"]

    # and her answers are no longer on the phone
    story.go("/refer/about-you/")
    story.does_not_see("Rosa")
    assert story.page.get_by_label("Full name").input_value() == ""


def test_somebody_whose_phone_is_shared_deletes_what_she_typed(story):
    story.go("/refer/about-you/")
    story.fill("Full name", "Rosa Whitlow")
    story.press("Continue")
    story.follow("Delete what I have typed")
    story.press("Delete")
    story.go("/refer/")
    story.does_not_see("Go on where you were")
    assert not Referral.objects.exists()


def test_a_letter_about_somebody_known_is_joined_by_a_person(story):
    # given Rosa's own referral
    clinic = worlds.clinic()
    older = worlds.referred("Rosa Whitlow", born_on=date(1985, 3, 27), phone="07700 900162")

    # when Carl takes her GP's letter, first leaving out what is needed
    story.sign_in(clinic.carl.account)
    story.go("/waiting/")
    story.follow("Take a referral")
    story.fill("What the referrer wrote", "Low mood since a bereavement.")
    story.press("Put on the waiting list")
    story.sees("There is a problem")
    assert "bereavement" in story.page.get_by_label("What the referrer wrote").input_value()
    story.choose("GP or other clinician, by letter")
    story.fill("Who referred them", "Dr S. Kemble, Withy Lane Practice")
    story.fill("Full name", "Rosa Whitlow-Pires")
    story.fill("Day", "27", within="[data-field=born_on]")
    story.fill("Month", "3", within="[data-field=born_on]")
    story.fill("Year", "1985", within="[data-field=born_on]")
    story.press("Put on the waiting list")

    # then both are marked, and he compares them and decides
    story.sees("The referral of Rosa Whitlow-Pires is on the waiting list.")
    story.sees("Known already?")
    story.follow("Possible duplicates")
    story.sees("The same date of birth and a similar surname")
    story.follow("Rosa Whitlow-Pires and Rosa Whitlow")
    story.sees("07700 900162")
    story.press("They are the same person")
    story.sees("Nothing to decide")
    assert Person.objects.get(name="Rosa Whitlow-Pires").merged_into == older.person
    assert older.person.referrals.count() == 2

    # and a therapist reads both referrals under one name
    story.sign_in(clinic.rosa.account)
    story.go(f"/referrals/{older.pk}/")
    story.sees_title("Rosa Whitlow")
    story.sees("still open")
