"""How much processor time a server has used: what a busy machine does not change.

Read from the system's own counts (Linux); elsewhere there is nothing to say, and 0 is said.
"""

import os
from collections import defaultdict
from pathlib import Path

_PER_SECOND = os.sysconf("SC_CLK_TCK")
_STATES = Path("/proc")
# Behind the name of the process, from its state on: its own time, and that of those below it that
# have ended.
_PARENT, _TIMES = 1, slice(11, 15)


def used(process: int) -> float:
    """Seconds of processor time that a process and all below it have used so far."""
    below: dict[int, list[int]] = defaultdict(list)
    seconds: dict[int, float] = {}
    for file in _STATES.glob("[0-9]*/stat"):
        try:
            counts = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        number = int(file.parent.name)
        below[int(counts[_PARENT])].append(number)
        seconds[number] = sum(map(int, counts[_TIMES])) / _PER_SECOND
    return _with_all_below(process, below, seconds)


def parent(process: int) -> int:
    """The process that began it."""
    counts = (_STATES / str(process) / "stat").read_text().rpartition(")")[2].split()
    return int(counts[_PARENT])


def _with_all_below(process: int, below: dict[int, list[int]], seconds: dict[int, float]) -> float:
    own = seconds.get(process, 0.0)
    return own + sum(_with_all_below(one, below, seconds) for one in below[process])
