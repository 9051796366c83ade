"""Backups: taken while people write, put back into an empty place, and compared row by row."""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections

from betweenus.domain.access.identity import system
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.exchange import backup_file
from betweenus.records.events import Event
from betweenus.services import backups, chain, diary, people
from tests import worlds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OPERATOR = system("backup by a test")
MARMALADE = "a quiet marmalade room"


class Elsewhere:
    """An empty place of the same kind of database, reached by the command line."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "elsewhere"
        self.database = f"elsewhere_{uuid4().hex[:8]}"
        kept = {
            n: os.environ[n] for n in ("PATH", "BETWEENUS_POSTGRES_PROGRAMS") if n in os.environ
        }
        self.environment = kept | {
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "betweenus.settings.test",
            "BETWEENUS_HOME": str(self.home),
        }
        if connection.vendor == "postgresql":
            self._create("CREATE")
            name = connection.settings_dict["NAME"]
            address = os.environ["DATABASE_URL"]
            self.environment["DATABASE_URL"] = re.sub(r"/[^/]*$", f"/{self.database}", address)
            assert name not in self.environment["DATABASE_URL"]

    def _create(self, verb: str) -> None:
        with psycopg.connect(**self._login(), autocommit=True) as opened:
            opened.execute(f"{verb} DATABASE {self.database}")

    def _login(self, **other: str) -> dict[str, str]:
        names = ("host", "port", "user", "password", "dbname")
        given = connection.get_connection_params()
        return {name: given[name] for name in names if given.get(name)} | other

    def run(self, *typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "betweenus", *typed],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, sql: str) -> list[tuple]:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.home / "betweenus.sqlite3")) as opened:
                return opened.execute(sql).fetchall()
        with psycopg.connect(**self._login(dbname=self.database)) as opened:
            return opened.execute(sql).fetchall()

    def close(self) -> None:
        if connection.vendor == "postgresql":
            self._create("DROP")


@pytest.fixture
def elsewhere(tmp_path):
    place = Elsewhere(tmp_path)
    yield place
    place.close()


@pytest.fixture
def pair(tmp_path):
    """The file of a secret key, and the public key that belongs to it."""
    secret, public = backup_file.new_key()
    (tmp_path / "backup.key").write_text(f"# a comment\n{secret}\n")
    return tmp_path / "backup.key", public


@pytest.fixture
def made():
    clinic = worlds.clinic()
    course = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    tom = people.identify(worlds.client_of(course))
    diary.write(by=tom, course_id=course.pk, parts={"what_happened": MARMALADE})
    return course


def test_a_backup_comes_back_whole_and_reads_as_before(made, elsewhere, pair, tmp_path):
    file, (key, public) = tmp_path / "b.age", pair
    taken = backups.take(by=OPERATOR, file=file, to=public)
    assert taken.tables["records_diaryentry"].rows == 1
    assert taken.sealing_keys == ("test",)

    told = elsewhere.run("restore", str(file), "--key", str(key))

    assert told.returncode == 0, told.stderr
    assert f"{taken.rows} rows of {len(taken.tables)} tables, each the same as then." in told.stdout
    events = taken.tables["records_event"].rows
    assert f"the trail from its first event to its last, {events:,} in order." in told.stdout
    read = "from betweenus.records.diary import DiaryEntry; print(DiaryEntry.objects.get().parts)"
    assert MARMALADE in elsewhere.run("manage", "shell", "-c", read).stdout
    assert elsewhere.ask("select account_name from records_event where act = 'put a backup back'")


def test_it_shows_one_moment_while_people_write(made, elsewhere, pair, tmp_path):
    """Every act writes a moment of the diary and its event, both or none."""
    file, (key, public) = tmp_path / "b.age", pair
    tom = people.identify(worlds.Account.objects.get(person=made.person))
    stop, written = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                words = f"moment {len(written)}"
                diary.write(by=tom, course_id=made.pk, parts={"what_happened": words})
                written.append(words)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            pass
        backups.take(by=OPERATOR, file=file, to=public)
        seen = len(written)
        while len(written) < seen + 2:
            assert writer.is_alive(), "nobody was kept from writing"
    finally:
        stop.set()
        writer.join()

    assert elsewhere.run("restore", str(file), "--key", str(key)).returncode == 0
    ((entries,),) = elsewhere.ask("select count(*) from records_diaryentry")
    ((events,),) = elsewhere.ask("select count(*) from records_event where act = 'write diary'")
    assert 3 < entries < len(written) + 1, "from the midst of it"
    assert entries == events


def test_the_file_shows_nothing_without_the_key(made, pair, tmp_path):
    file, (_, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    content = file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"Abara" not in content
    assert (file.stat().st_mode & 0o777) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.age", "backup.key"], (
        "no leftovers"
    )

    other, _ = backup_file.new_key()
    with pytest.raises(Refusal, match="cannot be opened"):
        backup_file.unpack(file, tmp_path, other)


def test_the_database_in_it_shows_no_narrative_without_the_sealing_key(made, pair, tmp_path):
    file, (key, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    _, database = backup_file.unpack(file, tmp_path, key.read_text())
    assert b"marmalade" not in database.read_bytes()


def test_a_damaged_file_is_refused_and_leaves_nothing(made, elsewhere, pair, tmp_path):
    file, (key, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    told = elsewhere.run("restore", str(file), "--key", str(key))

    assert told.returncode == 1
    assert "cannot be opened" in told.stderr
    assert not (elsewhere.home / "betweenus.sqlite3").exists()


def test_what_was_changed_inside_is_named_by_table(made, elsewhere, pair, tmp_path):
    file, (key, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    about, database = backup_file.unpack(file, tmp_path, key.read_text())
    about["tables"]["records_person"]["digest"] = "0" * 64
    backup_file.pack(tmp_path / "c.age", about, database, public)

    told = elsewhere.run("restore", str(tmp_path / "c.age"), "--key", str(key))

    assert told.returncode == 1
    assert "records_person: " in told.stderr
    assert "not the same" in told.stderr


def test_a_trail_that_was_not_whole_is_told_with_everything_back(made, elsewhere, pair, tmp_path):
    """Rows and hashes agree: somebody edited the trail before the backup was made."""
    file, (key, public) = tmp_path / "b.age", pair
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_event SET account_name = 'Somebody else' WHERE id = 7")
    backups.take(by=OPERATOR, file=file, to=public)

    told = elsewhere.run("restore", str(file), "--key", str(key))

    assert told.returncode == 1
    assert "each the same as then" in told.stdout
    assert "in order up to 6." in told.stdout
    assert "NOT AS WRITTEN  Event 7 is not as it was written." in told.stdout
    ((entries,),) = elsewhere.ask("select count(*) from records_diaryentry")
    assert entries == 1, "nobody is left without their records"


def test_it_is_compared_with_the_anchors_of_events_it_has(made, elsewhere, pair, tmp_path):
    """A trail made anew agrees with itself; anchors from after the backup say nothing of it."""
    file, (key, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    number, _ = chain.newest()
    anchors = elsewhere.home / "anchors" / "events.txt"
    anchors.parent.mkdir(parents=True)
    later = f"2026-11-28T20:05:00+00:00 {number + 90} 1:{'0' * 64}\n"
    anchors.write_text(f"2026-11-27T20:05:00+00:00 3 1:{'0' * 64}\n{later}")

    told = elsewhere.run("restore", str(file), "--key", str(key))

    assert told.returncode == 1
    assert "NOT AS WRITTEN  The trail was written anew: event 3 " in told.stdout


def test_a_full_disk_is_told_and_nothing_is_left(made, elsewhere, pair, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    elsewhere.run("manage", "migrate")

    # given room for 20 KB in any file
    command = "ulimit -f 20; exec " + shlex.join(
        [sys.executable, "-m", "betweenus", "backup", "make", f"{folder}/b.age", "--to", pair[1]]
    )
    told = subprocess.run(
        ["bash", "-c", command],
        env=elsewhere.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1, told.stderr
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("betweenus: ")
    assert list(folder.iterdir()) == []


def test_it_never_goes_over_records_that_are_there(made, pair, tmp_path):
    file, (key, public) = tmp_path / "b.age", pair
    backups.take(by=OPERATOR, file=file, to=public)
    before = Event.objects.count()
    with pytest.raises(Refusal, match="records in this database already"):
        backups.put_back(by=OPERATOR, file=file, secret=key.read_text())
    with pytest.raises(Refusal, match="is there already"):
        backups.take(by=OPERATOR, file=file, to=public)
    assert Event.objects.count() == before


def test_only_whoever_runs_the_machine_makes_one(made, pair, tmp_path):
    for account in worlds.Account.objects.filter(is_active=True):
        who = people.identify(account)
        with pytest.raises(NotAllowed):
            backups.take(by=who, file=tmp_path / "b.age", to=pair[1])
        with pytest.raises(NotAllowed):
            backups.put_back(by=who, file=tmp_path / "b.age", secret="")


def test_a_key_that_is_none_is_told(tmp_path):
    with pytest.raises(Refusal, match="public key"):
        backups.take(by=OPERATOR, file=tmp_path / "b.age", to="age1nonsense")
    (tmp_path / "b.age").write_bytes(b"x")
    with pytest.raises(Refusal, match="no secret key"):
        backup_file.unpack(tmp_path / "b.age", tmp_path, "nothing")
