"""The patterns page: candidates beside each other, with their moments, doubt and a picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.patterns import Candidate, Vocabulary, saying
from betweenus.domain.patterns.showing import ShownWith, by_person
from betweenus.domain.refusals import Refusal
from betweenus.services import evidence, patterns
from betweenus.services.patterns import PatternPage
from betweenus.services.told_episodes import ToldEpisode
from betweenus.web import sent
from betweenus.web.pictures.pattern import Cell, Line, PatternPicture, draw_pattern
from betweenus.web.pictures.picture import Picture
from betweenus.web.refusals import CLOSED
from betweenus.web.words import plural

_WHERE = {"now": "now", "past": "in the past", "here": "with you"}
_SHORT = {
    "wish": "Wish",
    "response_of_other": "Other did",
    "self_view": "Self seen",
    "other_view": "Other seen",
    "affect": "Felt",
    "defence": "Done with it",
}
"""The parts over the narrow columns of the picture; its table has them in full."""
MOST_CANDIDATES = 99
_AT_ONCE = 4
"""So many quotations are shown; the rest is folded."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a candidate: what it is called, and the code; open when there is none.

    ``said`` is the code's name, ``in_sentence`` the same as a sentence takes it.
    """

    id: str
    name: str
    code: str
    said: str
    means: str
    in_sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate as the page shows it."""

    number: int
    says: str
    parts: tuple[Part, ...]
    shows: str
    relationships: tuple[str, ...]
    supporting: tuple[ToldEpisode, ...]
    against: tuple[ToldEpisode, ...]
    steadiness: str
    doubts: tuple[str, ...]
    confidence: str
    drawing: Picture


@require_GET
def patterns_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What recurs, as far as confirmed episodes tell."""
    asked = "doubts" in request.GET
    return _show(request, patterns.read(by=request.actor, course_id=course_id, doubts=asked))


def _show(request, page: PatternPage, *, status: int = 200, **extra) -> HttpResponse:
    context = {
        "case": page.case,
        "tab": "patterns",
        "page": page,
        "candidates": _candidates(page),
        "counts": _counts(page),
        "readings": _readings(page),
        "at_once": _AT_ONCE,
        "failed_check": status == 422,
    }
    return render(request, "therapist/patterns.jinja", context | extra, status=status)


def _candidates(page: PatternPage) -> tuple[Shown, ...]:
    found = page.ranking.candidates
    return tuple(_candidate(one, number, page) for number, one in enumerate(found, start=1))


def _candidate(one: Candidate, number: int, page: PatternPage) -> Shown:
    total = len(page.counted)
    parts = _parts(one.parts, page.words)
    return Shown(
        number=number,
        says=in_words(parts, page.case.called),
        parts=parts,
        shows=_shows(one, total),
        relationships=_relationships(one.where),
        supporting=tuple(page.told[episode] for episode in one.episodes_for),
        against=tuple(page.told[episode] for episode in one.episodes_against),
        steadiness=one.steadiness,
        doubts=_doubts(one, page.names),
        confidence="" if one.confidence is None else saying.confident(one.confidence),
        drawing=_draw(one, number, page),
    )


def _parts(parts: Mapping[str, str], words: Vocabulary) -> tuple[Part, ...]:
    return tuple(_part(one.id, one.name, parts.get(one.id, ""), words) for one in words.parts)


def _part(part: str, name: str, code: str, words: Vocabulary) -> Part:
    if not code:
        return Part(part, name, "", "", "", "")
    known = words.code(part, code)
    return Part(part, name, code, known.name, known.means, known.said)


def in_words(parts: Iterable[Part], called: str) -> str:
    """The candidate in plain sentences; a part left open is left out here and said below."""
    codes = {part.id: part.in_sentence for part in parts if part.code}
    ways = (("self_view", "the self as"), ("other_view", "the other as"))
    views = " and ".join(f"{words} {codes[part]}" for part, words in ways if part in codes)
    said = [
        f"{begins} {codes[part]}."
        for part, begins in (
            ("wish", f"{called} wishes"),
            ("response_of_other", "The other"),
            ("affect", "The feeling is"),
            ("defence", called),
        )
        if part in codes
    ]
    if views:
        told_before = sum(part in codes for part in ("wish", "response_of_other"))
        said.insert(told_before, f"{called} sees {views}.")
    return " ".join(said)


def _shows(one: Candidate, total: int) -> str:
    against = len(one.episodes_against)
    neither = total - len(one.episodes_for) - against
    said = f"Shows in {len(one.episodes_for)} of {plural(total, 'episode')}, with "
    said += plural(one.people, "person", "people") + ". "
    said += f"{against} {'speaks' if against == 1 else 'speak'} against it"
    return said + (f", {neither} {'says' if neither == 1 else 'say'} neither." if neither else ".")


def _relationships(where: Mapping[str, int]) -> tuple[str, ...]:
    now, past = where.get("now", 0), where.get("past", 0)
    return (
        f"{plural(now, 'relationship')} now" if now else "none now",
        f"{plural(past, 'relationship')} in the past" if past else "none in the past",
        "with you too" if where.get("here") else "not seen with you",
    )


def _doubts(one: Candidate, names: Mapping[str, str]) -> tuple[str, ...]:
    """The separate statements; none while they are not worked out."""
    if one.stability is None or one.chance is None or one.survives_without_strongest_person is None:
        return ()
    strongest = names[one.strongest]
    return (
        saying.steady(one.stability),
        saying.stands(one.survives_without_strongest_person, strongest),
        saying.by_chance(one.chance),
    )


def _draw(one: Candidate, number: int, page: PatternPage) -> Picture:
    lines = by_person(one.parts, page.counted, one.episodes_for, one.episodes_against)
    known = _parts(one.parts, page.words)
    picture = PatternPicture(
        parts=tuple((_SHORT.get(part.id, part.name), part.said) for part in known),
        people=tuple(_line(line, known, page.names) for line in lines),
        caption=f"With whom candidate {number} shows",
    )
    return draw_pattern(picture, name=f"candidate-{number}")


def _line(line: ShownWith, parts: Iterable[Part], names: Mapping[str, str]) -> Line:
    cells = (line.parts.get(part.id) for part in parts)
    return Line(
        name=names[line.person],
        where=" and ".join(_WHERE[one] for one in line.rounds),
        shows=line.shows,
        against=line.against,
        episodes=line.episodes,
        cells=tuple(Cell(cell.holds, cell.coded) if cell else None for cell in cells),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each code of a part was confirmed."""

    name: str
    codes: tuple[tuple[str, int], ...]


def _counts(page: PatternPage) -> tuple[Counted, ...]:
    return tuple(
        Counted(
            part.name,
            tuple(
                (page.words.code(part.id, code).name, count)
                for code, count in page.ranking.counts[part.id].items()
            ),
        )
        for part in page.words.parts
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Another reading beside the first candidate: each part's words, and whether it differs."""

    name: str
    cells: tuple[tuple[str, bool], ...]
    differs: tuple[str, ...]


def _readings(page: PatternPage) -> tuple[Compared, ...]:
    """The per-part summary and the three classes, each beside the first candidate."""
    ranking = page.ranking
    if not ranking.candidates or not ranking.classic:
        return ()
    first = ranking.candidates[0].parts
    named = [("Most frequent code of each part", ranking.classic.parts)]
    named += [
        (f"Class {number} of three, {one.share:.0%} of episodes", one.parts)
        for number, one in enumerate(ranking.classes, start=1)
    ]
    return tuple(_compared(name, parts, first, page.words) for name, parts in named)


def _compared(
    name: str, parts: Mapping[str, str], first: Mapping[str, str], words: Vocabulary
) -> Compared:
    known = _parts(parts, words)
    # A part the candidate leaves open differs from nothing.
    apart = [part.id in first and part.code != first[part.id] for part in known]
    return Compared(
        name,
        tuple((part.said or "none", differs) for part, differs in zip(known, apart, strict=True)),
        tuple(part.name.lower() for part, differs in zip(known, apart, strict=True) if differs),
    )


@require_POST
def take(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Take a candidate's moments into the formulation, and go on to its draft."""
    try:
        taken = evidence.take(
            by=request.actor,
            course_id=course_id,
            pattern={part: request.POST[part] for part in _SHORT if request.POST.get(part)},
            place=min(sent.number(request.POST.get("candidate", "0")), MOST_CANDIDATES),
            episodes=_ids(request.POST.getlist("episode")),
            instead="instead" in request.POST,
        )
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        page = patterns.read(by=request.actor, course_id=course_id)
        return _show(request, page, status=422, refused=refusal)
    messages.success(
        request,
        f"The focus rests on {plural(taken, 'moment')} now. No word is written for you:"
        " put the client’s own in below, or yours.",
    )
    return redirect(f"{reverse('focus', args=[course_id])}?write=1#write")


def _ids(values: Iterable[str]) -> frozenset[UUID]:
    """Ids as posted; what is none is left out."""
    found = set()
    for value in values:
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return frozenset(found)


routes = [
    path("courses/<uuid:course_id>/patterns/", patterns_page, name="patterns"),
    path("courses/<uuid:course_id>/patterns/take/", take, name="patterns_take"),
]
