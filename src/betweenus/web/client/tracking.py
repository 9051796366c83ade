"""My week with the focus: one rating a week, and my own curve."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Refusal
from betweenus.domain.tracking.rating import SHOWED, STEPPED_BACK, monday
from betweenus.services import clock, focus_rating
from betweenus.services.focus_rating import MyWeeks
from betweenus.web.rating_form import CLIENT, RatingForm, as_rated
from betweenus.web.timelines import my_weeks_picture
from betweenus.web.weeks import asked_week, week_words


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
                week=asked_week(request) or monday(clock.today()),
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
        "drawn": my_weeks_picture(page.ratings),
        "SHOWED": (SHOWED[0], SHOWED[10]),
        "STEPPED_BACK": (STEPPED_BACK[0], STEPPED_BACK[10]),
        "failed_check": bool(form.errors),
    }
    return render(request, "client/tracking.jinja", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, page: MyWeeks) -> date | None:
    """The open week in the address or the form, else the one the page opens on."""
    asked = asked_week(request)
    return asked if asked in page.weeks else page.at_first(clock.today())


routes = [path("me/week/", my_week, name="my_week")]
