"""Figures as a script measured them, kept in docs/measured so that no page is typed by hand.

A script that measures a promise is run with ``--keep``; docs/promises.md is then made from what it
left (``make fix``).
"""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from betweenus import __version__

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "measured"


Rows = Sequence[Sequence[str]]


def keep(
    name: str,
    says: str,
    figures: Mapping[str, object],
    command: str,
    *,
    load: float | None = None,
    table: tuple[Sequence[str], Rows] | None = None,
) -> None:
    """Leave what was measured: in words, as figures, by which line typed, on how busy a machine.

    ``load`` is how busy it was before, where the measurement itself makes it busy; ``table`` a head
    and rows to be shown as they are.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    left = {
        "says": says,
        "figures": dict(figures),
        "command": command,
        "on": datetime.now(UTC).date().isoformat(),
        "version": __version__,
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0] if load is None else load, 1),
    }
    if table:
        left["table"] = {"head": list(table[0]), "rows": [list(row) for row in table[1]]}
    (FOLDER / f"{name}.json").write_text(json.dumps(left, indent=1, ensure_ascii=False) + "\n")


def kept(name: str) -> Mapping[str, object] | None:
    """What a script left last, or None while it has not been run."""
    file = FOLDER / f"{name}.json"
    return json.loads(file.read_text()) if file.is_file() else None
