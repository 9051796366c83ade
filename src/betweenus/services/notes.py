"""Session notes: a draft kept, signed, added to, countersigned."""

from typing import Any
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.formulation import notes as note_rules
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment
from betweenus.records.notes import Addendum, Countersignature, SignedNote
from betweenus.services import clock, drafts, progress
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.session import course_of, needs_countersigning, phase_of, subject


def save_draft(
    *, by: Identity, appointment_id: UUID, parts: dict[str, Any], seen_version: int
) -> DraftNow:
    """Keep a note as far as it is written; raises DraftConflict, and Refusal once it is signed."""
    course = course_of(appointment_id)
    if SignedNote.objects.filter(appointment=appointment_id).exists():
        raise _locked()
    return drafts.save(
        by=by,
        subject=subject(appointment_id),
        person=course.person_id,
        content=note_rules.tidy(parts),
        seen_version=seen_version,
        act=Act.WRITE_NOTE,
    )


def _locked() -> Refusal:
    return Refusal(
        "This note is signed and cannot be changed.", "Add what you want to say below it."
    )


def sign(
    *, by: Identity, appointment_id: UUID, parts: dict[str, Any], seen_version: int
) -> SignedNote:
    """Sign a note: it is locked from then on. Raises Refusal when something it needs is missing.

    What was typed is saved as a draft first, so a refusal loses nothing. Signing the very same
    words again gives the note that stands.
    """
    if again := _signed_again(by, appointment_id, parts):
        return again
    draft = save_draft(by=by, appointment_id=appointment_id, parts=parts, seen_version=seen_version)
    note_rules.check_signable(draft.content)
    course = course_of(appointment_id)
    with acting(
        by=by, act=Act.SIGN_NOTE, person=course.person_id, about=f"appointment:{appointment_id}"
    ) as deed:
        appointment = Appointment.objects.select_for_update().get(pk=appointment_id)
        if appointment.kind == "treatment" and not appointment.attendance:
            raise Refusal(
                "Whether this session was held is not recorded yet.",
                "Record the attendance first; your note is saved.",
                field="attendance",
            )
        now = progress.state(course)
        phase = phase_of(now, None, now.numbers.get(appointment_id))
        deed.detail["phase"] = phase.id
        drafts.clear(subject=subject(appointment_id))
        return SignedNote.objects.create(
            appointment=appointment,
            phase=phase.id,
            parts=draft.content,
            risk=draft.content.get("risk_level", ""),
            focus_seen=note_rules.focus_seen(draft.content),
            signed_at=clock.now(),
            signed_by_id=by.account_id,
        )


def _signed_again(by: Identity, appointment_id: UUID, parts: dict[str, Any]) -> SignedNote | None:
    """The note as this person signed it with these words: a button pressed twice, or "Back"."""
    signed = SignedNote.objects.filter(appointment=appointment_id, signed_by=by.account_id).first()
    if signed is None or signed.parts != note_rules.tidy(parts):
        return None
    person = course_of(appointment_id).person_id
    about = f"appointment:{appointment_id}"
    with acting(by=by, act=Act.SIGN_NOTE, person=person, about=about) as deed:
        deed.detail["again"] = True
        return signed


def add(*, by: Identity, note_id: UUID, text: str) -> Addendum:
    """Add something under a signed note; the same words twice in a row are kept once."""
    note = _note(note_id)
    with acting(
        by=by,
        act=Act.WRITE_NOTE,
        person=note.appointment.course.person_id,
        about=f"note:{note_id}",
    ) as deed:
        if not text.strip():
            raise Refusal("Nothing is written yet.", "Write what you want to add.", field="text")
        deed.detail["addendum"] = True
        last = Addendum.objects.filter(note=note).order_by("-at").first()
        if last and (last.by_id, last.text) == (by.account_id, text.strip()):
            deed.detail["again"] = True
            return last
        return Addendum.objects.create(
            note=note, text=text.strip(), at=clock.now(), by_id=by.account_id
        )


def countersign(*, by: Identity, note_id: UUID, words: str = "") -> Countersignature:
    """Sign under a trainee's note; raises Refusal where none is wanted or another one stands."""
    note = _note(note_id)
    with acting(
        by=by,
        act=Act.COUNTERSIGN_NOTE,
        person=note.appointment.course.person_id,
        about=f"note:{note_id}",
    ) as deed:
        if again := _same_countersigned(by, note, words):
            deed.detail["again"] = True
            return again
        if not needs_countersigning(note, note.appointment.course):
            raise Refusal(
                "This note needs no countersignature.",
                "Only a trainee's note does, and only once.",
            )
        return Countersignature.objects.create(
            note=note, words=words.strip(), at=clock.now(), by_id=by.account_id
        )


def _same_countersigned(by: Identity, note: SignedNote, words: str) -> Countersignature | None:
    stands = getattr(note, "countersignature", None)
    mine = stands and (stands.by_id, stands.words) == (by.account_id, words.strip())
    return stands if mine else None


def _note(note_id: UUID) -> SignedNote:
    note = (
        SignedNote.objects.select_related("appointment__course__therapist", "countersignature")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise NotFound("There is no such note.", "Open it from the session.")
    return note
