"""Escalation: nobody acts on Tom's answer in time, and it comes to others who can.

Ada puts Hugo on duty. Tom answers question 9 with 2, by a private link on his telephone, and is
shown at once where to turn. Rosa does not sign in. Four hours later it goes to Hugo, who is on
duty, and to Miriam, who supervises Rosa; Hugo rings Tom and says so. Another time Rosa is on
leave, and Ben, her deputy, sees the sign the moment it is there.
"""

import re
from datetime import timedelta

import pytest

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.records.course import Course
from betweenus.records.safety import RiskTask
from betweenus.services import clock, hourly, measure_links, measures, people
from tests import worlds
from tests.services.test_safety import URGENT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OUT_OF_TIME = timedelta(hours=5)


@pytest.fixture
def made(clinic) -> Course:
    """Two sessions held; the third is tomorrow."""
    first = worlds.at(clock.today() + timedelta(days=1) - timedelta(weeks=2))
    with clock.as_of(first - timedelta(days=14)):
        course = worlds.opened(
            clinic.rosa,
            first=first,
            person={"phone": "07700 900123", "email": "tom@home.example"},
        )
    worlds.attend(clinic.rosa, course, 2)
    return course


def days(story, first, last) -> None:
    """Type two days into the two fields of a form."""
    story.page.get_by_label("First day").first.fill(first.isoformat())
    story.page.get_by_label("Last day").first.fill(last.isoformat())


def answered(course: Course, *, before: timedelta = timedelta(0)) -> RiskTask:
    """Tom's questionnaire, with a sign of risk, as he sent it so long ago."""
    with clock.as_of(clock.now() - before):
        measures.answer(
            by=people.identify(worlds.client_of(course)),
            person_id=course.person_id,
            course_id=course.pk,
            measure="phq-9",
            answers=URGENT,
        )
    return RiskTask.objects.get()


def test_from_the_link_to_somebody_who_said_what_they_did(story, clinic, made, mailoutbox):
    # given a private link in Tom's e-mail, opened without signing in
    measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    story.sign_out()
    story.go(re.search(r"https?://[^/\s]+(/by-link/\S+)", mailoutbox[-1].body)[1])
    story.follow("All on one page")
    for group in story.page.get_by_role("group").all():
        group.get_by_role("radio").nth(1).check(force=True)
    risky = story.page.get_by_role("group", name=re.compile("better off dead"))
    risky.get_by_role("radio").nth(2).check(force=True)
    story.page.get_by_role("button", name=re.compile("Send|Hand in")).first.click()
    story.page.wait_for_load_state()
    story.met()

    # then help comes first, and the truth about who reads this
    story.sees_title("Thank you. Please read this first")
    story.sees("call Samaritans free on 116 123")
    story.sees("This is not read live")

    # and Rosa finds it among her risk signs, and has to say what she did
    story.sign_in(clinic.rosa.account)
    story.go("/risk/")
    story.sees("PHQ-9 question 9: 2, more than half the days")
    story.follow("Tom Abara", within="main", exact=False)
    story.choose("I spoke with the client about it")
    story.fill("In a few words", "He is not alone tonight.")
    story.press("Save what was done")
    story.sees("No open risk signs")
    assert RiskTask.objects.get().acknowledged_by == clinic.rosa.account


def test_nobody_acts_and_it_goes_to_duty_and_supervisor(story, clinic, made, mailoutbox):
    # given nobody is on duty, which the lead is told loudly; she puts Hugo on the rota
    story.sign_in(clinic.ada.account)
    story.go("/service/safety/")
    story.sees("Nobody is on duty today.")
    story.follow("Duty rota")
    story.sees("Nobody is on duty today.")
    story.press("Put on duty")
    story.sees("Choose a clinician")
    story.select("Who is on duty?", "Hugo Pell")
    days(story, clock.today(), clock.today() + timedelta(days=6))
    story.press("Put on duty")
    story.does_not_see("Nobody is on duty today.")

    # when Tom's answer has waited for five hours
    task = answered(made, before=OUT_OF_TIME)
    mailoutbox.clear()
    hourly.run(by=THE_SERVICE)

    # then Hugo and Miriam are told that something waits, and not what
    told = [mail for mail in mailoutbox if mail.to[0].endswith("@clinic.example")]
    assert sorted(mail.to[0] for mail in told) == ["hugo@clinic.example", "miriam@clinic.example"]
    assert "Tom" not in str([mail.body for mail in told])

    # the lead sees how old it is and whom it went to, and neither name nor answer
    story.go("/service/safety/")
    story.sees("1 sign open, 1 urgent, 1 overdue")
    story.sees("Went to Hugo Pell (on duty), Miriam Stone (supervisor)")
    story.does_not_see("Tom Abara")

    # Miriam finds it among those of her supervisees
    story.sign_in(clinic.miriam.account)
    story.go("/risk/")
    story.sees("Clients of those I supervise")

    # Hugo, on duty, finds it on his first page, with how to reach Tom and nothing else
    story.sign_in(clinic.hugo.account)
    story.go("/today/")
    story.follow("1 risk sign to acknowledge, as deputy or on duty")
    story.sees("Come to me as the clinician on duty")
    story.follow("Tom Abara", within="main", exact=False)
    story.sees("07700")
    story.sees("You see this because you stand in for Rosa Lind")
    story.does_not_see("Open the case")

    # and when he has rung Tom it is done
    story.choose("I spoke with the client about it")
    story.fill("In a few words", "Rang at once. He is with his brother; Rosa knows.")
    story.press("Save what was done")
    story.sees("No open risk signs")
    task.refresh_from_db()
    assert task.acknowledged_by == clinic.hugo.account

    # and from then on the sign is no longer his to open, and it says so
    story.go(f"/risk/{task.pk}/")
    story.sees("You acknowledged it on")
    story.does_not_see("Tom Abara")


def test_a_deputy_sees_it_at_once_and_only_meanwhile(story, clinic, made, mailoutbox):
    # given Rosa goes on leave and names her deputy
    story.sign_in(clinic.rosa.account)
    story.go("/risk/")
    story.follow("Leave, and who acts for whom meanwhile")
    story.press("Put down the leave")
    story.sees("Choose a deputy")
    days(story, clock.today(), clock.today() + timedelta(days=13))
    story.select("Who is deputy?", "Ben Okoro")
    story.press("Put down the leave")
    story.sees("Deputy: Ben Okoro")

    # when Tom answers at night
    task = answered(made)

    # then Ben is told as Rosa is, and finds it
    assert [mail.to[0] for mail in mailoutbox[-2:]] == ["rosa@clinic.example", "ben@clinic.example"]
    story.sign_in(clinic.ben.account)
    story.go("/risk/")
    story.sees("Clients of those I am deputy for")
    story.follow("Tom Abara", within="main", exact=False)
    story.choose("I tried and could not reach the client (say how; the task stays open)")
    story.fill("In a few words", "Rang twice.")
    story.press("Save what was done")
    story.sees("stays open until somebody has reached them")

    # and when Rosa is back early, it is hers again, with what he tried
    story.sign_in(clinic.rosa.account)
    story.go("/leave/")
    story.press("Back early", exact=False)
    story.sees("No leave of yours is put down")
    story.go(f"/risk/{task.pk}/")
    story.sees("Rang twice.")
    story.sign_in(clinic.ben.account)
    story.page.goto(f"{story.server}/risk/{task.pk}/")
    story.sees("You cannot open this")
