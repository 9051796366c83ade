"""People who work here: let in by a link of their own, given roles, and let out again."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from betweenus.records.people import Account
from betweenus.services import links
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def as_(client):
    """Somebody at a browser."""

    def sign_in(who):
        client.force_login(who.account)
        return client

    return sign_in


def text(response) -> str:
    return " ".join(response.content.decode().split())


class TestPeople:
    NEW = {"name": "Nell Frost", "email": "nell@clinic.example", "roles": ["therapist"]}

    def test_somebody_new_chooses_their_own_password(
        self, as_, clinic, client, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_(clinic.ada).post("/service/people/add/", self.NEW, follow=True)
        assert "Nell Frost has been sent a link" in text(answer)
        link = re.search(r"https?://[^/]+(/welcome/\S+)", mail.outbox[0].body)[1]
        client.logout()
        page = text(client.get(link))
        assert "Welcome, Nell Frost" in page
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        short = client.post("/welcome/", {"token": token, "password": "short"})
        assert short.status_code == 422
        assert "too short" in text(short)
        done = client.post("/welcome/", {"token": token, "password": "three odd words here"})
        assert done["Location"] == "/today/"
        assert client.get("/today/").status_code == 200
        client.logout()
        assert client.get(link).status_code == 410
        assert client.login(email="nell@clinic.example", password="three odd words here")

    def test_a_clients_invitation_opens_no_colleagues_page(self, clinic, client):
        account = worlds.client_of(worlds.at_session(clinic.rosa, 2))
        token = links.invitation_token(account)
        assert client.get(f"/welcome/?token={token}").status_code == 410

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, as_, clinic):
        answer = as_(clinic.ada).post("/service/people/add/", {"name": "Nell Frost", "email": "x"})
        assert answer.status_code == 422
        for words in ("Choose at least one role", "name@example.com", 'value="Nell Frost"'):
            assert words in text(answer)

    def test_a_change_of_roles(self, as_, clinic):
        address = f"/service/people/{clinic.ben.account.pk}/"
        answer = as_(clinic.ada).post(
            f"{address}change/",
            {"name": "Ben Okoro", "roles": ["therapist", "supervisor"]},
            follow=True,
        )
        assert "What they may do is as you chose." in text(answer)
        row = Account.objects.get(pk=clinic.ben.account.pk)
        assert (set(row.roles), row.trainee) == ({"therapist", "supervisor"}, False)

    def test_a_refusal_stands_beside_the_roles(self, as_, clinic):
        address = f"/service/people/{clinic.ada.account.pk}/change/"
        answer = as_(clinic.ada).post(address, {"name": "Ada Quist", "roles": ["therapist"]})
        assert answer.status_code == 422
        assert "This is the only service lead" in text(answer)

    def test_somebody_with_clients_is_let_out_only_after_handing_over(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        client = as_(clinic.ada)
        address = f"/service/people/{clinic.rosa.account.pk}/"
        refused = client.post(f"{address}leave/")
        assert refused.status_code == 422
        assert "Hand them over to somebody first." in text(refused)

        page = text(client.get(f"{address}hand-over/"))
        assert "Tom Abara" in page
        assert "Course open since" in page
        answer = client.post(
            f"{address}hand-over/",
            {
                "clients": [str(made.person_id)],
                "to": str(clinic.hugo.account.pk),
                "reason": "Rosa is leaving.",
            },
            follow=True,
        )
        assert "1 client handed over" in text(answer)
        assert "can no longer sign in" in text(client.post(f"{address}leave/", follow=True))
        assert as_(clinic.hugo).get(reverse("case", args=[made.pk])).status_code == 200

    def test_handing_over_needs_somebody_and_a_reason(self, as_, clinic):
        worlds.at_session(clinic.rosa, 3)
        address = f"/service/people/{clinic.rosa.account.pk}/hand-over/"
        answer = as_(clinic.ada).post(address, {})
        assert answer.status_code == 422
        for words in ("Choose at least one person", "Choose a therapist", "Say why"):
            assert words in text(answer)

    def test_supervision_is_given_and_ended(self, as_, clinic):
        client = as_(clinic.ada)
        address = f"/service/people/{clinic.hugo.account.pk}/"
        client.post(f"{address}supervisor/", {"supervisor": str(clinic.miriam.account.pk)})
        page = text(client.get(address))
        assert "Supervised by" in page
        link = re.search(r"supervisor/([0-9a-f-]{36})/end/", page)[1]
        wrong = {"until_0": "1", "until_1": "2", "until_2": "2026"}
        answer = client.post(f"{address}supervisor/{link}/end/", wrong)
        assert answer.status_code == 422
        assert "It cannot end before it began." in text(answer)
        client.post(f"{address}supervisor/{link}/end/", {})
        assert "last day Tuesday 10 February" in text(client.get(address))

    def test_a_trainee_without_a_supervisor_stands_out(self, as_, clinic):
        as_(clinic.ada).post("/service/people/add/", self.NEW | {"trainee": "on"}, follow=True)
        assert "Nobody supervises them" in text(as_(clinic.ada).get("/service/people/"))

    def test_an_account_that_is_not_there_is_not_found(self, as_, clinic):
        somebody = worlds.client_of(worlds.at_session(clinic.rosa, 2))
        assert as_(clinic.ada).get(f"/service/people/{somebody.pk}/").status_code == 404

    def test_few_queries_with_many_people(self, as_, clinic, most_queries):
        for number in range(6):
            as_(clinic.ada).post(
                "/service/people/add/", self.NEW | {"email": f"n{number}@clinic.example"}
            )
        client = as_(clinic.ada)
        for address in ("/service/people/", f"/service/people/{clinic.rosa.account.pk}/"):
            with most_queries():
                assert client.get(address).status_code == 200

    def test_who_may_do_what_is_the_permission_table(self, as_, clinic):
        page = text(as_(clinic.carl).get("/service/who-may-do-what/"))
        row = page[page.index("Countersign note") :][:600]
        assert "supervisees’ clients" in row
