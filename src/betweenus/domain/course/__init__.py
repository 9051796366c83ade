"""The course: sixteen sessions as data, and where one stands today."""

from betweenus.domain.course.attendance import Attendance, EndCode, Mode, counts
from betweenus.domain.course.dates import Break, propose
from betweenus.domain.course.ending import Ending, ending
from betweenus.domain.course.gates import Level, OpenGate
from betweenus.domain.course.problems import Problem, ProtocolError
from betweenus.domain.course.progress import progress
from betweenus.domain.course.protocol import Gate, Phase, Protocol, Task
from betweenus.domain.course.reading import load_protocol, read_cached
from betweenus.domain.course.scaling import (
    LENGTHS,
    default_protocol,
    packaged_text,
    scaled,
)
from betweenus.domain.course.standing import (
    Contact,
    Override,
    Progress,
    State,
    TaskState,
)

__all__ = [
    "LENGTHS",
    "Attendance",
    "Break",
    "Contact",
    "EndCode",
    "Ending",
    "Gate",
    "Level",
    "Mode",
    "OpenGate",
    "Override",
    "Phase",
    "Problem",
    "Progress",
    "Protocol",
    "ProtocolError",
    "State",
    "Task",
    "TaskState",
    "counts",
    "default_protocol",
    "ending",
    "load_protocol",
    "packaged_text",
    "progress",
    "propose",
    "read_cached",
    "scaled",
]
