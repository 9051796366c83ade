"""Answering autosaves: what every page with a draft does when its text arrives.

The page's form posts to a draft address, by script every few seconds (header ``X-Autosave``) or
by its "Save" button without one. Both go through ``answer``.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from betweenus.services.drafts import DraftConflict, DraftNow


def seen_version(request: HttpRequest) -> int:
    """The draft version the page was showing; 0 when it says nothing sensible."""
    text = request.POST.get("seen_version", "0")
    return int(text) if text.isdecimal() else 0


def answer(
    request: HttpRequest,
    save: Callable[[], DraftNow],
    *,
    back: str,
    labels: dict[str, str],
) -> HttpResponse:
    """Save a draft and say so; on a conflict show both texts.

    ``back`` is the page of the form; ``labels`` gives each part of the content its name, for the
    page that shows two texts side by side.
    """
    try:
        now = save()
    except DraftConflict as conflict:
        return _conflict(request, conflict, back, labels)
    if _by_script(request):
        return JsonResponse({"version": now.version, "saved": said(now)})
    return redirect(back)


def said(now: DraftNow) -> str:
    """When a draft was last saved, in words."""
    return f"Saved at {timezone.localtime(now.saved_at):%H:%M}" if now.saved_at else ""


def _by_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Autosave"))


def _conflict(request, conflict: DraftConflict, back: str, labels: dict[str, str]) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"message": conflict.what}, status=409)
    context = {
        "conflict": conflict,
        "back": back,
        "rows": _rows(conflict, labels),
        "here": request.get_full_path(),
    }
    return render(request, "components/conflict.jinja", context, status=409)


def _rows(conflict: DraftConflict, labels: dict[str, str]) -> list[dict[str, object]]:
    """One row per part: its name, both values, whether they differ, and how to send it again."""
    keys = dict.fromkeys([*labels, *conflict.mine, *conflict.theirs.content])
    rows = []
    for key in keys:
        mine, theirs = conflict.mine.get(key, ""), conflict.theirs.content.get(key, "")
        rows.append(
            {
                "key": key,
                "label": labels.get(key, key),
                "mine": mine,
                "theirs": theirs,
                "differs": mine != theirs,
                "many": isinstance(mine or theirs, list),
            }
        )
    return rows
