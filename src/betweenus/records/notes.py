"""Notes: drafts that are never lost, signed notes that are never changed, and transcripts."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.course import Appointment
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedJSON, SealedText


class Draft(Changing):
    """What somebody is writing now: one row per subject, saved every few seconds.

    ``subject`` names what it will become, e.g. ``note:<appointment id>``. ``version`` goes up
    by one at each save; a save that has not seen the newest version is refused, never merged.
    """

    subject = keep.link(models.CharField(max_length=80, unique=True))
    person = keep.link(models.ForeignKey(Person, on_delete=models.PROTECT))
    content = keep.working(SealedJSON(default=dict))
    version = keep.trail(models.PositiveIntegerField(default=0))
    saved_at = keep.trail(models.DateTimeField())
    saved_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class DraftBefore(AppendOnly):
    """An earlier state of a draft, kept when a save replaces another person's or removes much."""

    subject = keep.link(models.CharField(max_length=80, db_index=True))
    person = keep.link(models.ForeignKey(Person, on_delete=models.PROTECT))
    content = keep.working(SealedJSON(default=dict))
    version = keep.trail(models.PositiveIntegerField())
    saved_at = keep.trail(models.DateTimeField())
    saved_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class SignedNote(AppendOnly):
    """A session note as it was signed; locked from then on."""

    appointment = keep.link(
        models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="signed_note")
    )
    phase = keep.clinical(models.CharField(max_length=20))
    parts = keep.narrative(SealedJSON(default=dict))
    risk = keep.clinical(models.CharField(max_length=10, blank=True))
    focus_seen = keep.clinical(models.JSONField(default=list))  # outside, past, here
    signed_at = keep.trail(models.DateTimeField())
    signed_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class Addendum(AppendOnly):
    """Something added to a signed note afterwards."""

    newest_stands = NewestStands(("note_id",))

    note = keep.link(
        models.ForeignKey(SignedNote, on_delete=models.PROTECT, related_name="addenda")
    )
    text = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class Countersignature(AppendOnly):
    """A supervisor's signature under a trainee's note."""

    note = keep.link(
        models.OneToOneField(SignedNote, on_delete=models.PROTECT, related_name="countersignature")
    )
    words = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class Transcript(Changing):
    """What was said in a session, word for word, kept only while it is needed."""

    appointment = keep.link(
        models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="transcripts")
    )
    format = keep.service(models.CharField(max_length=6))  # vtt, srt, txt
    file_name = keep.recording(SealedText(blank=True))
    turns = keep.recording(SealedJSON(default=list))  # [{speaker, start, end, text}]
    attached_at = keep.trail(models.DateTimeField())
    attached_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    removed_at = keep.trail(models.DateTimeField(null=True, blank=True))
    removed_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
