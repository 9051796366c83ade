"""The server is killed (SIGKILL) again and again while people save: nothing acknowledged is lost.

    python -m tests.faults.killed --times 1000
    python -m tests.faults.killed --times 1000 --postgres

Clients write in their diary and a therapist's note saves itself, all at once, from several threads.
Mostly a worker process is killed in the midst of it, now and then the whole server. In the end:

- what was answered "saved" is there, once;
- every entry has its event and every event its entry: no act by half;
- the last saved state of the note, or a later one, is there;
- the chain of events is whole.
"""

import argparse
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlencode

WRITERS = 4
WHOLE_EVERY = 25  # of so many kills one is of the whole server
TOKEN = "killed" * 5 + "xx"  # 32 letters: a form's safety token is compared with its cookie
AT_MOST = 90  # seconds a server may take to answer again


@dataclass
class Written:
    """What was answered as saved."""

    entries: list[str] = field(default_factory=list)
    note: int = 0  # the highest number in a saved draft
    unanswered: int = 0


@dataclass(frozen=True)
class Report:
    """What came of it; ``problems`` is empty when every promise held."""

    kills: int
    whole: int
    entries: int
    drafts: int
    unanswered: int
    problems: tuple[str, ...]


class Server:
    """The web server as `betweenus serve` starts it, in a process group of its own."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "betweenus.web.wsgi:application", "--bind",
             f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--workers", "2", "--threads",
             "4", "--preload", "--no-control-socket", "--log-level", "critical"],
            env=os.environ | {"PYTHONPATH": "src"},
            start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + AT_MOST
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if ask(self.port, "GET", "/account/login/", "") == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"no answer within {AT_MOST} s of its start")

    def kill_worker(self) -> None:
        assert self.process
        workers = _children(self.process.pid)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)

    def kill_whole(self) -> None:
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


def ask(port: int, method: str, path: str, session: str, **form: object) -> int:
    """One request of somebody signed in; its status."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=AT_MOST)
    try:
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "X-Autosave": "1",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked.request(method, path, urlencode(form) if method == "POST" else None, headers)
        answer = asked.getresponse()
        answer.read()
        return answer.status
    finally:
        asked.close()


class People:
    """Clients with a diary and a therapist with a note, and their sessions."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from betweenus.services import clock
        from tests import worlds

        def session_of(account) -> str:
            client = Client()
            client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
            return client.cookies[settings.SESSION_COOKIE_NAME].value

        with clock.as_of(worlds.NOW):
            clinic = worlds.clinic()
            courses = [worlds.at_session(clinic.rosa, 2, f"Client {n}") for n in range(WRITERS)]
        self.clients = [
            session_of(worlds.client_of(course, f"client{n}@home.example"))
            for n, course in enumerate(courses)
        ]
        self.rosa = session_of(clinic.rosa.account)
        self.appointment = worlds.upcoming(courses[0])[0].pk


def write_diary(port: int, session: str, name: str, written: Written, stop: threading.Event):
    """Write moments one after another; what is answered as saved is remembered."""
    day = time.gmtime()
    number = 0
    while not stop.is_set():
        number += 1
        words = f"{name} moment {number}"
        form = {
            "what_happened": words, "happened_on_0": day.tm_mday, "happened_on_1": day.tm_mon,
            "happened_on_2": day.tm_year, "shared": "yes",
        }  # fmt: skip
        try:
            status = ask(port, "POST", "/me/diary/new/", session, **form)
        except (OSError, http.client.HTTPException):
            written.unanswered += 1
            time.sleep(0.02)
            continue
        if status == 302:
            written.entries.append(words)
        elif status >= 500:
            written.unanswered += 1


def write_note(port: int, people: People, written: Written, stop: threading.Event) -> None:
    """Let a note save itself, always longer; the version seen is asked of the table each time."""
    from django.db import connections

    from betweenus.records.notes import Draft

    number = 0
    try:
        while not stop.is_set():
            number += 1
            row = Draft.objects.filter(subject=f"note:{people.appointment}").first()
            form = {"material": f"draft {number}", "seen_version": row.version if row else 0}
            with suppress(OSError, http.client.HTTPException):
                path = f"/sessions/{people.appointment}/note/draft/"
                if ask(port, "POST", path, people.rosa, **form) == 200:
                    written.note = number
            time.sleep(0.02)
    finally:
        connections.close_all()


def killed(times: int, *, told=lambda done, of: None, seed: int = 1) -> Report:
    """Kill the server so many times while people save; what was found afterwards."""
    people, written, server = People(), Written(), Server()
    lot = random.Random(seed)
    server.start()
    stop, whole = threading.Event(), 0
    writers = [
        threading.Thread(target=write_diary, args=(server.port, session, f"c{n}", written, stop))
        for n, session in enumerate(people.clients)
    ]
    writers.append(threading.Thread(target=write_note, args=(server.port, people, written, stop)))
    for writer in writers:
        writer.start()
    try:
        for kill in range(1, times + 1):
            _in_the_midst(written, lot)
            if kill % WHOLE_EVERY == 0 or kill == times:
                server.kill_whole()
                whole += 1
                server.start()
            else:
                server.kill_worker()
            told(kill, times)
        time.sleep(0.5)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
        server.kill_whole()
    return Report(
        times,
        whole,
        len(written.entries),
        written.note,
        written.unanswered,
        tuple(_problems(people, written)),
    )


def _in_the_midst(written: Written, lot: random.Random) -> None:
    """Wait until people save again, and a moment longer."""
    before, until = len(written.entries), time.monotonic() + AT_MOST
    while len(written.entries) < before + WRITERS and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(lot.uniform(0, 0.1))


def _problems(people: People, written: Written) -> Iterator[str]:
    from betweenus.records.diary import DiaryEntry
    from betweenus.records.events import Event
    from betweenus.records.notes import Draft

    found = [row.parts["what_happened"] for row in DiaryEntry.objects.all()]
    if lost := set(written.entries) - set(found):
        yield f"{len(lost)} entries answered as saved are gone, such as {min(lost)!r}"
    if len(found) != len(set(found)):
        yield f"{len(found) - len(set(found))} entries are there twice"
    told = Event.objects.filter(act="write diary", done=True, about__startswith="diary:")
    entries = {f"diary:{pk}" for pk in DiaryEntry.objects.values_list("pk", flat=True)}
    events = set(told.values_list("about", flat=True))
    if entries != events:
        yield f"{len(entries - events)} entries without an event, {len(events - entries)} reversed"
    draft = Draft.objects.get(subject=f"note:{people.appointment}")
    last = int(str(draft.content["material"]).removeprefix("draft "))
    if last < written.note:
        yield f"the note was saved as number {written.note}, and number {last} is there"
    yield from _chain()


def _chain() -> Iterator[str]:
    done = subprocess.run(
        [sys.executable, "-m", "betweenus", "audit", "verify"],
        env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        yield f"audit verify: {done.stdout}{done.stderr}"


@contextmanager
def empty_service(*, postgres: bool) -> Iterator[None]:
    """A service without anybody, in a folder that goes away; entered before Django is loaded."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="betweenus-killed-"))
        os.environ |= {"BETWEENUS_HOME": home, "DJANGO_SETTINGS_MODULE": "betweenus.settings.test"}
        if postgres:
            from tests import postgres as server

            os.environ["DATABASE_URL"] = stack.enter_context(server.server())
        else:
            os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


def main() -> int:
    """Kill, look, and say what was found; 1 when a promise did not hold."""
    from betweenus.cli import progress
    from tools import measured

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the figure for docs/promises.md")
    typed = parser.parse_args()
    with empty_service(postgres=typed.postgres), progress.shown("Killing") as bar:
        report = killed(typed.times, told=bar or (lambda done, of: None))
    database = "PostgreSQL" if typed.postgres else "SQLite"
    says = (
        f"{report.kills} kills ({report.whole} of the whole server) on {database}: "
        f"{report.entries} entries answered as saved, {len(report.problems)} promises broken."
    )
    print(says)
    print(f"{report.unanswered} not answered, note saved up to number {report.drafts}.")
    if typed.keep:
        line = f"python -m tests.faults.killed --times {typed.times}"
        command = f"{line} --postgres --keep" if typed.postgres else f"{line} --keep"
        measured.keep(f"killed-{database.lower()}", says, asdict(report), command)
    for problem in report.problems:
        print(f"PROBLEM: {problem}")
    print("Every promise held." if not report.problems else "")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
