"""Every quick check, each run whatever the others say; the last line counts what failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
QUICK_TESTS = ("tests/domain", "tests/spec", "tests/exchange", "tests/promises")

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "import contracts": ["lint-imports", "--no-logo"],
    "types": ["mypy"],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "quick tests": ["python", "-m", "pytest", "-q", "-n", "2", "-m", "not slow and not journey"],
}


def run(name: str, command: list[str]) -> bool:
    """Run one check; what it has to say is shown only when it fails."""
    begun = time.monotonic()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "betweenus.settings.test",
        "PYTHONPATH": "src",
    }
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<18}{verdict:<8}{time.monotonic() - begun:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run all; 1 when any failed."""
    present = [folder for folder in QUICK_TESTS if (ROOT / folder).exists()]
    commands = CHECKS | {"quick tests": [*CHECKS["quick tests"], *present]}
    failed = [name for name, command in commands.items() if not run(name, command)]
    if failed:
        print(f"{len(failed)} of {len(commands)} failed: {', '.join(failed)}")
        return 1
    print(f"All {len(commands)} passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
