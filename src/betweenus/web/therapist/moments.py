"""The moments a focus rests on: chosen, changed, and the client's own words picked from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from betweenus.domain.formulation.focus import PART_WORDS
from betweenus.domain.formulation.moments import PARTS, WHOLE, quotable
from betweenus.domain.refusals import NotFound
from betweenus.services import evidence
from betweenus.services.evidence import EvidencePage, Rests
from betweenus.services.focus import FocusPage
from betweenus.services.told_episodes import ToldEpisode

LONGEST_FEELING = 40
_SHORT = {
    "self": "Self",
    "other": "Other",
    "reversed": "Other way round",
    "affects": "Feeling",
    "defence": "Defence",
    "origins": "Learnt where",
    "cost": "Cost",
    "plain": "The whole",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the client to put into a part, by number; a feeling's name takes only a few."""

    number: int
    words: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Quotable:
    """One moment, in pieces to pick from."""

    told: ToldEpisode
    pieces: tuple[Piece, ...]


def to_quote(page: FocusPage, part: str) -> tuple[Quotable, ...]:
    """What may be put into a part: from the moments it rests on; into the whole, from all."""
    moments = page.moments.get(part, ())
    if part == WHOLE:
        found = {one.id: one for some in page.moments.values() for one in some}
        moments = tuple(sorted(found.values(), key=lambda one: one.number))
    made, number = [], 0
    for told in moments:
        words = quotable(part, told.story, told.answers)
        made.append(
            Quotable(
                told,
                tuple(
                    Piece(at, one, part != "affects" or _names_a_feeling(one, told))
                    for at, one in enumerate(words, start=number)
                ),
            )
        )
        number += len(words)
    return tuple(made)


def _names_a_feeling(words: str, told: ToldEpisode) -> bool:
    """Whether the client answered so when asked what they felt, in few words."""
    return words in told.answers.values() and len(words) <= LONGEST_FEELING


def picked(page: FocusPage, part: str, number: str) -> str:
    """The words somebody pressed; raises NotFound when they are no longer there."""
    for moment in to_quote(page, part):
        for piece in moment.pieces:
            if piece.fits and str(piece.number) == number:
                return piece.words
    raise NotFound("Those words are no longer there.", "Open the focus again and choose.")


@dataclass(frozen=True, slots=True)
class Choosing:
    """One moment with a box for each part of the focus."""

    told: ToldEpisode
    codes: str
    boxes: tuple[tuple[str, str, bool], ...]  # part, its short name, whether it is ticked

    @property
    def chosen(self) -> bool:
        """Whether any part rests on it."""
        return any(ticked for *_, ticked in self.boxes)


@require_http_methods(["GET", "POST"])
def moments_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every told moment, to say which part of the focus rests on it."""
    if request.method == "POST":
        evidence.change(
            by=request.actor,
            course_id=course_id,
            seen=_pairs(request.POST.getlist("was")),
            chosen=_pairs(request.POST.getlist("rests")),
        )
        messages.success(request, "The moments are kept.")
        return redirect("focus", course_id=course_id)
    page = evidence.read(by=request.actor, course_id=course_id)
    rows = [_choosing(one, page) for one in page.told]
    context = {
        "case": page.case,
        "tab": "focus",
        "page": page,
        "chosen": [row for row in rows if row.chosen],
        "others": [row for row in rows if not row.chosen],
    }
    return render(request, "therapist/focus_moments.jinja", context)


def _choosing(told: ToldEpisode, page: EvidencePage) -> Choosing:
    return Choosing(
        told=told,
        codes=", ".join(coded.name.lower() for coded in told.codes.values() if coded.code),
        boxes=tuple((part, _SHORT[part], (part, told.id) in page.chosen) for part in PARTS),
    )


def _pairs(values: Iterable[str]) -> frozenset[Rests]:
    """Part and episode as posted, "self:<id>"; what is neither is left out."""
    found = set()
    for value in values:
        part, _, episode = value.partition(":")
        try:
            found.add((part, UUID(episode)))
        except ValueError:
            continue
    return frozenset(pair for pair in found if pair[0] in PART_WORDS)


routes = [path("courses/<uuid:course_id>/focus/moments/", moments_page, name="focus_moments")]
