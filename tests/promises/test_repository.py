"""What is committed works on any machine and tells nothing about the one it was made on."""

import re
import tomllib

from betweenus import __version__
from tests.promises import tree

# Written in pieces, so that this file does not hold what it looks for.
ADDRESSES = re.compile(
    "|".join((r"pypi\." + "org", "python" + "hosted", r"npm" + r"js\.", "-index" + "-url ="))
)
MACHINE = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("root", "work", "opt", "home", "Users")) + r")/\w"
)
TEXT = {".py", ".js", ".css", ".jinja", ".html", ".sh", ".toml", ".md", ".txt", ".json", ".typ", ""}


def _matches(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{tree.name(file)}:{number}: {line.strip()[:100]}"
        for file in tree.tracked()
        if file.suffix in TEXT and not file.is_relative_to(tree.VENDORED)
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_committed_file_names_a_package_registry():
    assert not _matches(ADDRESSES)


def test_no_committed_file_holds_a_path_of_some_machine():
    assert not _matches(MACHINE)


def test_every_dependency_has_its_reason_beside_it():
    lines = (tree.ROOT / "pyproject.toml").read_text().splitlines()
    requirements = [line for line in lines if re.match(r'^    "[a-z0-9\[\],-]+[>=<]', line)]
    project = tomllib.loads("\n".join(lines))
    listed = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["language"],
        *project["dependency-groups"]["dev"],
        *project["dependency-groups"]["load"],
    ]
    assert len(requirements) == len(listed)
    assert not [line for line in requirements if not re.search(r"#\s+\S", line)]


def test_every_dependency_is_locked_with_hashes():
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"]
    language = project["project"]["optional-dependencies"]["language"]
    wanted = {
        "requirements.txt": runtime,
        "requirements-language.txt": [*runtime, *language],
        "requirements-dev.txt": [*runtime, *language, *project["dependency-groups"]["dev"]],
        "requirements-load.txt": project["dependency-groups"]["load"],
    }
    for lock, requirements in wanted.items():
        entries = re.split(r"\n(?=\S)", (tree.ROOT / lock).read_text())
        locked = {re.split(r"[=\[ ]", entry)[0].lower() for entry in entries if "==" in entry}
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)
        names = {re.split(r"[\[><=]", one)[0].lower() for one in requirements}
        assert not names - locked, f"`make lock` was not run: {names - locked}"


def test_the_version_is_one():
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
