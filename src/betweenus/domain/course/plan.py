"""The plan of a course's questionnaires: which, about whom, before which sessions.

It begins as the protocol has it; the therapist may change it for one course.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from betweenus.domain.course.protocol import MeasureDue, Protocol
from betweenus.domain.measures.figures import Source
from betweenus.domain.refusals import Refusal

EVERY = "every"


@dataclass(frozen=True, slots=True)
class Asking:
    """A questionnaire asked before some sessions, or before every one (``sessions`` empty).

    ``subject`` is the id of whom it is about, "" where that is the client.
    """

    measure: str
    subject: str = ""
    sessions: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes it another asking than the rest of a plan."""
        return self.measure, self.subject

    @property
    def row(self) -> dict[str, Any]:
        """As it is stored."""
        return {"measure": self.measure, "subject": self.subject, "sessions": list(self.sessions)}


def askings_of(protocol: Protocol) -> tuple[Asking, ...]:
    """What a protocol has asked, without what is optional."""
    return tuple(
        Asking(due.id, subject, due.sessions)
        for due in protocol.measures
        if not due.optional
        for subject in due.subjects or ("",)
    )


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Asking, ...]:
    """A plan as it was stored."""
    return tuple(Asking(r["measure"], r["subject"], tuple(r["sessions"])) for r in rows)


def planned(protocol: Protocol, plan: Iterable[Asking]) -> Protocol:
    """The protocol with a course's own plan in place of its questionnaires."""
    known = {due.id: due for due in protocol.measures}
    own = Source("Chosen by the therapist for this course", verified=True)
    return replace(
        protocol,
        measures=tuple(
            MeasureDue(
                id=one.measure,
                sessions=one.sessions,
                available=one.measure not in known or known[one.measure].available,
                source=known[one.measure].source if one.measure in known else own,
                subjects=(one.subject,) if one.subject else (),
            )
            for one in plan
        ),
    )


def say_sessions(sessions: Iterable[int] | None) -> str:
    """Before which sessions, as it is typed: "every", "2, 8, 16", or "" for never."""
    if sessions is None:
        return ""
    return ", ".join(str(number) for number in sessions) or EVERY


def read_sessions(text: str, last: int) -> tuple[int, ...] | None:
    """The sessions somebody typed: empty for every one, None for none; raises Refusal."""
    said = text.strip().lower()
    if not said:
        return None
    if said in (EVERY, "every session", "all"):
        return ()
    numbers = [part.strip() for part in said.replace(" and ", ",").replace(";", ",").split(",")]
    allowed = {str(number) for number in range(1, last + 1)}
    if not all(part in allowed for part in numbers):
        raise Refusal(
            f"“{text.strip()}” does not say which sessions.",
            f"Write “every”, or numbers from 1 to {last} like “2, 8, {last}”, or nothing.",
        )
    return tuple(sorted({int(part) for part in numbers}))
