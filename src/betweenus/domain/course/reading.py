"""Reading a protocol from TOML: everything wrong is found at once, each with line and field."""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache

from betweenus.domain.course.problems import Problem, ProtocolError
from betweenus.domain.course.protocol import Phase, Protocol
from betweenus.domain.course.rows import Row
from betweenus.domain.course.sections import (
    LONGEST,
    read_artefacts,
    read_gates,
    read_measures,
    read_phases,
    read_tasks,
)
from betweenus.domain.lines import locate
from betweenus.domain.measures import catalogue


def load_protocol(
    text: str, source: str = "protocol", *, measures: Collection[str] | None = None
) -> Protocol:
    """The protocol in a TOML text; raises ProtocolError with every problem found.

    ``source`` names the text in errors. ``measures`` are the ids that may be asked for; by default
    those of the catalogue. A text that is not TOML at all has its first fault named only.
    """
    text = text.removeprefix("\ufeff")  # some editors put an invisible mark before the first line
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(source, [_syntax(text, error)]) from None
    top = Row(values, locate(text), [])
    known = {one.id: one.can_be_shown for one in catalogue.all_measures()}
    made = _protocol(top, known if measures is None else dict.fromkeys(measures, True))
    top.close()
    if top.problems:
        raise ProtocolError(source, top.problems)
    return made


@lru_cache(maxsize=64)
def read_cached(text: str) -> Protocol:
    """A protocol text read once, however often it is used; raises ProtocolError."""
    return load_protocol(text)


def _protocol(top: Row, measures: Mapping[str, bool]) -> Protocol:
    """``measures`` says of each id that may be named whether its questions can be shown."""
    phases = read_phases(top)
    sessions = _sessions(top, phases)
    # While the two disagree, nothing else is called wrong that either of them allows.
    last = max(sessions, sum(phase.sessions for phase in phases))
    artefacts = read_artefacts(top)
    ids = {artefact.id for artefact in artefacts}
    return Protocol(
        id=top.id(),
        version=top.text("version"),
        title=top.text("title"),
        sessions=sessions,
        phases=phases,
        artefacts=artefacts,
        tasks=read_tasks(top, ids, last),
        measures=read_measures(top, measures, last),
        gates=read_gates(top, ids, last),
        source=top.source(),
    )


def _sessions(top: Row, phases: tuple[Phase, ...]) -> int:
    """How many sessions there are, which must be what the phases add up to."""
    lengths = [phase.sessions for phase in phases]
    total = sum(lengths)
    value = top.number("sessions", 1, LONGEST)
    if "sessions" not in top.values:
        top.wrong("sessions", f"is missing; write sessions = {total or 16}")
    elif phases and value is not None and value != total:
        added = " + ".join(str(length) for length in lengths)
        top.wrong(
            "sessions", f"says {value}, but the phases add up to {total} ({added}); change one"
        )
    return total if value is None else value


def _syntax(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """The fault that kept the text from being read at all."""
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else len(text.rstrip().split("\n"))
    words = re.sub(r" \(at .*\)$", "", str(error))
    remedy = "check the quotation marks, brackets and = of this line and the one before"
    return Problem(line, "spelling", f"the file cannot be read from here on ({words}); {remedy}")
