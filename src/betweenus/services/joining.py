"""Joining: what a person's decision about a possible duplicate does; nothing is overwritten."""

from uuid import UUID

from django.db.models import Q

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import Refusal
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.services import clock, contact, duplicates, responsibility
from betweenus.services.acting import acting


def settle(*, by: Identity, duplicate_id: UUID, same: bool) -> PossibleDuplicate:
    """Decide about a pair: the same person, whose referral joins the older entry, or two people.

    Either way it is remembered and not asked again. Raises Refusal when it has been settled
    already, or when the newer entry has a record of its own.
    """
    row = duplicates.load(duplicate_id)
    first, second = duplicates.in_order_of_right(by, row)
    about = f"duplicate:{row.pk}"
    with (
        acting(by=by, act=Act.SETTLE_DUPLICATE, person=first, about=about) as one,
        acting(by=by, act=Act.SETTLE_DUPLICATE, person=second, about=about) as other,
    ):
        _needs_open(row)
        detail: dict[str, object] = {"same": same}
        if same:
            detail |= _join(row)
        one.detail |= detail
        other.detail |= detail
        row.same = same
        row.settled_at = clock.now()
        row.settled_by_id = by.account_id
        row.save()
        return row


def _needs_open(row: PossibleDuplicate) -> None:
    if row.same is not None:
        raise Refusal(
            f"{row.settled_by.name} has decided this already.",
            "Go back to the list of possible duplicates.",
        )


def _join(row: PossibleDuplicate) -> dict[str, object]:
    """Move the newer entry's referrals to the older person; says what moved and what differs."""
    if reason := duplicates.why_not_join(row):
        raise Refusal(reason)
    newer, older = row.newer, row.older
    _pass_responsibility_on(newer, older)
    moved = [str(pk) for pk in newer.referrals.values_list("pk", flat=True)]
    newer.referrals.update(person=older)
    newer.merged_into = older
    newer.save(update_fields=["merged_into"])
    _ask_about_older_instead(newer, older, row)
    return {
        "joined": str(newer.pk),
        "to": str(older.pk),
        "referrals": moved,
        "differ": [name for name in contact.FIELDS if getattr(newer, name) != getattr(older, name)],
    }


def _pass_responsibility_on(newer: Person, older: Person) -> None:
    """Whoever cares for the older person now stays theirs; else the newer's clinician takes over.

    A clinician of care long ended does not keep a new referral from being taken by somebody else.
    """
    if responsibility.has_open_care(older):
        responsibility.let_go(newer.pk)
    else:
        responsibility.let_go(older.pk)
        newer.responsibilities.filter(until=None).update(person=older)


def _ask_about_older_instead(newer: Person, older: Person, row: PossibleDuplicate) -> None:
    """Open questions about the joined entry fall away; its likenesses are asked of the older."""
    PossibleDuplicate.objects.filter(Q(newer=newer) | Q(older=newer), same=None).exclude(
        pk=row.pk
    ).delete()
    duplicates.notice(older)
