"""What an act on the record was for, told from how whoever did it stands to the client.

Nobody is asked for a reason each time they open a record: with a closed permission table the
relation that let them in says it, and a box that must be filled fifty times a day says nothing.
"""

from enum import StrEnum

from betweenus.domain.access.identity import Relation, Role


class Purpose(StrEnum):
    """What for. Values are stored in the trail; never rename one."""

    CARE = "care"  # their own assessment or therapy
    SUPERVISION = "supervision"
    STANDING_IN = "standing in"  # for a clinician on leave
    SAFETY = "safety"  # a sign that nobody acted on in time
    EMERGENCY = "an emergency"
    DECIDING = "deciding who can help"
    ARRANGING = "arranging"  # contact, sessions, who sees whom
    OWN_USE = "own use"
    BY_LINK = "by a private link"
    BY_ITSELF = "done by the service itself"
    RUNNING = "running the service"  # not about one client


_BY_RELATION = {
    Relation.SELF: Purpose.OWN_USE,
    Relation.OWN: Purpose.CARE,
    Relation.SUPERVISEE: Purpose.SUPERVISION,
    Relation.DEPUTY: Purpose.STANDING_IN,
    Relation.DUTY: Purpose.SAFETY,
    Relation.EMERGENCY: Purpose.EMERGENCY,
    Relation.WAITING: Purpose.DECIDING,
    Relation.SERVICE: Purpose.ARRANGING,
}
# Clinicians deal with somebody who is no client of theirs only to open a record in an emergency.
_CLINICIANS = frozenset({Role.THERAPIST, Role.SUPERVISOR})
_BY_ROLE = {
    Role.CLIENT: Purpose.OWN_USE,
    Role.LINK: Purpose.BY_LINK,
    Role.SYSTEM: Purpose.BY_ITSELF,
}


def purpose_of(role: Role | None, relation: Relation | None) -> Purpose | None:
    """What somebody acts for who is let in as ``role`` standing in ``relation`` to the client.

    None for a refused try, which had no purpose the service knows of.
    """
    if role is None:
        return None
    if role is Role.LINK:
        return Purpose.BY_LINK
    if relation is Relation.SERVICE and role in _CLINICIANS:
        return Purpose.EMERGENCY
    if relation is None:
        return _BY_ROLE.get(role, Purpose.RUNNING)
    return _BY_RELATION.get(relation)
