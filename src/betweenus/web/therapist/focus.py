"""The focus page: where it stands, its wordings, what changed, and the workspace to write it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.focus import PART_WORDS, cautions, missing_for
from betweenus.domain.formulation.focus import Focus as Wording
from betweenus.domain.formulation.states import MOVE_WORDS, FocusState
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.services import focus
from betweenus.services.drafts import DraftConflict
from betweenus.services.focus import FITS, FocusPage, Version
from betweenus.web import autosave
from betweenus.web.pictures.focus import Focus, Voice, draw_focus
from betweenus.web.pictures.picture import Picture
from betweenus.web.refusals import CLOSED
from betweenus.web.sent import number
from betweenus.web.therapist import moments
from betweenus.web.therapist.focus_form import AFFECTS, FocusForm, typed

_LADDER = (FocusState.DRAFT, FocusState.SAID, FocusState.SHARED, FocusState.AGREED)
_MOVED = {
    FocusState.SAID: "Marked as said in the session.",
    FocusState.SHARED: "Shared: the client finds the plain words on their own pages.",
    FocusState.AGREED: "The focus is agreed.",
}


class MoveForm(forms.Form):
    """What was said when a wording was put to the client."""

    words = forms.CharField(
        label="What was said to it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-grows": "1"}),
    )


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
        "move_form": MoveForm(),
        "missing": _missing(page),
        "part_words": PART_WORDS,
        "affects": AFFECTS,
        "fits": FITS,
        "drawing": draw(now.focus) if now else None,
        "cautions": cautions(now.focus) if now and page.own else (),
        "form": _form(parts),
        "pieces": {part: moments.to_quote(page, part) for part in PART_WORDS if page.own},
        "saved": autosave.said(page.draft),
        "writing": "write" in request.GET or not now or bool(page.draft.content),
        "failed_check": status == 422,
    }
    return render(request, "therapist/focus.jinja", context | extra, status=status)


def _form(parts: dict[str, object]) -> FocusForm:
    return FocusForm(parts, auto_id="focus-%s")


def _missing(page: FocusPage) -> tuple[Refusal, ...]:
    """What the newest wording lacks for its next step."""
    if not page.now or not page.next_moves:
        return ()
    return missing_for(page.now.focus, page.next_moves[0])


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


def _write_page(course_id: UUID) -> str:
    return f"{reverse('focus', args=[course_id])}?write=1#write"


@require_POST
def draft(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Keep what is being typed."""
    return autosave.answer(
        request,
        lambda: focus.save_draft(
            by=request.actor,
            course_id=course_id,
            parts=typed(request.POST),
            seen_version=autosave.seen_version(request),
        ),
        back=_write_page(course_id),
        form=_form,
    )


@require_POST
def pick(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Put words of the client into a part, with all that is typed kept."""
    part, _, number = request.POST.get("pick", "").partition(":")
    page = focus.read(by=request.actor, course_id=course_id)
    parts = _put_in(typed(request.POST), part, moments.picked(page, part, number))
    field = "affect_1" if part == "affects" else part
    return autosave.answer(
        request,
        lambda: focus.save_draft(
            by=request.actor,
            course_id=course_id,
            parts=parts,
            seen_version=autosave.seen_version(request),
        ),
        back=f"{reverse('focus', args=[course_id])}?write=1#focus-{field}",
        form=_form,
    )


def _put_in(parts: dict[str, Any], part: str, words: str) -> dict[str, Any]:
    """The parts with the words at the end of one; a feeling takes the next free line."""
    if part == "affects":
        if len(parts["affects"]) < len(AFFECTS):
            parts["affects"].append({"name": words, "shown": True})
        return parts
    return parts | {part: f"{parts[part]}\n\n{words}".strip()}


@require_POST
def discard(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Throw away what was being typed."""
    focus.discard_draft(by=request.actor, course_id=course_id)
    messages.success(request, "What was typed is thrown away. The versions are as they were.")
    return redirect("focus", course_id=course_id)


@require_POST
def write(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Keep what is typed as the next version; nothing newer is overwritten."""
    parts = typed(request.POST)
    seen = request.POST.get("seen_number", "0")
    try:
        focus.save_draft(
            by=request.actor,
            course_id=course_id,
            parts=parts,
            seen_version=autosave.seen_version(request),
        )
        focus.write(
            by=request.actor,
            course_id=course_id,
            parts=parts,
            seen_number=number(seen),
        )
    except DraftConflict as conflict:
        return autosave.show_both(
            request,
            conflict,
            back=_write_page(course_id),
            form=_form,
            to=reverse("focus_draft", args=[course_id]),
        )
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        return _refused(request, course_id, refusal, form=_form(parts), writing=True)
    messages.success(request, "The wording is kept as a draft, which the client cannot see.")
    return redirect("focus", course_id=course_id)


def _refused(request: HttpRequest, course_id: UUID, refusal: Refusal, **typed_in) -> HttpResponse:
    page = focus.read(by=request.actor, course_id=course_id)
    conflict = type(refusal) is not Refusal
    return _show(request, page, status=409 if conflict else 422, refused=refusal, **typed_in)


@require_POST
def move(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Move the newest wording on."""
    to, form = request.POST.get("to", ""), MoveForm(request.POST)
    if to not in list(FocusState):
        raise NotFound("There is no such state of a focus.", "Use the buttons on the focus page.")
    try:
        focus.move(
            by=request.actor, course_id=course_id, to=to, words=request.POST.get("words", "")
        )
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        return _refused(request, course_id, refusal, move_form=form)
    messages.success(request, _MOVED[FocusState(to)])
    return redirect("focus", course_id=course_id)


@require_GET
def compare(request: HttpRequest, course_id: UUID, before: int, after: int) -> HttpResponse:
    """Two wordings, what changed word by word."""
    page = focus.read(by=request.actor, course_id=course_id)
    first, second = _version(page, before), _version(page, after)
    context = {
        "case": page.case,
        "tab": "focus",
        "before": first,
        "after": second,
        "changes": focus.compare(first, second),
        "part_words": PART_WORDS,
    }
    return render(request, "therapist/focus_compare.jinja", context)


def _version(page: FocusPage, number: int) -> Version:
    found = next((version for version in page.versions if version.number == number), None)
    if found is None:
        raise NotFound("There is no such version.", "Choose one on the focus page.")
    return found


routes = [
    path("courses/<uuid:course_id>/focus/", focus_page, name="focus"),
    path("courses/<uuid:course_id>/focus/draft/", draft, name="focus_draft"),
    path("courses/<uuid:course_id>/focus/pick/", pick, name="focus_pick"),
    path("courses/<uuid:course_id>/focus/discard/", discard, name="focus_discard"),
    path("courses/<uuid:course_id>/focus/write/", write, name="focus_write"),
    path("courses/<uuid:course_id>/focus/move/", move, name="focus_move"),
    path(
        "courses/<uuid:course_id>/focus/compare/<int:before>/<int:after>/",
        compare,
        name="focus_compare",
    ),
]
