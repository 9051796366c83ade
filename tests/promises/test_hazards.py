"""The hazard log: the first fifteen hazards are there, and each control is held by tests."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tools import hazard_pages, promise_pages

FIRST = [f"H{number}" for number in range(1, 16)]  # clinical.md 7.3


@cache
def _names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file, those in classes among them."""
    tree = ast.parse(Path(file).read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize(("hazard", "file", "test"), list(hazard_pages.named_tests()))
def test_a_control_names_a_test_there_is(hazard, file, test):
    assert Path(file).is_file(), f"{hazard}: there is no {file}"
    assert test in _names_in(file), f"{hazard}: {file} has no {test}"


def test_the_hazards_to_begin_with_are_there_each_once():
    ids = [hazard["id"] for hazard in hazard_pages.hazards()]
    assert ids[:15] == FIRST
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("hazard", hazard_pages.hazards(), ids=lambda one: one["id"])
def test_every_hazard_is_told_whole_and_held_by_a_test(hazard):
    assert all(hazard[name].strip().endswith(".") for name in ("harm", "cause"))
    assert hazard_pages.risk(hazard["after"]) <= hazard_pages.risk(hazard["before"])
    assert any(control.get("tests") for control in hazard["controls"])
    for control in hazard["controls"]:
        assert control.get("tests") or control.get("by"), f"who does it: {control['does']}"


@pytest.mark.parametrize("promise", promise_pages.promises(), ids=lambda one: one["says"][:40])
def test_every_promise_is_measured_by_something_there_is(promise):
    assert promise.get("tests") or promise.get("scripts") or promise.get("lacks")
    for name in promise.get("tests", ()):
        file, _, test = name.partition("::")
        assert Path(file).is_file(), f"there is no {file}"
        assert not test or test in _names_in(file), f"{file} has no {test}"
