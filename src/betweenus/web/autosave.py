"""Answering autosaves: what every page with a draft does when its text arrives.

The page's form posts to a draft address, by script every few seconds (header ``X-Autosave``) or
by its "Save" button without one. Both go through ``answer``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from betweenus.services.drafts import Content, DraftConflict, DraftNow
from betweenus.web.sent import number

FormOf = Callable[[Content], forms.Form]


@dataclass(frozen=True, slots=True)
class Row:
    """One field in two texts: mine as a field to change, theirs in words."""

    mine: BoundField
    theirs: str
    differs: bool


def seen_version(request: HttpRequest) -> int:
    """The draft version the page was showing; 0 when it says nothing sensible."""
    return number(request.POST.get("seen_version"))


def answer(
    request: HttpRequest,
    save: Callable[[], DraftNow],
    *,
    back: str,
    labels: Mapping[str, str] | None = None,
    form: FormOf | None = None,
) -> HttpResponse:
    """Save a draft and say so; on a conflict show both texts.

    ``back`` is the page of the form. The page that shows two texts side by side draws them with
    ``form``, which makes the form of a content; without one they are plain text under ``labels``.
    """
    try:
        now = save()
    except DraftConflict as conflict:
        return show_both(request, conflict, back=back, form=form or _plain(conflict, labels or {}))
    return saved(request, now, back=back)


def saved(request: HttpRequest, now: DraftNow, *, back: str) -> HttpResponse:
    """Say that a draft is saved: to the script in a few words, else on the page of the form."""
    if by_script(request):
        return JsonResponse({"version": now.version, "saved": said(now)})
    return redirect(back)


def said(now: DraftNow) -> str:
    """When a draft was last saved, in words."""
    return f"Saved at {timezone.localtime(now.saved_at):%H:%M}" if now.saved_at else ""


def by_script(request: HttpRequest) -> bool:
    """Whether the page's own script asks, and wants a few words back instead of a page."""
    return bool(request.headers.get("X-Autosave"))


def show_both(
    request: HttpRequest, conflict: DraftConflict, *, back: str, form: FormOf, to: str = ""
) -> HttpResponse:
    """Both texts side by side, so that a person chooses; ``to`` is where the chosen one is saved.

    The script is told, and shows this page when its reader wants to see it.
    """
    if by_script(request):
        return JsonResponse({"message": conflict.what}, status=409)
    context = {
        "conflict": conflict,
        "back": back,
        "rows": _rows(form(conflict.mine), form(conflict.theirs.content)),
        "to": to or request.get_full_path(),
    }
    return render(request, "components/conflict.jinja", context, status=409)


def _rows(mine: forms.Form, theirs: forms.Form) -> list[Row]:
    mine.auto_id = "mine-%s"
    rows = []
    for name in mine.fields:
        their_words = _words(theirs[name]) if name in theirs.fields else ""
        rows.append(Row(mine[name], their_words, _words(mine[name]) != their_words))
    return rows


def _words(bound: BoundField) -> str:
    """A field's value as it is read: chosen answers in words, texts as they were typed."""
    value = bound.value()
    values = value if isinstance(value, (list, tuple)) else [value]
    choices = {str(key): str(words) for key, words in getattr(bound.field, "choices", ())}
    said = [choices.get(str(one), str(one)) for one in values if one not in (None, "")]
    return ", ".join(said).replace("\r\n", "\n").strip()


def _plain(conflict: DraftConflict, labels: Mapping[str, str]) -> FormOf:
    """A form of text boxes for drafts that have no form of their own."""
    names = dict.fromkeys([*labels, *conflict.mine, *conflict.theirs.content])

    def make(content: Mapping[str, Any]) -> forms.Form:
        form = forms.Form()
        for name in names:
            form.fields[name] = forms.CharField(
                label=labels.get(name, name),
                initial=content.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 4, "unmarked": True}),
            )
        return form

    return make
