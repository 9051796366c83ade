"""Lead: Ada looks at the numbers, lets Nell in and Rosa out, and changes how the service is set up.

Rosa Lind is leaving. Ada Quist adds Nell Frost, who chooses a password by the link in her e-mail;
gives her a supervisor; hands Rosa's client over; closes Rosa's account. Then she changes the
crisis text, a break and the protocol, each with a reason.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail

from betweenus.domain.course import packaged_text
from betweenus.services import clock, service
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic():
    """A clinic with a course of Rosa's under way, one ended early, and two people waiting."""
    made = worlds.clinic()
    worlds.at_session(made.rosa, 4)
    worlds.ended(made.hugo, worlds.at_session(made.hugo, 6, "Una Ferris", hour=11))
    worlds.referred("Hal Holly", received_on=clock.today() - timedelta(days=60))
    worlds.referred("Ivy Ivers", received_on=clock.today() - timedelta(days=10))
    return made


def test_the_numbers_say_what_they_count(story, clinic):
    story.sign_in(clinic.ada.account)
    story.go("/service/")
    story.sees_title("The service in numbers")
    story.sees("2 people are waiting, 1 of them over 6 weeks and 0 over 18")
    story.open_details("Show the waits as a table")
    story.sees("Over 8, up to 10 weeks")
    story.sees("Courses ended in the period, for whatever reason.")
    story.sees("fewer than 5")
    story.does_not_see("Tom Abara")

    # a period that ends before it begins is said beside its field
    months = story.page.get_by_label("From").locator("option")
    newest, oldest = months.first.text_content(), months.last.text_content()
    story.select("From", newest)
    story.select("To the end of", oldest)
    story.press("Show this period")
    story.sees("The period must end in or after the month it begins in")
    story.select("From", oldest)
    story.select("To the end of", newest)
    story.press("Show this period")
    story.sees(f"{oldest} to {newest}")


def test_somebody_comes_and_somebody_goes(story, clinic):
    # given Ada, who adds Nell; nobody but Nell will know her password
    story.sign_in(clinic.ada.account)
    story.go("/service/people/")
    story.follow("Add somebody")
    story.press("Add them and send the link")
    story.sees("Choose at least one role")
    story.fill("Name", "Nell Frost")
    story.fill("Email address", "nell@clinic.example")
    story.choose("Therapist")
    story.choose("In training")
    story.press("Add them and send the link")
    story.sees("Nell Frost has been sent a link to choose a password.")
    story.sees("nobody can countersign their notes now")

    # and gives her a supervisor
    story.select("Who supervises them?", "Miriam Stone")
    story.press("Set up this supervision")
    story.sees("The supervision is set up.")

    # when Rosa leaves, the software says what comes first
    story.go("/service/people/")
    story.follow("Rosa Lind")
    story.open_details("Rosa Lind no longer works here")
    story.press("Close this account")
    story.sees("Hand them over to somebody first.")
    story.follow("Hand clients over")
    story.sees("Tom Abara")
    story.press("Hand over")
    story.sees("Choose a therapist")
    story.choose("Nell Frost")
    story.fill("Why?", "Rosa is leaving at the end of the month.")
    story.press("Hand over")
    story.sees("1 client handed over")
    story.open_details("Rosa Lind no longer works here")
    story.press("Close this account")
    story.sees("Rosa Lind can no longer sign in.")
    story.sees("No longer here")

    # and Ada's own role as the only lead cannot be taken away
    story.follow("Ada Quist")
    story.page.get_by_label("Service lead", exact=True).uncheck(force=True)
    story.choose("Administrator")
    story.press("Save")
    story.sees("This is the only service lead")

    story.go("/service/who-may-do-what/")
    story.sees("Countersign note")

    # then Nell opens her link, chooses a password, and has Tom's record
    link = re.search(r"https?://[^/]+(/welcome/\S+)", _mail_to("nell@clinic.example"))[1]
    story.sign_out()
    story.go(link)
    story.sees_title("Welcome, Nell Frost")
    story.fill("Choose a password", "short")
    story.press("Keep this password and sign in")
    story.sees("too short")
    story.fill("Choose a password", "three odd words here")
    story.press("Keep this password and sign in")
    story.sees("Your password is set")
    story.follow("Tom Abara")

    # and the link is used up
    story.sign_out()
    story.go(link)
    story.sees_title("This link no longer works")


def _mail_to(address: str) -> str:
    return next(sent.body for sent in mail.outbox if sent.to == [address])


def test_the_settings_are_changed_with_a_reason(story, clinic):
    story.sign_in(clinic.ada.account)
    story.go("/service/settings/")
    words = "If you are in danger, call 999.\n\nTo talk, ring 01632 960140."
    story.fill("The words clients see", words)

    # she looks at the words as clients see them; nothing is saved by looking
    story.press("Look at it as clients see it")
    story.sees("As it would be; not saved yet:")
    assert story.page.get_by_role("link", name="01632 960140").count() == 1
    assert service.present().crisis_text != words

    # and adds a break without losing what she typed
    story.fill("What for", "Easter", within="fieldset.bu-breaks")
    story.press("Room for another break")
    first = story.page.locator("fieldset.bu-breaks").first
    assert first.get_by_label("What for").input_value() == "Easter"
    assert story.page.locator("fieldset.bu-breaks").count() == 2
    story.press("Change the settings")
    story.sees("Enter the first day of the break")
    story.sees("Say why you change this")
    year = str(clock.today().year + 1)
    for label, value in (("Day", "3"), ("Month", "4"), ("Year", year)):
        first.get_by_label(label).first.fill(value)
    story.fill("Why do you change this?", "The trust’s new lines, and Easter.")
    story.press("Change the settings")
    story.sees("The settings are changed.")
    story.sees("The trust’s new lines, and Easter.")
    story.sees(f"3 April {year}, Easter")
    assert service.present().crisis_text == words


def test_a_protocol_is_saved_only_when_it_is_valid(story, clinic):
    story.sign_in(clinic.ada.account)
    story.go("/service/protocol/")
    story.sees("Courses under way keep the protocol they were opened with.")
    own = packaged_text().replace('name = "Middle"', 'name = "Work"', 1)
    story.fill("Protocol", own.replace("sessions = 16", "sessions = 17", 1))
    story.fill("Why do you change this?", "Our own words.")
    story.press("Save this protocol")
    story.sees("The protocol is not saved")
    story.sees("says 17, but the phases add up to 16")
    box = story.page.locator("#protocol-text")
    assert 'name = "Work"' in box.input_value()
    if story.javascript:
        story.page.get_by_role("link", name=re.compile(r"^Line \d+$")).first.click()
        assert "sessions = 17" in story.page.evaluate(
            "() => { const t = document.getElementById('protocol-text');"
            " return t.value.slice(t.selectionStart, t.selectionEnd); }"
        )
    story.fill("Protocol", own)
    story.press("Check it without saving")
    story.sees("Nothing is wrong in this protocol.")
    story.press("Save this protocol")
    story.sees("Courses opened from now on follow this protocol.")
    story.sees("Your own is in force.")


def test_an_administrator_manages_accounts_and_opens_no_record(story, clinic):
    story.sign_in(clinic.carl.account)
    story.go("/service/people/")
    story.sees_title("People who work here")
    story.follow("Ben Okoro")
    story.choose("Service lead")
    story.press("Save")
    story.sees("Only a service lead can make somebody a lead")
    for closed in ("/service/", "/service/settings/", "/today/", "/supervision/"):
        story.go(closed)
        story.sees_title("You cannot open this")
