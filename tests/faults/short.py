"""Runs the short form of a fault in a process of its own, so that the script itself stays right."""

import os
import subprocess
import sys


def run(*words: str) -> str:
    """What the script said; fails unless every promise held."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=kept | {"PYTHONPATH": "src:."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
