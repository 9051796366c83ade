"""Referrals as staff meet them: taking one, reading it, closing it, keeping its details right."""

import re

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.records.referral import Referral
from betweenus.services import clock, contact, referral, waiting
from betweenus.services.referral import NewPerson
from tests import worlds

pytestmark = pytest.mark.django_db
LETTER = {
    "source": "gp",
    "received_on_0": "9",
    "received_on_1": "2",
    "received_on_2": "2026",
    "referrer": "Dr S. Kemble, Withy Lane Practice",
    "referrer_words": "Low mood since a bereavement.",
    "name": "Graham Ollerenshaw",
}


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


@pytest.fixture
def rosa_whitlow(clinic):
    """Somebody who has told a good deal and whom nobody has taken."""
    return referral.refer(
        by=PUBLIC,
        person=NewPerson(
            "Rosa Whitlow",
            known_as="Rosie",
            phone="07700 900162",
            contact_notes="My husband must not know.",
            access_needs="Stairs are hard.",
        ),
        source="self",
        own_words="I keep falling out with my sister.",
        difficulties=["low_mood", "the neighbours"],
        relationship_difficulties=["feel_invisible"],
        preference="dit",
        preference_words="Mornings.",
        previous_therapy=["cbt_declined"],
        previous_therapy_words="The sheets were not for me.",
    )


@pytest.mark.parametrize(("who", "goes_on_to"), [("rosa", "/referrals/"), ("carl", "/waiting/")])
def test_a_letter_becomes_a_referral(clinic, be, who, goes_on_to):
    answer = be(getattr(clinic, who)).post("/referrals/new/", LETTER)
    assert answer["location"].startswith(goes_on_to)
    made = Referral.objects.get()
    assert (made.source, made.referrer, made.received_on.isoformat()) == (
        "gp",
        "Dr S. Kemble, Withy Lane Practice",
        "2026-02-09",
    )
    assert made.entered_by == getattr(clinic, who).account


def test_only_name_day_and_way_are_needed_and_what_was_typed_stays(clinic, be):
    page = be(clinic.carl).post("/referrals/new/", {"referrer_words": "Low since spring."})
    assert page.status_code == 422
    body = page.content.decode()
    for words in ("Enter their full name", "Choose how the referral came", "Enter the day"):
        assert words.replace("your", "their") in body or words in body
    assert "Low since spring." in body
    assert "Choose how we may reach you" not in body


def test_a_day_to_come_is_refused(clinic, be):
    page = be(clinic.carl).post("/referrals/new/", LETTER | {"received_on_2": "2027"})
    assert page.status_code == 422
    assert "cannot be in the future" in text(page)


def test_the_form_starts_with_today(clinic, be):
    assert 'value="2026"' in be(clinic.carl).get("/referrals/new/").content.decode()


def test_a_referral_is_read_with_everything_that_was_told(clinic, be, rosa_whitlow, most_queries):
    client = be(clinic.rosa)
    with most_queries():
        page = client.get(f"/referrals/{rosa_whitlow.pk}/")
    said = text(page)
    for words in (
        "I keep falling out with my sister.",
        "Low mood",
        "the neighbours",
        "You feel invisible or ignored",
        "I was offered CBT and said no",
        "My husband must not know.",
        "Stairs are hard.",
        "07700 900162",
        "Do not leave a message",
        "Nobody is responsible yet",
        "Take Rosie for assessment",
    ):
        assert words in said


@pytest.mark.parametrize("who", ["ada", "carl"])
def test_the_office_does_not_read_what_was_told(clinic, be, rosa_whitlow, who):
    page = be(getattr(clinic, who)).get(f"/referrals/{rosa_whitlow.pk}/")
    assert page.status_code == 403
    assert "sister" not in text(page)


def test_a_supervisor_reads_in_few_queries(clinic, be, most_queries):
    made = worlds.accepted(clinic.rosa)
    client = be(clinic.miriam)
    with most_queries():
        page = client.get(f"/referrals/{made.pk}/")
    assert "Suitability" in text(page)
    assert "Assess again" not in text(page)


def test_each_stage_offers_its_next_step(clinic, be, rosa_whitlow):
    client = be(clinic.rosa)
    address = f"/referrals/{rosa_whitlow.pk}/"
    client.post(f"{address}allocate/", {"account": "me"})
    assert "Assess suitability" in text(client.get(address))
    accepted = worlds.accepted(clinic.rosa, "Ines Varga")
    assert "Open the course" in text(client.get(f"/referrals/{accepted.pk}/"))


def test_two_therapists_press_take_and_the_second_is_told(clinic, be, rosa_whitlow):
    waiting.allocate(
        by=clinic.hugo.acts, referral_id=rosa_whitlow.pk, account_id=clinic.hugo.account.pk
    )
    page = be(clinic.rosa).post(f"/referrals/{rosa_whitlow.pk}/allocate/", {"account": "me"})
    assert page.status_code == 403


def test_a_referral_is_closed_with_its_reason(clinic, be, rosa_whitlow):
    client = be(clinic.carl)
    address = f"/referrals/{rosa_whitlow.pk}/close/"
    page = client.get(address)
    assert "Rosie" in text(page)
    assert "Completed" not in text(page)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"code": "14", "words": "Rang."})["location"] == "/waiting/"
    rosa_whitlow.refresh_from_db()
    assert (rosa_whitlow.state, rosa_whitlow.close_words) == ("closed", "Rang.")
    again = client.post(address, {"code": "14"})
    assert again.status_code == 422
    assert "closed already" in text(again)


def test_somebody_is_referred_again_after_closing(clinic, be, rosa_whitlow):
    client = be(clinic.carl)
    client.post(f"/referrals/{rosa_whitlow.pk}/close/", {"code": "14"})
    address = f"/people/{rosa_whitlow.person_id}/refer/"
    assert "Refer Rosa Whitlow again" in text(client.get(address))
    client.post(address, {key: LETTER[key] for key in LETTER if key != "name"})
    assert rosa_whitlow.person.referrals.count() == 2


def test_details_are_changed_where_they_are_read(clinic, be, rosa_whitlow):
    client = be(clinic.carl)
    address = f"/people/{rosa_whitlow.person_id}/contact/"
    page = client.get(address).content.decode()
    assert 'value="07700900162"' in page
    assert "My husband must not know." in page
    answer = client.post(
        address, {"name": "Rosa Whitlow", "phone": "07700 900199", "next": "/waiting/"}
    )
    assert answer["location"] == "/waiting/"
    rosa_whitlow.person.refresh_from_db()
    assert rosa_whitlow.person.phone == "07700900199"


def test_a_way_back_that_leads_elsewhere_is_not_followed(clinic, be, rosa_whitlow):
    address = f"/people/{rosa_whitlow.person_id}/contact/"
    answer = be(clinic.carl).post(address, {"name": "Rosa", "next": "//elsewhere.example"})
    assert answer["location"] == "/waiting/"


def test_an_old_nhs_number_that_is_wrong_does_not_keep_the_rest_from_being_saved(clinic, be):
    person = worlds.referred("Ann Adder", nhs_number="9990001019").person
    address = f"/people/{person.pk}/contact/"
    client = be(clinic.carl)
    kept = {"name": "Ann Adder", "nhs_number": "999 000 1019", "phone": "07700 900199"}
    assert client.post(address, kept).status_code == 302
    assert client.post(address, kept | {"nhs_number": "999 000 1018"}).status_code == 422


def test_joined_details_stand_beside(clinic, be):
    from betweenus.records.people import PossibleDuplicate
    from betweenus.services import joining

    for phone in ("07700 900162", "07700 900199"):
        worlds.referred("Ann Adder", email="a@h.example", phone=phone)
    row = PossibleDuplicate.objects.get()
    joining.settle(by=clinic.carl.acts, duplicate_id=row.pk, same=True)
    client = be(clinic.carl)
    older = contact.read(by=clinic.carl.acts, person_id=row.older_id).person
    assert "Found to be the same person" in text(client.get(f"/people/{older.pk}/contact/"))
    assert "was joined to that of" in text(client.get(f"/people/{row.newer_id}/contact/"))


def test_what_there_is_not_is_a_404(clinic, be):
    import uuid

    nobody = uuid.uuid4()
    client = be(clinic.carl)
    for address in (f"/referrals/{nobody}/close/", f"/people/{nobody}/contact/"):
        assert client.get(address).status_code == 404
