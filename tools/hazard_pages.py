"""The hazard log as a page, made from docs/clinical-safety/hazards.toml: it is kept once."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LOG = Path(__file__).resolve().parent.parent / "docs" / "clinical-safety" / "hazards.toml"

SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")
# Risk from 1 (acceptable) to 5 (not), a row a likelihood, a column a severity. The matrix of the
# guidance to DCB0129, from memory: unverified.
RISKS = ((1, 1, 2, 2, 3), (1, 2, 2, 3, 4), (2, 2, 3, 3, 4), (2, 3, 3, 4, 5), (3, 4, 4, 5, 5))

Hazard = Mapping[str, Any]


def hazards() -> tuple[Hazard, ...]:
    """Every hazard of the log, as the file has it."""
    return tuple(tomllib.loads(LOG.read_text())["hazards"])


def named_tests() -> Iterator[tuple[str, str, str]]:
    """(hazard, file, test) for every test a control rests on."""
    for hazard in hazards():
        for control in hazard["controls"]:
            for name in control.get("tests", ()):
                file, _, test = name.partition("::")
                yield hazard["id"], file, test


def risk(estimate: Mapping[str, str]) -> int:
    """The risk of a severity and a likelihood, from 1 to 5."""
    row = RISKS[LIKELIHOODS.index(estimate["likelihood"])]
    return row[SEVERITIES.index(estimate["severity"])]


def page(made_by: str) -> str:
    """The log as Markdown."""
    return "\n".join(
        [
            "# Hazard log",
            "",
            made_by,
            "What could harm somebody by way of this software, and what holds it back. Severity",
            "and likelihood are the developers' own estimates, in the words of DCB0129's guidance;",
            "no Clinical Safety Officer has reviewed them. Whoever deploys the software must, and",
            "keeps a log of their own (DCB0160). Risk runs from 1 to 5 by the guidance's matrix,",
            "which stands here from memory: unverified.",
            "",
            "Source: `docs/clinical-safety/hazards.toml`. Each control names the tests that fail",
            "when it no longer holds; another test compares those names with the tests there are.",
            "",
            *(line for hazard in hazards() for line in _hazard(hazard)),
        ]
    )


def _hazard(hazard: Hazard) -> Iterator[str]:
    yield f"## {hazard['id']}: {hazard['name']}"
    yield ""
    yield f"{hazard['harm']} Cause: {hazard['cause'][:1].lower()}{hazard['cause'][1:]}"
    yield ""
    yield f"- Without controls: {_said(hazard['before'])}"
    yield f"- With them: {_said(hazard['after'])}"
    yield ""
    for control in hazard["controls"]:
        by = control.get("by", "")
        yield f"- {control['does']}.{f' By: {by}.' if by else ''}"
        for name in control.get("tests", ()):
            file, _, test = name.partition("::")
            yield f"  - `{test}` in `{file}`"
    yield ""


def _said(estimate: Mapping[str, str]) -> str:
    return f"{estimate['severity']}, likelihood {estimate['likelihood']}: risk {risk(estimate)}"
