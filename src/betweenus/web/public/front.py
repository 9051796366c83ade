"""The first page: what this service is, and the three ways on."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from betweenus.domain.suitability import assessment


@require_safe
@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    """What the service offers, how to refer yourself, sign in, or get help now."""
    words = assessment().relationship_difficulties.values()
    return render(request, "public/front.jinja", {"difficulties": [*words]})


routes = [path("", front, name="front")]
