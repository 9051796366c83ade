"""The tracking page: how the agreed focus goes, and the therapist's own weekly rating."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from betweenus.domain.refusals import Refusal
from betweenus.domain.tracking.looking import FEWEST_WEEKS
from betweenus.domain.tracking.rating import SHOWED, STEPPED_BACK, monday, week_at_first
from betweenus.domain.tracking.share import TOO_FEW_FOR_YES_OR_NO
from betweenus.services import clock, focus_rating, tracking
from betweenus.services.tracking import TrackingPage
from betweenus.web.rating_form import THERAPIST, RatingForm, as_rated
from betweenus.web.refusals import CLOSED
from betweenus.web.spreads import looks_picture, share_picture
from betweenus.web.timelines import tracking_picture
from betweenus.web.weeks import asked_week, week_words


def tracking_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """How the focus goes; posting rates a week."""
    form = RatingForm(THERAPIST, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            focus_rating.rate(
                by=request.actor,
                course_id=course_id,
                week=asked_week(request) or monday(clock.today()),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Rated {form.cleaned_data['showed']}.")
            return _back(request, course_id)
    page = tracking.read(by=request.actor, course_id=course_id)
    return _show(request, page, form)


def _show(request: HttpRequest, page: TrackingPage, form: RatingForm) -> HttpResponse:
    chosen = asked_week(request)
    first = week_at_first(page.weeks, page.asked, clock.today())
    week = chosen if chosen in page.weeks else first
    if not form.is_bound and week:
        form = RatingForm(THERAPIST, initial=as_rated(page.of(week, by_client=False)))
    context = {
        "page": page,
        "case": page.case,
        "tab": "focus",
        "form": form,
        "week": week,
        "said": page.of(week, by_client=False) if week else None,
        "others": [(one, page.of(one, by_client=False)) for one in page.weeks if one != week],
        "week_words": week_words,
        "SHOWED": (SHOWED[0], SHOWED[10]),
        "STEPPED_BACK": (STEPPED_BACK[0], STEPPED_BACK[10]),
        "drawn": tracking_picture(page) if page.agreed else None,
        "shares": share_picture(page.moments) if page.moments else None,
        "looks": _said(page),
        "moods": looks_picture(page.looks),
        "fewest": FEWEST_WEEKS,
        "too_few": TOO_FEW_FOR_YES_OR_NO,
        "tried": [one for one in reversed(page.ratings) if one.tried],
        "failed_check": bool(form.errors),
    }
    return render(request, "therapist/tracking.jinja", context, status=422 if form.errors else 200)


def _said(page: TrackingPage) -> list[tuple[str, bool]]:
    """Each look in words, and whether it tells something.

    Where nothing can be said of a week yet, nothing can of the week after: that is said once.
    """
    told = [one for one in page.looks if one.spread or not one.later]
    return [(one.says, one.tells) for one in told]


def _back(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """To the session the press came from, else to the page itself."""
    to = request.POST.get("next", "")
    if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return redirect(to)
    return redirect("tracking", course_id=course_id)


routes = [path("courses/<uuid:course_id>/tracking/", tracking_page, name="tracking")]
