"""The session page, the heart: prepared, written, never lost, signed, added to, countersigned.

Rosa Lind sees Tom Abara for the third time today. The network goes, her sign-in runs out, she has
the page open twice; nothing she typed is lost. Ben Okoro is in training, and Miriam Stone signs
under his note.
"""

import pytest
from playwright.sync_api import expect

from betweenus.records.notes import Draft, SignedNote
from betweenus.services import diary, measures, people
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SAVED = "Saved at"


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3)


def today(made) -> str:
    return f"/sessions/{worlds.upcoming(made)[0].pk}/"


def status(page):
    return page.locator("[data-autosave-status]")


def drafted() -> str:
    """What the server has of the note."""
    return Draft.objects.get().content.get("material", "")


def save_as_draft(story):
    """Leaving the box is enough where scripts run; the button does it anywhere."""
    if story.javascript:
        story.page.keyboard.press("Tab")
        expect(status(story.page)).to_contain_text(SAVED)
    else:
        story.press("Save as draft")


def test_a_session_is_prepared_held_written_and_signed(story, clinic, made):
    # given a session before, whose note left threads, and a client who has written since
    worlds.signed(
        clinic.rosa, made, session=2, plan="Ask about the van.", threads=["the van", "the joke"]
    )
    tom = people.identify(worlds.client_of(made))
    for measure, count in (("phq-9", 9), ("gad-7", 7)):
        measures.answer(
            by=tom, person_id=made.person_id, measure=measure, answers=[1] * count,
            course_id=made.pk,
        )  # fmt: skip
    diary.write(
        by=tom, course_id=made.pk, parts={"who": "Dad", "what_happened": "He rang; I hung up."}
    )
    story.sign_in(clinic.rosa.account)

    # when she opens today's session
    story.go(today(made))

    # then everything of the ten minutes before is there
    story.sees_title("Session 3 of 16")
    story.sees("14 sessions left, this one included.")
    story.sees("Plan: Ask about the van.")
    story.sees("the joke")
    story.sees("Past relationships and attachment")
    story.sees("He rang; I hung up.")
    story.sees("Question 9: 1, Several days")
    story.open_details("Show the scores as a table")
    story.met()

    # when he has come, she records it in one press and writes
    story.press("Attended on time")
    story.sees("Session 3 of 16, 13 sessions left.")
    story.fill("What was brought", "Rang his sister. “I was fine.”")
    story.press("Sign the note")

    # then she is told what is missing, and what she wrote is still there
    story.sees("The note is saved, but not signed")
    story.sees("Plan for next time")
    expect(story.page.get_by_label("What was brought")).to_have_value(
        "Rang his sister. “I was fine.”"
    )

    # when the rest is there, it is signed and stands
    story.fill("Plan for next time", "Ask about the silence.")
    story.choose("Asked or observed: nothing new", group="Risk")
    story.open_details("More: ")
    story.fill("Threads to pick up", "the silence\nthe sister")
    story.press("Sign the note")
    story.sees("The note is signed.")
    story.sees("Signed by Rosa Lind on")
    assert story.page.get_by_label("What was brought").count() == 0

    # and only something below it can be added
    story.fill("Add to this note", "She rang back in the evening.")
    story.press("Add it")
    story.sees("Added by Rosa Lind on")
    story.sees("She rang back in the evening.")

    # and the threads stand at the top of the next session
    story.go(f"/sessions/{worlds.upcoming(made)[0].pk}/")
    story.sees("the sister")
    story.sees("Still ahead.")


def test_text_is_saved_while_it_is_typed_and_when_a_box_is_left(story, clinic, made):
    if not story.javascript:
        pytest.skip("without scripts the button saves: told in the other stories")
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    box = story.page.get_by_label("What was brought")

    # when she only types, it is on the server a few seconds later
    box.press_sequentially("He came late")
    expect(status(story.page)).to_contain_text(SAVED)
    assert drafted() == "He came late"

    # when she goes on to the next box, it is saved at once
    box.press_sequentially(" and out of breath.")
    with story.page.expect_response(lambda answer: answer.url.endswith("/note/draft/")):
        story.page.keyboard.press("Tab")
    expect(status(story.page)).to_contain_text(SAVED)
    assert drafted() == "He came late and out of breath."

    # and it is there when she opens the page again
    story.go(today(made))
    expect(box).to_have_value("He came late and out of breath.")


def test_two_tabs_never_overwrite_each_other(story, clinic, made):
    # given the same note open twice
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    first = story.page
    second = first.context.new_page()
    second.goto(first.url)

    # when both are written in
    story.fill("What was brought", "From the first tab.")
    save_as_draft(story)
    story.page = second
    story.fill("What was brought", "From the second tab.")
    if story.javascript:
        second.keyboard.press("Tab")
        expect(status(second)).to_contain_text("You, in another tab or window, saved this")
        story.press("Show both texts and choose")
    else:
        story.press("Save as draft")

    # then the second is shown both texts, and nothing is overwritten
    story.sees_title("Two texts: choose")
    story.sees("From the first tab.")
    assert second.get_by_label("What was brought").input_value() == "From the second tab."
    assert drafted() == "From the first tab."

    # when she keeps hers, changed a little
    story.fill("What was brought", "From both tabs.")
    story.press("Keep mine")

    # then that is the note
    assert second.get_by_label("What was brought").input_value() == "From both tabs."
    assert drafted() == "From both tabs."
    story.page = first


def test_a_lost_network_keeps_the_text_and_saves_it_when_it_is_back(story, clinic, made):
    if not story.javascript:
        pytest.skip("without scripts nothing is sent before a button is pressed")
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    story.page.context.set_offline(True)
    story.fill("What was brought", "Written in the tunnel.")
    story.page.keyboard.press("Tab")
    expect(status(story.page)).to_contain_text("No connection. Your text stays here")
    story.page.context.set_offline(False)
    expect(status(story.page)).to_contain_text(SAVED)
    assert drafted() == "Written in the tunnel."
    expect(story.page.get_by_label("What was brought")).to_have_value("Written in the tunnel.")


def test_a_lost_sign_in_keeps_the_text_until_she_is_back(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    story.sign_out()
    story.fill("What was brought", "Half an hour of work.")

    # when she goes on writing, or saves, she is asked to sign in where she is
    if story.javascript:
        story.page.keyboard.press("Tab")
        expect(status(story.page)).to_contain_text("You have been signed out. Your text stays here")
        story.met()
        story.press("Sign in and save")
    else:
        story.press("Save as draft")
    story.sees_title("Sign in to keep what you wrote")

    # a slip in the password loses nothing either
    story.fill("Email address", "rosa@clinic.example")
    story.page.locator("input[name=password]").fill("not it")
    story.press("Sign in and go on")
    story.sees("Sign in to keep what you wrote")
    story.fill("Email address", "rosa@clinic.example")
    story.page.locator("input[name=password]").fill(worlds.PASSWORD)
    story.page.get_by_role("button", name="Sign in and go on").click()
    if not story.javascript:
        story.press("Send what I wrote")

    # then she is back on the page, and it is saved
    expect(story.page.get_by_label("What was brought")).to_have_value("Half an hour of work.")
    assert drafted() == "Half an hour of work."
    story.is_at(today(made))


def test_signing_in_again_in_another_tab_saves_by_itself(story, clinic, made):
    if not story.javascript:
        pytest.skip("without scripts the page itself cannot try again")
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    story.sign_out()
    story.fill("What was brought", "Half an hour of work.")
    story.page.keyboard.press("Tab")
    expect(status(story.page)).to_contain_text("or sign in in a new tab")
    other = story.page.context.new_page()
    other.goto(f"{story.server}/account/login/")
    other.get_by_label("Email").first.fill("rosa@clinic.example")
    other.locator("input[name=password]").fill(worlds.PASSWORD)
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url("**/today/")
    expect(status(story.page)).to_contain_text(SAVED, timeout=10_000)
    assert drafted() == "Half an hour of work."


def test_a_usual_note_is_written_without_the_mouse(story, clinic, made):
    worlds.attend(clinic.rosa, made, 1)
    row = made.appointments.filter(attendance="5").order_by("-starts_at").first()
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{row.pk}/")
    keys = story.page.keyboard

    # when she jumps to the parts by their letters, or comes to them with Tab
    _reach(story, "m", "What was brought")
    keys.type("Rang his sister. “I was fine.”")
    _reach(story, "n", "Plan for next time")
    keys.type("Ask about the silence.")
    keys.press("Tab")
    keys.press("Space")
    expect(story.page.get_by_label("Asked or observed: nothing new")).to_be_checked()

    # then the focused part is never hidden under the buttons
    for _ in range(3):
        keys.press("Tab")
        assert not _covered(story.page)

    # when a folded part is wanted, its letter opens it
    if story.javascript:
        _reach(story, "p", "Threads to pick up")
        keys.type("the silence")
        keys.press("Control+Enter")
    else:
        _tab_to(story.page, "button:text-is('Sign the note')")
        keys.press("Enter")
    story.sees("The note is signed.")
    assert SignedNote.objects.get().parts["plan"] == "Ask about the silence."


def _covered(page) -> bool:
    """Whether the buttons at the bottom lie over what has the focus."""
    place = """element => { const r = element.getBoundingClientRect();
        return {top: r.top, bottom: r.bottom} }"""
    focused = page.locator(":focus").first.evaluate(place)
    bar = page.locator(".bu-sticky").evaluate(place)
    return (
        focused["bottom"] > bar["top"]
        and focused["top"] < bar["bottom"]
        and not page.locator(".bu-sticky :focus").count()
    )


def _reach(story, letter: str, label: str) -> None:
    if story.javascript:
        story.page.keyboard.press(f"Alt+{letter}")
        expect(story.page.get_by_label(label)).to_be_focused()
    else:
        _tab_to(story.page, f"[accesskey={letter}]")


def _tab_to(page, what: str) -> None:
    for _ in range(60):
        if page.locator(f"{what}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {what} with Tab")


def test_a_supervisor_reads_a_trainees_note_and_countersigns_it(story, clinic):
    # given a trainee's signed note, and his next one still in the making
    made = worlds.at_session(clinic.ben, 2, name="Kit Marlow")
    signed = worlds.signed(clinic.ben, made, material="He could not look up.")
    story.sign_in(clinic.ben.account)
    story.go(today(made))
    story.fill("What was brought", "Not finished yet.")
    story.press("Save as draft")

    # when Miriam opens both
    story.sign_in(clinic.miriam.account)
    story.go(today(made))
    story.does_not_see("Not finished yet.")
    story.sees("The note of this session is not signed yet.")
    story.go(f"/sessions/{signed.appointment_id}/")
    story.sees("He could not look up.")
    story.sees("Waits for a countersignature")
    story.fill("A word to the therapist", "You stayed with it. Good.")
    story.press("Countersign this note")

    # then her name stands under it, for Ben too
    story.sees("Countersigned by Miriam Stone on")
    story.sign_in(clinic.ben.account)
    story.go(f"/sessions/{signed.appointment_id}/")
    story.sees("You stayed with it. Good.")
    story.does_not_see("Waits for a countersignature")


def test_a_transcript_is_attached_read_and_taken_away(story, clinic, made, tmp_path):
    file = tmp_path / "session.vtt"
    file.write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Tom>I was fine.\n\n"
        "00:05.000 --> 00:06.000\n<v Rosa>Were you?\n"
    )
    story.sign_in(clinic.rosa.account)
    story.go(today(made))
    story.open_details("Attach a transcript")
    story.page.locator("input[type=file]").set_input_files(str(file))
    story.press("Attach it")
    story.sees("The transcript is attached.")
    story.follow("Read the transcript attached on", exact=False)
    story.sees("Were you?")
    story.press("Remove this transcript for good")
    story.sees("The transcript is removed.")
