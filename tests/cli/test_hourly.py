"""``betweenus manage hourly`` does every round once and says how each went."""

import io

import pytest
from django.core.management import call_command

from betweenus.cli import check
from betweenus.services import hourly
from betweenus.services.hourly import Round

pytestmark = pytest.mark.django_db


def ran() -> tuple[str, int]:
    """What the command printed, and its exit code."""
    printed = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("hourly", stdout=printed)
    return printed.getvalue(), int(ended.value.code)


def test_it_says_how_many_each_round_did(monkeypatch):
    monkeypatch.setattr(
        hourly, "ROUNDS", (Round("one", lambda now: 2), Round("two", lambda now: 0))
    )
    assert ran() == ("one: 2\ntwo: 0\n", 0)


def test_a_failure_is_told_by_its_kind_alone_and_found_by_check(monkeypatch):
    def fails(now):
        raise ValueError("Tom Abara")

    monkeypatch.setattr(hourly, "ROUNDS", (Round("one", fails),))
    assert ran() == ("one: builtins.ValueError\n", 1)

    found = check._rounds("betweenus manage")
    assert found.words == "one: failed, 1 in a row (builtins.ValueError)"
    assert found.todo == "betweenus manage hourly"
    assert not found.matters, "a service is not kept from starting by it"


def test_the_rounds_as_they_are_do_nothing_in_an_empty_service_but_count_its_days():
    told, code = ran()
    assert code == 0
    did = dict(line.rsplit(": ", 1) for line in told.splitlines())
    assert int(did.pop("how many records each opened in a day, counted")) > 0
    assert set(did.values()) == {"0"}
