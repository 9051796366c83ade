"""``betweenus check``: is this installation complete? Each line says OK or what to type."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from betweenus.cli import occasion
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

EXAMPLES = """\
examples:
  betweenus check
  betweenus check --demo
  betweenus check --only-problems   for a script: prints nothing and ends with 0 when all is well
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``todo`` is empty when it is well.

    What ``matters`` only beside a service that runs is told and keeps nobody from starting it.
    """

    subject: str
    words: str
    todo: str = ""
    matters: bool = True


def add_to(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "check",
        help="say whether this installation is complete, and what to type if not",
        description="Looks at settings, database, static files and keys. Changes nothing.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(parser)
    parser.add_argument("--only-problems", action="store_true", help="print nothing that is OK")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Print the findings; 1 when there is a problem among them."""
    problems = 0
    for finding in _findings(typed):
        problems += bool(finding.todo) and finding.matters
        if finding.todo:
            print(f"{finding.subject:<14}{finding.words}\n{'':<14}Type: {finding.todo}")
        elif not typed.only_problems:
            print(f"{finding.subject:<14}OK  {finding.words}")
    return 1 if problems else 0


def _findings(typed: argparse.Namespace) -> Iterator[Finding]:
    """Each finding in turn; what cannot be asked after a failure is left out."""
    settings = _settings(typed)
    yield settings
    if settings.todo:
        return
    manage = "betweenus manage --demo" if typed.demo else "betweenus manage"
    yield _keys()
    yield _second_factor()
    yield _static(manage)
    yield from _wordings()
    yield from _codes()
    yield _language()
    database = _database(manage)
    yield database
    if database.todo:
        return
    tables = _tables(manage)
    yield tables
    if not tables.todo:
        yield _marks(manage)
        yield _keys_needed()
        yield _rounds(manage)


def _settings(typed: argparse.Namespace) -> Finding:
    import os

    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    occasion.choose(demo=typed.demo)
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    try:
        occasion.load_settings()
    except Refusal as refusal:
        cause = refusal.__cause__
        if isinstance(cause, ImproperlyConfigured | EnvError):
            what, _, how = str(cause).partition(". Type: ")
            return Finding("settings", what, how or "export NAME=value, with the name above")
        return Finding("settings", refusal.what, refusal.todo)
    return Finding("settings", module)


def _keys() -> Finding:
    from betweenus.services import holding

    return _attempt(
        "keys",
        lambda: holding.release(holding.hold("/", [("words", "Grüße")])),
        "what is sealed can be read back",
        'export BETWEENUS_KEYS="ID:KEY"  # the one this service has had: 32 bytes in base64',
    )


def _second_factor() -> Finding:
    """Whether whoever works here shows more than a password; a service may decide otherwise."""
    from django.conf import settings

    if settings.BETWEENUS_SECOND_FACTOR == "staff":
        return Finding("second factor", "asked of everybody who works here")
    if settings.BETWEENUS_DEMO:
        return Finding("second factor", "asked of nobody in the demo, where anybody may try it")
    said = "asked of nobody, so a password or an email is enough to read the records"
    return Finding("second factor", said, "export BETWEENUS_SECOND_FACTOR=staff", matters=False)


def _keys_needed() -> Finding:
    """Whether the ring has every key that something in the database was sealed with."""
    from betweenus.services import keys

    lost = ", ".join(keys.missing())
    if lost:
        said = f"some records cannot be read: they were sealed with {lost}, which the ring lacks"
        return Finding(
            "keys needed", said, 'export BETWEENUS_KEYS="ID:KEY,..."  # with that key too'
        )
    return Finding("keys needed", "every key that something was sealed with is in the ring")


def _wordings() -> Iterator[Finding]:
    """Files of wording that cannot be read, and how many questionnaires have none."""
    from betweenus.domain import measures

    lacking = measures.lacking()
    for one in lacking:
        if one.problem:
            yield Finding("wording", one.problem, f"edit {one.path}", matters=False)
    without = [one.measure.short_title for one in lacking if not one.problem]
    if without:
        said = f"{len(without)} questionnaires are not offered, because their words are not here: "
        yield Finding("wording", f"{said}{', '.join(without)}")


def _codes() -> Iterator[Finding]:
    """What is wrong in the file of codes the service added, one line each."""
    from betweenus.services import vocabulary

    problems = vocabulary.problems()
    for problem in problems:
        yield Finding("codes", problem, f"edit {vocabulary.path()}", matters=False)
    if not problems:
        added = vocabulary.added()
        yield Finding("codes", f"{added} of this service's own" if added else "ours alone")


def _language() -> Finding:
    """Whether a model suggests codes; none is well, one that is not the right file is not used."""
    from betweenus.exchange.language.packs import LARGE, SMALL

    found = next((pack for pack in (LARGE, SMALL) if pack.path), None)
    if found is None:
        said = f"codes are suggested by the word list; for a model, {SMALL.install}"
        return Finding("language", said)
    try:
        found.read()
    except Refusal as refusal:
        return Finding("language", refusal.what, refusal.todo, matters=False)
    return Finding("language", f"{found.name} suggests codes")


def _static(manage: str) -> Finding:
    from django.contrib.staticfiles.storage import staticfiles_storage

    return _attempt(
        "static files",
        lambda: staticfiles_storage.url("betweenus/site.css"),
        "gathered",
        f"{manage} collectstatic --noinput",
    )


def _database(manage: str) -> Finding:
    from django.db import connection

    file = Path(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not file.exists():  # connecting would make it
        return Finding("database", f"there is no {file} yet", f"{manage} migrate")
    return _attempt(
        "database",
        connection.ensure_connection,
        connection.vendor,
        "export DATABASE_URL=postgres://USER:PASSWORD@HOST/NAME, and see that it runs",
    )


def _attempt(subject: str, what: Callable[[], object], well: str, todo: str) -> Finding:
    """Try it: whatever goes wrong is a finding, not a crash."""
    try:
        what()
    except Exception as error:  # whatever it is, the operator must hear of it
        return Finding(subject, f"{type(error).__name__}: {error}".strip().replace("\n", " "), todo)
    return Finding(subject, well)


def _tables(manage: str) -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("tables", f"{len(waiting)} changes wait to be made", f"{manage} migrate")
    return Finding("tables", "as this version needs them")


def _marks(manage: str) -> Finding:
    """Pages keep what they worked out until the database marks a change."""
    from betweenus.services import kept

    if kept.marked():
        return Finding("marks", "the database marks every change of a record")
    said = "the database does not mark changes, so pages could show what is no longer so"
    return Finding("marks", said, f"{manage} migrate")


def _rounds(manage: str) -> Finding:
    """What the service does by itself, such as passing on a risk sign nobody acted on."""
    from betweenus.services import hourly

    troubles = hourly.troubles()
    if troubles:
        return Finding("by itself", "; ".join(troubles), f"{manage} hourly", matters=False)
    return Finding("by itself", "as it should be, or not begun yet")
