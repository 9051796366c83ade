"""Waiting list and allocation: how long each person waits is plain, and each finds a therapist.

Ada, the service lead, looks through the list and allocates; Hugo, a therapist, sees what is his.
"""

from datetime import date, timedelta

import pytest

from betweenus.services import suitability, waiting
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def waits(name, days, **known):
    return worlds.referred(name, received_on=date.today() - timedelta(days=days), **known)


def accept(who, made):
    """Assessed by ``who`` and accepted, so to be allocated."""
    waiting.allocate(by=who.acts, referral_id=made.pk, account_id=who.account.pk)
    suitability.assess(
        by=who.acts,
        referral_id=made.pk,
        answers=worlds.answers(),
        decision="accept",
        reason="Fits.",
        offered=["dit"],
        chosen="dit",
    )


def test_an_empty_list_says_how_people_come_here(story):
    clinic = worlds.clinic()
    story.sign_in(clinic.ada.account)
    story.go("/waiting/")
    story.sees("Nobody is waiting")


def test_the_lead_allocates_and_the_therapist_finds_them(story):
    # given three people at different stages and waits
    clinic = worlds.clinic()
    waits("Ann Adder", 3)
    waits("Bea Brook", 50)
    accept(clinic.rosa, waits("Col Croft", 130))
    worlds.opened(clinic.rosa, "Tom Abara")

    # when Ada opens the list, waits are words and bars, the longest first
    story.sign_in(clinic.ada.account)
    story.go("/waiting/")
    story.sees("3 people are waiting for treatment: 2 over 6 weeks, 1 over 18.")
    story.sees("18 weeks 4 days, past 18 weeks")
    story.sees("3 days, within 6 weeks")
    rows = story.page.locator("tbody tr th")
    assert [name.strip() for name in rows.all_text_contents()] == [
        "Col Croft",
        "Bea Brook",
        "Ann Adder",
    ]

    # and she finds by stage and by name
    story.follow("To allocate 1", exact=True)
    story.sees("Col Croft")
    story.does_not_see("Bea Brook")
    story.go("/waiting/")
    story.fill("Name, NHS number or reference", "zebra")
    story.press("Show")
    story.sees("Nobody here fits that")
    story.follow("show everybody who waits")

    # and gives Col to Hugo, seeing what each therapist carries, and no story
    story.follow("Allocate Col Croft")
    story.sees_title("Who will treat Col Croft?")
    story.sees("1 open course")
    story.press("Allocate")
    story.sees("Choose a therapist")
    story.choose("Hugo Pell")
    story.fill("Why them", "Asked for mornings.")
    story.press("Allocate")
    story.sees("Col Croft is with Hugo Pell now.")

    # then Hugo sees him among his own, and why
    story.sign_in(clinic.hugo.account)
    story.go("/waiting/?mine=1")
    story.does_not_see("Ann Adder")
    story.follow("Col Croft")
    story.sees("Asked for mornings.")
    story.sees("Open the course")


def test_a_therapist_takes_somebody_with_one_press(story):
    clinic = worlds.clinic()
    waits("Ann Adder", 3)
    story.sign_in(clinic.rosa.account)
    story.go("/waiting/")
    story.press("Take Ann Adder")
    story.sees("Ann Adder is yours to assess.")
    story.sees("Assess suitability")


def test_the_office_keeps_details_right_and_closes_for_somebody_who_rings(story):
    clinic = worlds.clinic()
    made = waits("Ann Adder", 3, phone="07700 900162")
    story.sign_in(clinic.carl.account)
    story.go("/waiting/")
    story.follow("Contact Ann Adder")
    story.fill("Phone number", "ring me")
    story.press("Save")
    story.sees("Enter a phone number with its area code")
    story.fill("Phone number", "07700 900199")
    story.press("Save")
    story.sees("The details of Ann Adder are saved.")
    story.go(f"/referrals/{made.pk}/close/")
    story.press("Close the referral")
    story.sees("Choose why the referral ends")
    story.choose("Declined what was offered")
    story.press("Close the referral")
    story.sees("Nobody is waiting")
