"""The suitability page: the summary follows the answers, the clinician decides, no text is lost."""

import json
import re

import pytest

from betweenus.records.referral import Suitability
from betweenus.services import clock, waiting
from tests import worlds

pytestmark = pytest.mark.django_db
FITS = {
    "answer_link": "yes",
    "reason_link": "Worse since the row at the funeral.",
    "answer_reflection": "yes",
    "answer_openness": "yes",
    "answer_motivation": "yes",
    "answer_substances": "no",
    "answer_complexity": "no",
    "answer_risk": "no",
    "answer_elsewhere": "no",
}
DECIDED = FITS | {
    "decision": "accept",
    "reason": "A pattern she half sees already.",
    "offered": ["dit", "cbt", "counselling"],
    "chosen": "dit",
    "problem_descriptor": "depression",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def address(clinic, client):
    """The page of somebody whom Rosa, signed in, is assessing."""
    made = worlds.referred(known_as="Ines")
    waiting.allocate(by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk)
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return f"/referrals/{made.pk}/suitability/"


def text(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_every_criterion_is_asked_with_its_mark(client, address, most_queries):
    with most_queries():
        page = client.get(address)
    said = text(page)
    assert "Can the low mood or anxiety be linked" in said
    assert "unverified. Held by the project, not yet found in a source" in said
    assert "what the answers come to appears here" in said
    assert "You decide, with the client." in said


def test_saving_without_scripts_sums_up_with_why(client, address):
    answer = client.post(
        f"{address}draft/", {**FITS, "answer_openness": "partly", "seen_version": 0}
    )
    assert answer["location"] == f"{address}#summary"
    page = client.get(address)
    assert "Discuss" in text(page)
    assert "Still open: openness." in text(page)
    assert "Reason still to write: openness." in text(page)
    assert "Worse since the row at the funeral." in page.content.decode()


def test_saving_by_script_brings_the_summary_along(client, address):
    answer = client.post(
        f"{address}draft/",
        {**FITS, "answer_substances": "yes", "seen_version": 0},
        headers={"X-Autosave": "1"},
    )
    said = json.loads(answer.content)
    assert said["version"] == 1
    assert "Not now" in said["summary"]
    assert "drugs or alcohol as the main problem" in said["summary"]


def test_a_second_tab_is_shown_both_texts(client, address):
    client.post(f"{address}draft/", {"reason_link": "From the first.", "seen_version": 0})
    page = client.post(f"{address}draft/", {"reason_link": "From the second.", "seen_version": 0})
    assert page.status_code == 409
    assert "From the first." in text(page)
    assert "From the second." in text(page)
    recorded = client.post(
        address, {**DECIDED, "reason_link": "From the second.", "seen_version": 0}
    )
    assert recorded.status_code == 409
    assert not Suitability.objects.exists()


def test_the_decision_is_recorded_and_the_referral_goes_on(client, address):
    answer = client.post(address, {**DECIDED, "seen_version": 0}, follow=True)
    said = text(answer)
    for words in (
        "To allocate",
        "Offer DIT",
        "A pattern she half sees already.",
        "Cognitive behavioural therapy (CBT)",
        "Every answer speaks for DIT.",
        "Worse since the row at the funeral.",
    ):
        assert words in said
    row = Suitability.objects.get()
    assert (row.offered, row.chosen, row.problem_descriptor) == (
        ["dit", "cbt", "counselling"],
        "dit",
        "depression",
    )


def test_a_decline_needs_what_was_agreed_and_ends_with_its_code(client, address):
    declined = DECIDED | {"decision": "signpost", "chosen": "other", "offered": ["dit", "other"]}
    page = client.post(address, {**declined, "seen_version": 0})
    assert page.status_code == 422
    assert "say what you agreed about what happens now" in text(page)
    declined["told"] = "They see him on Thursday."
    answer = client.post(address, {**declined, "seen_version": 0}, follow=True)
    said = text(answer)
    assert "Signposted elsewhere" in said
    assert "They see him on Thursday." in said
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"decision": ""}, "Choose what you have decided"),
        ({"reason": " "}, "Say why, in a line or two"),
        ({"chosen": "ipt"}, "not among what was offered"),
        ({"chosen": "cbt"}, "Decide to refer them on instead"),
        ({"answer_link": "perhaps"}, "perhaps is not one of the available choices"),
    ],
)
def test_what_does_not_belong_together_is_said_and_everything_stays(client, address, changed, says):
    page = client.post(address, {**DECIDED, **changed, "seen_version": 0})
    assert page.status_code == 422
    assert says in text(page)
    assert "Worse since the row at the funeral." in page.content.decode()
    assert not Suitability.objects.exists()


def test_wanting_to_think_about_it_is_no_choice_yet(client, address):
    client.post(address, {**DECIDED, "chosen": "later", "seen_version": 0})
    assert Suitability.objects.get().chosen == ""


def test_a_second_look_starts_from_the_first_answers(client, address, clinic):
    client.post(address, {**DECIDED, "decision": "discuss", "seen_version": 0})
    page = client.get(address)
    assert "Worse since the row at the funeral." in page.content.decode()
    assert "What you record now is added; this stays." in text(page)


def test_others_cannot_write_and_the_supervisor_is_led_to_the_record(client, address, clinic):
    client.force_login(clinic.hugo.account, backend="sesame.backends.ModelBackend")
    assert client.get(address).status_code == 403
    assert client.post(f"{address}draft/", {"seen_version": 0}).status_code == 403
    client.force_login(clinic.miriam.account, backend="sesame.backends.ModelBackend")
    assert client.get(address).status_code == 302
    assert client.post(address, {**DECIDED, "seen_version": 0}).status_code == 403


def test_the_draft_address_is_only_written_to(client, address):
    assert client.get(f"{address}draft/").status_code == 405


def test_a_lost_sign_in_answers_a_script_plainly(client, address):
    client.logout()
    answer = client.post(f"{address}draft/", FITS, headers={"X-Autosave": "1"})
    assert answer.status_code == 401
