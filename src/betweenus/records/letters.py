"""Letters: their versions, their states, the client's reply, and the keeping-well plan."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.sealed import SealedJSON, SealedText


class Letter(Changing):
    """A letter of a course: goodbye, short (early ending), discharge summary, keeping well."""

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="letters"))
    kind = keep.clinical(models.CharField(max_length=20))
    started_at = keep.trail(models.DateTimeField())
    started_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("course", "kind"), name="one_letter_of_a_kind"),
        )


class LetterVersion(AppendOnly):
    """The wording of a letter at one point: section id -> text."""

    letter = keep.link(models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="versions"))
    number = keep.clinical(models.PositiveSmallIntegerField())
    sections = keep.narrative(SealedJSON(default=dict))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="letter_version_number"),
        )


class LetterMove(AppendOnly):
    """A version of a letter moved on: draft, shared, replied, final."""

    newest_stands = NewestStands(("version_id",))

    version = keep.link(
        models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="moves")
    )
    state = keep.clinical(models.CharField(max_length=10))
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class LetterReply(AppendOnly):
    """What the client wrote back."""

    newest_stands = NewestStands(("version_id",))

    version = keep.link(
        models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="replies")
    )
    words = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))
