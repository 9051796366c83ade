"""Coding one episode: its story, and seven slots of one choice each, quick by keyboard."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.telling import Suggestions
from betweenus.services import episodes, suggesting
from betweenus.services.episode_coding import Choice, ChosenElsewhere
from betweenus.services.episodes import CodingPage
from betweenus.web.sent import number
from betweenus.web.therapist.episode_slots import OPEN, marked, rests_on, slots


def coding_page(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """One episode; posting saves what was chosen."""
    page = episodes.one(by=request.actor, episode_id=episode_id)
    said = suggesting.codes_for(page.told) if page.own and page.told.undecided else {}
    if request.method != "POST":
        return _show(request, page, said)
    sent = {slot: request.POST[slot] for slot in SLOTS if request.POST.get(slot)}
    try:
        added = episodes.code(
            by=request.actor,
            episode_id=episode_id,
            chosen={slot: _choice(value, said.get(slot)) for slot, value in sent.items()},
            seen_decisions=_seen(request),
        )
    except ChosenElsewhere as refused:
        now = episodes.one(by=request.actor, episode_id=episode_id)
        return _show(request, now, said, status=409, sent=sent, refused=refused)
    return _saved(request, page, added)


def _choice(value: str, said: Suggestions | None) -> Choice:
    code = "" if value == OPEN else value
    return Choice(code, said.offered, suggesting.version()) if said else Choice(code)


def _seen(request: HttpRequest) -> int:
    return number(request.POST.get("seen_decisions"))


def _saved(request: HttpRequest, page: CodingPage, added: int) -> HttpResponse:
    if "next" not in request.POST or not page.following:
        messages.success(request, "Saved." if added else "Nothing was changed.")
        return redirect("episode", episode_id=page.told.id)
    messages.success(request, f"Episode {page.told.number} is saved. This is the next one.")
    where = reverse("episode", args=[page.following.id])
    # Whoever codes by keyboard goes on where their hands are; others read the story first.
    first = f"#slot-{next(iter(SLOTS))}" if request.POST.get("by_keys") else ""
    return redirect(where + first)


def _show(
    request: HttpRequest,
    page: CodingPage,
    said: Mapping[str, Suggestions],
    *,
    status: int = 200,
    sent: Mapping[str, str] | None = None,
    refused: ChosenElsewhere | None = None,
) -> HttpResponse:
    told = page.told
    apart = refused.slots if refused else ()
    context = {
        "page": page,
        "case": page.case,
        "tab": "patterns",
        "told": told,
        "story": marked(told.story, rests_on(told, said)),
        "slots": slots(told, page.words, said, chosen=sent, elsewhere=apart),
        "open": OPEN,
        "refused": refused,
        "failed_check": status == 409,
        "decided": len(SLOTS) - len(told.undecided),
        "of": len(SLOTS),
    }
    return render(request, "therapist/episode.jinja", context, status=status)


@require_POST
def let_go(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Let an episode go; the page it leads to offers to take it back."""
    episodes.let_go(by=request.actor, episode_id=episode_id)
    return redirect("episode", episode_id=episode_id)


@require_POST
def take_back(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Take back an episode that was let go."""
    episodes.take_back(by=request.actor, episode_id=episode_id)
    messages.success(request, "The episode counts again.")
    return redirect("episode", episode_id=episode_id)


routes = [
    path("episodes/<uuid:episode_id>/", coding_page, name="episode"),
    path("episodes/<uuid:episode_id>/let-go/", let_go, name="episode_let_go"),
    path("episodes/<uuid:episode_id>/take-back/", take_back, name="episode_take_back"),
]
