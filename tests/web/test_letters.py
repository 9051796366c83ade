"""The letters' pages: composed by picking, shared and answered, final only when it can be."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader

from betweenus.records.letters import Letter, LetterMove, LetterReply, LetterVersion
from betweenus.records.people import Person
from betweenus.services import clock, course, goals, letters
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

WHOLE = {
    "why_you_came": "You came because Sundays had gone quiet.",
    "what_we_found": "When you need something you make yourself small.",
    "what_shifted": "You asked your brother for the van.",
    "still_hard": "Asking at work.",
    "what_helps": "Notice the joke, and wait.",
    "goodbye": "Thank you for the work. Goodbye.",
}
SUMMARY = {name: f"Text of {name}." for name in ("reason", "treatment", "outcome", "risk", "plan")}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 14, hour=8)


@pytest.fixture
def tom(made):
    return pages.signed_in(worlds.client_of(made))


@pytest.fixture
def letter(clinic, made):
    return letters.start(by=clinic.rosa.acts, course_id=made.pk, kind="goodbye")


def at(letter, door="") -> str:
    return f"/letters/{letter.pk}/{door}"


def mine(letter, door="") -> str:
    return f"/me/letters/{letter.pk}/{door}"


def sent(rosa, letter, to="", seen=0, version=0, **changes):
    data = WHOLE | changes | {"to": to, "seen_number": seen, "seen_version": version}
    return rosa.post(at(letter, "write/"), data, follow=True)


def in_the_last_session(clinic, made):
    worlds.attend(clinic.rosa, made, 2)
    (last,) = worlds.upcoming(made)
    return clock.as_of(last.starts_at - timedelta(minutes=30))


# -- the list


def test_each_kind_says_whom_it_is_for_and_is_begun_once(made, rosa):
    where = f"/courses/{made.pk}/letters/"
    said = text(rosa.get(where))
    assert "No letters yet." in said
    assert "a draft in session 13 or 14" in said
    assert "For the GP, with a copy for the client" in said
    for _ in range(2):
        page = rosa.post(f"{where}start/", {"kind": "keeping_well"}, follow=True)
        assert "Keeping-well plan" in text(page)
    assert Letter.objects.count() == 1
    assert "no version kept yet" in text(rosa.get(where))


def test_a_kind_that_is_none_is_not_there(made, rosa):
    assert rosa.post(f"/courses/{made.pk}/letters/start/", {"kind": "x"}).status_code == 404
    assert rosa.post(f"/courses/{made.pk}/letters/start/").status_code == 404


# -- composing


def test_material_is_picked_into_its_section_and_what_is_typed_stays(clinic, made, rosa, letter):
    worlds.signed(clinic.rosa, made, session=3, quotes=["I vanish"])
    goals.set_goal(by=clinic.rosa.acts, course_id=made.pk, words="Ask once", first_rating=2)
    page = rosa.get(at(letter))
    assert "I vanish the client, session 3" in text(page)
    body = page.content.decode()
    assert 'data-piece="Ask once: 2' in body
    number = [m.text for m in page_material(clinic, letter, "what_shifted")].index("I vanish")
    data = {"what_shifted": "You asked.", "goodbye": "Bye.", "pick": f"what_shifted:{number}"}
    back = rosa.post(at(letter, "pick/"), data | {"seen_version": 0}, follow=True)
    assert back.redirect_chain[-1][0].endswith("#section-what_shifted")
    fields = pages.fields(back, "write/")
    assert fields["what_shifted"] == "You asked.\n\nI vanish"
    assert fields["goodbye"] == "Bye."
    for wrong in ("what_shifted:99", "what_shifted:x", "nothing:0", ""):
        assert rosa.post(at(letter, "pick/"), {"pick": wrong}).status_code == 404


def page_material(clinic, letter, section):
    page = letters.read_letter(by=clinic.rosa.acts, letter_id=letter.pk)
    kinds = page.letter.kind.section(section).material
    return [one for one in page.material if one.kind in kinds]


def test_nothing_is_written_by_the_program(rosa, letter):
    fields = pages.fields(rosa.get(at(letter)), "write/")
    assert not any(value for name, value in fields.items() if name in WHOLE)


def test_autosave_keeps_the_sections_and_two_tabs_are_shown_both(rosa, letter):
    first = WHOLE | {"seen_version": 0}
    answer = rosa.post(at(letter, "draft/"), first, headers={"X-Autosave": "1"})
    assert json.loads(answer.content)["version"] == 1
    second = first | {"goodbye": "Another goodbye."}
    told = rosa.post(at(letter, "draft/"), second, headers={"X-Autosave": "1"})
    assert told.status_code == 409
    for door in ("draft/", "write/"):
        page = rosa.post(at(letter, door), second)
        assert page.status_code == 409
        said = text(page)
        assert "Thank you for the work. Goodbye." in said
        assert "Another goodbye." in said
        assert "Goodbye" in said
    kept = rosa.post(pages.action(page), pages.fields(page), follow=True)
    assert pages.fields(kept, "write/")["goodbye"] == "Another goodbye."
    assert not LetterVersion.objects.exists()


def test_a_version_kept_elsewhere_is_not_overwritten_and_the_text_stays(rosa, letter):
    sent(rosa, letter)
    page = sent(rosa, letter, goodbye="From another tab.")
    assert page.status_code == 409
    assert pages.fields(page, "write/")["goodbye"] == "From another tab."


# -- shared, answered, final


def test_what_the_client_reads_and_answers_comes_back_to_the_letter(rosa, letter, tom):
    assert tom.get(mine(letter)).status_code == 404
    assert "Shared as a draft" in text(sent(rosa, letter, to="shared"))
    said = text(tom.get("/me/letters/"))
    assert "A first version, from Tuesday 10 February. You can write back." in said
    page = tom.get(mine(letter))
    assert "Draft, to talk about together" in text(page)
    assert "Dear Tom Abara," in text(page)
    assert text(page).count("Dear") == 1
    empty = tom.post(mine(letter), {"words": " "})
    assert empty.status_code == 422
    for _ in range(2):
        answer = tom.post(mine(letter), {"words": "I cried, and then I laughed."}, follow=True)
        assert "Sent. Your therapist will read it." in text(answer)
    assert LetterReply.objects.count() == 1
    said = text(rosa.get(at(letter)))
    assert "the client has written back" in said
    assert "I cried, and then I laughed." in said


def test_what_is_written_after_sharing_is_not_seen_until_it_is_shared(rosa, letter, tom):
    sent(rosa, letter, to="shared")
    page = sent(rosa, letter, seen=1, goodbye="Something new.")
    assert "still sees version 1" in text(page)
    assert "Something new." not in text(tom.get(mine(letter)))
    earlier = text(page).split("Earlier versions")[1]
    assert "Thank you for the work. Goodbye." in earlier


def test_make_it_final_is_offered_only_when_it_can_be(clinic, made, rosa, letter):
    said = text(rosa.get(at(letter)))
    assert "Make it final" not in said
    assert "The goodbye letter is given in the last session." in said
    forced = sent(rosa, letter, to="final")
    assert forced.status_code == 422
    assert "last session" in text(forced)
    with in_the_last_session(clinic, made):
        assert "Make it final" in text(rosa.get(at(letter)))


def test_a_final_letter_reads_as_it_prints_and_pressing_twice_is_harmless(
    clinic, made, rosa, letter, tom
):
    sent(rosa, letter, to="shared")
    with in_the_last_session(clinic, made):
        for _ in range(2):
            page = sent(
                rosa, letter, to="final", seen=1, why_you_came="Dear Tom Abara,\n\nYou came."
            )
            assert page.status_code == 200
            assert "The letter is final." in text(page)
        assert LetterMove.objects.filter(state="final").count() == 1
        assert text(page).count("Dear") == 1
        assert "With good wishes" in text(page)
        said = text(tom.get(mine(letter)))
        assert "Draft" not in said
        changed = sent(rosa, letter, seen=2, goodbye="Changed.")
        assert changed.status_code == 422
        by_script = rosa.post(
            at(letter, "draft/"), WHOLE | {"goodbye": "Changed."}, headers={"X-Autosave": "1"}
        )
        assert by_script.status_code == 422
        assert "final and cannot be changed" in json.loads(by_script.content)["message"]


def test_an_empty_part_that_is_needed_holds_a_final_letter_and_keeps_the_rest(
    clinic, made, rosa, letter
):
    with in_the_last_session(clinic, made):
        page = sent(rosa, letter, to="final", what_shifted="")
    assert page.status_code == 422
    assert 'href="#section-what_shifted"' in page.content.decode()
    assert pages.fields(page, "write/")["goodbye"] == WHOLE["goodbye"]


def test_a_letter_to_somebody_else_and_an_unknown_state_are_refused(rosa, letter):
    page = sent(rosa, letter, to="shared", why_you_came="Dear Trish,\n\nYou came.")
    assert page.status_code == 422
    assert "It greets “Trish”" in text(page)
    assert sent(rosa, letter, to="sent", seen=1).status_code == 404


def test_letters_that_the_pdf_cannot_show_are_said_before_it_is_final(rosa, letter):
    rosa.post(at(letter, "draft/"), WHOLE | {"goodbye": "நன்றி, thank you.", "seen_version": 0})
    said = text(rosa.get(at(letter)))
    assert "Its PDF cannot show these letters" in said
    assert "The Word file can." in said


# -- files, the GP and the plan


def test_files_are_tagged_pdf_and_word_for_writer_and_reader(rosa, letter, tom):
    assert rosa.get(at(letter, "letter.pdf")).status_code == 404
    sent(rosa, letter, to="shared")
    for client, where in ((rosa, at(letter)), (tom, mine(letter))):
        made_pdf = client.get(f"{where}letter.pdf")
        assert made_pdf["Content-Type"] == "application/pdf"
        assert 'filename="goodbye-letter.pdf"' in made_pdf["Content-Disposition"]
        read = PdfReader(io.BytesIO(made_pdf.content))
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert client.get(f"{where}letter.docx").content[:2] == b"PK"


def test_a_summary_for_the_gp_has_no_draft_for_the_client_and_warns_without_consent(
    clinic, made, rosa, tom
):
    course.consent(by=clinic.rosa.acts, course_id=made.pk, purpose="gp", given=False)
    summary = letters.start(by=clinic.rosa.acts, course_id=made.pk, kind="discharge")
    Person.objects.filter(pk=made.person_id).update(gp_practice="Dyers Row\n1 Dyers Row")
    said = text(rosa.get(at(summary)))
    assert "has not agreed that the GP is written to" in said
    assert "Share with" not in said
    data = SUMMARY | {"to": "shared", "seen_number": 0, "seen_version": 0}
    assert rosa.post(at(summary, "write/"), data).status_code == 422
    with in_the_last_session(clinic, made):
        done = rosa.post(at(summary, "write/"), data | {"to": "final", "seen_version": 1})
        assert done.status_code == 302
        page = tom.get(mine(summary))
        assert "This is your copy of the letter to your GP." in text(page)
        assert "Dear Doctor," in text(page)
        assert "Write back" not in text(page)
        refused = tom.post(mine(summary), {"words": "Hello?"})
        assert refused.status_code == 422
        assert "Hello?" in text(refused)


def test_the_keeping_well_plan_is_the_clients_own_to_keep(clinic, made, rosa, tom):
    plan = letters.start(by=clinic.rosa.acts, course_id=made.pk, kind="keeping_well")
    data = {"signs": "Eating standing up\nThree bad nights", "what_helps": "Ring Jo"}
    rosa.post(at(plan, "write/"), data | {"to": "shared", "seen_number": 0, "seen_version": 0})
    page = tom.get(mine(plan))
    assert "<li>Eating standing up</li>" in page.content.decode()
    assert "My early signs" in text(page)
    assert tom.get(mine(plan, "letter.pdf")).status_code == 200


def test_after_the_end_nobody_is_promised_that_an_answer_is_read(clinic, made, rosa, letter, tom):
    sent(rosa, letter, to="shared")
    worlds.ended(clinic.rosa, made)
    assert "Write back" not in text(tom.get(mine(letter)))
    refused = tom.post(mine(letter), {"words": "One more thing."})
    assert refused.status_code == 422
    assert "One more thing." in text(refused)


# -- who, and how fast


def test_a_supervisor_reads_versions_and_no_draft_and_writes_nothing(clinic, rosa, letter):
    sent(rosa, letter)
    rosa.post(at(letter, "draft/"), WHOLE | {"goodbye": "Half a thought", "seen_version": 0})
    miriam = pages.signed_in(clinic.miriam.account)
    said = text(miriam.get(at(letter)))
    assert "Sundays had gone quiet" in said
    assert "Half a thought" not in said
    assert "Keep this version" not in said
    for door in ("draft/", "write/", "pick/"):
        assert miriam.post(at(letter, door), WHOLE | {"pick": "goodbye:0"}).status_code in (
            403,
            404,
        )
    assert LetterVersion.objects.count() == 1


def test_nobody_else_opens_a_letter(clinic, made, rosa, letter, tom):
    sent(rosa, letter, to="shared")
    for account in (clinic.hugo.account, clinic.ada.account, clinic.carl.account):
        client = pages.signed_in(account)
        for where in (at(letter), at(letter, "letter.pdf"), f"/courses/{made.pk}/letters/"):
            assert client.get(where).status_code == 403
        assert client.post(at(letter, "write/"), WHOLE).status_code == 403
        assert client.get(mine(letter)).status_code in (403, 404)
    assert tom.get(at(letter)).status_code == 404
    assert tom.get(f"/courses/{made.pk}/letters/").status_code == 404
    other = pages.signed_in(
        worlds.client_of(worlds.at_session(clinic.rosa, 3, "Ines Varga"), "ines@home.example")
    )
    for where in (mine(letter), mine(letter, "letter.pdf"), mine(letter, "letter.docx")):
        assert other.get(where).status_code == 404
    assert other.post(mine(letter), {"words": "x"}).status_code == 404


def test_a_letter_that_is_not_there(rosa, tom):
    nowhere = f"/letters/{uuid4()}/"
    assert rosa.get(nowhere).status_code == 404
    for door in ("letter.pdf", "letter.docx"):
        assert rosa.get(f"{nowhere}{door}").status_code == 404
    for door in ("draft/", "write/", "pick/"):
        assert rosa.post(f"{nowhere}{door}", WHOLE).status_code == 404
    assert tom.get(f"/me/letters/{uuid4()}/").status_code == 404
    assert tom.post(f"/me/letters/{uuid4()}/", {"words": "x"}).status_code == 404


def test_letters_take_few_queries(clinic, made, rosa, letter, tom, most_queries):
    for number in range(3):
        sent(rosa, letter, to="shared", seen=number, goodbye=f"Goodbye {number}.")
        tom.post(mine(letter), {"words": f"Answer {number}"})
    for kind in ("keeping_well", "discharge"):
        letters.start(by=clinic.rosa.acts, course_id=made.pk, kind=kind)
    for where in (at(letter), f"/courses/{made.pk}/letters/"):
        with most_queries():
            assert rosa.get(where).status_code == 200
    for where in (mine(letter), "/me/letters/"):
        with most_queries():
            assert tom.get(where).status_code == 200
