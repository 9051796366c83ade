"""The session page: what is on it, what happens to what is typed, who may open it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from betweenus.domain.referral import Task
from betweenus.records.course import Appointment
from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import SignedNote
from betweenus.services import clock, course, diary, measures, notes, people, responsibility
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

NOTE = {
    "material": "Rang his sister. “I was fine.”",
    "plan": "Ask about the silence.",
    "threads": "the silence\nthe sister",
    "technique.supportive": "3",
    "risk_level": "none",
}
QUIET = [0] * 9
BETTER_OFF_DEAD = [*[1] * 8, 2]


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3, hour=8)


@pytest.fixture
def today(made) -> Appointment:
    return worlds.upcoming(made)[0]


def at(row) -> str:
    return f"/sessions/{row.pk}/"


def attended(clinic, made):
    row = worlds.upcoming(made)[0]
    worlds.attend(clinic.rosa, made, 1)
    return row


def saved(client, row, seen=0, **parts):
    return client.post(
        f"{at(row)}note/draft/", NOTE | parts | {"seen_version": seen}, headers={"X-Autosave": "1"}
    )


# -- what is on it


def test_before_a_session_everything_of_the_last_one_is_at_hand(clinic, made, rosa):
    worlds.signed(
        clinic.rosa, made, session=2, plan="Ask about the van.", threads=["the van", "the joke"]
    )
    tom = people.identify(worlds.client_of(made))
    measures.answer(
        by=tom, person_id=made.person_id, measure="phq-9", answers=QUIET, course_id=made.pk
    )
    diary.write(
        by=tom, course_id=made.pk, parts={"who": "Dad", "what_happened": "He rang and I hung up."}
    )

    said = text(rosa.get(at(worlds.upcoming(made)[0])))

    assert "Session 3 of 16" in said
    assert "14 sessions left, this one included." in said
    assert "the van the joke" in said
    assert "Plan: Ask about the van." in said
    assert "Past relationships and attachment" in said
    assert "PHQ-9 of Tuesday 10 February : 0 , minimal" in said
    assert "Question 9: 0, Not at all" in said
    assert "He rang and I hung up." in said


def test_a_sign_of_risk_stands_above_everything_with_the_answer_before(clinic, made, rosa):
    tom = people.identify(worlds.client_of(made))
    for answers, days in ((QUIET, 7), (BETTER_OFF_DEAD, 0)):
        with clock.as_of(worlds.NOW - timedelta(days=days)):
            measures.answer(
                by=tom, person_id=made.person_id, measure="phq-9", answers=answers,
                course_id=made.pk,
            )  # fmt: skip

    said = text(rosa.get(at(worlds.upcoming(made)[0])))

    sign = said.index("PHQ-9, question 9: 2, More than half the days")
    assert sign < said.index("From last time")
    assert "Before: 0, Not at all." in said
    assert "Say what you have done about it" in said


def test_diary_entries_shown_to_their_therapist_count_as_read(clinic, made, rosa, today):
    tom = people.identify(worlds.client_of(made))
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": "She left early."})

    assert "(new)" in text(rosa.get(at(today)))

    entry = DiaryEntry.objects.get()
    assert entry.read_by_id == clinic.rosa.account.pk
    assert "(new)" not in text(rosa.get(at(today)))


def test_a_supervisor_sees_neither_the_diary_nor_an_unsigned_note(clinic, made, rosa, today):
    tom = people.identify(worlds.client_of(made))
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": "She left early."})
    saved(rosa, today, material="Not finished yet.")

    said = text(pages.signed_in(clinic.miriam.account).get(at(today)))

    assert "She left early." not in said
    assert "Not finished yet." not in said
    assert "not signed yet" in said
    assert DiaryEntry.objects.get().read_at is None


def test_an_earlier_session_is_read_as_it_was_then(clinic, made, rosa):
    tom = people.identify(worlds.client_of(made))
    measures.answer(
        by=tom, person_id=made.person_id, measure="phq-9", answers=BETTER_OFF_DEAD,
        course_id=made.pk,
    )  # fmt: skip
    first = made.appointments.order_by("starts_at").first()

    said = text(rosa.get(at(first)))

    assert "Session 1 of 16" in said
    assert "10" not in said.split("Questionnaires")[1].split("Diary")[0]


def test_a_session_ahead_offers_no_attendance(made, rosa):
    ahead = worlds.upcoming(made)[3]
    said = text(rosa.get(at(ahead)))
    assert "Still ahead. Attendance is recorded on the day." in said
    assert "Attended on time" not in said


def test_attendance_and_how_it_was_held_are_one_press(made, rosa, today):
    answer = rosa.post(
        f"{at(today)}attendance/", {"attendance": "5", "mode": "11", "next": at(today)}, follow=True
    )
    today.refresh_from_db()
    assert (today.attendance, today.mode) == ("5", "11")
    assert "Attendance: Attended on time" in text(answer)
    assert "video" in text(answer)


@pytest.mark.parametrize(
    ("session", "first", "folded"),
    [(2, "Focus: past", "Defence"), (8, "Defence", "Mentalising"), (15, "Affect", "Defence")],
)
def test_the_note_puts_first_what_its_phase_is_about(clinic, rosa, session, first, folded):
    made = worlds.at_session(clinic.rosa, session, "Ines Varga", hour=8)
    said = text(rosa.get(at(worlds.upcoming(made)[0])))
    more = said.index("More: ")
    assert said.index(first) < more < said.index(folded, more)


# -- what happens to what is typed


def test_autosave_answers_with_a_version_and_a_time(rosa, today):
    answer = json.loads(saved(rosa, today).content)
    assert answer["version"] == 1
    assert answer["saved"].startswith("Saved at 09:00")
    said = rosa.get(at(today)).content.decode()
    assert "Rang his sister" in said
    assert 'name="seen_version" value="1"' in said


def test_a_second_tab_is_told_by_script_and_shown_both_texts_as_a_page(rosa, today):
    saved(rosa, today, material="From the first tab.", threads="one\ntwo")
    told = saved(rosa, today, material="From the second tab.")
    assert told.status_code == 409
    assert "saved this after you opened it" in json.loads(told.content)["message"]

    second = NOTE | {"material": "From the second tab.", "seen_version": 0}
    page = rosa.post(f"{at(today)}note/draft/", second)
    assert page.status_code == 409
    said = text(page)
    assert "From the first tab." in said
    assert "From the second tab." in said
    assert "What was brought" in said


def test_the_chosen_text_keeps_every_part_lists_and_weights_too(rosa, today):
    saved(rosa, today, material="From the first tab.")
    page = rosa.post(f"{at(today)}note/sign/", NOTE | {"material": "Second.", "seen_version": 0})
    fields = pages.fields(page)
    assert fields["threads"] == "the silence\nthe sister"
    assert fields["technique.supportive"] == "3"
    assert fields["seen_version"] == "1"

    kept = rosa.post(pages.action(page), fields, follow=True)

    assert kept.status_code == 200
    again = pages.fields(kept)
    assert again["material"] == "Second."
    assert again["threads"] == "the silence\nthe sister"
    assert again["technique.supportive"] == "3"
    assert not SignedNote.objects.exists()


def test_what_a_note_lacks_is_said_and_everything_typed_is_still_there(clinic, made, rosa):
    row = attended(clinic, made)
    page = rosa.post(f"{at(row)}note/sign/", NOTE | {"plan": "", "seen_version": 0})
    assert page.status_code == 422
    assert "The note is saved, but not signed" in text(page)
    assert 'href="#note-plan"' in page.content.decode()
    assert pages.fields(page)["material"] == NOTE["material"]


def test_a_weight_that_is_none_is_refused_with_everything_typed(rosa, today):
    bad = NOTE | {"technique.supportive": "9", "seen_version": 0}
    page = rosa.post(f"{at(today)}note/draft/", bad)
    assert page.status_code == 422
    assert pages.fields(page)["material"] == NOTE["material"]
    by_script = saved(rosa, today, **{"technique.supportive": "9"})
    assert by_script.status_code == 422
    assert "not a weight" in json.loads(by_script.content)["message"]


def test_signing_twice_is_harmless(clinic, made, rosa):
    row = attended(clinic, made)
    for _ in range(2):
        answer = rosa.post(f"{at(row)}note/sign/", NOTE | {"seen_version": 0}, follow=True)
        assert answer.status_code == 200
        assert "The note is signed." in text(answer)
    assert SignedNote.objects.count() == 1


def test_a_note_signed_in_another_tab_leaves_this_tabs_text_ready_to_add(clinic, made, rosa):
    row = attended(clinic, made)
    rosa.post(f"{at(row)}note/sign/", NOTE | {"seen_version": 0})
    for door in ("sign", "draft"):
        page = rosa.post(
            f"{at(row)}note/{door}/", NOTE | {"material": "More of it.", "seen_version": 0}
        )
        assert page.status_code == 422
        assert "What you typed is below, not in the note" in text(page)
        assert "What was brought: More of it." in pages.fields(page, "add/")["text"]
    told = saved(rosa, row, material="More of it.")
    assert told.status_code == 422
    assert "signed and cannot be changed" in json.loads(told.content)["message"]


def test_an_addition_pressed_twice_is_kept_once(clinic, made, rosa):
    signed = worlds.signed(clinic.rosa, made)
    where = f"/sessions/{signed.appointment_id}/note/{signed.pk}/add/"
    for _ in range(2):
        rosa.post(where, {"text": "She rang back."})
    assert signed.addenda.count() == 1
    empty = rosa.post(where, {"text": " "})
    assert empty.status_code == 422
    assert "Write what you want to add" in text(empty)


def test_somebody_signed_out_is_asked_to_sign_in_and_nothing_is_lost(client, clinic, today):
    told = saved(client, today)
    assert told.status_code == 401
    page = client.post(f"{at(today)}note/draft/", NOTE | {"seen_version": 0})
    assert page.status_code == 401
    assert "Sign in to keep what you wrote" in text(page)
    wrong = client.post(
        "/sign-in/again/",
        {"held": pages.fields(page)["held"], "login": "rosa@clinic.example", "password": "no"},
    )
    assert wrong.status_code == 422
    there = client.post(
        "/sign-in/again/",
        {
            "held": pages.fields(wrong)["held"],
            "login": "rosa@clinic.example",
            "password": worlds.PASSWORD,
        },
    )
    assert pages.fields(there)["material"] == NOTE["material"]
    client.post(pages.action(there), pages.fields(there))
    assert "Rang his sister" in client.get(at(today)).content.decode()


# -- countersigning and transcripts


def test_whoever_may_no_longer_write_here_can_still_copy_what_they_wrote(clinic, made, rosa, today):
    responsibility.give(
        by=clinic.ada.acts,
        person_id=made.person_id,
        account_id=clinic.ben.account.pk,
        task=Task.TREAT,
    )
    answer = rosa.post(f"{at(today)}note/sign/", NOTE | {"material": "Half an hour of work."})
    assert answer.status_code == 403
    assert "You cannot open this" in text(answer)
    assert "Half an hour of work." in text(answer)


def test_a_supervisor_countersigns_a_trainees_note_and_pressing_twice_is_harmless(clinic):
    made = worlds.at_session(clinic.ben, 2, name="Kit Marlow")
    signed = worlds.signed(clinic.ben, made)
    miriam = pages.signed_in(clinic.miriam.account)
    where = at(signed.appointment)
    assert "Waits for a countersignature" in text(miriam.get(where))
    for _ in range(2):
        said = text(
            miriam.post(f"{where}note/{signed.pk}/countersign/", {"words": "Good."}, follow=True)
        )
        assert "Countersigned by Miriam Stone" in said
        assert "“Good.”" in said


def test_a_transcript_needs_consent_and_a_readable_file(clinic, made, rosa, today):
    where = f"{at(today)}transcript/"
    good = SimpleUploadedFile("s.txt", b"Tom: I was fine.\nRosa: Were you?\n")
    assert "is attached" in text(rosa.post(where, {"file": good}, follow=True))
    bad = rosa.post(where, {"file": SimpleUploadedFile("s.exe", b"\x00\x01")})
    assert bad.status_code == 422
    assert rosa.post(where).status_code == 422
    course.consent(by=clinic.rosa.acts, course_id=made.pk, purpose="recording", given=False)
    said = text(rosa.get(at(today)))
    assert "has not agreed to recording" in said
    refused = rosa.post(where, {"file": SimpleUploadedFile("s.txt", b"Tom: I was fine.")})
    assert refused.status_code == 422


# -- who, and how fast


@pytest.mark.parametrize("who", ["hugo", "ada", "carl"])
def test_nobody_else_opens_a_session_or_writes_in_it(clinic, today, who):
    client = pages.signed_in(getattr(clinic, who).account)
    assert client.get(at(today)).status_code == 403
    assert client.post(f"{at(today)}note/draft/", NOTE).status_code == 403
    assert client.post(f"{at(today)}note/sign/", NOTE).status_code == 403
    assert not notes.drafts.present(f"note:{today.pk}").content


def test_the_client_and_the_supervisor_do_not_write_notes(clinic, made, today):
    for account, shut in ((worlds.client_of(made), 404), (clinic.miriam.account, 403)):
        client = pages.signed_in(account)
        assert client.post(f"{at(today)}note/draft/", NOTE).status_code == shut
        assert client.post(f"{at(today)}note/sign/", NOTE).status_code == shut


def test_a_session_that_is_not_there(rosa):
    nowhere = f"/sessions/{uuid4()}/"
    assert rosa.get(nowhere).status_code == 404
    for path in ("note/draft/", "note/sign/", "transcript/", f"note/{uuid4()}/add/"):
        assert rosa.post(f"{nowhere}{path}", NOTE | {"text": "More."}).status_code == 404
    assert rosa.get(f"/transcripts/{uuid4()}/").status_code == 404
    assert rosa.get("/sessions/not-an-id/").status_code == 404


def test_a_session_takes_few_queries_however_much_is_on_it(clinic, made, rosa, most_queries):
    tom = people.identify(worlds.client_of(made))
    worlds.signed(clinic.rosa, made, session=2)
    for n in range(3):
        diary.write(by=tom, course_id=made.pk, parts={"what_happened": f"Moment {n}"})
    for measure, count in (("phq-9", 9), ("gad-7", 7)):
        measures.answer(
            by=tom, person_id=made.person_id, measure=measure, answers=[1] * count,
            course_id=made.pk,
        )  # fmt: skip
    row = worlds.upcoming(made)[0]
    rosa.get(at(row))
    with most_queries():
        assert rosa.get(at(row)).status_code == 200
    signed = made.appointments.order_by("starts_at")[1]
    with most_queries():
        assert rosa.get(at(signed)).status_code == 200
