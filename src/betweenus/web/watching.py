"""Watching the service at work: how many requests, how long, how they ended; nothing of anybody.

A page is named by its route, never by its address: addresses hold ids and, in links, secrets. Each
request has a reference of its own, which stands in the log and on the page that says something
broke, so that what a person reads out finds the line.
"""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

Handler = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("betweenus.requests")

REQUESTS = Counter(
    "betweenus_requests", "Requests by page, method and answer", ("route", "method", "status")
)
SECONDS = Histogram(
    "betweenus_request_seconds",
    "Time to an answer, by page",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
NOWHERE = "(no page)"


def Watched(get_response: Handler) -> Handler:  # noqa: N802 - Django names middleware so
    """Count and time each request, and write one line about it."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.reference = uuid4().hex[:10]
        began = time.perf_counter()
        response = get_response(request)
        _note(request, response.status_code, time.perf_counter() - began)
        response.headers["X-Reference"] = request.reference
        return response

    return handle


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    found = request.resolver_match
    route = str(found.url_name) if found else NOWHERE
    method = str(request.method)
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route).observe(seconds)
    log.info(
        "request",
        extra={
            "reference": request.reference,
            "route": route,
            "method": method,
            "status": status,
            "ms": round(seconds * 1000, 1),
        },
    )
