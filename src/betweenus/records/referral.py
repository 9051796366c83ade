"""Referral: how somebody came to the service, and whether DIT suits them."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedJSON, SealedText


class Referral(Changing):
    """One referral of one person, from received to closed."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    )
    received_on = keep.clinical(models.DateField(db_index=True))
    source = keep.clinical(models.CharField(max_length=20))  # self, gp, staff, import
    state = keep.clinical(models.CharField(max_length=20, db_index=True))
    own_words = keep.narrative(SealedText(blank=True))
    difficulties = keep.clinical(models.JSONField(default=list))
    relationship_difficulties = keep.clinical(models.JSONField(default=list))
    preference = keep.clinical(models.CharField(max_length=30, blank=True))
    preference_words = keep.narrative(SealedText(blank=True))
    previous_therapy = keep.clinical(models.JSONField(default=list))
    previous_therapy_words = keep.narrative(SealedText(blank=True))
    referrer = keep.identity(models.CharField(max_length=160, blank=True))
    referrer_words = keep.narrative(SealedText(blank=True))
    entered_at = keep.trail(models.DateTimeField())
    entered_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )
    closed_on = keep.clinical(models.DateField(null=True, blank=True))
    close_code = keep.clinical(models.CharField(max_length=4, blank=True))
    close_words = keep.narrative(SealedText(blank=True))

    class Meta:
        indexes = (models.Index(fields=("state", "received_on")),)


class Suitability(AppendOnly):
    """An assessment of whether DIT suits this person now; a second look is a second row."""

    newest_stands = NewestStands(("referral_id",), at="assessed_at")

    referral = keep.link(
        models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="suitabilities")
    )
    answers = keep.narrative(SealedJSON(default=dict))  # criterion -> {answer, reason}
    summary = keep.clinical(models.CharField(max_length=10))  # fits, discuss, not_now
    decision = keep.clinical(models.CharField(max_length=20))
    reason = keep.narrative(SealedText(blank=True))
    offered = keep.clinical(models.JSONField(default=list))
    chosen = keep.clinical(models.CharField(max_length=30, blank=True))
    # What was agreed with the person about what happens now.
    told = keep.narrative(SealedText(blank=True))
    problem_descriptor = keep.clinical(models.CharField(max_length=40, blank=True))
    assessed_at = keep.trail(models.DateTimeField())
    assessed_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))
