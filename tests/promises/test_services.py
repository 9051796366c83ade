"""Whatever a page or a command asks of a service, it says who is asking: ``by=``."""

import ast
import importlib
import inspect
from collections.abc import Iterator

from betweenus.domain.access import Identity
from tests.promises import tree

FACES = ("web", "cli")
# What needs nobody's name, each with the reason. Short on purpose: a reading of somebody's record
# never belongs here.
WITHOUT_BY = {
    "service.present": "the service's own name, crisis text and rules are public",
    "retention.rule": "how long records are kept is public, as all settings are",
    "clock.now": "the time",
    "clock.today": "the date",
    "clock.as_of": "the demo's and the tests' clock",
    "people.identify": "it is what finds out who is asking",
    "people.account": "as above",
    "messages.send": "the sign-in library's e-mail for a new password; who asks is not known yet",
    "second_factor.sealed": "touches no table: a secret as it is kept",
    "second_factor.opened": "as above",
    "links.send_sign_in_link": "whoever asks for a sign-in link is not known yet",
    "links.account_for": "the link itself says who they are",
    "holding.hold": "touches no table: what was typed travels in the page, sealed",
    "holding.release": "as above",
    "demo.logins": "who one can be in the demo is told to whoever starts it",
    "demo.loading.load": "makes the demo's people and acts as each of them in turn",
    "focus.compare": "compares two wordings that the page was given",
    "suitability.sum_up": "sums up answers that the page was given",
    "vocabulary.words": "the words in which episodes are coded, of nobody",
    "vocabulary.problems": "the operator's check: what is wrong in a file of codes",
    "vocabulary.path": "as above",
    "vocabulary.added": "as above",
    "suggesting.codes_for": "reads no table: says what the text it is given may be coded as",
    "suggesting.version": "the name and fingerprint of a model",
    "kept.marked": "the operator's check: whether the database marks what changes",
    "hourly.troubles": "the operator's check: says which rounds went wrong, and nothing of anybody",
    "keys.in_use": "the operator's: counts values by the key they were sealed with, opens none",
    "keys.missing": "as above",
    "hourly.state": "as above, as numbers for whoever watches the machine",
    "suitability.check": "looks at a form before anything is saved",
}


def _asked() -> Iterator[tuple[str, str, str]]:
    """(file, service module, name) of everything a face takes from a service."""
    for face in FACES:
        for file in tree.ours(".py"):
            if file.is_relative_to(tree.SOURCE / face):
                yield from _taken(tree.name(file), ast.parse(file.read_text()))


def _taken(file: str, module: ast.Module) -> Iterator[tuple[str, str, str]]:
    aliases: dict[str, str] = {}
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if node.module == "betweenus.services":
            aliases |= {one.asname or one.name: one.name for one in node.names}
        elif node.module.startswith("betweenus.services."):
            place = node.module.removeprefix("betweenus.services.")
            for one in node.names:
                aliases[one.asname or one.name] = f"{place}.{one.name}"
                yield file, place, one.name
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            place = aliases.get(node.value.id)
            if place and not isinstance(node.ctx, ast.Store):
                yield file, place, node.attr


def _function(place: str, name: str):
    try:
        module = importlib.import_module(f"betweenus.services.{place}")
    except ModuleNotFoundError:
        return None  # an attribute of a class or constant, not of a module
    found = getattr(module, name, None)
    return found if inspect.isfunction(found) else None


def _public_functions() -> Iterator[tuple[str, object]]:
    for file in tree.ours(".py"):
        if not file.is_relative_to(tree.SOURCE / "services"):
            continue
        parts = file.relative_to(tree.SOURCE).with_suffix("").parts
        module = importlib.import_module(".".join(("betweenus", *parts)).removesuffix(".__init__"))
        for name, one in vars(module).items():
            if inspect.isfunction(one) and one.__module__ == module.__name__:
                yield f"{module.__name__}.{name}", one


def test_faces_say_who_is_asking():
    nameless = {
        f"{place}.{name} (in {file})"
        for file, place, name in _asked()
        if (one := _function(place, name))
        and "by" not in inspect.signature(one).parameters
        and f"{place}.{name}" not in WITHOUT_BY
    }
    assert not nameless, "these take no by=:\n" + "\n".join(sorted(nameless))


def test_the_exceptions_are_used():
    used = {f"{place}.{name}" for _, place, name in _asked()}
    outdated = [
        one
        for one in WITHOUT_BY
        if one not in used
        and not one.startswith("clock.")
        and _function(*one.rsplit(".", 1)) is None
    ]
    assert not outdated


def test_by_is_named_at_the_call_and_is_an_identity():
    wrong = []
    for name, one in _public_functions():
        if name.rpartition(".")[2].startswith("_"):
            continue
        signature = inspect.signature(inspect.unwrap(one))
        by = signature.parameters.get("by")
        if by is None:
            continue
        if by.default is not inspect.Parameter.empty:
            wrong.append(f"{name}: nobody acts by default")
        if by.annotation not in (Identity, "Identity"):
            wrong.append(f"{name}: by is {by.annotation}")
    assert not wrong, "\n".join(wrong)


def test_every_public_service_function_says_what_it_does():
    silent = [
        name
        for name, one in _public_functions()
        if not name.rpartition(".")[2].startswith("_") and not inspect.getdoc(one)
    ]
    assert not silent
