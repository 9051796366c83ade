"""How somebody stands to many clients at once, so that a list of 500 costs no query for each."""

from uuid import UUID

from betweenus.domain.access import Act, Decision, Identity, Relation, Role, decide

_STAFF = frozenset({Role.THERAPIST, Role.LEAD, Role.ADMINISTRATOR})


def standing(by: Identity, responsible: UUID | None) -> frozenset[Relation]:
    """The relation to a client whose responsible clinician is already known.

    Leaves supervision out: what this draws buttons for, supervisors do not do. The act itself is
    guarded by ``acting``, which asks again.
    """
    if not by.roles & _STAFF:
        return frozenset()
    if responsible is None:
        return frozenset({Relation.SERVICE, Relation.WAITING})
    if responsible == by.account_id:
        return frozenset({Relation.SERVICE, Relation.OWN})
    return frozenset({Relation.SERVICE})


def could(by: Identity, act: Act, responsible: UUID | None) -> Decision:
    """Whether ``by`` may do ``act`` to a client of this clinician; for drawing a button."""
    return decide(act, by, standing(by, responsible))
