"""Where a referral stands: its stored state, and the stage of the waiting list that follows."""

from enum import StrEnum


class State(StrEnum):
    """What has become of a referral. Values are stored; never rename one without a migration."""

    RECEIVED = "received"  # nobody has taken it yet
    ASSESSING = "assessing"  # a clinician is finding out whether DIT fits
    WAITING = "waiting"  # accepted and chosen; the course is not open yet
    TREATING = "treating"
    CLOSED = "closed"

    @property
    def waits(self) -> bool:
        """Whether the person is still waiting for treatment."""
        return self in (State.RECEIVED, State.ASSESSING, State.WAITING)


class Task(StrEnum):
    """What a clinician has been made responsible for. Values are stored."""

    ASSESS = "assess"
    TREAT = "treat"


class Stage(StrEnum):
    """What a waiting person is waiting for."""

    ASSESS = "assess"
    ALLOCATE = "allocate"
    OPEN = "open"

    @property
    def words(self) -> str:
        """What has to happen next."""
        return STAGES[self]


STAGES = {
    Stage.ASSESS: "To assess",
    Stage.ALLOCATE: "To allocate",
    Stage.OPEN: "To open",
}


def stage_of(state: State | str, task: Task | str | None) -> Stage | None:
    """What a referral in this state waits for, given what its clinician (if any) is there for.

    None when it no longer waits: its course is open, or it is closed.
    """
    if state in (State.RECEIVED, State.ASSESSING):
        return Stage.ASSESS
    if state == State.WAITING:
        return Stage.OPEN if task == Task.TREAT else Stage.ALLOCATE
    return None
