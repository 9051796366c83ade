"""Session notes: drafts that cannot be lost, signatures that cannot be undone."""

import pytest

from betweenus.domain.referral import Task
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.events import Event
from betweenus.records.notes import DraftBefore, SignedNote
from betweenus.services import clock, notes, responsibility, session
from betweenus.services.drafts import DraftConflict
from tests import worlds

pytestmark = pytest.mark.django_db

USUAL = {
    "material": "Rang his sister. “I was fine.”",
    "focus_outside": "Fine, and then gone.",
    "plan": "Ask about the silence.",
    "threads": "the silence\nthe sister",
    "risk_level": "none",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 3)


def held(clinic, course, code="5"):
    row = worlds.upcoming(course)[0]
    worlds.attend(clinic.rosa, course, 1, code)
    return row


def save(clinic, row, seen, **parts):
    return notes.save_draft(
        by=clinic.rosa.acts, appointment_id=row.pk, parts=USUAL | parts, seen_version=seen
    )


def sign(clinic, row, seen=0, **parts):
    return notes.sign(
        by=clinic.rosa.acts, appointment_id=row.pk, parts=USUAL | parts, seen_version=seen
    )


def test_a_draft_is_there_when_the_page_is_opened_again(clinic, course):
    row = worlds.upcoming(course)[0]
    save(clinic, row, 0)
    page = session.read(by=clinic.rosa.acts, appointment_id=row.pk)
    assert page.draft.content["material"].startswith("Rang his sister")
    assert page.draft.version == 1


def test_a_second_tab_cannot_overwrite_the_first_and_both_texts_are_kept(clinic, course):
    row = worlds.upcoming(course)[0]
    save(clinic, row, 0, material="first tab")
    with pytest.raises(DraftConflict) as refused:
        save(clinic, row, 0, material="second tab")
    assert refused.value.mine["material"] == "second tab"
    assert refused.value.theirs.content["material"] == "first tab"
    assert DraftBefore.objects.get().content["material"] == "second tab"
    chosen = save(clinic, row, refused.value.theirs.version, material="second tab")
    assert chosen.content["material"] == "second tab"


def test_whoever_takes_a_client_over_meanwhile_is_shown_both_texts(clinic, course):
    row = worlds.upcoming(course)[0]
    save(clinic, row, 0, material="Rosa began this.")
    responsibility.give(
        by=clinic.ada.acts,
        person_id=course.person_id,
        account_id=clinic.ben.account.pk,
        task=Task.TREAT,
    )
    with pytest.raises(DraftConflict, match="Rosa Lind saved this after you opened it") as both:
        notes.save_draft(
            by=clinic.ben.acts,
            appointment_id=row.pk,
            parts=USUAL | {"material": "Ben wrote this."},
            seen_version=0,
        )
    assert both.value.theirs.content["material"] == "Rosa began this."
    assert DraftBefore.objects.get().content["material"] == "Ben wrote this."


def test_sending_the_same_text_twice_is_harmless(clinic, course):
    row = worlds.upcoming(course)[0]
    first = save(clinic, row, 0)
    assert save(clinic, row, 0).version == first.version


def test_what_a_save_takes_away_in_one_stroke_is_kept(clinic, course):
    row = worlds.upcoming(course)[0]
    save(clinic, row, 0, material="long " * 100)
    save(clinic, row, 1, material="oops")
    assert DraftBefore.objects.get().content["material"].startswith("long long")


def test_a_signed_note_is_locked(clinic, course):
    row = held(clinic, course)
    signed = sign(clinic, row)
    assert signed.phase == "initial"
    assert signed.focus_seen == ["outside"]
    assert signed.parts["threads"] == ["the silence", "the sister"]
    with pytest.raises(Refusal, match="signed and cannot be changed"):
        save(clinic, row, 1, material="changed")
    with pytest.raises(TypeError):
        signed.save()


def test_a_note_that_lacks_something_is_saved_and_says_what(clinic, course):
    row = held(clinic, course)
    with pytest.raises(Refusal) as refused:
        sign(clinic, row, plan="")
    assert refused.value.field == "plan"
    page = session.read(by=clinic.rosa.acts, appointment_id=row.pk)
    assert page.draft.content["material"].startswith("Rang")


def test_a_session_without_attendance_is_not_signed(clinic, course):
    row = worlds.upcoming(course)[0]
    with pytest.raises(Refusal, match="attendance"):
        sign(clinic, row)
    assert not SignedNote.objects.exists()


def test_threads_and_plan_stand_at_the_top_of_the_next_session(clinic, course):
    sign(clinic, held(clinic, course))
    following = worlds.upcoming(course)[0]
    before = session.read(by=clinic.rosa.acts, appointment_id=following.pk).before
    assert before.note.parts["threads"] == ["the silence", "the sister"]
    assert before.note_session == 3


def test_the_session_shows_its_own_tasks(clinic, course):
    row = worlds.upcoming(course)[0]
    page = session.read(by=clinic.rosa.acts, appointment_id=row.pk)
    assert page.number == 3
    due = {t.task.id for t in page.before.tasks}
    assert "people_past" in due
    assert "goals" not in due


def test_something_can_be_added_under_a_signed_note(clinic, course):
    row = held(clinic, course)
    signed = sign(clinic, row)
    notes.add(by=clinic.rosa.acts, note_id=signed.pk, text="She rang back.")
    page = session.read(by=clinic.rosa.acts, appointment_id=row.pk)
    assert [a.text for a in page.addenda] == ["She rang back."]


def test_a_supervisor_countersigns_a_trainees_note_once(clinic):
    course = worlds.at_session(clinic.ben, 2, name="Kit Marlow")
    row = worlds.upcoming(course)[0]
    worlds.attend(clinic.ben, course, 1)
    signed = notes.sign(by=clinic.ben.acts, appointment_id=row.pk, parts=USUAL, seen_version=0)
    page = session.read(by=clinic.miriam.acts, appointment_id=row.pk)
    assert page.may_countersign
    notes.countersign(by=clinic.miriam.acts, note_id=signed.pk, words="Good.")
    with pytest.raises(Refusal, match="no countersignature"):
        notes.countersign(by=clinic.miriam.acts, note_id=signed.pk)


def test_an_accredited_therapists_note_needs_no_countersignature(clinic, course):
    signed = sign(clinic, held(clinic, course))
    with pytest.raises(Refusal):
        notes.countersign(by=clinic.miriam.acts, note_id=signed.pk)


@pytest.mark.parametrize("who", ["hugo", "ada", "carl"])
def test_nobody_else_reads_a_note_and_the_refusal_stays_in_the_trail(clinic, course, who):
    row = worlds.upcoming(course)[0]
    stranger = getattr(clinic, who).acts
    with pytest.raises(NotAllowed):
        session.read(by=stranger, appointment_id=row.pk)
    refused = Event.objects.filter(account_id=stranger.account_id).latest("id")
    assert (refused.act, refused.done) == ("read note", False)


def test_the_trail_never_holds_the_words(clinic, course):
    sign(clinic, held(clinic, course))
    assert not any("sister" in str(event.detail) for event in Event.objects.all())
