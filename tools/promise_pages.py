"""docs/promises.md: each promise, what measures it, and the figure it measured last."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools import measured

LIST = Path(__file__).resolve().parent.parent / "docs" / "promises.toml"


def promises() -> tuple[Mapping[str, Any], ...]:
    """Every promise, as the file has it."""
    return tuple(tomllib.loads(LIST.read_text())["promises"])


def page(made_by: str) -> str:
    """The promises as Markdown."""
    return "\n".join(
        [
            "# Promises",
            "",
            made_by,
            "What this software promises about a record, and how a stranger measures it. A promise",
            "held by tests holds whenever `make test` is green. A script leaves the figure it",
            "measured last, with the day and how busy the machine was; none of them is typed.",
            "",
            *(line for promise in promises() for line in _promise(promise)),
        ]
    )


def _promise(promise: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {promise['says']}"
    yield ""
    for name in promise.get("tests", ()):
        file, _, test = name.partition("::")
        yield f"- Test: `{test}` in `{file}`" if test else f"- Tests: `{file}`"
    for name, command in promise.get("scripts", {}).items():
        yield f"- Script: `{command}`"
        yield from (f"  {line}".rstrip() for line in _figure(name))
    if lacks := promise.get("lacks"):
        yield f"- Not yet: {lacks}"
    yield ""


def _figure(name: str) -> Iterator[str]:
    left = measured.kept(name)
    if left is None:
        yield "- Not measured yet."
        return
    yield f"- {left['says']} ({left['on']}, {left['processors']} processors, load {left['load']})"
    if table := left.get("table"):
        head = table["head"]
        yield ""
        for row in (head, ["---"] + ["--:"] * (len(head) - 1), *table["rows"]):
            yield f"  | {' | '.join(row)} |"
