"""Watching the service: well or not, counted by page, a line a request; never a word of anybody."""

import json
import logging
import re

import pytest
from django.db import DatabaseError

from betweenus.services import hourly
from betweenus.settings.logs import AsJson, without_address
from tests import worlds
from tests.web import pages

pytestmark = pytest.mark.django_db

TOKEN = "a token of 32 letters, only for tests"


@pytest.fixture
def lines():
    """What the log of requests says, as it would be written."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(AsJson().format(record))

    handler, log = Kept(), logging.getLogger("betweenus.requests")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)
    log.setLevel(before)


def test_a_service_that_can_be_reached_is_well(client):
    told = client.get("/health/")
    assert told.status_code == 200
    assert told.json()["well"] is True
    assert "no-store" in told["Cache-Control"]


def test_without_a_database_it_is_not(client, monkeypatch):
    def gone():
        raise DatabaseError("password of postgres is wrong for user x")

    monkeypatch.setattr(hourly, "troubles", gone)
    told = client.get("/health/")
    assert told.status_code == 503
    assert told.json() == {"well": False, "database": False}
    assert b"postgres" not in told.content


def test_numbers_are_shown_to_whoever_has_the_token_and_to_nobody_without_one(client, settings):
    assert client.get("/metrics/").status_code == 404
    settings.BETWEENUS_METRICS_TOKEN = TOKEN
    assert client.get("/metrics/").status_code == 404
    assert client.get("/metrics/", headers={"Authorization": "Bearer wrong"}).status_code == 404
    told = client.get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 200
    assert "betweenus_round_late" in told.content.decode()


def test_a_page_is_counted_by_its_route(client, settings):
    settings.BETWEENUS_METRICS_TOKEN = TOKEN

    def counted() -> float:
        told = client.get(
            "/metrics/", headers={"Authorization": f"Bearer {TOKEN}"}
        ).content.decode()
        found = re.search(
            r'betweenus_requests_total\{method="GET",route="front",status="200"\} (\S+)', told
        )
        return float(found[1]) if found else 0

    before = counted()
    client.get("/")
    assert counted() == before + 1


def test_a_line_names_the_page_and_nobody(lines):
    clinic = worlds.clinic()
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    rosa = pages.signed_in(clinic.rosa.account)
    lines.clear()
    told = rosa.get(f"/courses/{made.pk}/")
    (line,) = map(json.loads, lines)
    assert (line["route"], line["status"], line["method"]) == ("case", 200, "GET")
    assert line["reference"] == told["X-Reference"]
    assert set(line) == {
        "at",
        "level",
        "logger",
        "message",
        "reference",
        "route",
        "method",
        "status",
        "ms",
    }
    text = lines[0]
    for word in (str(made.pk), "Abara", "Tom", "Rosa", "rosa", str(clinic.rosa.account.pk)):
        assert word not in text


def test_what_breaks_is_written_without_its_address_and_with_the_reference_a_person_reads_out(
    monkeypatch,
):
    clinic = worlds.clinic()
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    rosa = pages.signed_in(clinic.rosa.account)
    rosa.raise_request_exception = False
    words = "He said " + "marmalade"
    monkeypatch.setattr(
        "betweenus.web.therapist.goals.goals.read",
        lambda **_: int(words),
    )
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            assert without_address(record)
            written.append(AsJson().format(record))

    handler = Kept(level=logging.ERROR)
    logging.getLogger("django.request").addHandler(handler)
    try:
        told = rosa.get(f"/courses/{made.pk}/goals/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert told.status_code == 500
    (line,) = written
    reference = told["X-Reference"]
    assert reference in told.content.decode(), "what a person can read out"
    assert reference in line
    assert "goals" in json.loads(line)["route"]
    for word in (str(made.pk), "marmalade", "Abara"):
        assert word not in line
