"""The domain's public names are words a clinician knows; GLOSSARY.md has a sentence for each."""

import ast
import re

from tests.promises import tree

# Words of the trade of making software, or plain English a dictionary explains as meant here.
PLAIN = {
    "Act",
    "Change",
    "Decision",
    "Done",
    "Example",
    "History",
    "Identity",
    "Level",
    "Licence",
    "Mode",
    "Option",
    "Pair",
    "Problem",
    "Progress",
    "Row",
    "Rule",
    "Rules",
    "Section",
    "Segment",
    "Source",
    "Stage",
    "State",
    "Summary",
    "Table",
    "Workings",
}


def _entries() -> set[str]:
    glossary = (tree.ROOT / "GLOSSARY.md").read_text()
    entries = re.findall(r"^- \*\*(.+?)\*\*", glossary, re.MULTILINE)
    return {word.strip().lower() for entry in entries for word in re.split(r",| or |\(|\)", entry)}


def _public_classes() -> dict[str, str]:
    found = {}
    for file in tree.ours(".py"):
        if not file.is_relative_to(tree.SOURCE / "domain"):
            continue
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {ast.unparse(base) for base in node.bases}
                if not bases & {"Exception", "Refusal", "ValueError", "Conflict"}:
                    found[node.name] = tree.name(file)
    return found


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def test_every_public_class_of_the_domain_is_in_the_glossary():
    """By its whole name or by one of its nouns: FocusState needs "focus state" or "focus"."""
    entries = _entries()
    missing = {
        name: file
        for name, file in _public_classes().items()
        if name not in PLAIN
        and _words(name) not in entries
        and not any(word in entries for word in _words(name).split())
    }
    assert not missing, f"say these in GLOSSARY.md: {missing}"


def test_plain_words_are_in_use():
    assert not PLAIN - set(_public_classes())


def test_the_glossary_is_sorted_and_each_entry_is_a_sentence():
    lines = [
        line
        for line in (tree.ROOT / "GLOSSARY.md").read_text().splitlines()
        if line.startswith("- **")
    ]
    keys = [re.sub(r"[^a-z0-9 ]", "", line.split("**")[1].lower()) for line in lines]
    assert keys == sorted(keys)
    assert not [line for line in lines if not line.endswith(".")]
