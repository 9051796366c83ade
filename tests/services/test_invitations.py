"""Invitations: sent without a clinical word, opened once, replaced by the next."""

import re
from datetime import timedelta

import pytest

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.people import Account, Invitation, Person
from betweenus.services import clock, invitations
from tests import worlds

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def tom(clinic) -> Person:
    return worlds.opened(clinic.rosa, person={"email": "tom@home.example"}).person


def token(message) -> str:
    return re.search(r"token=([^\s&]+)", message.body)[1]


def test_the_email_leads_to_the_page_and_says_nothing_clinical(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)

    (message,) = mailoutbox
    assert message.to == ["tom@home.example"]
    assert "/invitation/?token=" in message.body
    assert "14 days" in message.body
    said = (message.subject + message.body).lower()
    for word in (
        "therap",
        "session",
        "dit",
        "treat",
        "mental",
        "mood",
        "client",
        "patient",
        "rosa",
    ):
        assert not re.search(rf"\b{word}", said), word


def test_opening_it_says_who_it_is_from(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.carl.acts, person_id=tom.pk)

    opened = invitations.open_link(by=PUBLIC, token=token(mailoutbox[0]))

    assert (opened.from_whom, opened.called, opened.service) == (
        "Rosa Lind",
        "Tom Abara",
        "Between Us",
    )


def test_accepted_with_a_password(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    account = invitations.accept(by=PUBLIC, token=token(mailoutbox[0]), password=PASSWORD)

    assert account.check_password(PASSWORD)
    assert account.roles == ["client"]
    assert Person.objects.get(pk=tom.pk).account == account
    assert Invitation.objects.get().accepted_at
    event = Event.objects.filter(act="accept invitation", account_id=account.pk).last()
    assert event.detail["way"] == "password"


def test_accepted_without_a_password(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    account = invitations.accept(by=PUBLIC, token=token(mailoutbox[0]))

    assert not account.has_usable_password()


def test_a_link_works_once(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    invitations.accept(by=PUBLIC, token=token(mailoutbox[0]), password=PASSWORD)

    assert invitations.open_link(by=PUBLIC, token=token(mailoutbox[0])) is None
    with pytest.raises(NotFound, match="used already"):
        invitations.accept(by=PUBLIC, token=token(mailoutbox[0]), password="another long one")
    assert Account.objects.get(email="tom@home.example").check_password(PASSWORD)


def test_it_stops_working_after_a_fortnight(clinic, tom, mailoutbox, settings, monkeypatch):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    sent = token(mailoutbox[0])
    assert invitations.open_link(by=PUBLIC, token=sent)

    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14 * 24 * 3600 + 60)
    assert invitations.open_link(by=PUBLIC, token=sent) is None


def test_a_new_invitation_makes_the_former_useless(clinic, tom, mailoutbox):
    for _ in range(2):
        invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    first, second = map(token, mailoutbox)

    assert invitations.open_link(by=PUBLIC, token=first) is None
    assert invitations.open_link(by=PUBLIC, token=second)
    assert Account.objects.filter(email="tom@home.example").count() == 1


def test_it_can_go_to_another_address(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk, email="Tom.New@home.example ")

    assert mailoutbox[1].to == ["tom.new@home.example"]
    assert Person.objects.get(pk=tom.pk).account.email == "tom.new@home.example"


@pytest.mark.parametrize(
    ("email", "what"),
    [
        ("", "no email address"),
        ("tom", "not an email address"),
        ("hugo@clinic.example", "Another account"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(clinic, tom, email, what, mailoutbox):
    with pytest.raises(Refusal, match=what):
        invitations.invite(by=clinic.rosa.acts, person_id=tom.pk, email=email)
    assert not mailoutbox
    assert Person.objects.get(pk=tom.pk).account is None


def test_whoever_is_in_already_is_not_invited_again(clinic, tom, mailoutbox):
    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    invitations.accept(by=PUBLIC, token=token(mailoutbox[0]))

    with pytest.raises(Refusal, match="uses their own pages already"):
        invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)


def test_staff_see_how_it_stands(clinic, tom, mailoutbox):
    before = invitations.state(by=clinic.rosa.acts, person_id=tom.pk)
    assert (before.open, before.sent_at, before.email) == (False, None, "tom@home.example")

    invitations.invite(by=clinic.rosa.acts, person_id=tom.pk)
    sent = invitations.state(by=clinic.rosa.acts, person_id=tom.pk)
    assert (sent.open, sent.sent_to, sent.sent_by) == (True, "tom@home.example", "Rosa Lind")
    with clock.as_of(sent.sent_at + timedelta(days=15)):
        assert not invitations.state(by=clinic.rosa.acts, person_id=tom.pk).open

    invitations.accept(by=PUBLIC, token=token(mailoutbox[0]))
    assert invitations.state(by=clinic.rosa.acts, person_id=tom.pk).accepted_at


def test_only_their_therapist_and_the_office_invite(clinic, tom, mailoutbox):
    for other in (clinic.hugo, clinic.miriam, clinic.ben):
        with pytest.raises(NotAllowed):
            invitations.invite(by=other.acts, person_id=tom.pk)
    assert not mailoutbox
    for office in (clinic.ada, clinic.carl):
        invitations.invite(by=office.acts, person_id=tom.pk)
