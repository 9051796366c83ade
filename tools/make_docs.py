"""Writes docs/made: what the code says, as pages a service lead reads and a reviewer compares.

``pages()`` gives every page's text; a promise compares them with the files, so a change of a
permission, a table, a state or an address shows in review as a change of words.
"""

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betweenus.settings.test")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python looks beside it only

from tools import hazard_pages, measure_pages, promise_pages  # noqa: E402

MADE = ROOT / "docs" / "made"
MADE_BY = "Written by `make fix` from the code; do not edit.\n"

Rows = list[tuple[str, ...]]


def pages() -> dict[str, str]:
    """File name -> text of every page."""
    import django

    django.setup()
    return {
        "permissions.md": permissions(),
        "records.md": records(),
        "states.md": states(),
        "addresses.md": addresses(),
        "hazard-log.md": hazard_pages.page(MADE_BY),
        "../promises.md": promise_pages.page(MADE_BY),
        **measure_pages.pages(MADE_BY),
    }


def table(head: tuple[str, ...], rows: Rows) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


# -- who may do what ----------------------------------------------------------------------------


def permissions() -> str:
    """Act by role, from the one permission table."""
    from betweenus.domain.access import TABLE, Act, Role
    from betweenus.domain.access.identity import ROLE_WORDS

    roles = list(Role)
    rows = [(str(act), *(_grant(TABLE.get(act, ()), role) for role in roles)) for act in Act]
    return "\n".join(
        [
            "# Who may do what",
            "",
            MADE_BY,
            "An act that is not granted here is refused, and the refusal is recorded. Reading is",
            "an act too. Source: `betweenus/domain/access/table.py`.",
            "",
            *(f"- {ROLE_WORDS[role]}" for role in roles),
            "",
            "In the table: **yes** is an act that is not about one client; **own record**,",
            "**own clients**, **supervisees' clients**, **unallocated** (while nobody is",
            "responsible yet) and **any client** say for whose record the act is granted.",
            "",
            table(("Act", *(role.capitalize() for role in roles)), rows),
        ]
    )


def _grant(grants: tuple, role: object) -> str:
    from betweenus.domain.access import Relation

    words = {
        None: "yes",
        Relation.SELF: "own record",
        Relation.DEPUTY: "as deputy, clients of somebody on leave",
        Relation.DUTY: "on duty, clients with an escalated sign",
        Relation.OWN: "own clients",
        Relation.SUPERVISEE: "supervisees' clients",
        Relation.EMERGENCY: "in an emergency",
        Relation.WAITING: "unallocated",
        Relation.SERVICE: "any client",
    }
    return ", ".join(words[relation] for granted, relation in grants if granted == role)


# -- what is kept --------------------------------------------------------------------------------


def records() -> str:
    """Tables and fields, with kind of data, sealing and retention."""
    from django.apps import apps

    from betweenus.records.keeping import Kind, Retention

    ours = [model for model in apps.get_models() if model.__module__.startswith("betweenus.")]
    parts = [
        "# What is kept",
        "",
        MADE_BY,
        "Every field says what kind of data it holds and how long it is kept; a field that does",
        "not say fails the build. Sealed fields are encrypted in the database. Source:",
        "`betweenus/records/`.",
        "",
        table(("Kind", "Meaning"), [(kind, _kind_words(kind)) for kind in Kind]),
        table(("Kept", "How long"), [(kept.name.lower(), kept) for kept in Retention]),
    ]
    noun = ""
    for model in ours:
        if model.__module__ != noun:
            noun = model.__module__
            parts += [f"## {noun.rpartition('.')[2].capitalize()}", "", _opening(noun), ""]
        parts += [_model(model)]
    return "\n".join(parts)


def _kind_words(kind: StrEnum) -> str:
    return {
        "identity": "says who somebody is or how to reach them",
        "narrative": "told in confidence or written about it; sealed",
        "clinical": "coded or counted clinical facts",
        "working": "text on its way to becoming record; sealed",
        "service": "how the service is run",
        "link": "joins rows",
        "trail": "who did what when",
    }[kind]


def _model(model: type) -> str:
    from betweenus.records.appending import AppendOnlyQuerySet

    only_added = isinstance(model._default_manager.all(), AppendOnlyQuerySet)
    rows = [
        (
            field.name,
            field.keeping.kind,
            "sealed" if "Sealed" in type(field).__name__ else "",
            field.keeping.retention.name.lower(),
        )
        for field in model._meta.local_fields
    ]
    return "\n".join(
        [
            f"### {model.__name__}",
            "",
            _first_line(model) + (" Rows are only ever added." if only_added else ""),
            "",
            table(("Field", "Kind", "", "Kept"), rows),
        ]
    )


# -- how things move -----------------------------------------------------------------------------


def states() -> str:
    """The states of what has states, and the moves between them."""
    parts = ["# How things move", "", MADE_BY]
    for module, moves in _moves():
        parts += [f"## {type(next(iter(moves))).__name__}", "", _opening(module), ""]
        parts += [
            table(
                ("State", "On the page", "May become"),
                [
                    (state.value, getattr(state, "words", ""), ", ".join(after) or "(stays)")
                    for state, after in moves.items()
                ],
            )
        ]
        # A machine that says who may make a move is drawn too.
        drawing = getattr(importlib.import_module(module), "drawing", None)
        parts += [drawing()] if drawing else []
    return "\n".join(parts)


def _moves() -> Iterator[tuple[str, Mapping[StrEnum, tuple[StrEnum, ...]]]]:
    from betweenus import domain

    for found in pkgutil.walk_packages(domain.__path__, "betweenus.domain."):
        module = importlib.import_module(found.name)
        moves = getattr(module, "MOVES", None)
        if moves and type(next(iter(moves))).__module__ == found.name:
            yield found.name, moves


# -- where things are ----------------------------------------------------------------------------


def addresses() -> str:
    """Every address, and whether it needs signing in."""
    return "\n".join(
        [
            "# Addresses",
            "",
            MADE_BY,
            "Every address needs a signed-in person unless it says public here; what that person",
            "may do there, the permission table says. Source: `betweenus/web/urls.py`.",
            "",
            table(
                ("Address", "Name", "Open to"),
                [
                    (
                        f"/{where}".replace("|", r"\|"),
                        name or "",
                        "public" if public else "signed in",
                    )
                    for where, name, public in routes()
                ],
            ),
        ]
    )


def routes() -> list[tuple[str, str, bool]]:
    """(pattern, name, public) of every address."""
    from django.urls import get_resolver

    def walk(patterns: list, prefix: str) -> Iterator[tuple[str, str, bool]]:
        for one in patterns:
            where = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, where)
            else:
                yield where, one.name, not getattr(one.callback, "login_required", True)

    return list(walk(get_resolver().url_patterns, ""))


# -- common --------------------------------------------------------------------------------------


def _opening(module: str) -> str:
    return _first_line(importlib.import_module(module))


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def main() -> None:
    """Write the pages that changed."""
    for name, text in pages().items():
        file = MADE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text() != text:
            file.write_text(text)
            print(f"wrote {file}")


if __name__ == "__main__":
    main()
