"""Formulation: the interpersonal map, the focus and its states, the goals and their ratings."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.sealed import SealedJSON, SealedText


class MapVersion(AppendOnly):
    """The interpersonal map as it stood after a change; snapshots are the last of a session."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="map_versions")
    )
    number = keep.clinical(models.PositiveSmallIntegerField())
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    # [{key, name, relation, closeness, group, between}], newest shape in domain/formulation
    people = keep.narrative(SealedJSON(default=list))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("course", "number"), name="map_version_number"),
        )


class FocusVersion(AppendOnly):
    """The wording of the focus (IPAF) at one point; a change of wording is a new version."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="focus_versions")
    )
    number = keep.clinical(models.PositiveSmallIntegerField())
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    parts = keep.narrative(SealedJSON(default=dict))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("course", "number"), name="focus_version_number"),
        )


class FocusMove(AppendOnly):
    """A version of the focus moved on: said in session, shared, agreed, revised."""

    newest_stands = NewestStands(("version_id",))

    version = keep.link(
        models.ForeignKey(FocusVersion, on_delete=models.PROTECT, related_name="moves")
    )
    state = keep.clinical(models.CharField(max_length=10))
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    words = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class FocusAnswer(AppendOnly):
    """What the client wrote back about the focus, in their own words."""

    newest_stands = NewestStands(("version_id",))

    version = keep.link(
        models.ForeignKey(FocusVersion, on_delete=models.PROTECT, related_name="answers")
    )
    fits = keep.clinical(models.CharField(max_length=10, blank=True))  # yes, partly, no
    words = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class Goal(Changing):
    """One of one to three goals; let go rather than deleted."""

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="goals"))
    number = keep.clinical(models.PositiveSmallIntegerField())
    words = keep.narrative(SealedText())
    aim = keep.clinical(models.CharField(max_length=40, blank=True))  # one of DIT's seven
    set_at = keep.trail(models.DateTimeField())
    set_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))
    let_go_at = keep.trail(models.DateTimeField(null=True, blank=True))


class GoalRating(AppendOnly):
    """How near a goal felt, 0-10, at one point."""

    newest_stands = NewestStands(("goal_id",))

    goal = keep.link(models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings"))
    value = keep.clinical(models.PositiveSmallIntegerField())
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    rated_by_client = keep.clinical(models.BooleanField(default=False))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(value__lte=10), name="goal_rating_from_0_to_10"
            ),
        )
