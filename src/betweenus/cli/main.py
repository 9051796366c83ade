"""The ``betweenus`` command: reads the line typed, hands it to one module, reports what happened.

Exit codes: 0 it is done; 1 it found problems; 2 the line typed is wrong. Modules import Django
and the services only when they run, so that ``--help`` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from betweenus import __version__
from betweenus.cli import (
    account,
    audit,
    backup,
    check,
    demo,
    downtime,
    importing,
    keys,
    language,
    manage,
    measures,
    outcomes,
    patterns,
    record_copy,
    serve,
)
from betweenus.domain.refusals import Refusal

DONE, PROBLEMS, USAGE = 0, 1, 2

DESCRIPTION = (
    "Between Us carries a course of Dynamic Interpersonal Therapy, from referral to goodbye."
)
EXAMPLES = """\
the usual way:
  betweenus demo                            look round in a service of invented people
  betweenus check                           is this installation complete?
  betweenus serve                           run the service
  betweenus import caseload FILE --dry-run  try an import without changing anything
  betweenus measures score phq-9 FILE.csv   score a file of answers; needs no service
  betweenus patterns rank FILE.jsonl        what recurs in coded episodes; needs no service

`betweenus COMMAND --help` explains each command with examples.
Everything the program writes lies below the folder BETWEENUS_HOME (var, if not set).
"""


def parser() -> argparse.ArgumentParser:
    """All commands and what they take."""
    whole = argparse.ArgumentParser(
        prog="betweenus",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"betweenus {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (
        demo,
        serve,
        importing,
        measures,
        outcomes,
        patterns,
        language,
        check,
        account,
        keys,
        audit,
        backup,
        downtime,
        record_copy,
        manage,
    ):
        module.add_to(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    typed = parser().parse_args(arguments)
    try:
        code = typed.run(typed) or DONE
        sys.stdout.flush()
    except Refusal as refusal:
        print(f"betweenus: {refusal.what}", file=sys.stderr)
        if refusal.todo:
            print(f"  {refusal.todo}", file=sys.stderr)
        return PROBLEMS
    except BrokenPipeError:
        # Whoever reads along, such as head, has seen enough; at exit Python would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return DONE
    return code


if __name__ == "__main__":
    sys.exit(main())
