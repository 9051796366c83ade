"""Who is acting, detached from any session or table, and how they stand to a client."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is in the service. Values are stored; never rename one without a migration."""

    CLIENT = "client"
    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    LINK = "link"  # whoever holds a client's private link to questionnaires
    PUBLIC = "public"  # somebody who is not signed in, e.g. referring themselves
    SYSTEM = "system"  # a command or a scheduled task, named by its operator


ROLE_WORDS = {
    Role.CLIENT: "Client: sees their own course, questionnaires, focus and letters once shared.",
    Role.THERAPIST: "Therapist: assesses and treats their own clients.",
    Role.SUPERVISOR: "Supervisor: reads and comments on their supervisees' cases, countersigns.",
    Role.LEAD: "Service lead: waits, numbers, people and settings; no narrative.",
    Role.ADMINISTRATOR: "Administrator: accounts, contact details and bookings; no records.",
    Role.LINK: "Private link: fills in the questionnaires it was sent for, and reads nothing back.",
    Role.PUBLIC: "Public: anybody not signed in.",
    Role.SYSTEM: "System: a command or scheduled task run by the service's operator.",
}


class Relation(StrEnum):
    """How the person acting stands to the client the act is about."""

    SELF = "self"  # it is their own record
    OWN = "own"  # they assess or treat this client
    SUPERVISEE = "supervisee"  # they supervise somebody who assesses or treats this client
    DEPUTY = "deputy"  # this client's clinician is on leave, and they act for them today
    DUTY = "duty"  # they are on duty today, and a risk sign of this client has escalated
    EMERGENCY = "emergency"  # they opened this client's record in an emergency, for a few hours
    WAITING = "waiting"  # nobody is responsible for this client's care yet
    SERVICE = "service"  # the client is in the service they work for, nothing closer


@dataclass(frozen=True, slots=True)
class Identity:
    """The one acting: ``account_id`` is None only for the public and the system."""

    account_id: UUID | None
    name: str
    roles: frozenset[Role]
    person_id: UUID | None = None
    trainee: bool = False

    def __post_init__(self) -> None:
        """Nobody acts as nobody."""
        assert self.name, "an identity needs a name"
        assert self.roles, f"an identity needs a role: {self.name!r}"

    def has(self, role: Role) -> bool:
        """Whether this person holds the role."""
        return role in self.roles


PUBLIC = Identity(None, "Somebody not signed in", frozenset({Role.PUBLIC}))


def system(name: str) -> Identity:
    """The identity of a command or scheduled task; ``name`` says which, and who started it."""
    return Identity(None, name, frozenset({Role.SYSTEM}))


# What the software does unasked, such as escalating a sign nobody acknowledged, is done by it.
THE_SERVICE = system("The service itself")
