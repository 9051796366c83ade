"""My week with the focus: one rating a week, and my own curve."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from betweenus.domain.refusals import Refusal
from betweenus.domain.tracking.rating import SHOWED, STEPPED_BACK, last_day, monday
from betweenus.services import clock, focus_rating
from betweenus.services.focus_rating import MyWeeks
from betweenus.web.rating_form import CLIENT, RatingForm, as_rated


def my_week(request: HttpRequest) -> HttpResponse:
    """The week one is asked for, or another that is open; posting rates it."""
    page = focus_rating.mine(by=request.actor)
    week = _chosen(request, page)
    data = request.POST if request.method == "POST" else None
    form = RatingForm(CLIENT, data, initial=as_rated(page.of(week)) if week else {})
    if data is not None and page.course_id and form.is_valid():
        try:
            focus_rating.rate(
                by=request.actor,
                course_id=page.course_id,
                week=_asked_for(request) or monday(clock.today()),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Saved. Your therapist sees it too.")
            return redirect("my_week")
    return _show(request, page, week, form)


def _show(request: HttpRequest, page: MyWeeks, week: date | None, form: RatingForm) -> HttpResponse:
    context = {
        "page": page,
        "week": week,
        "form": form,
        "said": page.of(week) if week else None,
        "others": [(one, page.of(one)) for one in page.weeks if one != week],
        "week_words": week_words,
        "SHOWED": (SHOWED[0], SHOWED[10]),
        "STEPPED_BACK": (STEPPED_BACK[0], STEPPED_BACK[10]),
        "failed_check": bool(form.errors),
    }
    return render(request, "client/tracking.jinja", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, page: MyWeeks) -> date | None:
    """The open week in the address or the form, else the one the page opens on."""
    asked = _asked_for(request)
    return asked if asked in page.weeks else page.at_first(clock.today())


def _asked_for(request: HttpRequest) -> date | None:
    try:
        week = date.fromisoformat(request.POST.get("week") or request.GET.get("week") or "")
    except ValueError:
        return None
    return monday(week)


def week_words(week: date) -> str:
    """A week as it is said beside others: "This week (9 to 15 February)"."""
    back = (monday(clock.today()) - week).days // 7
    name = {0: "This week", 1: "Last week", 2: "The week before last"}.get(back, "The week of")
    sunday = last_day(week)
    month = "" if week.month == sunday.month else f" {week:%B}"
    return f"{name} ({week.day}{month} to {sunday.day} {sunday:%B})"


def week_address(week: date) -> str:
    """Where a week of one's own is rated."""
    return f"{reverse('my_week')}?week={week.isoformat()}"


routes = [path("me/week/", my_week, name="my_week")]
