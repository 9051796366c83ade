"""Requests nobody means well with: any address, anybody, forms and query strings as they come.

A request begins with what a page's own form would send and is spoilt in a few places, since a form
made up altogether seldom gets past its first complaint. Everything is drawn from one
``random.Random``, so that a seed repeats it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from tests.attack.guards import GUARDS
from tests.attack.ways import EVERYBODY, ROUTES, WORDS, Attackers, address, parts
from tests.attack.world import World, taken_back

LONG = "a" * 20_000
DIGITS = "9" * 5_000  # more than Python turns into a number
VALUES = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "2",
    "11",
    "1e999",
    "NaN",
    "99999999999999999999",
    DIGITS,
    "²",
    "٣",
    "1,5",
    "31",
    "02",
    "2026",
    "0000",
    "9999",
    "10000",
    "2026-02-10",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "25:00",
    "14:00",
    "2026-02-10T14:00",
    "yes",
    "no",
    "true",
    "null",
    "[]",
    "{}",
    '{"a": [1, {"b": null}]}',
    "[[[[[[[[",
    "mum",
    "phq-9",
    "gad-7",
    "self:",
    "what_shifted:0",
    "what_shifted:" + DIGITS,
    "00000000-0000-0000-0000-000000000000",
    "not-an-id",
    "' OR 1=1 --",
    '"><script>alert(1)</script>',
    "<svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "{% include 'x' %}",
    "${7*7}",
    "../../../../etc/passwd",
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)",
    '=HYPERLINK("https://evil.example")',
    "+cmd|' /C calc'!A0",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "\u202etxt.exe",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "👩‍👩‍👧" * 50,
    "Zürich – “Grüße”",
    LONG,
    "name@example.com",
    "a@b",
    "tom@home.example",
    "rosa@clinic.example",
    "\u2028",
    "%00",
    "%ff%fe",
)
# Names that views read beside their forms.
NAMES = re.findall(
    r"\w+",
    """seen_version seen_number seen seen_decisions seen_at page at from to go then next token same
    rest later way enter measure kind number client made pick was episode rests part order who
    shown since until year month question put_away instead by_keys again by code held wanted""",
)
FILES = (
    b"",
    b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Tom>Hello.\n",
    b"WEBVTT\n\n99:99:99.999 --> 00:00\n\x00\n",
    b"\xff\xfe\x00\x01" * 400,
    b"PK\x03\x04" + b"\x00" * 100,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"%PDF-1.7\n",
    b"1\n00:00:01,000 --> 00:00:02,000\nHi\n" * 3000,
    b"Tom: hello\nRosa: hello\n" * 20,
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to be sent, and said in a line."""

    route: str
    who: str
    method: str
    path: str
    data: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        sent = {name: str(value)[:60] for name, value in self.data.items()}
        return f"{self.who}: {self.method} {self.path[:200]} {sent or (self.body or b'')[:60]!r}"


class Fuzz:
    """Draws requests, having looked once at what the pages' own forms send."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.attackers = Attackers(world)
        self.ids = world.service | world.tom.ids
        self.own: dict[str, dict[str, Any]] = {}
        self.known: dict[str, list[str]] = {}

    def draw(self, random: Random) -> Request:
        """Any request."""
        name = random.choice(list(ROUTES))
        who = self.who(name, random)
        method = self._method(name, random)
        path = self._path(ROUTES[name], random)
        headers = {"X-Autosave": "1"} if random.random() < 0.1 else {}
        if method == "GET":
            query = urlencode(self._spoilt({}, self.names(name), random), doseq=True)
            return Request(name, who, method, f"{path}?{query}", headers=headers)
        if random.random() < 0.05:
            kind, body = random.choice(_BODIES)
            return Request(name, who, method, path, body=body, kind=kind, headers=headers)
        start = dict(self._own(name)) if random.random() < 0.7 else {}
        data = self._spoilt(start, [*start, *self.names(name)], random)
        return Request(name, who, method, path, data, headers=headers)

    def send(self, request: Request) -> HttpResponse:
        """The answer; what it did is taken back."""
        client = Client(raise_request_exception=False)
        for name, value in self.attackers.jars[request.who].items():
            client.cookies[name] = value
        headers = dict(request.headers)
        with taken_back():
            if request.method == "GET":
                return client.get(request.path, headers=headers)
            if request.body is not None:
                return client.post(
                    request.path, request.body, content_type=request.kind, headers=headers
                )
            return client.post(request.path, request.data, headers=headers)

    def who(self, name: str, random: Random) -> str:
        """Mostly somebody who may: a refusal is the same everywhere."""
        if random.random() < 0.2:
            return random.choice(EVERYBODY)
        if name.startswith("by_link"):
            return "link"
        asked = GUARDS[name].read or GUARDS[name].write if name in GUARDS else "anybody"
        may = [
            who
            for who in EVERYBODY
            if self.attackers.may(who, asked or "anybody", self.world.tom.person_id)
        ]
        return random.choice(may or EVERYBODY)

    def _method(self, name: str, random: Random) -> str:
        """Seldom one that is not offered: that is refused before anything is read."""
        asks = GUARDS.get(name)
        if asks and random.random() < 0.97 and not (asks.read and asks.write):
            return "GET" if asks.read else "POST"
        return random.choices(("GET", "POST"), (2, 3))[0]

    def _path(self, route: URLPattern, random: Random) -> str:
        changed: dict[str, Any] = {}
        if random.random() < 0.1:
            for part in parts(route):
                if part in WORDS:
                    odd = random.choice((0, 10**9, 10**19, 10**40))
                    changed[part] = odd if isinstance(WORDS[part], int) else "no-such-thing"
                else:
                    changed[part] = UUID(int=random.getrandbits(128), version=4)
        return address(route, self.ids | changed)

    def _spoilt(self, start: dict[str, Any], names: list[str], random: Random) -> dict[str, Any]:
        data = dict(start)
        for _ in range(random.choice((0, 1, 1, 2, 3, 6))):
            name = random.choice(names)
            data[name] = self._value(name, random)
        if random.random() < 0.1 and data:
            data.pop(random.choice(list(data)))
        return data

    def _value(self, name: str, random: Random) -> Any:
        luck = random.random()
        if name == "file" and luck < 0.9:
            ending = random.choice(("vtt", "srt", "txt", "exe", "svg", "VTT", ""))
            return SimpleUploadedFile(f"a.{ending}", random.choice(FILES))
        if luck < 0.1:
            return [random.choice(VALUES) for _ in range(random.choice((0, 2, 5)))]
        if luck < 0.2:
            return str(random.choice(list(self.ids.values())))
        return random.choice(VALUES)

    def _own(self, name: str) -> dict[str, Any]:
        """What a page's form would send as it stands, if there is a page."""
        if name not in self.own:
            self._look(name)
        return self.own[name]

    def names(self, name: str) -> list[str]:
        if name not in self.known:
            self._look(name)
        return [*self.known[name], *NAMES]

    def _look(self, name: str) -> None:
        """Read the forms of every page that sends to this address, or of its own."""
        sends = GUARDS[name].sends if name in GUARDS else {}
        found: dict[str, Any] = {
            key: value() if callable(value) else value for key, value in sends.items()
        }
        names = list(found)
        for page in PAGES.get(name, (name,)):
            if page not in ROUTES:
                continue
            for who in ("rosa", "ada", "tom", "link"):
                with taken_back():
                    answer = self.attackers.send(who, "GET", address(ROUTES[page], self.ids))
                if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                    forms = Fields(answer.content.decode())
                    found = forms.values | found
                    names += forms.names
                    break
        found.pop("csrfmiddlewaretoken", None)
        self.own[name], self.known[name] = found, list(dict.fromkeys(names)) or ["words"]


# Where the form of an address that only takes forms stands.
PAGES = {
    "note_draft": ("session",),
    "note_sign": ("session",),
    "note_addendum": ("session",),
    "transcript_attach": ("session",),
    "focus_draft": ("focus",),
    "focus_write": ("focus",),
    "focus_move": ("focus",),
    "focus_pick": ("focus",),
    "goal_rate": ("goals",),
    "letter_start": ("letters",),
    "letter_draft": ("letter",),
    "letter_pick": ("letter",),
    "letter_write": ("letter",),
    "measure_link_send": ("measure_plan",),
    "measure_ask": ("measures",),
    "suitability_draft": ("suitability",),
    "diary_draft": ("diary_new",),
    "questionnaire_keep": ("questionnaire",),
    "by_link_keep": ("by_link_whole",),
    "my_goal_rate": ("my_goals",),
    "supervision_comment": ("supervision_case",),
    "supervision_agree": ("supervision_case",),
    "account_change": ("account",),
    "account_supervisor": ("account",),
    "account_supervisor_end": ("account",),
    "plan_early": ("end_course",),
    "end_measures": ("end_course",),
    "episode_draft": ("episode_new",),
    "passage_keep": ("passages",),
    "patterns_take": ("patterns",),
    "record_ask": ("contact",),
    "record_withhold": ("record_copy",),
    "record_request_move": ("record_copy",),
    "record_correction": ("record_copy",),
}
_PART = b"--x\r\nContent-Disposition: form-data"
_BODIES = (
    ("application/json", b'{"a": 1}'),
    ("application/x-www-form-urlencoded", b"%ff=%00&a=%f0%28%8c%28&" + b"&" * 50),
    ("application/x-www-form-urlencoded", b"a=1&" * 1200),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+AAA-"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", _PART + b"\r\n\r\n"),
    (
        "multipart/form-data; boundary=x",
        _PART + b'; name="file"; filename="\x00../../a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--",
    ),
    ("text/plain", b"\x00" * 100),
)


class Fields(HTMLParser):
    """The names of a page's fields, and what they hold."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.names: list[str] = []
        self.box = self.select = ""
        self.feed(re.sub(r"(?s)<header.*?</header>", "", body))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        name = known.get("name") or ""
        if tag in ("input", "textarea", "select", "button") and name:
            self.names.append(name)
        if tag == "input" and name:
            if known.get("type") not in ("radio", "checkbox", "file") or "checked" in known:
                self.values[name] = known.get("value") or ""
        elif tag == "textarea":
            self.box = name
            self.values[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in known:
            self.values[self.select] = known.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.box = ""

    def handle_data(self, data: str) -> None:
        if self.box:
            self.values[self.box] += data
