"""The PostgreSQL that tests bring with them leaves the machine as it was."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

pytestmark = pytest.mark.slow


@pytest.mark.skipif(os.geteuid() != 0, reason="only as root does the server need another user")
def test_a_private_folder_stays_private(tmp_path):
    private = tmp_path / "a private folder"
    private.mkdir(mode=0o700)
    installed = Path(importlib.util.find_spec(postgres.LIBRARY).origin).parent.parent
    for folder in installed.glob(f"{postgres.LIBRARY}*"):
        shutil.copytree(folder, private / folder.name, symlinks=True)
    asked = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.dbname)"
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", asked],
        env=os.environ | {"PYTHONPATH": str(private)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == postgres.DATABASE, done.stderr
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
