"""The focus page: where it stands, its wordings, what changed, and the workspace to write it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.focus import PART_WORDS, cautions
from betweenus.domain.formulation.focus import Focus as Wording
from betweenus.domain.formulation.states import MOVE_WORDS, FocusState
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.services import focus
from betweenus.services.focus import FITS, FocusPage
from betweenus.web import autosave
from betweenus.web.pictures.focus import Focus, Voice, draw_focus
from betweenus.web.pictures.picture import Picture
from betweenus.web.therapist.focus_form import AFFECTS, FocusForm, typed

_LADDER = (FocusState.DRAFT, FocusState.SAID, FocusState.SHARED, FocusState.AGREED)


@require_GET
def focus_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The focus of a course."""
    return _show(request, focus.read(by=request.actor, course_id=course_id))


def _show(request, page: FocusPage, *, status: int = 200, **extra) -> HttpResponse:
    now = page.now
    parts = page.draft.content or (now.focus.as_parts() if now else {})
    context = {
        "case": page.case,
        "tab": "focus",
        "page": page,
        "ladder": _LADDER,
        "reached": _LADDER.index(now.state) if now and now.state in _LADDER else 0,
        "move_words": MOVE_WORDS,
        "part_words": PART_WORDS,
        "affects": AFFECTS,
        "fits": FITS,
        "drawing": draw(now.focus) if now else None,
        "cautions": cautions(now.focus) if now and page.own else (),
        "form": FocusForm(parts, auto_id="focus-%s"),
        "saved": autosave.said(page.draft),
        "writing": "write" in request.GET or not now or bool(page.draft.content),
    }
    return render(request, "therapist/focus.jinja", context | extra, status=status)


def draw(wording: Wording) -> Picture:
    """A wording as the therapist sees it."""
    return draw_focus(
        Focus(
            self_view=wording.self_view,
            other_view=wording.other_view,
            shown=wording.shown,
            hidden=wording.hidden,
            defence=wording.defence,
            cost=wording.cost or None,
        ),
        voice=Voice.CLINICIAN,
    )


@require_POST
def draft(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Keep what is being typed."""
    labels = {key: words for key, words in PART_WORDS.items() if key != "affects"}
    return autosave.answer(
        request,
        lambda: focus.save_draft(
            by=request.actor,
            course_id=course_id,
            parts=typed(request.POST),
            seen_version=autosave.seen_version(request),
        ),
        back=f"{reverse('focus', args=[course_id])}?write=1",
        labels=labels,
    )


@require_POST
def write(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Keep what is typed as the next version."""
    seen = request.POST.get("seen_number", "0")
    try:
        focus.write(
            by=request.actor,
            course_id=course_id,
            parts=typed(request.POST),
            seen_number=int(seen) if seen.isdecimal() else 0,
        )
    except Conflict as conflict:
        page = focus.read(by=request.actor, course_id=course_id)
        return _show(
            request,
            page,
            status=409,
            refused=conflict,
            form=FocusForm(typed(request.POST), auto_id="focus-%s"),
            writing=True,
        )
    messages.success(request, "The wording is kept as a new version, a draft only you can see.")
    return redirect("focus", course_id=course_id)


@require_POST
def move(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Move the newest wording on."""
    to = request.POST.get("to", "")
    if to not in list(FocusState):
        raise NotFound("There is no such state of a focus.", "Use the buttons on the focus page.")
    try:
        focus.move(
            by=request.actor, course_id=course_id, to=to, words=request.POST.get("words", "")
        )
    except Refusal as refusal:
        page = focus.read(by=request.actor, course_id=course_id)
        return _show(request, page, status=422, refused=refusal, failed_check=True)
    return redirect("focus", course_id=course_id)


@require_GET
def compare(request: HttpRequest, course_id: UUID, before: int, after: int) -> HttpResponse:
    """Two wordings, what changed word by word."""
    page = focus.read(by=request.actor, course_id=course_id)
    by_number = {version.number: version for version in page.versions}
    if before not in by_number or after not in by_number:
        raise NotFound("There are no such versions.", "Choose two from the focus page.")
    context = {
        "case": page.case,
        "tab": "focus",
        "before": by_number[before],
        "after": by_number[after],
        "changes": focus.compare(by_number[before], by_number[after]),
        "part_words": PART_WORDS,
    }
    return render(request, "therapist/focus_compare.jinja", context)


routes = [
    path("courses/<uuid:course_id>/focus/", focus_page, name="focus"),
    path("courses/<uuid:course_id>/focus/draft/", draft, name="focus_draft"),
    path("courses/<uuid:course_id>/focus/write/", write, name="focus_write"),
    path("courses/<uuid:course_id>/focus/move/", move, name="focus_move"),
    path(
        "courses/<uuid:course_id>/focus/compare/<int:before>/<int:after>/",
        compare,
        name="focus_compare",
    ),
]
