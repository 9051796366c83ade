"""A private link: no account, on a phone, both ways of asking, stopped, resumed, declined."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from betweenus.domain import measures as catalogue
from betweenus.domain.course.plan import Asking
from betweenus.records.asking import BegunAnswers, MeasureLink
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Person
from betweenus.services import clock, measure_links, measure_plan
from tests import worlds

pytestmark = pytest.mark.journey

PHQ9 = catalogue.get("phq-9")


@pytest.fixture
def clinic(transactional_db):
    return worlds.clinic()


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 6, hour=23)
    Person.objects.filter(pk=made.person_id).update(email="tom@home.example", known_as="Tom")
    return made


def sent(clinic, made) -> str:
    """The address in the e-mail, as its reader would open it."""
    measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    return re.search(r"https?://[^/\s]+(/by-link/\S+)", mail.outbox[-1].body)[1]


def test_one_question_at_a_time_with_back_declined_stopped_and_resumed(story, clinic, made):
    address = sent(clinic, made)
    story.go(address)
    story.is_at("/by-link/start/")
    story.sees("Hello Tom")
    story.sees("17 questions to answer, about 3 minutes")
    story.sees("116 123")
    story.follow("One question at a time")
    story.sees_title("PHQ-9: question 1 of 10")
    story.press("Save and go on")
    story.sees("There is a problem")
    story.choose("Several days")
    story.press("Save and go on")
    story.sees_title("question 2 of 10")
    story.choose("I would rather not answer")
    story.press("Save and go on")
    story.sees_title("question 3 of 10")
    story.back()
    story.sees_title("question 2 of 10")
    assert story.page.get_by_label("I would rather not answer").is_checked()
    story.choose("Not at all")
    story.press("Save and go on")
    story.choose("I would rather not answer")
    story.press("Save and go on")
    story.follow("Stop here and go on later")
    story.sees("3 answered")

    story.sign_out()  # another day, the email opened again
    story.go(address)
    story.sees("14 questions to answer")
    story.follow("One question at a time")
    story.sees_title("question 4 of 10")
    for _ in range(6):
        story.choose("Not at all")
        story.press("Save and go on")
    story.sees_title("question 10 of 10")
    story.press("Send my answers")
    story.sees_title("Thank you")
    story.sees("1 of 2 done")
    row = MeasureAnswers.objects.get()
    assert (row.source, row.items["interest"], row.items["sleep"]) == ("link", 1, "declined")

    story.back()
    story.sees_title("Thank you")
    assert MeasureAnswers.objects.count() == 1
    story.follow("Go on: GAD-7")
    story.sees("Part 2 of 2")
    for _ in range(6):
        story.choose("Not at all")
        story.press("Save and go on")
    story.choose("Not at all")
    story.press("Send my answers")
    story.sees("That was everything")
    story.go(address)
    story.sees_title("All filled in")
    story.does_not_see("Several days")


def test_all_on_one_page_saved_as_answered(story, clinic, made):
    story.go(sent(clinic, made))
    story.follow("All on one page")
    story.choose("Nearly every day", group="1. Little interest")
    if story.javascript:
        story.sees("Saved. You can stop here")
        assert BegunAnswers.objects.get().answers == {"interest": 3}
    else:
        story.press("Save and go on later")
        story.follow("All on one page")
    story.page.reload()
    assert story.page.get_by_label("Nearly every day").first.is_checked()
    story.press("Send my answers")
    story.sees("Question 2: choose an answer")
    for item in PHQ9.items[1:9]:
        story.choose("Not at all", group=f"{item.number}. {item.text[:20]}")
    story.press("Send my answers")
    story.sees_title("Thank you")
    assert MeasureAnswers.objects.get().total == 3


def test_help_is_there_at_once_when_an_answer_calls_for_it(story, clinic, made):
    story.go(sent(clinic, made))
    story.follow("All on one page")
    story.choose("Several days", group="9. Thoughts")
    if story.javascript:
        story.page.locator("[data-help-now]").get_by_text("not read live").wait_for()
    else:
        story.press("Save and go on later")
        story.follow("All on one page")
        story.sees("This is not read live")


def test_a_link_that_ran_out_was_stopped_or_is_broken_says_what_to_do(story, clinic, made):
    address = sent(clinic, made)
    story.go(address)
    measure_links.revoke(by=clinic.rosa.acts, person_id=made.person_id)
    story.go("/by-link/start/")
    story.sees_title("This link does not work any more")
    story.sees("It was stopped")
    address = sent(clinic, made)
    MeasureLink.objects.filter(revoked_at=None).update(
        runs_out_at=clock.now() - timedelta(minutes=1)
    )
    story.go(address)
    story.sees("that week is over")
    story.sees("Look for a newer email")
    story.sees("116 123")
    story.sign_out()
    story.go("/by-link/?token=half-of-it")
    story.sees_title("This link does not work")


def test_no_more_reminders_by_one_press(story, clinic, made):
    story.go(sent(clinic, made))
    story.press("Do not remind me")
    story.sees("You will not be reminded")
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/measures/asking/")
    story.sees("Tom does not want to be reminded")


def test_the_therapist_plans_sends_and_prints(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go("/questionnaires/due/")
    story.sees("PHQ-9, GAD-7")
    story.follow("Tom Abara", within="main", exact=False)
    story.sees("Before session 6: 17 questions")
    story.fill("GAD-7", "seldom")
    story.fill("Why do you change it?", "He finds it too much.")
    story.press("Change the plan")
    story.sees("does not say which sessions")
    story.fill("GAD-7", "8, 16")
    story.fill("ECR-RS (your partner)", "6, 16")
    story.press("Change the plan")
    story.sees("The plan is changed")
    story.sees("Before session 6: 19 questions")
    story.sees("Rosa Lind: He finds it too much.")
    story.press("Send Tom a link")
    story.sees("A private link is on its way to tom@home.example")
    story.sees("not opened yet")


def test_what_is_about_somebody_says_whom_to_think_of(story, clinic, made):
    plan = (Asking("ecr-rs", "mother", (6,)), Asking("ecr-rs", "partner", (6,)))
    measure_plan.change(
        by=clinic.rosa.acts, course_id=made.pk, seen=0, why="Two people matter.", plan=plan
    )
    story.go(sent(clinic, made))
    story.sees("about your partner")
    story.follow("One question at a time")
    story.sees("Think of your mother")
    story.sees("It helps to turn to this person in times of need")


def test_a_form_on_paper_is_entered_by_the_therapist(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/measures/ecr-rs/new/")
    story.choose("Your mother, or somebody like a mother to you")
    for item in catalogue.get("ecr-rs").items:
        story.choose("4", group=f"{item.number}. ")
    story.press("Save the answers")
    story.sees_title("ECR-RS about your mother")
    assert MeasureAnswers.objects.get().subject == "mother"
    assert not MeasureRequest.objects.filter(measure="ecr-rs").exists()


def test_the_lead_sees_what_is_due_in_counts_and_how_reminders_are_set(story, clinic, made):
    sent(clinic, made)
    story.sign_in(clinic.ada.account)
    story.go("/service/")
    story.follow("Questionnaires due and late, and emails that did not leave")
    story.sees_title("Questionnaires due in the service")
    story.sees("Rosa Lind")
    story.sees("1 email left, 0 did not")
    story.does_not_see("Abara")
    story.go("/service/settings/")
    story.fill("Hours before a session that clients are reminded", "24")
    story.fill("Why do you change this?", "Two days are too many.")
    story.press("Change the settings")
    story.sees("The settings are changed")
