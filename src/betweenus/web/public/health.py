"""For whoever watches the machine: is the service well, and how it does, in numbers of nobody."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from betweenus import __version__
from betweenus.services import hourly


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 and "well" when pages can be served; 503 when the database does not answer.

    What the service does by itself being late is told and is no reason to take it out of service.
    """
    try:
        late = len(hourly.troubles())
    except DatabaseError:
        return JsonResponse({"well": False, "database": False}, status=503)
    return JsonResponse({"well": True, "database": True, "rounds in trouble": late})


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and times for Prometheus, for whoever has the token; without one set, no page."""
    token = settings.BETWEENUS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(given, token):
        raise Http404
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    """What every process of the server has counted, where there are several."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(_Here())
    registry.register(_Rounds())
    return registry


class _Here:
    """What this process has counted of our own."""

    def collect(self) -> Iterator[object]:
        yield from (one for one in REGISTRY.collect() if one.name.startswith("betweenus_"))


class _Rounds:
    """What the service does by itself, asked of the database when somebody looks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        failures = GaugeMetricFamily(
            "betweenus_round_failures", "Failures in a row of a round", labels=("round",)
        )
        late = GaugeMetricFamily(
            "betweenus_round_late", "1 when a round was not done for too long", labels=("round",)
        )
        for ran in hourly.state():
            failures.add_metric((ran.name,), ran.failures)
            late.add_metric((ran.name,), int(ran.late))
        version = GaugeMetricFamily("betweenus_version", "The version served", labels=("version",))
        version.add_metric((__version__,), 1)
        yield from (failures, late, version)


routes = [path("health/", health, name="health"), path("metrics/", metrics, name="metrics")]
