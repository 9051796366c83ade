"""The map page: its picture and table, its rows, and what happens to what is typed."""

from uuid import uuid4

import pytest

from betweenus.records.formulation import MapVersion
from betweenus.services import relationship_map
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
SHUT = (403, 404)  # a client is told no more than that it is not there


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3)


def where(made) -> str:
    return f"/courses/{made.pk}/map/"


def rows(*people, seen=0, **more):
    data = {"p-TOTAL_FORMS": len(people), "p-INITIAL_FORMS": 0, "seen_number": seen, **more}
    usual = {"closeness": "3", "when": "present", "relation": "", "between_us": "", "key": ""}
    for number, person in enumerate(people):
        data |= {f"p-{number}-{key}": value for key, value in (usual | person).items()}
    return data


def test_an_empty_map_says_what_to_do_and_offers_rows(made, rosa):
    page = rosa.get(where(made))
    assert "Nobody is on the map yet" in page.content.decode()
    assert "Begin the map" in text(page)
    assert pages.fields(page)["p-TOTAL_FORMS"] == "4"


def test_people_are_drawn_and_stand_in_a_table(made, rosa):
    people = ({"name": "Mum", "relation": "mother", "closeness": "4"}, {"name": ""})
    said = text(rosa.post(where(made), rows(*people), follow=True))
    assert "The map is saved." in said
    assert "Mum mother 4 of 5, close" in said
    (kept,) = MapVersion.objects.get().people
    assert (kept["name"], kept["closeness"]) == ("Mum", 4)


def test_each_session_has_its_snapshot_and_what_changed_is_marked(clinic, made, rosa):
    rosa.post(where(made), rows({"name": "Mum", "closeness": "2"}))
    worlds.attend(clinic.rosa, made, 1)
    rosa.post(
        where(made), rows({"name": "Mum", "key": "mum", "closeness": "4"}, {"name": "Jo"}, seen=1)
    )
    said = text(rosa.get(where(made)))
    assert "What changed since session 2 is marked." in said
    assert "2 closer" in said
    earlier = text(rosa.get(f"{where(made)}?session=2"))
    assert "Jo" not in earlier
    assert "Save the map" not in earlier
    assert "Back to the map as it is now" in earlier


def test_wrong_input_keeps_every_row_and_says_what_is_wrong_once(made, rosa):
    people = (
        {"name": "x" * 30, "between_us": "We shout."},
        {"name": "Jo", "closeness": "9"},
        {"name": "", "relation": "brother"},
    )
    page = rosa.post(where(made), rows(*people))
    assert page.status_code == 422
    said = text(page)
    assert said.count("There is a problem") == 1
    assert "A name may have 24 letters" in said
    assert "Jo: Choose how close from the list" in said
    assert "Row 3: Give this person a name" in said
    assert pages.fields(page)["p-0-between_us"] == "We shout."
    assert pages.fields(page)["p-2-relation"] == "brother"
    assert not MapVersion.objects.exists()


def test_sixteen_people_are_too_many_and_stay_in_the_rows(made, rosa):
    page = rosa.post(where(made), rows(*({"name": f"Person {n}"} for n in range(16))))
    assert page.status_code == 422
    assert "Keep the 15 who matter most" in text(page)
    assert pages.fields(page)["p-15-name"] == "Person 15"


def test_more_rows_keep_what_is_typed_unsaved(made, rosa):
    page = rosa.post(where(made), rows({"name": "Mum"}, more="1"))
    assert page.status_code == 200
    assert "Not saved yet" in text(page)
    fields = pages.fields(page)
    assert (fields["p-0-name"], fields["p-TOTAL_FORMS"]) == ("Mum", "4")
    assert not MapVersion.objects.exists()


def test_a_map_changed_in_another_tab_is_shown_and_the_rows_stay(made, rosa):
    rosa.post(where(made), rows({"name": "Mum"}))
    page = rosa.post(where(made), rows({"name": "Jo"}))
    assert page.status_code == 409
    assert "changed after you opened it" in text(page)
    assert pages.fields(page)["p-0-name"] == "Jo"
    assert "Mum" in page.content.decode()
    again = rosa.post(where(made), pages.fields(page), follow=True)
    assert "The map is saved." in text(again)


def test_saving_the_same_map_twice_is_one_version(made, rosa):
    for _ in range(2):
        answer = rosa.post(where(made), rows({"name": "Mum", "key": "mum"}), follow=True)
        assert "The map is saved." in text(answer)
    assert MapVersion.objects.count() == 1


def test_broken_posts_and_addresses_are_answered(made, rosa):
    assert rosa.post(where(made), {"p-TOTAL_FORMS": "many"}).status_code == 422
    assert rosa.get(f"{where(made)}?session=no").status_code == 200
    assert rosa.get(f"{where(made)}?session=99999999999999999999").status_code == 200
    assert rosa.get(f"/courses/{uuid4()}/map/").status_code == 404
    assert rosa.post(f"/courses/{uuid4()}/map/", rows()).status_code == 404


def test_a_supervisor_reads_and_nobody_else_does(clinic, made):
    relationship_map.save(
        by=clinic.rosa.acts, course_id=made.pk, people=[{"name": "Mum"}], seen_number=0
    )
    said = text(pages.signed_in(clinic.miriam.account).get(where(made)))
    assert "Mum" in said
    assert "Save the map" not in said
    for account in (clinic.hugo.account, clinic.ada.account, worlds.client_of(made)):
        client = pages.signed_in(account)
        assert client.get(where(made)).status_code in SHUT
        assert client.post(where(made), rows({"name": "Jo"})).status_code in SHUT
    miriam = pages.signed_in(clinic.miriam.account)
    assert miriam.post(where(made), rows({"name": "Jo"}, seen=1)).status_code == 403


def test_fifteen_people_take_few_queries(clinic, made, rosa, most_queries):
    people = [{"name": f"Person {n}", "closeness": n % 5 + 1} for n in range(15)]
    relationship_map.save(by=clinic.rosa.acts, course_id=made.pk, people=people, seen_number=0)
    with most_queries():
        assert rosa.get(where(made)).status_code == 200
