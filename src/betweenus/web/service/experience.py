"""What clients think of the service, in a period: how many chose what, and comments unnamed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.outcomes.small_numbers import RULE, SMALL
from betweenus.services import experience
from betweenus.web.service.numbers import PeriodForm, said, usual


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Both questionnaires, of whole months: days would let single people be told apart."""
    form = PeriodForm(request.GET if "begin" in request.GET else usual(), auto_id="%s")
    usable = form if form.is_valid() else PeriodForm(usual())
    usable.is_valid()
    first, last = usable.period()
    page = experience.read(by=request.actor, first=first, last=last)
    context = {
        "page": page,
        "form": form,
        "period": said(first, last),
        "rule": RULE,
        "least": SMALL,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "service/experience.jinja", context, status=status)


routes = [path("service/experience/", show, name="service_experience")]
