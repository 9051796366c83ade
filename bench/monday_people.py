"""What clinicians and clients do on a Monday morning, as Locust carries it out.

Locust loads this file in an environment of its own, so nothing of the program is imported here. As
a person does, everybody goes on by the links and forms of the page before them. An answer other
than the one expected is an error, an unasked-for way to the sign-in page among them.

Nobody has published how long people look at such pages. What is assumed stands here:
"""

import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import gevent
from locust import FastHttpUser, events, task
from locust.env import Environment

LOOKS = (20, 60)  # seconds a page is looked at before the next
OPENS = (3, 6)  # cases a clinician opens after the caseload
TYPES = (120, 240)  # seconds a note takes to write
DIARY_TYPES = (60, 120)  # and a moment in the diary
SAVES = (3, 9)  # seconds between two savings of a text; the script saves after 3 of typing
ANSWERS = (3, 9)  # seconds between two answers of a questionnaire, each saved as it is given
LIKELY = (70, 20, 10)  # in 100, how often the first, second and third answer is given

WORDS = (
    "He spoke of the evening with his sister, and how he went quiet when she asked. In the room he"
    " looked away at the same place. We wondered together what he expected me to do. "
)
PLAN = "Stay with what he expects when somebody asks."
CASE = re.compile(r'href="(/courses/[0-9a-f-]{36}/)"')
LAST_NOTE = re.compile(r'href="(/sessions/[0-9a-f-]{36}/)">Read the note')
VERSION = re.compile(r'name="seen_version"[^>]*value="(\d+)"')
QUESTIONNAIRE = re.compile(r'href="(/me/questionnaires/[0-9a-f-]{36}/)"')
ANSWER = re.compile(r'<input[^>]*type="radio"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
SAFETY = "monday" * 5 + "xx"  # 32 letters: a form's safety token is compared with its cookie

PEOPLE: dict[str, list[dict]] = json.loads(Path(os.environ["MONDAY_PEOPLE"]).read_text())
ADDRESS = os.environ["MONDAY_ADDRESS"]
TYPED = {"happened_on_0": "", "happened_on_1": "", "happened_on_2": "", "shared": "yes"}


class Visitor(FastHttpUser):
    """Somebody who is signed in."""

    abstract = True
    waiting: list[dict]  # those of this kind who have not come yet

    def on_start(self) -> None:
        """Take somebody's place."""
        self.who = self.waiting.pop()
        self.client.client.cookiejar = None  # the two cookies are sent as they are
        self.cookies = f"sessionid={self.who['session']}; csrftoken={SAFETY}"
        gevent.sleep(random.uniform(0, LOOKS[1]))

    def open(self, name: str, path: str) -> str:
        """Open a page and look at it; its text."""
        text = self._ask(name, "GET", path, 200)
        look()
        return text

    def send(self, name: str, path: str, form: Mapping[str, object], expected: int) -> str:
        """Send a form; the text that comes back."""
        return self._ask(name, "POST", path, expected, dict(form))

    def save(self, name: str, path: str, form: Mapping[str, object], seen: int) -> int:
        """Let the page save what is typed so far; the version that is now the newest."""
        text = self.send(name, path, {**form, "seen_version": seen}, 200)
        return int(json.loads(text)["version"]) if text.startswith("{") else seen

    def _ask(self, name, method, path, expected, form=None) -> str:
        headers = {
            # The proxy before the program says how it was asked and for whom.
            "Host": ADDRESS.removeprefix("https://"),
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.1",
            "Cookie": self.cookies,
        }
        if form is not None:
            headers |= {"Origin": ADDRESS, "X-CSRFToken": SAFETY, "X-Autosave": "1"}
        asked = self.client.request(
            method,
            path,
            name=name,
            data=form,
            headers=headers,
            allow_redirects=False,
            catch_response=True,
        )
        with asked as answer:
            if answer.status_code == expected:
                answer.success()
                return answer.text or ""
            answer.failure(f"{answer.status_code} instead of {expected}")
            return ""


class Clinician(Visitor):
    """Opens the caseload and some cases, writes the notes of Friday, and opens others."""

    fixed_count = len(PEOPLE["clinicians"])
    waiting = PEOPLE["clinicians"]

    @task
    def morning(self) -> None:
        """One round; another follows until the morning is over."""
        found = CASE.findall(self.open("Today, with 25 clients", "/today/"))
        cases = list(dict.fromkeys(found))
        for case in random.sample(cases, min(len(cases), random.randint(*OPENS))):
            self.read(case)
        if self.who["notes"]:
            self.write(self.who["notes"].pop())

    def read(self, case: str) -> None:
        """Open a case, read the last note, open the chart."""
        last = LAST_NOTE.search(self.open("A case", case))
        if last:
            self.open("A session and its signed note", last[1])
        self.open("Questionnaires of a case, with the chart", f"{case}measures/")

    def write(self, session: str) -> None:
        """Write a note, which saves itself, and sign it."""
        seen = VERSION.search(self.open("A session and its note to write", session))
        version = int(seen[1]) if seen else 0
        form = {}
        for share in pauses(random.uniform(*TYPES), SAVES):
            form = {"material": so_far(share), "risk_level": "none"}
            version = self.save("A note saves itself", f"{session}note/draft/", form, version)
        form |= {"plan": PLAN, "seen_version": version}
        self.send("A note is signed", f"{session}note/sign/", form, 302)
        self.open("A session and its signed note", session)


class Client(Visitor):
    """Opens the first page, fills in what waits, writes something down, and comes back later."""

    fixed_count = len(PEOPLE["clients"])
    waiting = PEOPLE["clients"]

    @task
    def morning(self) -> None:
        """One round; another follows until the morning is over."""
        self.open("My home", "/me/")
        waits = QUESTIONNAIRE.findall(self.open("My questionnaires", "/me/questionnaires/"))
        for form in dict.fromkeys(waits):
            self.fill_in(form)
        self.open("My diary", "/me/diary/")
        self.write()

    def fill_in(self, form: str) -> None:
        """Answer one question after the other, and hand it in."""
        questions = questions_of(self._ask("A questionnaire", "GET", form, 200))
        given: dict[str, str] = {}
        for name, values in questions.items():
            gevent.sleep(random.uniform(*ANSWERS))
            given[name] = random.choices(values[:3], LIKELY[: len(values)])[0]
            self.send("An answer saves itself", f"{form}keep/", given, 204)
        if given:
            self.send("A questionnaire is handed in", form, given, 302)
            self.open("Thanks, with my curve", f"{form}done/")

    def write(self) -> None:
        """Write a moment down, which saves itself."""
        page = self._ask("A moment to write", "GET", "/me/diary/new/", 200)
        seen = VERSION.search(page)
        version, form = int(seen[1]) if seen else 0, {}
        for share in pauses(random.uniform(*DIARY_TYPES), SAVES):
            form = TYPED | {"what_happened": so_far(share)}
            version = self.save("A moment saves itself", "/me/diary/draft/", form, version)
        self.send("A moment is saved", "/me/diary/new/", form, 302)
        self.open("My diary", "/me/diary/")


def look() -> None:
    """Look at a page for a while."""
    gevent.sleep(random.uniform(*LOOKS))


def pauses(whole: float, between: tuple[float, float]) -> Iterator[float]:
    """Type for so long; after each pause, which share of it is done."""
    done = 0.0
    while done < whole:
        pause = random.uniform(*between)
        gevent.sleep(pause)
        done += pause
        yield min(1.0, done / whole)


def so_far(share: float) -> str:
    """What is typed when so much is done: a page of 1,200 letters in the end."""
    text = WORDS * 5
    return text[: int(len(text) * share)]


def questions_of(page: str) -> dict[str, list[str]]:
    """Each question of a form, and the values of its answers in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for tag in ANSWER.findall(page):
        said = dict(ATTRIBUTE.findall(tag))
        found[said["name"]].append(said["value"])
    return found


@events.quitting.add_listener
def report(environment: Environment, **_: object) -> None:
    """Leave what was measured where the command that began this reads it."""
    stats = environment.stats
    pages = [
        {
            "page": entry.name,
            "asked": entry.num_requests,
            "errors": entry.num_failures,
            "p50": entry.get_response_time_percentile(0.5),
            "p95": entry.get_response_time_percentile(0.95),
            "p99": entry.get_response_time_percentile(0.99),
            "slowest": entry.max_response_time,
        }
        for entry in (*stats.entries.values(), stats.total)
        if entry.num_requests
    ]
    errors = [f"{one.occurrences} x {one.name}: {one.error}" for one in stats.errors.values()]
    # A mistake in this file would otherwise pass unseen.
    errors += [str(one["msg"]) for one in environment.runner.exceptions.values()]
    seconds = (stats.total.last_request_timestamp or 0) - stats.total.start_time
    left = {"pages": pages, "errors": errors, "seconds": seconds}
    Path(os.environ["MONDAY_REPORT"]).write_text(json.dumps(left))
