"""Which service a command is about: the one in use, or the demo beside it."""

import getpass
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.domain.access import Identity


class Commands(Protocol):
    """What a command adds its parser to; the standard library's own name for it is private."""

    def add_parser(self, name: str, **described: object) -> ArgumentParser:
        """A parser for the command ``name``."""


LIVE = "betweenus.settings.live"
DEMO = "betweenus.settings.demo"


def add_choice(parser: ArgumentParser) -> None:
    """Give a command the choice of the demo."""
    parser.add_argument(
        "--demo",
        action="store_true",
        help="act on the demo service on this machine instead of the service in use",
    )


def home() -> Path:
    """The folder everything is written to."""
    return Path(os.environ.get("BETWEENUS_HOME", "var")).resolve()


def choose(*, demo: bool) -> Path:
    """Let this process and those it starts be about one service; its folder.

    The demo has a folder, a database and keys of its own, so invented people never stand among
    real ones, whatever the environment says.
    """
    if not demo:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", LIVE)
        return home()
    folder = home() if os.environ.get("DJANGO_SETTINGS_MODULE") == DEMO else home() / "demo"
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = DEMO
    os.environ["BETWEENUS_HOME"] = str(folder)
    return folder


@contextmanager
def begun(typed: Namespace) -> Iterator[None]:
    """Work on the chosen service; raises Refusal with what to type when it cannot be reached."""
    folder = choose(demo=typed.demo)
    load_settings()
    from django.db import OperationalError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OperationalError as error:
        first_line = str(error).partition("\n")[0]
        raise Refusal(
            f"The database does not answer: {first_line}.", "See what is missing: betweenus check"
        ) from error


def load_settings() -> None:
    """Load the chosen settings and the program; raises Refusal when they are not usable."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (ImproperlyConfigured, EnvError) as error:
        raise Refusal(
            f"The settings are not complete: {error}", "See what is missing: betweenus check"
        ) from error
    except OSError as error:
        raise Refusal(
            f"{error.filename} cannot be written: {error.strerror}.",
            "Choose another folder: export BETWEENUS_HOME=/path/to/folder",
        ) from error


def operator(what: str) -> "Identity":
    """Who acts on the command line: the program, on behalf of whoever is signed in there."""
    from betweenus.domain.access.identity import system

    return system(f"{what} by {_who()}")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return "an operator without a name"
