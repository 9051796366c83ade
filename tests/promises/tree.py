"""The files of the code base, as the promises look at them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "betweenus"
# Others' files, as they came.
VENDORED = SOURCE / "web" / "static" / "nhsuk"


def tracked() -> list[Path]:
    """Every file under version control, and those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # a copy without its history
        kept = ("src", "tests", "tools", "bench", "docs")
        found = [one for folder in kept for one in (ROOT / folder).rglob("*")]
        files = [*found, *ROOT.glob("*.*"), ROOT / "Makefile"]
    else:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [one for one in files if one.is_file() and "__pycache__" not in one.parts]


def ours(*suffixes: str) -> list[Path]:
    """Tracked files with these endings that we wrote ourselves."""
    return [
        one
        for one in tracked()
        if one.suffix in suffixes
        and not one.is_relative_to(VENDORED)
        and "migrations" not in one.parts
    ]


def name(file: Path) -> str:
    """A file's place in the repository."""
    return str(file.relative_to(ROOT))
