"""People who save while something goes wrong, what they were answered, and what is there then.

Clients write in their diary and a therapist's note saves itself, all at once, from several threads.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.faults.served import UNANSWERED, Answer, ask

WRITERS = 4


@dataclass
class Written:
    """What was answered, to whom it was, and what was no answer anybody should get."""

    entries: list[str] = field(default_factory=list)  # answered as saved
    note: int = 0  # the highest number in a saved draft
    unanswered: int = 0  # nothing came back
    later: int = 0  # told politely that nothing can be saved just now
    unsure: set[str] = field(default_factory=set)  # told that it may not have been saved
    rude: list[str] = field(default_factory=list)  # any other answer


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


def moment(words: str) -> dict[str, object]:
    """The diary's form of a moment told today."""
    day = time.gmtime()
    return {
        "what_happened": words, "happened_on_0": day.tm_mday, "happened_on_1": day.tm_mon,
        "happened_on_2": day.tm_year, "shared": "yes",
    }  # fmt: skip


def is_polite(answer: Answer, words: str = "") -> bool:
    """Whether this says that nothing can be saved just now, and still has the words."""
    return answer.status == 503 and "just now" in answer.body and words in answer.body


def write_diary(port: int, session: str, name: str, written: Written, stop: threading.Event):
    """Write moments one after another; whoever is told to send it again does."""
    number, again = 0, False
    while not stop.is_set() or again:
        number += not again
        words = f"{name} moment {number}"
        try:
            answer = ask(port, "POST", "/me/diary/new/", session, **moment(words))
        except UNANSWERED:
            # Nobody knows whether it was saved; the next one is written.
            written.unanswered += 1
            again = False
            time.sleep(0.02)
            continue
        again = is_polite(answer, words)
        if answer.status == 302:
            written.entries.append(words)
        elif again:
            written.later += 1
            written.unsure.add(words)
            time.sleep(0.05)
        else:
            written.rude.append(f"{answer.status} to a moment: {_heading(answer)}")


def write_note(port: int, people: People, written: Written, stop: threading.Event) -> None:
    """Let a note save itself, always longer, as its page does: with the version last answered."""
    path = f"/sessions/{people.appointment}/note/draft/"
    number, seen = 0, 0
    while not stop.is_set():
        number += 1
        form = {"material": f"draft {number}", "seen_version": seen}
        try:
            answer = ask(port, "POST", path, people.rosa, script=True, **form)
        except UNANSWERED:
            written.unanswered += 1
            time.sleep(0.02)
            continue
        if answer.status == 200:
            written.note = number
        elif is_polite(answer):
            written.later += 1
        elif answer.status != 409:  # saved before the fault, and never answered
            written.rude.append(f"{answer.status} to a note: {_heading(answer)}")
        seen = _version(people)
        time.sleep(0.02)


def _version(people: People) -> int:
    """The version a page opened anew shows; asked of the table, which is away at times."""
    from django.db import Error, connections

    from betweenus.records.notes import Draft

    while True:
        try:
            row = Draft.objects.filter(subject=f"note:{people.appointment}").first()
        except Error:
            time.sleep(0.05)
        else:
            return row.version if row else 0
        finally:
            connections.close_all()


def _heading(answer: Answer) -> str:
    return answer.body.partition("<h1>")[2].partition("</h1>")[0] or answer.body[:80]


@contextmanager
def writing(port: int, people: People) -> Iterator[Written]:
    """Everybody saves as long as this lasts."""
    written, stop = Written(), threading.Event()
    writers = [
        threading.Thread(target=write_diary, args=(port, session, f"c{n}", written, stop))
        for n, session in enumerate(people.clients)
    ]
    writers.append(threading.Thread(target=write_note, args=(port, people, written, stop)))
    for writer in writers:
        writer.start()
    try:
        yield written
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def until_saved(written: Written, count: int, at_most: float) -> bool:
    """Wait until so many more entries were answered as saved; whether they were."""
    before, until = len(written.entries), time.monotonic() + at_most
    while time.monotonic() < until:
        if len(written.entries) >= before + count:
            return True
        time.sleep(0.005)
    return False


def problems(people: People, written: Written) -> Iterator[str]:
    """Every promise that does not hold, in words."""
    from betweenus.records.diary import DiaryEntry
    from betweenus.records.events import Event
    from betweenus.records.notes import Draft

    found = [row.parts["what_happened"] for row in DiaryEntry.objects.all()]
    if lost := set(written.entries) - set(found):
        yield f"{len(lost)} entries answered as saved are gone, such as {min(lost)!r}"
    sure = [words for words in found if words not in written.unsure]
    if len(sure) != len(set(sure)):
        yield f"{len(sure) - len(set(sure))} entries are there twice"
    told = Event.objects.filter(act="write diary", done=True, about__startswith="diary:")
    entries = {f"diary:{pk}" for pk in DiaryEntry.objects.values_list("pk", flat=True)}
    events = set(told.values_list("about", flat=True))
    if entries != events:
        yield f"{len(entries - events)} entries without an event, {len(events - entries)} reversed"
    draft = Draft.objects.get(subject=f"note:{people.appointment}")
    last = int(str(draft.content["material"]).removeprefix("draft "))
    if last < written.note:
        yield f"the note was saved as number {written.note}, and number {last} is there"
    if written.rude:
        yield f"{len(written.rude)} answers nobody should get, such as {written.rude[0]}"
    yield from _chain()


def _chain() -> Iterator[str]:
    done = subprocess.run(
        [sys.executable, "-m", "betweenus", "audit", "verify"],
        env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        yield f"audit verify: {done.stdout}{done.stderr}"


@contextmanager
def empty_service(address: str = "") -> Iterator[None]:
    """A service without anybody; entered before Django is loaded.

    In the database at ``address`` or, without one, in a file of a folder that goes away.
    """
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="betweenus-faults-"))
        os.environ |= {"BETWEENUS_HOME": home, "DJANGO_SETTINGS_MODULE": "betweenus.settings.test"}
        os.environ.pop("DATABASE_URL", None)
        if address:
            os.environ["DATABASE_URL"] = address
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        yield
        connections.close_all()
