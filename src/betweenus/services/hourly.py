"""Hourly: what the service does by itself, one round after another, and how each last went.

A round is called every few minutes. It asks what is due and does it, so that a run too many does
nothing and a run too few is made up for by the next. A round that fails does not keep the others
from theirs; its failure stands on the lead's page, in the operator's log and in ``check``.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotAllowed
from betweenus.records.rounds import Round as Row
from betweenus.services import (
    audit,
    clock,
    clock_watch,
    escalating,
    experience,
    left_behind,
    messages,
    own_sessions,
    reading_days,
    reminders,
    retention,
)
from betweenus.services.acting import acting, may

# Nothing here is so urgent that minutes matter, and nothing may wait for hours. Own choice.
MINUTES = 5
LATE = timedelta(hours=1)

# The lead's page of unusual reading says how this one went.
FOLLOWED = "the trail followed, and anchored outside the database"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """One thing the service does: what it is called, and a callable that says how many it did."""

    name: str
    do: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a round last went. ``ran_at`` None: it never ran; ``late``: not for too long."""

    name: str
    ran_at: datetime | None
    did: int
    failures: int
    failure: str
    late: bool

    @property
    def is_well(self) -> bool:
        """Whether nobody needs to look at it."""
        return not self.failures and not self.late


ROUNDS: tuple[Round, ...] = (
    Round("risk signs nobody acknowledged", escalating.escalate_due),
    Round("questions about the service", experience.ask_due),
    Round("reminders of questionnaires", reminders.send_due),
    Round("questionnaires left half-way with a risk sign", left_behind.hand_in_due),
    Round("words of e-mails that have left", messages.forget_sent),
    Round("sessions that are over", own_sessions.forget_over),
    Round("texts and transcripts kept long enough", retention.forget_due),
    Round(FOLLOWED, audit.anchor_due),
    Round("how many records each opened in a day, counted", reading_days.keep_due),
    Round("the clock of the machine, which must not go back", clock_watch.look),
)


def run(*, by: Identity) -> tuple[Ran, ...]:
    """Do every round once, whatever becomes of the others; how each went.

    Raises NotAllowed for anybody but the system.
    """
    if not (decision := may(by, Act.RUN_ROUNDS)):
        raise NotAllowed(decision.reason)
    for round_ in ROUNDS:
        _run(by, round_)
    return state()


def _run(by: Identity, round_: Round) -> None:
    now = clock.now()
    failure = ""
    did = 0
    try:
        did = round_.do(now)
    except Exception as error:  # whatever it is, the next round must have its turn
        failure = f"{type(error).__module__}.{type(error).__qualname__}"
        log.exception("the service could not do its round %r", round_.name)
    row, _ = Row.objects.get_or_create(name=round_.name, defaults={"ran_at": now})
    row.ran_at, row.did = now, did
    row.failures = row.failures + 1 if failure else 0
    if failure:
        row.failed_at, row.failure = now, failure[:120]
    if not failure and not did:
        row.save()
        return
    with acting(by=by, act=Act.RUN_ROUNDS, about=f"round:{round_.name}"[:80]) as deed:
        deed.detail |= {"failed": failure} if failure else {"did": did}
        row.save()


def read(*, by: Identity) -> tuple[Ran, ...]:
    """How each round last went, for the lead."""
    with acting(by=by, act=Act.READ_SERVICE_NUMBERS, about="rounds"):
        return state()


def troubles() -> tuple[str, ...]:
    """What an operator should look at, in words; for ``check``, which reads no record.

    A service that has never run has no troubles yet.
    """
    return tuple(_trouble(ran) for ran in state() if ran.ran_at and not ran.is_well)


def _trouble(ran: Ran) -> str:
    if ran.failures:
        return f"{ran.name}: failed, {ran.failures} in a row ({ran.failure})"
    return f"{ran.name}: not done for more than an hour"


def state() -> tuple[Ran, ...]:
    """How each round last went; to be called inside an act."""
    rows = {row.name: row for row in Row.objects.all()}
    return tuple(_ran(round_.name, rows.get(round_.name)) for round_ in ROUNDS)


def _ran(name: str, row: Row | None) -> Ran:
    if row is None:
        return Ran(name, None, 0, 0, "", late=True)
    late = clock.now() - row.ran_at > LATE
    return Ran(name, row.ran_at, row.did, row.failures, row.failure, late)
