"""The ending: seen from the first day, a letter made from what was said, goodbye, and afterwards.

Rosa Lind and Tom Abara come to the end of sixteen sessions. Another course of hers ends early, with
a letter and an ending of its own.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from betweenus.records.course import Appointment, Course
from betweenus.records.letters import Letter, LetterVersion
from betweenus.records.measures import MeasureRequest
from betweenus.services import clock, course, diary, focus, goals, measures, people
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAIN = "When I need something I feel a nuisance, and keep quiet."
QUOTE = "I vanish before anybody can ask."


def at_session(clinic, number, name="Tom Abara") -> Course:
    """A course at a session, with an agreed focus, a rated goal and words worth keeping."""
    person = {"known_as": name.split()[0], "gp_practice": "Dyers Row\n1 Dyers Row"}
    made = worlds.at_session(clinic.rosa, number, name, person=person)
    by = clinic.rosa.acts
    worlds.signed(clinic.rosa, made, session=3, quotes=[QUOTE])
    parts = {"self": "a nuisance", "other": "fed up", "affects": [{"name": "shame"}]}
    focus.write(by=by, course_id=made.pk, seen_number=0, parts=parts | {"plain": PLAIN})
    for to in ("said", "agreed"):
        focus.move(by=by, course_id=made.pk, to=to)
    goals.set_goal(by=by, course_id=made.pk, words="Ask Jo for help", first_rating=2)
    return made


def test_a_press_is_not_lost_while_the_text_is_saved_under_the_finger(story, clinic):
    if not story.javascript:
        pytest.skip("without scripts nothing is saved before the button is pressed")
    made = at_session(clinic, 13)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/letters/")
    story.press("Begin the goodbye letter")

    # given a box just written in, so that going to the button saves it and says so beside it
    box(story, "What we found").fill("You asked.")
    button = story.page.get_by_role("button", name="Keep this version")
    place = button.bounding_box()
    mouse = story.page.mouse
    mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)

    # when the finger is still down as that is said
    mouse.down()
    story.sees("Saved at")
    mouse.up()

    # then the button was pressed all the same
    story.sees("Version 1")


def answered(account, made, value: int) -> None:
    """Both outcome measures, every question answered alike."""
    for measure, count in (("phq-9", 9), ("gad-7", 7)):
        measures.answer(
            by=people.identify(account),
            person_id=made.person_id,
            measure=measure,
            answers=[value] * (count - 1) + [0],
            course_id=made.pk,
        )


def pick(story, section: str, words: str) -> None:
    """Take a piece of what is on record into a section."""
    place = story.page.get_by_role("complementary", name=f"On record for “{section}”")
    if place.locator("details[open]").count() == 0:
        place.locator("summary").click()
    place.get_by_role("button").filter(has_text=words).first.click()
    story.page.wait_for_load_state()


def box(story, label: str):
    return story.page.get_by_label(label, exact=True).first


def fetched(story, address: str) -> bytes:
    """A file of the page, got with the person's own sign-in."""
    answer = story.page.context.request.get(f"{story.server}{address}")
    assert answer.status == 200, answer.status
    return answer.body()


def test_the_end_is_in_view_from_the_first_day(story, clinic):
    made = worlds.opened(clinic.rosa, person={"known_as": "Tom"})
    tom = worlds.client_of(made)
    last = worlds.upcoming(made)[-1].starts_at
    day = f"{last:%A} {last.day} {last:%B}"
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{worlds.upcoming(made)[0].pk}/")
    story.sees("16 sessions left, this one included.")
    story.go(f"/courses/{made.pk}/")
    story.sees("16 sessions left")
    story.sees(day)
    story.sign_in(tom)
    story.go("/me/")
    story.sees("16 sessions, the first is still to come")
    story.sees(f"Our last session is likely to be on {day}")


def test_a_goodbye_letter_from_first_notes_to_the_last_session(story, clinic):
    # given session 13, and what twelve sessions have left on record
    made = at_session(clinic, 13)
    tom = worlds.client_of(made)
    told = {"what_happened": "I asked Jo. She came."}
    diary.write(by=people.identify(tom), course_id=made.pk, parts=told)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/letters/")
    story.press("Begin the goodbye letter")

    # then nothing is written for her, and what is on record lies beside each section
    expect(box(story, "What we found")).to_have_value("")
    pick(story, "What we found", "When I need something")
    expect(box(story, "What we found")).to_have_value(PLAIN)
    box(story, "What shifted").fill("You asked, and stayed for the answer.")
    pick(story, "What shifted", "I asked Jo.")
    shifted = "You asked, and stayed for the answer.\n\nI asked Jo. She came."
    expect(box(story, "What shifted")).to_have_value(shifted)
    pick(story, "What is still hard", "Ask Jo for help")
    expect(box(story, "What is still hard")).to_have_value(re.compile("Ask Jo for help"))
    pick(story, "Why you came", QUOTE)
    expect(box(story, "Why you came")).to_have_value(QUOTE)
    expect(box(story, "What shifted")).to_have_value(shifted)
    story.met()

    # when she shares it as a draft, it is his to read and not yet final
    box(story, "Goodbye").fill("I was glad to know you.")
    assert story.page.get_by_role("button", name="Make it final").count() == 0
    story.sees("The goodbye letter is given in the last session.")
    story.press("Share with Tom as a draft")
    story.sees("Shared as a draft: the client can read it")
    story.sign_in(tom)
    story.go("/me/letters/")
    story.follow("Goodbye letter")
    story.sees("Draft, to talk about together")
    story.sees("Dear Tom,")
    story.sees(PLAIN)

    # when he writes back
    story.press("Send to my therapist")
    story.sees("Write what you want to say")
    story.fill("Write back", "Please take out nuisance. I was quiet, not that.")
    story.press("Send to my therapist")
    story.sees("Sent. Your therapist will read it.")

    # then she finds it above the letter and writes the next version
    worlds.attend(clinic.rosa, made, 3)
    letter = Letter.objects.get()
    story.sign_in(clinic.rosa.account)
    story.go(f"/letters/{letter.pk}/")
    story.sees("Tom wrote back on")
    story.sees("I was quiet, not that.")
    box(story, "What we found").fill("When you need something you go quiet.")
    story.press("Keep this version")
    story.sees("Tom still sees version 1")

    # when the last session has come, what is missing holds it and keeps every word
    _last_session_is_today(clinic, made)
    story.go(f"/letters/{letter.pk}/")
    story.press("Make it final")
    story.sees("“What to watch for and what helps” is empty.")
    expect(box(story, "What we found")).to_have_value("When you need something you go quiet.")
    box(story, "What is still hard").fill("Asking at work.")
    box(story, "What to watch for and what helps").fill("Notice the joke, and wait.")
    story.press("Make it final")
    story.sees("The letter is final.")
    assert story.page.get_by_role("button", name="Keep this version").count() == 0
    assert LetterVersion.objects.count() >= 3

    # and he has it to keep, as a tagged PDF and for Word
    story.sign_in(tom)
    story.go("/me/letters/")
    story.sees("Yours to keep")
    story.follow("Goodbye letter")
    story.does_not_see("Draft, to talk about together")
    story.sees("When you need something you go quiet.")
    pdf = PdfReader(io.BytesIO(fetched(story, f"/me/letters/{letter.pk}/letter.pdf")))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Goodbye letter"
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Asking at work." in text
    word = fetched(story, f"/me/letters/{letter.pk}/letter.docx")
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert "When you need something you go quiet." in parts.read("word/document.xml").decode()


def _last_session_is_today(clinic, made) -> None:
    """The one session left is moved to today: nobody waits three weeks in a test."""
    (row,) = worlds.upcoming(made)
    moment = worlds.at(clock.today(), 16)
    course.move(by=clinic.rosa.acts, appointment_id=row.pk, starts_at=moment)


def test_a_letter_in_print_is_the_letter_alone(story, clinic):
    made = at_session(clinic, 13)
    tom = worlds.client_of(made)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/letters/")
    story.press("Begin the goodbye letter")
    box(story, "Goodbye").fill("I was glad to know you.")
    story.press("Share with Tom as a draft")
    story.sign_in(tom)
    story.go(f"/me/letters/{Letter.objects.get().pk}/")
    story.page.emulate_media(media="print")
    expect(story.page.locator("article.bu-letter")).to_be_visible()
    for only_on_screen in (".nhsuk-header", ".nhsuk-footer", "main form", "h1", ".bu-me-top"):
        for one in story.page.locator(only_on_screen).all():
            expect(one).to_be_hidden()


def test_what_belongs_to_a_planned_ending_and_the_review_after_it(story, clinic):
    # given sixteen sessions are held
    made = at_session(clinic, 16)
    tom = worlds.client_of(made)
    worlds.attend(clinic.rosa, made, 1)
    for request in MeasureRequest.objects.filter(closed_at=None):
        measures.withdraw(by=clinic.rosa.acts, request_id=request.pk)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/end/")
    story.sees("All 16 sessions have been held.")

    # when she asks the last questionnaires, he finds them and fills them in
    story.press("Ask for them now")
    story.sees("are asked for on the client’s own pages")
    assert MeasureRequest.objects.filter(closed_at=None).count() == 2
    answered(tom, made, 0)

    # when she writes the keeping-well plan, he has a copy of it
    story.go(f"/courses/{made.pk}/end/")
    story.press("Write the plan")
    box(story, "My early signs").fill("Eating standing up\nThree bad nights")
    box(story, "What helps me").fill("Ring Jo the same day")
    story.press("Make it final")
    story.sees("The letter is final.")
    story.sign_in(tom)
    story.go("/me/letters/")
    story.follow("Keeping-well plan")
    story.sees("Three bad nights")

    # when she writes the summary for the GP, his own words are not offered for it
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/end/")
    story.press("Write the summary")
    assert QUOTE not in story.page.content()
    for label in ("Reason for referral", "Treatment given", "Outcome", "Risk", "Plan"):
        box(story, label).fill(f"{label}, in a sentence.")
    story.press("Make it final")
    story.sees("1 Dyers Row")
    story.sees("Dear Doctor,")

    # and the course ends with its code; what is missing stays listed, and stops nobody
    story.go(f"/courses/{made.pk}/end/")
    story.sees("Final goodbye letter")
    story.press("End the course now")
    story.sees("Choose how it ended")
    story.choose("Completed, by mutual agreement (code 46)", group="How did it end?")
    story.press("End the course now")
    story.sees("The course has ended.")
    made.refresh_from_db()
    assert made.end_code == "46"

    # when a follow-up is booked, its questionnaires are asked beforehand
    story.follow("Plan a follow-up review")
    story.page.get_by_label("3 months after the end").check(force=True)
    story.press("Book the follow-up")
    story.sees("The follow-up is booked for")
    row = Appointment.objects.get(kind="follow-up")
    asked = MeasureRequest.objects.filter(closed_at=None)
    assert {(one.measure, one.moment) for one in asked} == {
        ("phq-9", "follow-up"),
        ("gad-7", "follow-up"),
    }
    story.go(f"/sessions/{row.pk}/")
    story.sees_title("Follow-up")
    story.sees("It is not counted as treatment.")

    # and he sees that it has ended, and when they meet once more
    story.sign_in(tom)
    story.go("/me/")
    story.sees("Your therapy ended on")
    story.sees("Your review")


def test_a_course_that_ends_early_has_an_ending_too(story, clinic):
    # given nine sessions, and a client who is moving away
    made = at_session(clinic, 10, "Ines Varga")
    ines = worlds.client_of(made, "ines@home.example")
    with clock.as_of(clock.now() - timedelta(weeks=8)):
        answered(ines, made, 2)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/end/")
    story.sees("9 sessions have been held of 16, and 7 are left.")

    # when the short letter is begun, it is not final before she says that it ends early
    story.press("Write the letter")
    story.sees_title("Short letter")
    pick(story, "What we found", "When I need something")
    box(story, "Goodbye").fill("Come back when you want to.")
    story.press("Keep this version")
    story.sees("A short letter is for a course that ends early")
    story.go(f"/courses/{made.pk}/end/")
    story.press("This course will end early")
    story.sees("You have said that this course ends early")
    story.press("Write the letter")
    story.press("Make it final")
    story.sees("The letter is final.")

    # and the last questionnaires are asked and answered, so that the course is not unpaired
    story.go(f"/courses/{made.pk}/end/")
    story.press("Ask for them now")
    answered(ines, made, 1)
    story.go(f"/courses/{made.pk}/end/")
    assert story.page.get_by_role("button", name="Ask for them now").count() == 0

    # when she ends it, the code says that it was early
    story.choose("Ended earlier than the therapist planned (code 47)", group="How did it end?")
    story.fill("In your words", "She has moved to Leeds.")
    story.press("End the course now")
    story.sees("ended earlier than the therapist planned")
    made.refresh_from_db()
    assert (made.end_code, made.ending_early) == ("47", True)

    # and she has her letter
    story.sign_in(ines)
    story.go("/me/letters/")
    story.follow("Short letter")
    story.sees("Come back when you want to.")
