"""Referring oneself: what a person on a phone meets, page by page."""

import re

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.records.events import Event
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.records.referral import Referral
from betweenus.services import referral
from betweenus.services.referral import NewPerson

pytestmark = pytest.mark.django_db

ABOUT = {
    "name": "Rosa Whitlow",
    "known_as": "Rosa",
    "pronouns": "she/her",
    "born_on_0": "27",
    "born_on_1": "3",
    "born_on_2": "1985",
}
REACH = {
    "phone": "+44 7700 900162",
    "contact_preference": "text",
    "may_leave_message": "on",
    "contact_notes": "Not after six, please. My husband is home then.",
}
REASONS = {
    "own_words": "I keep falling out with my sister.\n\nIt wears me down.",
    "difficulties": ["low_mood", "worry"],
    "relationship_difficulties": ["risky_to_get_close", "feel_invisible"],
}
WISHES = {
    "preference": "dit",
    "preference_words": "Mornings.",
    "previous_therapy": ["cbt_had", "cbt_declined"],
    "previous_therapy_words": "The sheets were not for me.",
}
NEEDS = {"access_needs": "Stairs are hard.", "language": "Portuguese", "needs_interpreter": "on"}
PAGES = {
    "about-you": ABOUT,
    "reaching-you": REACH,
    "what-brings-you": REASONS,
    "what-you-would-like": WISHES,
    "coming-here": NEEDS,
}


def fill_in(client, **changed):
    """Send all five pages; ``changed`` replaces a page's answers by its name with _ for -."""
    for slug, usual in PAGES.items():
        answers = changed.get(slug.replace("-", "_"), usual)
        response = client.post(f"/refer/{slug}/", {**answers, "go": "on"})
        assert response.status_code == 302, response.content.decode()
    return response


def text(response) -> str:
    """The page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    "path",
    ["/", "/refer/", "/refer/sent/", "/refer/delete/", *(f"/refer/{slug}/" for slug in PAGES)],
)
def test_every_page_says_where_to_turn_in_a_crisis(client, path, most_queries):
    with most_queries():
        page = client.get(path)
    assert page.status_code == 200
    assert "If you need help now" in text(page)
    assert 'href="tel:999"' in page.content.decode()


def test_the_front_page_offers_the_three_ways_on(client):
    page = client.get("/").content.decode()
    assert 'href="/refer/"' in page
    assert 'href="/account/login/"' in page
    assert 'href="/help-in-a-crisis/"' in page


def test_five_pages_become_one_referral(client):
    assert fill_in(client)["location"] == "/refer/check/"
    assert not Referral.objects.exists()
    assert client.post("/refer/check/")["location"] == "/refer/sent/"
    made = Referral.objects.select_related("person").get()
    person = made.person
    assert (person.name, person.phone, person.born_on.isoformat()) == (
        "Rosa Whitlow",
        "07700900162",
        "1985-03-27",
    )
    assert person.may_leave_message
    assert person.needs_interpreter
    assert person.contact_notes.startswith("Not after six")
    assert (made.source, made.state) == ("self", "received")
    assert made.relationship_difficulties == ["risky_to_get_close", "feel_invisible"]
    assert made.previous_therapy == ["cbt_had", "cbt_declined"]
    assert made.own_words == "I keep falling out with my sister.\n\nIt wears me down."
    event = Event.objects.get(act="refer")
    assert (event.role, event.person_id, event.done) == ("public", person.pk, True)


def test_the_answers_are_shown_once_more_in_the_words_that_were_offered(client):
    fill_in(client)
    page = text(client.get("/refer/check/"))
    for words in (
        "Rosa Whitlow",
        "27 March 1985",
        "07700 900162",
        "Text message",
        "It may feel risky to get close to others",
        "I was offered CBT and said no",
        "My husband is home then",
    ):
        assert words in page


def test_going_back_keeps_what_was_typed_even_if_it_is_not_right_yet(client):
    half = {"name": "", "known_as": "Rosa", "born_on_0": "31", "born_on_1": "2", "go": "back"}
    assert client.post("/refer/about-you/", half)["location"] == "/refer/"
    page = client.get("/refer/about-you/").content.decode()
    assert 'value="Rosa"' in page
    assert 'value="31"' in page
    assert "There is a problem" not in page


def test_an_error_says_what_to_do_and_keeps_everything(client):
    wrong = ABOUT | {"born_on_1": "13", "nhs_number": "999 000 101"}
    page = client.post("/refer/about-you/", {**wrong, "go": "on"})
    assert page.status_code == 422
    body = page.content.decode()
    assert "Date of birth must be a real date" in body
    assert "An NHS number has 10 digits; this has 9" in body
    assert "<title>Error: " in body
    assert 'value="Rosa Whitlow"' in body
    assert 'value="999 000 101"' in body


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"nhs_number": "999 000 1019"}, "one of its digits is not right"),
        ({"name": " "}, "Enter your full name"),
        ({"born_on_2": "2199"}, "must be in the past"),
        ({"born_on_2": "1785"}, "Check the year of birth"),
    ],
)
def test_slips_on_the_first_page_are_named(client, changed, error):
    page = client.post("/refer/about-you/", {**ABOUT, **changed, "go": "on"})
    assert page.status_code == 422
    assert error in text(page)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, "Choose how we may reach you"),
        ({"contact_preference": "email"}, "Enter your email address, or choose another way"),
        ({"contact_preference": "phone"}, "Enter your phone number, or choose another way"),
        ({"contact_preference": "letter"}, "Enter your address, or choose another way"),
        ({"contact_preference": "phone", "phone": "ring me"}, "Enter a phone number with its area"),
        ({"contact_preference": "email", "email": "rosa"}, "like name@example.com"),
    ],
)
def test_the_way_chosen_needs_its_number_or_address(client, answers, error):
    page = client.post("/refer/reaching-you/", {**answers, "go": "on"})
    assert page.status_code == 422
    assert error in text(page)


def test_having_had_no_therapy_and_some_cannot_both_be(client):
    answers = {"previous_therapy": ["none", "cbt_had"], "go": "on"}
    assert client.post("/refer/what-you-would-like/", answers).status_code == 422


def test_unticking_takes_the_answer_away(client):
    client.post("/refer/what-brings-you/", {**REASONS, "go": "on"})
    client.post("/refer/what-brings-you/", {"own_words": "Shorter.", "go": "on"})
    page = client.get("/refer/what-brings-you/").content.decode()
    assert "checked" not in page
    assert "Shorter." in page


def test_changing_an_answer_leads_back_to_the_check(client):
    fill_in(client)
    assert "?then=check" in client.get("/refer/check/").content.decode()
    answers = {**ABOUT, "name": "Rosa Whitlow-Pires", "then": "check", "go": "on"}
    assert client.post("/refer/about-you/", answers)["location"] == "/refer/check/"
    assert "Rosa Whitlow-Pires" in text(client.get("/refer/check/"))


def test_a_page_left_out_is_asked_for_before_sending(client):
    client.post("/refer/about-you/", {**ABOUT, "go": "on"})
    there = client.post("/refer/check/")
    assert there["location"] == "/refer/reaching-you/?check=1"
    assert "Choose how we may reach you" in text(client.get(there["location"]))
    assert not Referral.objects.exists()


def test_sending_without_answers_starts_at_the_beginning(client):
    assert client.post("/refer/check/")["location"] == "/refer/"


def test_pressing_send_twice_sends_once_and_thanks_both_times(client):
    fill_in(client)
    client.post("/refer/check/")
    assert client.post("/refer/check/")["location"] == "/refer/sent/"
    assert Referral.objects.count() == 1
    client.post("/refer/about-you/", {"name": "Somebody else", "go": "on"})
    assert "about-you" in client.post("/refer/check/")["location"], "a new form is not the old one"


def test_a_program_that_fills_in_everything_is_stopped_and_a_person_is_told_how_to_go_on(client):
    fill_in(client)
    page = client.post("/refer/check/", {"website": "http://spam.example"})
    assert page.status_code == 422
    assert "Leave the box “Website” empty" in text(page)
    assert "bu-trap" not in page.content.decode()
    assert not Referral.objects.exists()
    client.post("/refer/check/", {"website": ""})
    assert Referral.objects.count() == 1


def test_what_was_typed_is_sealed_while_it_waits_and_gone_when_sent(client):
    from django.contrib.sessions.models import Session

    fill_in(client)
    stored = str([session.get_decoded() for session in Session.objects.all()])
    assert "referral" in stored
    assert "sister" not in stored
    assert "Whitlow" not in stored
    client.post("/refer/check/")
    assert "Whitlow" not in client.get("/refer/about-you/").content.decode()


def test_it_can_be_deleted_before_it_is_sent(client):
    fill_in(client)
    client.post("/refer/delete/")
    assert "Whitlow" not in client.get("/refer/about-you/").content.decode()
    assert not Referral.objects.exists()


def test_nothing_tells_whether_somebody_is_known(client):
    def told(**changed):
        client.session.flush()
        fill_in(client, **changed)
        sent = client.post("/refer/check/", follow=True)
        return re.sub(r'name="csrf.*?>', "", sent.content.decode())

    nobody = told()
    known = told()
    assert known == nobody
    assert Person.objects.count() == 2
    assert PossibleDuplicate.objects.count() == 1


def test_who_asked_for_email_is_thanked_by_it_without_a_word_of_why(client, mailoutbox):
    fill_in(client, reaching_you={"email": "rosa@clients.example", "contact_preference": "email"})
    client.post("/refer/check/")
    (message,) = mailoutbox
    assert message.to == ["rosa@clients.example"]
    assert not re.search("therap|sister|mood|refer", message.subject + message.body, re.IGNORECASE)


def test_who_asked_for_a_text_gets_no_email(client, mailoutbox):
    fill_in(client, reaching_you=REACH | {"email": "rosa@clients.example"})
    client.post("/refer/check/")
    assert not mailoutbox


def test_an_address_that_is_no_page_of_the_form_is_not_found(client):
    assert client.get("/refer/nonsense/").status_code == 404


def test_somebody_with_an_odd_name_and_nothing_else_can_be_taken_by_the_service():
    made = referral.refer(by=PUBLIC, person=NewPerson("Ö"), source="self")
    assert made.person.name == "Ö"
