"""The waiting list, allocation and possible duplicates as pages."""

import re
from datetime import date, timedelta

import pytest

from betweenus.records.people import PossibleDuplicate
from betweenus.services import clock, responsibility
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def be(client):
    """Sign somebody in."""

    def signed_in(staff):
        client.force_login(staff.account, backend="sesame.backends.ModelBackend")
        return client

    return signed_in


def text(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def waiting_for(name, days, **known):
    return worlds.referred(name, received_on=worlds.TODAY - timedelta(days=days), **known)


def test_an_empty_list_says_how_people_come_here(clinic, be):
    page = text(be(clinic.ada).get("/waiting/"))
    assert "Nobody is waiting" in page
    assert "refer themselves" in page


def test_the_wait_is_said_in_words_not_only_in_colour(clinic, be):
    for days in (0, 3, 14, 44, 127):
        waiting_for(f"Person {days}", days)
    page = text(be(clinic.ada).get("/waiting/"))
    for words in (
        "Today , within 6 weeks",
        "3 days , within 6 weeks",
        "2 weeks , within 6 weeks",
        "6 weeks 2 days , past 6 weeks",
        "18 weeks 1 day , past 18 weeks",
        "2 over 6 weeks, 1 over 18",
    ):
        assert words in page, words


def test_a_list_of_five_hundred_takes_no_more_queries_than_one_of_one(clinic, be, most_queries):
    client = be(clinic.rosa)
    waiting_for("Ann Adder", 3)
    with most_queries():
        client.get("/waiting/")
    for number in range(500):
        waiting_for(f"Person {number:03}", number % 200)
    with most_queries():
        page = text(client.get("/waiting/?page=2"))
    assert "Page 2 of 11, 501 people" in page


def test_a_search_that_finds_nobody_says_what_to_do(clinic, be):
    waiting_for("Ann Adder", 3)
    page = text(be(clinic.ada).get("/waiting/?search=zebra"))
    assert "Nobody here fits that" in page
    assert "show everybody who waits" in page


def test_filters_keep_each_other_and_survive_nonsense(clinic, be):
    waiting_for("Ann Adder", 50)
    page = be(clinic.ada).get("/waiting/?search=ann&over=6&sort=sideways&page=x&stage=zz")
    assert page.status_code == 200
    body = page.content.decode()
    assert 'value="ann"' in body
    assert "?stage=assess&amp;search=ann&amp;over=6" in body


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("rosa", {"Take": True, "Allocate": False, "Contact": False}),
        ("ada", {"Take": False, "Allocate": True, "Contact": True}),
        ("miriam", {"Take": False, "Allocate": False, "Contact": False}),
    ],
)
def test_each_role_is_offered_its_own_acts(clinic, be, who, sees):
    waiting_for("Ann Adder", 3)
    page = text(be(getattr(clinic, who)).get("/waiting/"))
    for act, there in sees.items():
        assert (f"{act} Ann Adder" in page) == there, act


def test_a_client_does_not_see_who_waits(clinic, be, client):
    course = worlds.opened(clinic.rosa)
    client.force_login(worlds.client_of(course), backend="sesame.backends.ModelBackend")
    assert client.get("/waiting/").status_code == 404


def test_taking_is_one_press(clinic, be):
    made = waiting_for("Ann Adder", 3)
    answer = be(clinic.rosa).post(f"/referrals/{made.pk}/allocate/", {"account": "me"}, follow=True)
    assert "Ann Adder is yours to assess." in text(answer)
    assert responsibility.present(made.person_id).account == clinic.rosa.account


def test_the_lead_allocates_seeing_what_each_carries(clinic, be, most_queries):
    worlds.opened(clinic.rosa)
    made = waiting_for("Ann Adder", 3)
    client = be(clinic.ada)
    with most_queries():
        page = client.get(f"/referrals/{made.pk}/allocate/")
    said = text(page)
    assert "Who will assess Ann Adder?" in said
    assert "1 open course" in said
    assert "0 open courses · in training" in said
    answer = client.post(
        f"/referrals/{made.pk}/allocate/",
        {"account": str(clinic.ben.account.pk), "words": "Mornings."},
        follow=True,
    )
    assert "Ann Adder is with Ben Okoro now." in text(answer)
    assert responsibility.present(made.person_id).words == "Mornings."


@pytest.mark.parametrize("account", ["", "nobody", "6f2b3f0e-5f0e-4f0e-8f0e-000000000000"])
def test_allocating_to_nobody_is_an_error_on_the_page(clinic, be, account):
    made = waiting_for("Ann Adder", 3)
    page = be(clinic.ada).post(
        f"/referrals/{made.pk}/allocate/", {"account": account, "words": "Mornings."}
    )
    assert page.status_code == 422
    assert "Choose a therapist" in text(page)
    assert 'value="Mornings."' in page.content.decode()


def test_with_no_therapist_it_says_what_to_do(clinic, be):
    for staff in (clinic.rosa, clinic.ben, clinic.hugo):
        staff.account.is_active = False
        staff.account.save()
    made = waiting_for("Ann Adder", 3)
    assert "no therapist with an account" in text(
        be(clinic.ada).get(f"/referrals/{made.pk}/allocate/")
    )


def test_possible_duplicates_are_listed_compared_and_decided(clinic, be, most_queries):
    client = be(clinic.carl)
    assert "Nothing to decide" in text(client.get("/referrals/duplicates/"))
    born = date(1985, 3, 27)
    waiting_for("Ann Adder", 3, born_on=born, phone="07700 900162")
    waiting_for("Ann Adder-Brook", 1, born_on=born, phone="07700 900199")
    row = PossibleDuplicate.objects.get()
    assert "The same date of birth and a similar surname" in text(
        client.get("/referrals/duplicates/")
    )
    with most_queries():
        page = client.get(f"/referrals/duplicates/{row.pk}/")
    said = text(page)
    for words in ("07700 900162", "07700 900199", "27 March 1985", "differs"):
        assert words in said
    nothing = client.post(f"/referrals/duplicates/{row.pk}/", {})
    assert nothing.status_code == 422
    answer = client.post(f"/referrals/duplicates/{row.pk}/", {"same": "yes"}, follow=True)
    assert "joined the record of Ann Adder" in text(answer)
    assert "decided on" in text(client.get(f"/referrals/duplicates/{row.pk}/"))


def test_two_people_stay_two(clinic, be):
    for name in ("Ann Adder", "Bob Adder"):
        waiting_for(name, 3, phone="01632 960162")
    row = PossibleDuplicate.objects.get()
    answer = be(clinic.ada).post(f"/referrals/duplicates/{row.pk}/", {"same": "no"}, follow=True)
    assert "stay two people" in text(answer)
