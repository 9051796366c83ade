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


def _explained() -> set[str]:
    glossary = (tree.ROOT / "GLOSSARY.md").read_text()
    entries = re.findall(r"^- \*\*(.+?)\*\*", glossary, re.MULTILINE)
    return {word.lower() for entry in entries for word in re.findall(r"\w+", entry)}


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


def _words(name: str) -> set[str]:
    words = {word.lower() for word in re.findall(r"[A-Z][a-z]*", name)}
    return words | {f"{word}s" for word in words} | {word.removesuffix("s") for word in words}


def test_every_public_class_of_the_domain_is_in_the_glossary():
    """By one of its words: FocusState is explained by "focus"."""
    explained = _explained()
    missing = {
        name: file
        for name, file in _public_classes().items()
        if name not in PLAIN and not explained & _words(name)
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
