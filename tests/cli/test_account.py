"""``betweenus account add``: the first person of a service that has nobody yet."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.cli.test_check import COMPLETE
from tests.cli.test_main import run

pytestmark = pytest.mark.slow

ANNA = ("account", "add", "anna@example.org", "--name", "Anna Okafor")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A service with tables and nobody in it."""
    home = COMPLETE | {"BETWEENUS_HOME": str(tmp_path_factory.mktemp("new"))}
    done = run("manage", "migrate", **home)
    assert done.returncode == 0, done.stderr
    return home


def asked(here, query):
    with closing(sqlite3.connect(f"{here['BETWEENUS_HOME']}/betweenus.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_the_first_lead_is_let_in_and_sent_a_link(here):
    told = run(*ANNA, "--role", "lead", "--role", "therapist", **here)
    assert told.returncode == 0, told.stderr
    assert "on its way to anna@example.org" in told.stdout
    assert asked(here, "select email, name, roles from records_account") == [
        ("anna@example.org", "Anna Okafor", '["lead", "therapist"]')
    ]
    ((waiting,),) = asked(here, "select args_kwargs from django_tasks_database_dbtaskresult")
    assert re.search(r"https://therapy\.example\.org/welcome/\?token=\S+", waiting)
    token = re.search(r"token=([\w-]+)", waiting)[1]
    assert token not in told.stdout, "the link goes to its owner only"
    ((by,),) = asked(here, "select account_name from records_event where act = 'manage accounts'"
                     " and about like 'account:%' limit 1")  # fmt: skip
    assert by.startswith("account add by ")

    again = run(*ANNA, "--role", "lead", **here)
    assert again.returncode == 1
    assert "There is an account for anna@example.org already." in again.stderr


def test_a_slip_in_the_address_or_the_role_is_told_and_lets_nobody_in(here):
    before = asked(here, "select count(*) from records_account")
    slip = run("account", "add", "anna.example.org", "--name", "Anna", "--role", "lead", **here)
    assert slip.returncode == 1
    assert "anna.example.org is not an email address." in slip.stderr
    assert run(*ANNA, "--role", "boss", **here).returncode == 2
    assert asked(here, "select count(*) from records_account") == before


def test_whoever_has_no_second_factor_has_none_to_lose(here):
    lost = ("account", "reset-second-factor")
    why = ("--reason", "Phone lost.")
    none = run(*lost, "anna@example.org", *why, **here)
    assert none.returncode == 1
    assert "has no second factor" in none.stderr
    assert "There is no account" in run(*lost, "who@example.org", *why, **here).stderr
