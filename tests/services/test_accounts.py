"""Accounts: letting people in and out, their roles, their supervisors, their clients."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail

from betweenus.domain.access import Role
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.people import Account
from betweenus.records.teams import Responsibility
from betweenus.services import accounts, handover, links, notes, people, supervision
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


def roles_of(who) -> set[str]:
    return set(Account.objects.get(pk=who.account.pk).roles)


def change(by, who, roles, *, trainee=False):
    return accounts.change(
        by=by.acts, account_id=who.account.pk, name=who.account.name, roles=roles, trainee=trainee
    )


class TestLettingIn:
    def test_somebody_added_gets_a_link_by_email_and_nobody_knows_their_password(
        self, clinic, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            made = accounts.add(
                by=clinic.ada.acts,
                email=" New.Person@Clinic.example ",
                name="Nell Frost",
                roles=[Role.THERAPIST],
                trainee=True,
            )
        assert made.email == "new.person@clinic.example"
        assert not made.has_usable_password()
        (sent,) = mail.outbox
        assert sent.to == ["new.person@clinic.example"]
        token = re.search(r"token=(\S+)", sent.body)[1]
        assert links.account_for(token, links.INVITATION) == made

    def test_a_taken_address_is_refused(self, clinic):
        with pytest.raises(Refusal, match="already"):
            accounts.add(
                by=clinic.ada.acts, email="ROSA@clinic.example", name="R", roles=[Role.THERAPIST]
            )

    def test_a_link_used_once_is_used_up_by_choosing_a_password(self, clinic):
        made = accounts.add(
            by=clinic.ada.acts, email="n@clinic.example", name="Nell", roles=[Role.THERAPIST]
        )
        token = links.invitation_token(made)
        made.set_password("something long and new")
        made.save()
        assert links.account_for(token, links.INVITATION) is None

    @pytest.mark.parametrize("who", ["rosa", "miriam"])
    def test_only_the_office_manages_accounts(self, clinic, who):
        acts = getattr(clinic, who).acts
        with pytest.raises(NotAllowed):
            accounts.list_accounts(by=acts)
        with pytest.raises(NotAllowed):
            accounts.add(by=acts, email="x@clinic.example", name="X", roles=[Role.THERAPIST])

    def test_clients_accounts_are_not_among_them(self, clinic):
        client = worlds.client_of(worlds.at_session(clinic.rosa, 2))
        page = accounts.list_accounts(by=clinic.ada.acts)
        assert client.name not in {line.name for line in page.active}
        with pytest.raises(NotFound):
            accounts.read(by=clinic.ada.acts, account_id=client.pk)
        with pytest.raises(NotFound):
            accounts.deactivate(by=clinic.ada.acts, account_id=client.pk)


def said_by_ada() -> dict:
    """What the newest event says, which is about accounts and hers."""
    event = Event.objects.latest("id")
    assert (event.act, event.account_name) == ("manage accounts", "Ada Quist")
    return event.detail


class TestRoles:
    def test_a_change_of_roles_is_an_event_that_says_what_changed(self, clinic):
        change(clinic.ada, clinic.rosa, [Role.THERAPIST, Role.SUPERVISOR])
        event = Event.objects.order_by("-id").first()
        assert event.about == f"account:{clinic.rosa.account.pk}"
        assert event.detail["given"] == ["supervisor"]
        assert event.detail["taken"] == []
        assert roles_of(clinic.rosa) == {"therapist", "supervisor"}

    def test_whatever_becomes_of_an_account_is_an_event_that_says_what(self, clinic):
        ada, rosa = clinic.ada.acts, clinic.rosa.account.pk
        link = clinic.rosa.account.supervised_by.get()
        kept = {"roles": [Role.THERAPIST], "trainee": False}
        made = accounts.add(by=ada, email="n@x.example", name="Nell", roles=[Role.THERAPIST])

        accounts.change(by=ada, account_id=rosa, name="R. Lind", **kept)
        assert said_by_ada()["was_called"] == "Rosa Lind"
        accounts.change(by=ada, account_id=rosa, name="R. Lind", **kept | {"trainee": True})
        assert said_by_ada() == {"given": [], "taken": [], "trainee": True}
        accounts.invite(by=ada, account_id=rosa)
        assert said_by_ada() == {"invited": True}
        accounts.deactivate(by=ada, account_id=made.pk)
        assert said_by_ada() == {"active": False}
        accounts.reactivate(by=ada, account_id=made.pk)
        assert said_by_ada() == {"active": True}
        people.end_supervision(by=ada, link_id=link.pk)
        assert said_by_ada()["supervisee"] == str(rosa)
        people.link_supervision(
            by=ada, supervisor=clinic.miriam.account.pk, supervisee=rosa, since=date(2030, 3, 1)
        )
        assert said_by_ada()["since"] == "2030-03-01"

    def test_the_only_lead_stays_lead(self, clinic):
        with pytest.raises(Refusal, match="only service lead"):
            change(clinic.ada, clinic.ada, [Role.ADMINISTRATOR])
        assert roles_of(clinic.ada) == {"lead"}

    def test_a_lead_can_step_down_once_there_is_another(self, clinic):
        change(clinic.ada, clinic.miriam, [Role.SUPERVISOR, Role.LEAD])
        change(clinic.ada, clinic.ada, [Role.ADMINISTRATOR])
        assert roles_of(clinic.ada) == {"administrator"}

    def test_a_lead_who_left_does_not_count(self, clinic):
        change(clinic.ada, clinic.hugo, [Role.LEAD])
        accounts.deactivate(by=clinic.ada.acts, account_id=clinic.hugo.account.pk)
        with pytest.raises(Refusal, match="only service lead"):
            change(clinic.ada, clinic.ada, [Role.ADMINISTRATOR])

    def test_an_administrator_makes_no_leads_and_gives_themselves_nothing(self, clinic):
        with pytest.raises(Refusal, match="Only a service lead"):
            change(clinic.carl, clinic.rosa, [Role.THERAPIST, Role.LEAD])
        with pytest.raises(Refusal, match="Only a service lead"):
            accounts.add(by=clinic.carl.acts, email="x@clinic.example", name="X", roles=[Role.LEAD])
        with pytest.raises(Refusal, match="cannot give yourself"):
            change(clinic.carl, clinic.carl, [Role.ADMINISTRATOR, Role.THERAPIST])
        with pytest.raises(Refusal, match="Only a service lead"):
            accounts.deactivate(by=clinic.carl.acts, account_id=clinic.ada.account.pk)

    def test_an_administrator_supervises_nobody_by_their_own_hand(self, clinic):
        change(clinic.ada, clinic.carl, [Role.ADMINISTRATOR, Role.SUPERVISOR])
        carl = worlds.Staff(Account.objects.get(pk=clinic.carl.account.pk))
        with pytest.raises(Refusal, match="yourself"):
            people.link_supervision(
                by=carl.acts, supervisor=carl.account, supervisee=clinic.rosa.account
            )

    @pytest.mark.parametrize("roles", [[], [Role.CLIENT], [Role.THERAPIST, Role.SYSTEM]])
    def test_roles_are_those_of_people_who_work_here(self, clinic, roles):
        with pytest.raises(Refusal):
            change(clinic.ada, clinic.rosa, roles)

    def test_a_therapist_with_clients_stays_a_therapist(self, clinic):
        worlds.at_session(clinic.rosa, 3)
        with pytest.raises(Refusal, match="answers for 1 client"):
            change(clinic.ada, clinic.rosa, [Role.ADMINISTRATOR])

    def test_a_supervisor_with_supervisees_stays_one(self, clinic):
        with pytest.raises(Refusal, match="still supervises"):
            change(clinic.ada, clinic.miriam, [Role.ADMINISTRATOR])

    def test_a_trainee_who_has_qualified_needs_no_second_signature(self, clinic):
        made = worlds.at_session(clinic.ben, 2)
        note = worlds.signed(clinic.ben, made)
        change(clinic.ada, clinic.ben, [Role.THERAPIST], trainee=False)
        with pytest.raises(Refusal, match="needs no countersignature"):
            notes.countersign(by=clinic.miriam.acts, note_id=note.pk)


class TestLettingOut:
    def test_somebody_who_left_cannot_sign_in_and_is_listed_apart(self, clinic, client):
        client.force_login(clinic.hugo.account)
        accounts.deactivate(by=clinic.ada.acts, account_id=clinic.hugo.account.pk)
        assert client.get("/today/").status_code == 302
        page = accounts.list_accounts(by=clinic.ada.acts)
        assert [line.name for line in page.former] == ["Hugo Pell"]
        accounts.reactivate(by=clinic.ada.acts, account_id=clinic.hugo.account.pk)
        assert not accounts.list_accounts(by=clinic.ada.acts).former

    def test_not_while_they_answer_for_somebody(self, clinic):
        worlds.at_session(clinic.rosa, 2)
        with pytest.raises(Refusal, match="Hand them over"):
            accounts.deactivate(by=clinic.ada.acts, account_id=clinic.rosa.account.pk)
        assert Account.objects.get(pk=clinic.rosa.account.pk).is_active

    def test_not_while_they_supervise_somebody(self, clinic):
        with pytest.raises(Refusal, match="Ben Okoro"):
            accounts.deactivate(by=clinic.ada.acts, account_id=clinic.miriam.account.pk)

    def test_a_supervision_ended_today_does_not_hold_them_back(self, clinic):
        for link in accounts.read(
            by=clinic.ada.acts, account_id=clinic.miriam.account.pk
        ).account.supervises:
            people.end_supervision(by=clinic.ada.acts, link_id=link.id)
        accounts.deactivate(by=clinic.ada.acts, account_id=clinic.miriam.account.pk)
        assert not Account.objects.get(pk=clinic.miriam.account.pk).is_active

    def test_nobody_closes_their_own_account(self, clinic):
        change(clinic.ada, clinic.hugo, [Role.LEAD])
        with pytest.raises(Refusal, match="your own"):
            accounts.deactivate(by=clinic.ada.acts, account_id=clinic.ada.account.pk)


class TestSupervisionLinks:
    def test_the_same_link_is_not_made_twice(self, clinic):
        with pytest.raises(Refusal, match="already"):
            people.link_supervision(
                by=clinic.ada.acts, supervisor=clinic.miriam.account, supervisee=clinic.rosa.account
            )

    def test_an_ended_link_can_be_made_again_and_both_are_kept(self, clinic):
        line = accounts.read(by=clinic.ada.acts, account_id=clinic.rosa.account.pk).account
        people.end_supervision(
            by=clinic.ada.acts,
            link_id=line.supervised_by[0].id,
            until=worlds.TODAY - timedelta(days=1),
        )
        people.link_supervision(
            by=clinic.ada.acts, supervisor=clinic.miriam.account, supervisee=clinic.rosa.account
        )
        page = accounts.read(by=clinic.ada.acts, account_id=clinic.rosa.account.pk)
        assert [one.since for one in page.account.supervised_by] == [worlds.TODAY]
        assert [one.until for one in page.past_links] == [worlds.TODAY - timedelta(days=1)]

    def test_it_cannot_end_before_it_began(self, clinic):
        line = accounts.read(by=clinic.ada.acts, account_id=clinic.rosa.account.pk).account
        with pytest.raises(Refusal, match="before it began"):
            people.end_supervision(
                by=clinic.ada.acts,
                link_id=line.supervised_by[0].id,
                until=line.supervised_by[0].since - timedelta(days=1),
            )


class TestHandingOver:
    def hand(self, clinic, persons, *, to=None, reason="Rosa is on leave from March."):
        return handover.hand_over(
            by=clinic.ada.acts,
            account_id=clinic.rosa.account.pk,
            to=(to or clinic.hugo).account.pk,
            person_ids=persons,
            reason=reason,
        )

    def test_the_new_therapist_has_the_record_and_the_old_one_no_longer(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        assert self.hand(clinic, [made.person_id]) == 1
        assert supervision.read_talk(by=clinic.hugo.acts, course_id=made.pk).case.therapist == (
            "Hugo Pell"
        )
        with pytest.raises(NotAllowed):
            supervision.read_talk(by=clinic.rosa.acts, course_id=made.pk)

    def test_the_reason_is_kept_and_the_client_has_an_event(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        self.hand(clinic, [made.person_id])
        given = Responsibility.objects.get(person=made.person_id, until=None)
        assert (given.words, given.task) == ("Rosa is on leave from March.", "treat")
        event = Event.objects.get(person_id=made.person_id, act="allocate", detail__has_key="from")
        assert event.detail["to"] == str(clinic.hugo.account.pk)
        assert event.account_name == "Ada Quist"

    def test_only_those_chosen_go(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        worlds.accepted(clinic.rosa, "Ines Varga")
        self.hand(clinic, [made.person_id])
        page = handover.read(by=clinic.ada.acts, account_id=clinic.rosa.account.pk)
        assert [one.name for one in page.clients] == ["Ines Varga"]
        assert [one.name for one in page.therapists] == ["Ben Okoro", "Hugo Pell"]

    def test_an_ended_course_keeps_the_name_of_who_led_it(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        worlds.ended(clinic.rosa, made)
        self.hand(clinic, [made.person_id])
        made.refresh_from_db()
        assert made.therapist_id == clinic.rosa.account.pk

    def test_without_reason_clients_or_a_therapist_nothing_happens(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        for wrong in (
            {"persons": [made.person_id], "reason": " "},
            {"persons": []},
            {"persons": [made.person_id], "to": clinic.miriam},
            {"persons": [made.person_id], "to": clinic.rosa},
        ):
            with pytest.raises(Refusal):
                self.hand(clinic, **wrong)
        given = Responsibility.objects.get(person=made.person_id, until=None)
        assert given.account_id == clinic.rosa.account.pk
