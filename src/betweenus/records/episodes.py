"""Episodes: told moments between the client and somebody, with what a person made of each part.

A suggestion of the machine is no row of its own: it is kept with the decision a person took on it.
"""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import Transcript
from betweenus.records.people import Account
from betweenus.records.sealed import SealedJSON, SealedText


class Episode(Changing):
    """One relationship episode; its words are in versions, its codes in decisions.

    It was told in a session, in the diary, or both are unknown (blank). Let go, it stays to be
    read and counts no more.
    """

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="episodes"))
    number = keep.clinical(models.PositiveSmallIntegerField())
    appointment = keep.link(
        models.ForeignKey(
            Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="episodes"
        )
    )
    diary_entry = keep.link(
        models.ForeignKey(
            DiaryEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="episodes"
        )
    )
    # Where its words were found, when they were: a transcript's turns may be removed later.
    transcript = keep.link(
        models.ForeignKey(
            Transcript, null=True, blank=True, on_delete=models.PROTECT, related_name="episodes"
        )
    )
    told_on = keep.clinical(models.DateField())
    made_at = keep.trail(models.DateTimeField())
    made_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    let_go_at = keep.trail(models.DateTimeField(null=True, blank=True))
    let_go_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("course", "number"), name="episode_number"),)


class EpisodeVersion(AppendOnly):
    """Who it was with, when it happened and how it was told; a change is a new version.

    ``who`` is the key of a person on the interpersonal map; sealed, since a key is made of a name.
    """

    episode = keep.link(
        models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="versions")
    )
    number = keep.clinical(models.PositiveSmallIntegerField())
    who = keep.narrative(SealedText())
    where = keep.clinical(models.CharField(max_length=4))  # now, past, here
    happened = keep.narrative(SealedText(blank=True))  # "at Christmas", "when I was nine"
    story = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="episode_version_number"),
        )


class CodeDecision(AppendOnly):
    """What a person made of one slot of an episode; the newest of a slot stands.

    ``number`` counts the decisions on an episode, so that a second window sees that it missed some.
    ``code`` is blank when what was suggested was dismissed, or a code taken away. ``suggested`` is
    what was on offer when they decided: [{code, probability, words}], best first.
    """

    episode = keep.link(models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="codes"))
    number = keep.clinical(models.PositiveIntegerField())
    slot = keep.clinical(models.CharField(max_length=20))  # domain/patterns/coding.py
    code = keep.clinical(models.CharField(max_length=60, blank=True))
    state = keep.clinical(models.CharField(max_length=10))  # confirmed, edited, dismissed
    vocabulary = keep.clinical(models.CharField(max_length=60))  # its version
    suggested = keep.narrative(SealedJSON(default=list))
    suggested_by = keep.clinical(
        models.CharField(max_length=160, blank=True)
    )  # name, version, sha256
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="code_decision_number"),
        )


class SpanDecision(AppendOnly):
    """What a person made of a passage the machine held for an episode; the newest of it stands.

    ``number`` counts the decisions on a source. ``state``: confirmed, edited, dismissed, or
    reopened when a dismissal was taken back. ``episode`` is set when it became one. ``suggested``
    is what was offered: {who, new_person, where, happened, why}.
    """

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+"))
    source = keep.link(models.CharField(max_length=80))  # transcript:<id>, note:<id>, diary:<id>
    number = keep.clinical(models.PositiveIntegerField())
    first = keep.clinical(models.PositiveIntegerField())  # number of its first turn or sentence
    last = keep.clinical(models.PositiveIntegerField())
    state = keep.clinical(models.CharField(max_length=10))
    probability = keep.clinical(models.FloatField())
    suggested = keep.narrative(SealedJSON(default=dict))
    suggested_by = keep.clinical(models.CharField(max_length=160))
    episode = keep.link(
        models.ForeignKey(
            Episode, null=True, blank=True, on_delete=models.PROTECT, related_name="spans"
        )
    )
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("course", "source", "number"), name="span_decision_number"
            ),
        )


class CandidateTaken(AppendOnly):
    """A candidate whose moments were taken into the formulation, as it stood then.

    ``number`` counts those of a course; the newest stands. ``place`` is where it stood among the
    candidates, ``pattern`` part -> code, ``vocabulary`` the words it was ranked in.
    """

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="candidates_taken")
    )
    number = keep.clinical(models.PositiveSmallIntegerField())
    place = keep.clinical(models.PositiveSmallIntegerField())
    pattern = keep.clinical(models.JSONField(default=dict))
    moments = keep.clinical(models.PositiveSmallIntegerField())
    vocabulary = keep.clinical(models.CharField(max_length=60))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("course", "number"), name="candidate_taken_number"),
        )


class FocusEvidence(Changing):
    """An episode that a part of the focus rests on, chosen by the therapist."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="focus_evidence")
    )
    part = keep.clinical(models.CharField(max_length=20))  # a part of the focus: self, other, ...
    episode = keep.link(
        models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="focus_evidence")
    )
    chosen_at = keep.trail(models.DateTimeField())
    chosen_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    let_go_at = keep.trail(models.DateTimeField(null=True, blank=True))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("course", "part", "episode"), name="focus_evidence_once"
            ),
        )
