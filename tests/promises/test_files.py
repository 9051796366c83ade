"""A file has one subject, says it in its first sentence, and is short enough to read."""

import ast
import re

from tests.promises import tree

MOST_LINES = 400
# How a file of each kind opens when its first line is a comment that is a sentence.
OPENINGS = {
    ".js": re.compile(r"^// [A-Z].*[.:;,]", re.DOTALL),
    ".css": re.compile(r"^/\* [A-Z].*[.:;,]", re.DOTALL),
    ".toml": re.compile(r"^# .*[.:;,]", re.DOTALL),
    ".typ": re.compile(r"^// [A-Z].*[.:;,]", re.DOTALL),
    ".sh": re.compile(r"^#!.*\n# [A-Z].*[.:;,]", re.DOTALL),
}


def test_no_file_is_longer_than_can_be_read_at_once():
    lengths = {
        tree.name(file): len(file.read_text().splitlines())
        for file in tree.ours(".py", ".js", ".css", ".jinja", ".html", ".sh", ".typ")
    }
    assert lengths
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not long, f"split these by subject: {long}"


def test_every_module_opens_with_a_sentence():
    silent = []
    for file in tree.ours(".py"):
        if file.is_relative_to(tree.ROOT / "tests" / "spec"):
            continue  # these print as the manual and open with a heading
        opening = (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n\n")[0]
        if not re.match(r"^[\w`\"“*].*[.:;!?]$", opening.replace("\n", " ")):
            silent.append(f"{tree.name(file)}: {opening!r}")
    assert not silent, "these do not say what they are about:\n" + "\n".join(silent)


def test_every_other_file_of_ours_opens_with_a_sentence():
    silent = [
        tree.name(file)
        for suffix, opening in OPENINGS.items()
        for file in tree.ours(suffix)
        if file.name != "pyproject.toml" and not opening.match(file.read_text())
    ]
    assert not silent, f"these do not say what they are about: {silent}"
