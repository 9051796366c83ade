"""The settings of the service: changed with a reason, looked at before they are saved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import settings
from betweenus.services.settings import SettingsPage
from betweenus.web.service.settings_form import (
    BreakForm,
    SettingsForm,
    break_forms,
    initial_of,
    posted_breaks,
    typed,
    typed_breaks,
)


def show(request: HttpRequest) -> HttpResponse:
    """Look at the settings, change them, or look at a change before it is made."""
    page = settings.read(by=request.actor)
    if request.method == "GET":
        form = _form(page, initial=initial_of(page.now))
        return _page(request, page, form, break_forms(page.now.breaks))
    if "add" in request.POST or "look" in request.POST:
        form = _form(page, initial=typed(_form(page), request.POST))
        more = 1 if "add" in request.POST else 0
        return _page(request, page, form, typed_breaks(request.POST, more=more), looking=not more)
    return _save(request, page)


def _form(page: SettingsPage, *args, **kwargs) -> SettingsForm:
    lengths = sorted({*page.lengths, page.now.planned_sessions})
    return SettingsForm(lengths, *args, auto_id="%s", **kwargs)


def _save(request: HttpRequest, page: SettingsPage) -> HttpResponse:
    form, rows = _form(page, request.POST), posted_breaks(request.POST)
    if all([form.is_valid(), *(row.is_valid() for row in rows)]):
        pauses = sorted(pause for row in rows if (pause := row.pause()))
        try:
            settings.change(
                by=request.actor,
                seen=seen(request),
                why=form.cleaned_data["why"],
                breaks=tuple(pauses),
                **form.settings(),
            )
        except Conflict as conflict:
            return _page(request, page, form, rows, status=409, refused=conflict)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The settings are changed.")
            return redirect("service_settings")
    return _page(request, page, form, rows, status=422)


def seen(request: HttpRequest) -> UUID | None:
    """Which version of the settings the form was filled from."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    page: SettingsPage,
    form: SettingsForm,
    rows: list[BreakForm],
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "rows": rows,
        "crisis_text": form["crisis_text"].value(),
        "failed_check": status != 200,
    }
    return render(request, "service/settings.jinja", context | extra, status=status)


routes = [path("service/settings/", show, name="service_settings")]
