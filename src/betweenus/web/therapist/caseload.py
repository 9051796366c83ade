"""The therapist's home: today's sessions first, then what waits, then everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_GET
from markupsafe import Markup, escape

from betweenus.domain.course import Attendance, EndCode, Progress
from betweenus.services import caseload, clock
from betweenus.services.caseload import CaseloadPage, TodaySession
from betweenus.services.caseload_rows import Row
from betweenus.services.kept import Kept
from betweenus.web.addresses import address
from betweenus.web.charts import spark
from betweenus.web.ribbons import miniature
from betweenus.web.sent import number
from betweenus.web.shell import NO_NAME
from betweenus.web.therapist.waits import Wait, condensed, wait
from betweenus.web.words import short_day, time

SHOWS = {
    "": "Everybody",
    "late": "Something is late",
    "risk": "Risk sign",
    "unread": "New in the diary",
}
SORTS = {
    "next": "next session",
    "attention": "what waits",
    "session": "furthest on",
    "name": "name",
}
MOST_WAITS = 3  # on one line of the list; the rest are a number
MOST_TASKS = 3  # on one card of today


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to show the list, as a link."""

    words: str
    href: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Score:
    """One measure in one line: the latest score, how it got there."""

    name: str
    latest: float | None
    band: str
    line: Markup


@dataclass(frozen=True, slots=True)
class Line:
    """One client in the list."""

    row: Row
    where: str
    strip: Markup
    scores: tuple[Score, ...]
    waits: tuple[Wait, ...]
    more: int
    next: str


@dataclass(frozen=True, slots=True)
class Card:
    """One session of today."""

    session: TodaySession
    where: str
    strip: Markup
    waits: tuple[Wait, ...]
    tasks: tuple[str, ...]
    more_tasks: int
    unanswered: str
    became: str
    is_next: bool


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Everything a therapist needs between two sessions."""
    asked = {name: request.GET.get(name, "") for name in ("show", "phase", "sort", "search")}
    page = caseload.read(
        by=request.actor,
        sort=asked["sort"] or "next",
        filter=asked["show"],
        phase=asked["phase"],
        search=asked["search"],
        page=_number(request.GET.get("page")),
    )
    context = {
        "page": page,
        "today": clock.today(),
        "cards": _cards(page),
        "come_to_me": page.come_to_me,
        "pressing": [(row, wait(item, row.course_id)) for row, item in page.pressing],
        "lines": _lines(page.rows),
        "asked": asked,
        "shows": _shows(page, asked),
        "phases": _phases(page, asked),
        "sorts": _sorts(asked),
        "page_links": _pages(page, asked),
        "showing": _showing(page, asked),
    }
    return render(request, "therapist/caseload.jinja", context)


def _number(text: str | None) -> int:
    return number(text, 1)


def _address(asked: dict[str, str], **changed: str) -> str:
    kept = {name: value for name, value in (asked | changed).items() if value}
    return f"{address('caseload')}{'?' if kept else ''}{urlencode(kept)}#everybody"


def _shows(page: CaseloadPage, asked: dict[str, str]) -> list[Choice]:
    """Who is shown; the ended come last and only where there are some."""
    keys = [*SHOWS, *(["ended"] if page.counts["ended"] else [])]
    words = SHOWS | {"ended": "Ended"}
    return [
        Choice(
            words[key],
            _address(asked, show=key, phase="", search=""),
            page.counts[key],
            asked["show"] == key and not asked["phase"] and not asked["search"],
        )
        for key in keys
        if key == "" or page.counts[key] or asked["show"] == key
    ]


def _phases(page: CaseloadPage, asked: dict[str, str]) -> list[Choice]:
    return [
        Choice(
            f"{name} phase",
            _address(asked, show="", phase=phase, search=""),
            page.counts.get(f"phase {phase}", 0),
            asked["phase"] == phase,
        )
        for phase, name in page.phases
        if page.counts.get(f"phase {phase}") or asked["phase"] == phase
    ]


def _sorts(asked: dict[str, str]) -> list[Choice]:
    chosen = asked["sort"] or "next"
    return [
        Choice(words, _address(asked, sort=key), None, key == chosen)
        for key, words in SORTS.items()
    ]


def _pages(page: CaseloadPage, asked: dict[str, str]) -> list[tuple[int, str, bool]]:
    return [
        (number, _address(asked, page=str(number)), number == page.page)
        for number in range(1, page.pages + 1)
    ]


def _showing(page: CaseloadPage, asked: dict[str, str]) -> str:
    if asked["search"]:
        return f"{page.found} found for “{asked['search']}”"
    return ""


def _lines(rows: Iterable[Row]) -> Markup:
    """The lines of the list: each drawn once while its client's record stays as it is.

    They are kept without a name, as what stands between its places, where it is put in.
    """
    shown = {row.course_id: row for row in rows}
    lines = _LINES.of_each(
        {course_id: row.state for course_id, row in shown.items()},
        lambda ids: {course_id: _drawn(shown[course_id]) for course_id in ids},
    )
    named = (str(escape(row.name)).join(lines[pk]) for pk, row in shown.items())
    return Markup("".join(named))  # noqa: S704 - the template escapes, and so do we


_LINES: Kept[tuple[str, ...]] = Kept(2000)


def _drawn(row: Row) -> tuple[str, ...]:
    template = engines["jinja2"].env.get_template("therapist/caseload_line.jinja")
    return tuple(template.render(line=_line(row._replace(name=NO_NAME))).split(NO_NAME))


def _line(row: Row) -> Line:
    waits = condensed(row.items, row.course_id)
    return Line(
        row=row,
        where=where(row.now),
        strip=miniature(row.now),
        scores=_scores(row),
        waits=waits[:MOST_WAITS],
        more=max(len(waits) - MOST_WAITS, 0),
        next=_next(row),
    )


def where(now: Progress) -> str:
    """Session and phase in words: "Session 7 of 16, middle"."""
    if now.ended:
        return f"Ended after {now.used} of {now.protocol.sessions}"
    chosen = " (chosen)" if now.override else ""
    return f"Session {now.session} of {now.protocol.sessions}, {now.phase.name.lower()}{chosen}"


def _scores(row: Row) -> tuple[Score, ...]:
    return tuple(
        Score(
            found.measure.short_title,
            found.last.total,
            found.last.band,
            spark(found, row.now.protocol.sessions),
        )
        for found in row.series
        if found.measure.id in ("phq-9", "gad-7") and found.last
    )


def _next(row: Row) -> str:
    if row.now.ended:
        words = EndCode(row.end_code).words if row.end_code else "Ended"
        return f"{words}, {short_day(row.now.ended)}"
    if row.next is None:
        return "Nothing booked"
    if row.next.day == clock.today():
        said = f"Today at {time(row.next.starts_at)}"
    else:
        said = f"{row.next.day:%a} {short_day(row.next.day)}, {time(row.next.starts_at)}"
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def _cards(page: CaseloadPage) -> list[Card]:
    following = next(
        (one for one in page.today if not one.over and one.slot.starts_at >= clock.now()), None
    )
    return [_card(one, is_next=one is following) for one in page.today]


def _card(one: TodaySession, *, is_next: bool) -> Card:
    waits = condensed(one.row.items, one.row.course_id)
    tasks = tuple(task.task.words for task in one.tasks)
    names = " and ".join(measure.upper() for measure in sorted(one.unanswered, reverse=True))
    return Card(
        session=one,
        where=_slot_words(one),
        strip=miniature(one.row.now),
        waits=waits,
        tasks=tasks[:MOST_TASKS],
        more_tasks=max(len(tasks) - MOST_TASKS, 0),
        unanswered=f"{names} not filled in yet" if names else "",
        became=Attendance(one.slot.attendance).words if one.slot.attendance else "",
        is_next=is_next,
    )


def _slot_words(one: TodaySession) -> str:
    if one.number is None:
        return {"follow-up": "Follow-up", "assessment": "Assessment"}.get(
            one.slot.kind, "Not counted"
        )
    now = one.row.now
    return f"Session {one.number} of {now.protocol.sessions}, {now.phase.name.lower()}"


routes = [path("today/", today, name="caseload")]
