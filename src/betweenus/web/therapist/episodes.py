"""The episodes of a course: who was told of, what is coded, and writing one down or anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.episodes import as_story, as_told
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.patterns.seen import in_words
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.services import episodes
from betweenus.services.episodes import EpisodesPage, NewEpisode, ToldEpisode
from betweenus.web import autosave
from betweenus.web.refusals import CLOSED
from betweenus.web.sent import number
from betweenus.web.therapist.episode_form import NAMES, EpisodeForm, guess


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody told of: their episodes, those least coded first, and how they are seen."""

    name: str
    relation: str
    seen: str
    told: tuple[ToldEpisode, ...]
    uncoded: int


@require_GET
def list_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every episode that stands, person by person."""
    page = episodes.read(by=request.actor, course_id=course_id)
    waiting = [one for one in page.told if one.undecided]
    context = {
        "page": page,
        "case": page.case,
        "tab": "patterns",
        "people": _people(page),
        "waiting": waiting,
        "first": next((one for one in waiting if not one.codes), next(iter(waiting), None)),
        "coded": sum(bool(one.confirmed) for one in page.told),
        "slots": tuple(SLOTS),
    }
    return render(request, "therapist/episodes.jinja", context)


def _people(page: EpisodesPage) -> list[Person]:
    """Whoever is told of most stands first."""
    relations = {person.key: person.relation for person in page.people}
    told: dict[str, list[ToldEpisode]] = {}
    for one in page.told:
        told.setdefault(one.who, []).append(one)
    return [
        Person(
            name=some[0].who_name,
            relation=relations.get(key, ""),
            seen=in_words(page.seen[key], page.words) if key in page.seen else "",
            told=tuple(sorted(some, key=lambda one: (len(one.codes), -one.number))),
            uncoded=sum(not one.codes for one in some),
        )
        for key, some in sorted(told.items(), key=lambda found: -len(found[1]))
    ]


def new(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Write an episode down, from a session (?session=), a diary entry (?entry=) or neither."""
    told_in = {"appointment_id": _id(request, "session"), "diary_entry_id": _id(request, "entry")}
    page = episodes.begin(by=request.actor, course_id=course_id, **told_in)
    if request.method != "POST":
        return _show_new(request, page, _restored(page))
    form = EpisodeForm(page.people, request.POST)
    made = _try(
        form,
        lambda: episodes.write(by=request.actor, course_id=course_id, **form.said, **told_in),
    )
    if made is None:
        return _show_new(request, page, form, status=422)
    messages.success(request, "The episode is written down. Now its parts.")
    return redirect("episode", episode_id=made)


def _id(request: HttpRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(
            "There is no such session or diary entry.", "Open it again and start from there."
        ) from None


def _try(form: EpisodeForm, do: Callable[[], object]):
    """What came of it; None when the form has to be shown again, saying why."""
    if not form.is_valid():
        return None
    try:
        return do() or True
    except Refusal as refusal:
        if isinstance(refusal, (*CLOSED, Conflict)):
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _restored(page: NewEpisode) -> EpisodeForm:
    """The form as it was typed before, else as the diary has it."""
    parts = page.parts
    began: Mapping[str, str] = (
        {"story": as_story(parts), **guess(page.people, parts.get("who", ""))} if parts else {}
    )
    return EpisodeForm(page.people, initial=page.draft.content or began)


def _show_new(request: HttpRequest, page: NewEpisode, form: EpisodeForm, *, status: int = 200):
    source = {name: request.GET[name] for name in ("session", "entry") if request.GET.get(name)}
    context = {
        "page": page,
        "case": page.case,
        "tab": "patterns",
        "form": form,
        "failed_check": status == 422,
        "draft_to": _with(reverse("episode_draft", args=[page.case.course_id]), source),
        "seen_version": autosave.seen_version(request) or page.draft.version,
        "saved": autosave.said(page.draft),
        "answers": [(part.asks, text) for part, text in as_told(page.parts) if part.id != "who"],
    }
    return render(request, "therapist/episode_new.jinja", context, status=status)


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


@require_POST
def draft(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Keep what is being typed of a new episode."""
    source = request.GET.get("entry") or request.GET.get("session") or ""
    return autosave.answer(
        request,
        lambda: episodes.save_draft(
            by=request.actor,
            course_id=course_id,
            content={name: request.POST.get(name, "") for name in NAMES},
            seen_version=autosave.seen_version(request),
            source=source,
        ),
        back=_with(reverse("episode_new", args=[course_id]), request.GET.dict()),
        form=lambda content: EpisodeForm(
            episodes.read(by=request.actor, course_id=course_id).people, initial=content
        ),
    )


def change(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Put an episode in other words; a second window is shown both texts."""
    page = episodes.one(by=request.actor, episode_id=episode_id)
    if request.method != "POST":
        return _show_change(request, page, _of(page))
    form, seen = EpisodeForm(page.people, request.POST), request.POST.get("seen_number", "")
    try:
        made = _try_change(request, form, episode_id, number(seen))
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _show_change(request, page, form, status=409, other=page.told)
    if made is None:
        return _show_change(request, page, form, status=422, seen=seen)
    messages.success(request, "Saved.")
    return redirect("episode", episode_id=episode_id)


def _try_change(request: HttpRequest, form: EpisodeForm, episode_id: UUID, seen: int):
    def do() -> None:
        episodes.change(by=request.actor, episode_id=episode_id, seen_number=seen, **form.said)

    return _try(form, do)


def _of(page: episodes.CodingPage) -> EpisodeForm:
    told = page.told
    where = "" if told.where == "here" else told.where
    initial = {"who": told.who, "where": where, "happened": told.happened, "story": told.story}
    return EpisodeForm(page.people, initial=initial)


def _show_change(request, page: episodes.CodingPage, form: EpisodeForm, *, status=200, **extra):
    context = {
        "page": page,
        "case": page.case,
        "tab": "patterns",
        "form": form,
        "told": page.told,
        "seen": page.told.seen_number,
        "failed_check": status != 200,
    }
    return render(request, "therapist/episode_change.jinja", context | extra, status=status)


routes = [
    path("courses/<uuid:course_id>/episodes/", list_page, name="episodes"),
    path("courses/<uuid:course_id>/episodes/new/", new, name="episode_new"),
    path("courses/<uuid:course_id>/episodes/draft/", draft, name="episode_draft"),
    path("episodes/<uuid:episode_id>/change/", change, name="episode_change"),
]
