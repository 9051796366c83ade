"""A private link, opened: the questionnaires it is for, all on one page or a question at a time.

The secret is in the address only once: opening the link puts its number into the session, so that
no address in the browser's history, and no Back, carries it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.refusals import NotFound, Refusal
from betweenus.domain.safety import NOT_READ_LIVE
from betweenus.services import by_link, measure_links
from betweenus.services.by_link import Battery, Filling, LinkOver
from betweenus.web.client.words import minutes, what_about
from betweenus.web.questionnaire_form import OneQuestionForm, WholeForm, say_already_in

_KEPT_AS = "private link"
_SENT_HERE = "sent by private link"
View = Callable[..., HttpResponse]


def _of_link(view: View) -> View:
    """A page of whoever opened a link; its kind way out when the link no longer works."""

    @login_not_required
    @never_cache
    @wraps(view)
    def handle(request: HttpRequest, **named: object) -> HttpResponse:
        kept = request.session.get(_KEPT_AS)
        if not kept:
            return _over(request, "unknown")
        try:
            return view(request, UUID(kept), **named)
        except LinkOver as over:
            return _over(request, over.why)
        except NotFound:
            return redirect("by_link_start")

    return handle


def _over(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "public/by_link_over.jinja", {"why": why}, status=410)


@login_not_required
@never_cache
@require_GET
def open_link(request: HttpRequest) -> HttpResponse:
    """Open a link; nothing is used up by it, so a mail scanner does no harm."""
    link_id = measure_links.open_link(by=request.actor, token=request.GET.get("token", ""))
    if link_id is None:
        return _over(request, "unknown")
    request.session[_KEPT_AS] = str(link_id)
    return redirect("by_link_start")


@require_GET
@_of_link
def start(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """What there is to fill in, how long it takes, and in which way; or that all is done."""
    battery = by_link.read(by=request.actor, link_id=link_id)
    context = {
        "battery": battery,
        "minutes": minutes(battery.questions),
        "what_about": what_about,
    }
    return render(request, "public/by_link_start.jinja", context)


@_of_link
def whole(request: HttpRequest, link_id: UUID, request_id: UUID) -> HttpResponse:
    """A questionnaire on one page. By script each answer is saved as it is given."""
    filling = by_link.one(by=request.actor, link_id=link_id, request_id=request_id)
    if filling.part.handed_in:
        say_already_in(request)
        return redirect("by_link_thanks", request_id=request_id)
    if request.method != "POST":
        form = WholeForm(filling.part.measure, initial=filling.answers)
        return _whole(request, filling, form)
    form = WholeForm(filling.part.measure, request.POST)
    form.is_valid()  # what is wrong with one answer does not keep the others from being saved
    by_link.save(by=request.actor, link_id=link_id, request_id=request_id, answers=form.given)
    if "later" in request.POST:
        return redirect("by_link_start")
    if form.errors:
        return _whole(request, filling, form, status=422)
    return _hand_in(request, link_id, filling, "by_link_whole")


@require_POST
@_of_link
def keep(request: HttpRequest, link_id: UUID, request_id: UUID) -> HttpResponse:
    """Save the answers given so far, sent by script; says whether the crisis text is called for."""
    filling = by_link.one(by=request.actor, link_id=link_id, request_id=request_id)
    form = WholeForm(filling.part.measure, request.POST)
    form.is_valid()
    try:
        by_link.save(by=request.actor, link_id=link_id, request_id=request_id, answers=form.given)
    except Refusal:  # handed in from another window: the page says so when it is sent
        return HttpResponse(status=409)
    after = by_link.one(by=request.actor, link_id=link_id, request_id=request_id)
    return HttpResponse(status=204, headers={"X-Help-Now": "yes"} if after.risk else {})


@_of_link
def question(request: HttpRequest, link_id: UUID, request_id: UUID, number: int) -> HttpResponse:
    """One question of a questionnaire; its answer is saved before the next is shown."""
    filling = by_link.one(by=request.actor, link_id=link_id, request_id=request_id)
    asks = filling.part.asks
    if filling.part.handed_in:
        say_already_in(request)
        return redirect("by_link_thanks", request_id=request_id)
    if not 1 <= number <= len(asks):  # 0 is wherever they were
        return redirect("by_link_question", request_id=request_id, number=filling.first_open)
    asked = asks[number - 1]
    if request.method != "POST":
        form = OneQuestionForm(asked, initial=filling.answers)
        return _question(request, filling, form, number)
    form = OneQuestionForm(asked, request.POST)
    if not form.is_valid():
        return _question(request, filling, form, number, status=422)
    by_link.save(by=request.actor, link_id=link_id, request_id=request_id, answers=form.given)
    if number < len(asks):
        return redirect("by_link_question", request_id=request_id, number=number + 1)
    return _hand_in(request, link_id, filling, "by_link_question")


def _hand_in(request: HttpRequest, link_id: UUID, filling: Filling, way: str) -> HttpResponse:
    """Hand in and go on to what comes next, in the same way; or to the question still open."""
    request_id = filling.part.id
    try:
        by_link.hand_in(by=request.actor, link_id=link_id, request_id=request_id)
    except Refusal as refusal:
        item = next((i for i in filling.part.measure.items if i.id == refusal.field), None)
        if item is None:
            raise
        return redirect("by_link_question", request_id=request_id, number=item.number)
    request.session["way of filling in"] = way
    request.session[_SENT_HERE] = [*request.session.get(_SENT_HERE, ()), str(request_id)]
    return redirect("by_link_thanks", request_id=request_id)


@require_GET
@_of_link
def thanks(request: HttpRequest, link_id: UUID, request_id: UUID) -> HttpResponse:
    """After one is handed in: the crisis text where an answer asks it, and what is next."""
    page = by_link.handed_in(by=request.actor, link_id=link_id, request_id=request_id)
    if not page.part.handed_in:
        return redirect("by_link_start")
    if str(request_id) not in request.session.get(_SENT_HERE, ()):  # whoever opens the link later
        page = replace(page, risk="")
    context = {
        "page": page,
        "next": _next(request, page.battery),
        "not_read_live": NOT_READ_LIVE,
    }
    return render(request, "public/by_link_thanks.jinja", context)


def _next(request: HttpRequest, battery: Battery) -> str:
    """Where the next questionnaire is, in the way the last was filled in; "" when all are done."""
    if not battery.left:
        return ""
    way = request.session.get("way of filling in", "by_link_whole")
    part = battery.left[0]
    number = {"number": 0} if way == "by_link_question" else {}
    return redirect(way, request_id=part.id, **number).url


@require_POST
@_of_link
def wish(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Say that one wants no more reminders, or wants them again."""
    by_link.remind(by=request.actor, link_id=link_id, wanted=request.POST.get("wanted") == "yes")
    return redirect("by_link_start")


def _whole(
    request: HttpRequest, filling: Filling, form: WholeForm, *, status: int = 200
) -> HttpResponse:
    context = _context(filling) | {"form": form, "failed_check": status != 200}
    return render(request, "public/by_link_whole.jinja", context, status=status)


def _question(
    request: HttpRequest,
    filling: Filling,
    form: OneQuestionForm,
    number: int,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _context(filling) | {
        "form": form,
        "asked": form.asked,
        "number": number,
        "failed_check": status != 200,
        "last": number == len(filling.part.asks),
    }
    return render(request, "public/by_link_question.jinja", context, status=status)


def _context(filling: Filling) -> dict[str, object]:
    measure = filling.part.measure
    return {
        "filling": filling,
        "measure": measure,
        "risky": [item.id for item in measure.items if item.risk],
        "not_read_live": NOT_READ_LIVE,
    }


routes = [
    path("by-link/", open_link, name="by_link"),
    path("by-link/start/", start, name="by_link_start"),
    path("by-link/reminders/", wish, name="by_link_wish"),
    path("by-link/<uuid:request_id>/", whole, name="by_link_whole"),
    path("by-link/<uuid:request_id>/keep/", keep, name="by_link_keep"),
    path("by-link/<uuid:request_id>/thanks/", thanks, name="by_link_thanks"),
    path("by-link/<uuid:request_id>/<int:number>/", question, name="by_link_question"),
]
