"""Giving and taking roles: what keeps a service led, and nobody promoting themselves."""

from collections.abc import Set
from uuid import UUID

from betweenus.domain.access.identity import Identity, Role
from betweenus.domain.refusals import Refusal

# What somebody who works here can be; clients are invited, the rest are not people.
STAFF_ROLES = (Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR)


def check_roles(
    by: Identity,
    account_id: UUID | None,
    before: Set[Role],
    after: Set[Role],
    *,
    other_leads: int,
) -> None:
    """Refuse a change of roles that must not be; raises Refusal.

    ``account_id`` is None for an account that is only being made. ``other_leads`` counts the
    active leads besides this one. Own rules: a service always has a lead; only leads make leads;
    an administrator, who opens no record, cannot give themselves a role that does.
    """
    if not after or not after <= set(STAFF_ROLES):
        raise Refusal("Choose at least one role of somebody who works here.", field="roles")
    trusted = by.has(Role.LEAD) or by.has(Role.SYSTEM)
    if (Role.LEAD in before) != (Role.LEAD in after) and not trusted:
        raise Refusal(
            "Only a service lead can make somebody a lead, or stop them being one.",
            "Ask your service lead.",
            field="roles",
        )
    if account_id and account_id == by.account_id and after - before and not trusted:
        raise Refusal(
            "You cannot give yourself a role.", "Ask your service lead to do it.", field="roles"
        )
    check_led(before, after, other_leads=other_leads)


def check_led(before: Set[Role], after: Set[Role], *, other_leads: int) -> None:
    """Refuse what would leave the service without a lead; raises Refusal."""
    if Role.LEAD in before and Role.LEAD not in after and other_leads == 0:
        raise Refusal(
            "This is the only service lead, and a service needs one.",
            "Make somebody else a lead first.",
            field="roles",
        )
