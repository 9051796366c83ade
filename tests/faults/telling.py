"""The end of each script of faults: what came of it is said, and kept where that was asked."""

from dataclasses import asdict
from typing import Any


def tell(name: str, says: str, report: Any, command: str, *, keep: bool) -> int:
    """The exit code: 1 when a promise of the report did not hold."""
    from tools import measured

    print(says)
    if keep:
        measured.keep(name, says, asdict(report), f"{command} --keep")
    for problem in report.problems:
        print(f"PROBLEM: {problem}")
    print("Every promise held." if not report.problems else "")
    return 1 if report.problems else 0
