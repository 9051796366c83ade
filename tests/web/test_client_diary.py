"""The diary page: written, restored, changed, kept to oneself; and as the therapist reads it."""

import pytest

from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import Draft
from tests import worlds
from tests.web.test_client_portal import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

MOMENT = {
    "who": "Mum",
    "what_happened": "She put the phone down.",
    "felt": "Small.",
    "happened_on_0": "9",
    "happened_on_1": "2",
    "happened_on_2": "2026",
    "shared": "yes",
}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


@pytest.fixture
def tom(client, made):
    client.force_login(worlds.client_of(made), backend="sesame.backends.ModelBackend")
    return client


@pytest.fixture
def rosa(clinic):
    from django.test import Client

    browser = Client()
    browser.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return browser


def test_the_questions_are_plain(tom):
    page = text(tom.get("/me/diary/new/"))
    for words in ("Who was it with?", "What did you want from them?", "Who may read it?"):
        assert words in page
    for jargon in ("Affect", "Wish", "Self", "Other as seen"):
        assert jargon not in page


def test_an_entry_is_saved_and_listed(tom):
    assert tom.post("/me/diary/new/", MOMENT)["location"] == "/me/diary/"
    page = text(tom.get("/me/diary/"))
    assert "Monday 9 February: Mum" in page
    assert "Shared, not read yet" in page


def test_nothing_typed_is_lost_when_something_is_wrong(tom):
    page = tom.post("/me/diary/new/", MOMENT | {"happened_on_1": "13"})
    assert page.status_code == 422
    assert "must be a real date" in text(page)
    assert "She put the phone down." in page.content.decode()
    future = tom.post("/me/diary/new/", MOMENT | {"happened_on_0": "20"})
    assert "That day is still to come" in text(future)
    assert not DiaryEntry.objects.exists()


def test_an_empty_entry_says_what_to_do(tom):
    page = tom.post("/me/diary/new/", {"shared": "yes"})
    assert page.status_code == 422
    assert "Answer any one of the questions" in text(page)


def test_what_is_being_typed_is_kept_and_there_again(tom):
    kept = tom.post("/me/diary/draft/", MOMENT | {"seen_version": "0"}, headers={"X-Autosave": "1"})
    assert kept.json()["version"] == 1
    page = tom.get("/me/diary/new/").content.decode()
    assert "She put the phone down." in page
    assert 'value="9"' in page
    assert "Go on with what I was writing" in text(tom.get("/me/diary/"))

    tom.post("/me/diary/new/", MOMENT)
    assert not Draft.objects.exists()
    assert "She put the phone down." not in tom.get("/me/diary/new/").content.decode()


def test_two_tabs_are_shown_both_texts(tom):
    tom.post("/me/diary/draft/", MOMENT | {"seen_version": "0"}, headers={"X-Autosave": "1"})
    other = MOMENT | {"felt": "Furious.", "seen_version": "0"}
    assert tom.post("/me/diary/draft/", other, headers={"X-Autosave": "1"}).status_code == 409
    page = tom.post("/me/diary/draft/", other)
    assert page.status_code == 409
    assert "Small." in page.content.decode()
    assert "Furious." in page.content.decode()


def test_an_entry_is_changed_until_it_is_read(tom, rosa, made):
    tom.post("/me/diary/new/", MOMENT)
    path = f"/me/diary/{DiaryEntry.objects.get().pk}/"
    assert "She put the phone down." in tom.get(path).content.decode()
    tom.post(path, MOMENT | {"felt": "Furious."})
    assert DiaryEntry.objects.get().parts["felt"] == "Furious."

    page = text(rosa.get(f"/courses/{made.pk}/diary/"))
    assert "Furious." in page
    assert "New" in page

    assert "Your therapist has read it" in text(tom.get("/me/diary/"))
    page = tom.get(path)
    assert "<form" not in page.content.decode()
    assert "Your therapist read this on Tuesday 10 February" in text(page)
    tom.post(path, MOMENT | {"felt": "Nothing."})
    assert DiaryEntry.objects.get().parts["felt"] == "Furious."


def test_a_stale_tab_does_not_overwrite(tom):
    tom.post("/me/diary/new/", MOMENT)
    path = f"/me/diary/{DiaryEntry.objects.get().pk}/"
    tom.post(path, MOMENT | {"felt": "Furious."})
    page = tom.post(path, MOMENT | {"felt": "Sad.", "seen": "an older state"})
    assert page.status_code == 409
    assert "Furious." in page.content.decode()
    assert "Sad." in page.content.decode()
    assert DiaryEntry.objects.get().parts["felt"] == "Furious."


def test_an_entry_kept_to_oneself_reaches_nobody_and_can_be_shared_later(tom, rosa, made):
    tom.post("/me/diary/new/", MOMENT | {"shared": "no"})
    assert "Only you can see this" in text(tom.get("/me/diary/"))
    there = f"/courses/{made.pk}/diary/"
    assert "She put the phone down." not in text(rosa.get(there))

    tom.post(f"/me/diary/{DiaryEntry.objects.get().pk}/", MOMENT)
    assert "She put the phone down." in text(rosa.get(there))


def test_the_therapist_reads_it_in_their_own_words_and_others_do_not(
    tom, rosa, clinic, made, most_queries
):
    tom.post("/me/diary/new/", MOMENT)
    with most_queries():
        page = text(rosa.get(f"/courses/{made.pk}/diary/"))
    assert "Affect" in page
    for other in (clinic.hugo, clinic.ada, clinic.carl):
        rosa.force_login(other.account, backend="sesame.backends.ModelBackend")
        assert rosa.get(f"/courses/{made.pk}/diary/").status_code == 403
