"""The sections of a protocol file, each read into its frozen values."""

from collections.abc import Collection, Mapping

from betweenus.domain.course.problems import meant
from betweenus.domain.course.protocol import Artefact, Gate, MeasureDue, Phase, Task
from betweenus.domain.course.rows import Row, rows, unlike

LONGEST = 60  # sessions; DIT has 16, and a slip such as 160 should not draw 160 boxes
# What the software can tell is done; a protocol may leave some out but not invent others.
KNOWN_ARTEFACTS = frozenset(
    {
        "consent",
        "recording_consent",
        "contract",
        "map",
        "focus_draft",
        "focus_said",
        "focus_agreed",
        "goals",
        "mid_review",
        "letter_notes",
        "letter_draft",
        "letter_shared",
        "letter_final",
        "keeping_well",
        "discharge_summary",
        "end_measures",
        "short_letter",
    }
)


def read_phases(top: Row) -> tuple[Phase, ...]:
    """The phases, in order."""
    found = rows(top, "phases")
    if not top.values.get("phases"):
        top.wrong("phases", "there is none; write at least one [[phases]] section")
    unlike(found)
    return tuple(_phase(row) for row in found)


def _phase(row: Row) -> Phase:
    phase = Phase(
        id=row.id(),
        name=row.text("name"),
        sessions=row.needed_number("sessions", 1, LONGEST),
        aim=row.text("aim"),
        client=row.text("client"),
        source=row.source(),
    )
    row.close()
    return phase


def read_artefacts(top: Row) -> tuple[Artefact, ...]:
    """What the course leaves behind, with the names it goes by here."""
    found = rows(top, "artefacts")
    unlike(found)
    return tuple(_artefact(row) for row in found)


def _artefact(row: Row) -> Artefact:
    known = row.one_of("id", KNOWN_ARTEFACTS, "the artefacts the software can tell are done")
    artefact = Artefact(known, row.text("name"))
    row.close()
    return artefact


def read_tasks(top: Row, artefacts: Collection[str], last: int) -> tuple[Task, ...]:
    """What there is to do; ``last`` is the number of the last session."""
    found = rows(top, "tasks")
    unlike(found)
    return tuple(_task(row, artefacts, last) for row in found)


def _task(row: Row, artefacts: Collection[str], last: int) -> Task:
    session = row.needed_number("session", 1, last)
    until = row.number("until", 1, last)
    if until is not None and until < session:
        row.wrong(
            "until", f"{until} comes before session {session}; write {session} or a later one"
        )
    task = Task(
        id=row.id(),
        session=session,
        until=max(until or session, session),
        words=row.text("words"),
        client=row.words("client"),
        artefact=_one_of_the_artefacts(row, artefacts) if "artefact" in row.values else "",
        source=row.source(),
    )
    row.taken.add("artefact")
    row.close()
    return task


def _one_of_the_artefacts(row: Row, artefacts: Collection[str]) -> str:
    return row.one_of("artefact", artefacts, "the [[artefacts]] of this file")


def read_measures(top: Row, catalogue: Mapping[str, bool], last: int) -> tuple[MeasureDue, ...]:
    """What is asked before which sessions; ``catalogue`` has the ids of the measures there are,
    each with whether its questions can be shown.
    """
    found = rows(top, "measures")
    unlike(found)
    return tuple(_measure(row, catalogue, last) for row in found)


def _measure(row: Row, catalogue: Mapping[str, bool], last: int) -> MeasureDue:
    measure_id, in_advance = row.id(), row.flag("if_available")
    if measure_id and measure_id not in catalogue and not in_advance:
        row.wrong("id", f"there is no measure {measure_id!r}; {meant(measure_id, catalogue)}")
    due = MeasureDue(
        id=measure_id,
        sessions=_sessions(row, last),
        available=catalogue.get(measure_id, False),
        source=row.source(),
        optional=row.flag("optional"),
    )
    row.close()
    return due


def _sessions(row: Row, last: int) -> tuple[int, ...]:
    value = row.take("sessions")
    if value == "every":
        return ()
    if not isinstance(value, list) or not value or not all(_within(n, last) for n in value):
        row.wrong(
            "sessions", f'write "every", or session numbers from 1 to {last} like [1, {last}]'
        )
        return ()
    return tuple(sorted(set(value)))


def _within(number: object, last: int) -> bool:
    return type(number) is int and 1 <= number <= last


def read_gates(top: Row, artefacts: Collection[str], last: int) -> tuple[Gate, ...]:
    """What is warned of while it is missing."""
    found = rows(top, "gates")
    unlike(found)
    return tuple(_gate(row, artefacts, last) for row in found)


def _gate(row: Row, artefacts: Collection[str], last: int) -> Gate:
    gate = Gate(
        id=row.id(),
        artefact=_one_of_the_artefacts(row, artefacts),
        words=row.text("words"),
        todo=row.text("todo"),
        amber_after=row.number("amber_after", 0, last),
        red_after=row.number("red_after", 0, last),
        red_at_discharge=row.flag("red_at_discharge"),
        source=row.source(),
    )
    row.close()
    _check_gate(row, gate)
    return gate


def _check_gate(row: Row, gate: Gate) -> None:
    amber, red = gate.amber_after, gate.red_after
    if amber is not None and red is not None and red < amber:
        row.wrong("red_after", f"{red} comes before amber_after ({amber}); write {amber} or more")
    if not {"amber_after", "red_after", "red_at_discharge"} & set(row.values):
        row.wrong("amber_after", "is missing; say after which session this gate shows")
