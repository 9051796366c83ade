"""The focus page: its steps, its versions, and what happens to what is typed."""

import json
import re
from uuid import uuid4

import pytest

from betweenus.records.formulation import FocusMove, FocusVersion
from betweenus.records.notes import Draft, DraftBefore
from betweenus.services import focus, people
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
SHUT = (403, 404)  # a client is told no more than that it is not there

TYPED = {
    "self": "a nuisance",
    "other": "already fed up",
    "affect_1": "shame",
    "depth_1": "shown",
    "affect_2": "longing",
    "depth_2": "hidden",
    "defence": "asks for nothing",
    "plain": "When I need something I feel a nuisance. I keep quiet.",
    "seen_number": "0",
    "seen_version": "0",
}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 4)


def where(made, door="") -> str:
    return f"/courses/{made.pk}/focus/{door}"


def wrote(rosa, made, **changes):
    return rosa.post(where(made, "write/"), TYPED | changes, follow=True)


def moved(rosa, made, *states, words=""):
    for to in states:
        answer = rosa.post(where(made, "move/"), {"to": to, "words": words}, follow=True)
    return answer


def test_an_empty_focus_says_how_to_begin(made, rosa):
    said = text(rosa.get(where(made)))
    assert "Write a first draft" in said
    assert "three to six concrete moments" in said


def test_each_step_is_offered_only_after_the_one_before(made, rosa):
    assert "kept as a draft" in text(wrote(rosa, made))
    said = text(rosa.get(where(made)))
    assert "Tom Abara cannot see this" in said
    assert "Share it" not in said
    said = text(moved(rosa, made, "said", words="“That is me.”"))
    assert "Said in session, Tuesday 10 February, Rosa Lind: “That is me.”" in said
    assert "Share it with the client" in said
    said = text(moved(rosa, made, "shared", "agreed"))
    assert "Version 1: agreed" in said


def test_what_a_step_still_needs_stands_where_its_button_would(made, rosa):
    wrote(rosa, made, plain="")
    moved(rosa, made, "said")
    said = text(rosa.get(where(made)))
    assert "The focus has no plain words yet." in said
    forced = rosa.post(where(made, "move/"), {"to": "shared", "words": "She nodded."})
    assert forced.status_code == 422
    assert "The focus has no plain words yet." in text(forced)


def test_a_step_that_skips_is_refused_and_one_unknown_is_not_there(made, rosa):
    wrote(rosa, made)
    assert rosa.post(where(made, "move/"), {"to": "shared"}).status_code == 422
    assert rosa.post(where(made, "move/"), {"to": "published"}).status_code == 404
    assert rosa.post(where(made, "move/")).status_code == 404


def test_pressing_twice_is_harmless(made, rosa):
    for _ in range(2):
        assert wrote(rosa, made).status_code == 200
    for _ in range(2):
        assert moved(rosa, made, "said").status_code == 200
    assert FocusVersion.objects.count() == 1
    assert FocusMove.objects.count() == 1
    assert not Draft.objects.exists()


def test_the_client_keeps_the_wording_they_have_until_the_next_is_shared(made, rosa):
    wrote(rosa, made)
    moved(rosa, made, "said", "shared", "agreed")
    wrote(rosa, made, seen_number="1", plain="When I need something I go quiet.")
    assert "Tom Abara still sees version 1" in text(rosa.get(where(made)))


def test_what_changed_between_any_two_versions_is_marked(made, rosa):
    wrote(rosa, made)
    wrote(rosa, made, seen_number="1", plain="When I need something I go quiet.")
    wrote(rosa, made, seen_number="2", affect_1="fear")
    page = rosa.get(where(made))
    for pair in ("1 to 2", "1 to 3", "2 to 3"):
        assert f"What changed from version {pair}" in text(page)
    body = rosa.get(where(made, "compare/1/2/")).content.decode()
    assert re.search(r'<ins class="bu-added">go', body)
    assert re.search(r'<del class="bu-removed">[^<]*a nuisance', body)
    assert "(unchanged)" in body
    assert rosa.get(where(made, "compare/1/9/")).status_code == 404


def test_the_clients_answer_stands_beside_the_wording(clinic, made, rosa):
    wrote(rosa, made)
    moved(rosa, made, "said", "shared")
    tom = people.identify(worlds.client_of(made))
    focus.answer(by=tom, course_id=made.pk, fits="partly", words="More angry than ashamed.")
    said = text(rosa.get(where(made)))
    assert "Tom Abara wrote back on Tuesday 10 February: it fits partly" in said
    assert "More angry than ashamed." in said


def test_what_is_typed_is_saved_and_there_again(made, rosa):
    answer = rosa.post(where(made, "draft/"), TYPED, headers={"X-Autosave": "1"})
    assert json.loads(answer.content)["version"] == 1
    fields = pages.fields(rosa.get(where(made)), "write/")
    assert fields["self"] == "a nuisance"
    assert (fields["affect_2"], fields["depth_2"]) == ("longing", "hidden")


def test_two_tabs_are_shown_both_wordings_feelings_too(made, rosa):
    rosa.post(where(made, "draft/"), TYPED)
    page = rosa.post(where(made, "write/"), TYPED | {"affect_1": "fear"})
    assert page.status_code == 409
    assert "shame" in text(page)
    fields = pages.fields(page)
    assert (fields["affect_1"], fields["affect_2"], fields["depth_2"]) == (
        "fear",
        "longing",
        "hidden",
    )
    kept = rosa.post(pages.action(page), fields, follow=True)
    assert pages.fields(kept, "write/")["affect_1"] == "fear"


def test_a_version_written_elsewhere_is_shown_and_the_text_stays(made, rosa):
    wrote(rosa, made)
    page = rosa.post(where(made, "write/"), TYPED | {"self": "a burden"})
    assert page.status_code == 409
    assert "changed after you opened it" in text(page)
    assert pages.fields(page, "write/")["self"] == "a burden"


def test_four_feelings_are_refused_and_nothing_is_lost(made, rosa):
    # The form has three; a fourth can only be sent by hand, and is then not read at all.
    wrote(rosa, made, affect_4="rage", depth_4="shown")
    assert len(FocusVersion.objects.get().parts["affects"]) == 2


def test_a_draft_can_be_thrown_away_and_is_kept_aside(made, rosa):
    wrote(rosa, made)
    rosa.post(where(made, "draft/"), TYPED | {"self": "a burden"})
    said = text(rosa.post(where(made, "discard/"), follow=True))
    assert "The versions are as they were." in said
    assert not Draft.objects.exists()
    assert DraftBefore.objects.get().content["self"] == "a burden"


def test_a_supervisor_reads_versions_and_no_draft_and_changes_nothing(clinic, made, rosa):
    wrote(rosa, made)
    rosa.post(where(made, "draft/"), TYPED | {"self": "half a thought"})
    miriam = pages.signed_in(clinic.miriam.account)
    body = miriam.get(where(made)).content.decode()
    assert "a nuisance" in body
    assert "half a thought" not in body
    assert "I said this in session" not in body
    for door in ("write/", "draft/", "discard/"):
        assert miriam.post(where(made, door), TYPED).status_code == 403
    assert miriam.post(where(made, "move/"), {"to": "said"}).status_code == 403


def test_nobody_else_opens_the_focus(clinic, made):
    for account in (clinic.hugo.account, clinic.ada.account, worlds.client_of(made)):
        client = pages.signed_in(account)
        assert client.get(where(made)).status_code in SHUT
        assert client.post(where(made, "write/"), TYPED).status_code in SHUT
        assert client.get(where(made, "compare/1/2/")).status_code in SHUT


def test_a_course_that_is_not_there(rosa):
    nowhere = f"/courses/{uuid4()}/focus/"
    assert rosa.get(nowhere).status_code == 404
    for door in ("write/", "draft/", "discard/"):
        assert rosa.post(f"{nowhere}{door}", TYPED).status_code == 404


def test_many_versions_take_few_queries(made, rosa, most_queries):
    for number in range(4):
        wrote(rosa, made, seen_number=str(number), plain=f"When I need something {number}.")
        moved(rosa, made, "said", "shared", "agreed")
    with most_queries():
        assert rosa.get(where(made)).status_code == 200
