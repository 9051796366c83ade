"""Imports flow one way, and there are no rings; the contracts are in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.promises import tree


def test_the_import_contracts_are_kept():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [tool, "--no-logo", "--no-cache"],
        cwd=tree.ROOT,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
