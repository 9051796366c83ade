"""The page of passages: what it offers, what a press does, what a client never sees."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from betweenus.domain.telling import Suggestion
from betweenus.records.episodes import CodeDecision, Episode, SpanDecision
from betweenus.services import diary, episodes, people, relationship_map, suggesting
from betweenus.services.episode_coding import Choice
from tests import worlds
from tests.told_words import MAP, MOMENT, SESSION, attached
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3)
    relationship_map.save(by=clinic.rosa.acts, course_id=course.pk, people=MAP, seen_number=0)
    return course


@pytest.fixture
def source(clinic, made):
    return attached(clinic.rosa.acts, made, SESSION)


@pytest.fixture
def address(source):
    return f"/passages/{source[0]}/{source[1]}/"


def spans(response) -> list[str]:
    return re.findall(r'id="p-(\d+-\d+)"', response.content.decode())


def span_with(response, words: str) -> str:
    body = response.content.decode()
    cards = re.findall(r'<article[^>]*id="p-(\d+-\d+)".*?</article>', body, re.DOTALL)
    found = [
        span for span in cards if words in re.search(
            rf'<article[^>]*id="p-{span}".*?</article>', body, re.DOTALL
        )[0]
    ]  # fmt: skip
    return found[0]


def sent(response, span: str, act: str = "keep") -> dict[str, str]:
    return pages.fields(response, f"/{span}/keep/")


def test_each_passage_says_with_whom_why_and_what_was_said(rosa, address, most_queries):
    with most_queries(12):
        page = rosa.get(address)
    said = text(page)
    assert "With Dad" in said
    assert "“On Saturday”" in said
    assert "I just went quiet and hung up." in said
    assert "Why: what they did" in said
    assert "What was said around it" in said
    assert "3 of 3 left" in said
    assert "Priya is not on the map yet" in said
    assert "Nothing here is on record until you keep it." in said


def test_enter_keeps_it_and_the_next_one_is_there(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    answer = rosa.post(f"{address}{span}/keep/", sent(page, span))
    assert answer.status_code == 302
    following = answer["Location"].split("#p-")[1]
    assert following in spans(page)
    assert following != span
    after = rosa.get(answer["Location"].split("#")[0])
    assert "Kept as episode 1." in text(after)
    assert "2 of 3 left" in text(after)
    assert span not in spans(after)
    told = episodes.of_course(Episode.objects.get().course_id)
    assert [one.who_name for one in told] == ["Dad"]


def test_a_correction_is_kept_as_it_was_typed(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    typed = sent(page, span) | {"who": "mum", "where": "past", "story": "She rang, not he."}
    rosa.post(f"{address}{span}/keep/", typed)
    (told,) = episodes.of_course(Episode.objects.get().course_id)
    assert (told.who_name, told.where, told.story) == ("Mum", "past", "She rang, not he.")
    assert SpanDecision.objects.get().state == "edited"
    assert "Corrected, Rosa Lind" in text(rosa.get(address))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": ""}, "Choose who it was with, or add a name"),
        ({"new_person": "Uncle Ben"}, "not both"),
        ({"story": "  "}, "The story is empty"),
        ({"who": "nobody-here"}, "Choose who it was with from the list"),
        ({"where": "then"}, "Choose when it was from the list"),
        ({"where": "here"}, "“Here” is between the client and you."),
        ({"who": "", "new_person": "x" * 30}, "A name may have 24 letters"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_nothing_typed_is_lost(rosa, address, wrong, said):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    typed = sent(page, span) | {"happened": "the Saturday before last"} | wrong
    answer = rosa.post(f"{address}{span}/keep/", typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert pages.fields(answer, f"/{span}/keep/")["happened"] == "the Saturday before last"
    card = answer.content.decode().split(f'id="p-{span}"')[1].split("</article>")[0]
    assert re.search(r'<details class="nhsuk-details bu-passage__correct" open', card)
    assert not Episode.objects.exists()
    assert spans(answer) == spans(page)


def test_a_dismissal_can_be_undone_at_once_and_later(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Priya")
    answer = rosa.post(f"{address}{span}/dismiss/", sent(page, span))
    after = rosa.get(answer["Location"].split("#")[0])
    assert "Not kept:" in text(after)
    assert "Undo" in text(after)
    assert span not in spans(after)
    later = rosa.get(address)
    assert "Not an episode, Rosa Lind" in text(later)
    back = rosa.post(f"{address}{span}/back/")
    assert back["Location"].endswith(f"#p-{span}")
    assert spans(rosa.get(address)) == spans(page)


def test_of_many_the_next_comes_up_as_one_is_decided(rosa, clinic, made):
    moments = "\n".join(
        f"Rosa: Mm.\nTom: On Sunday Dad told me I was lazy, for the {n}th time. I hung up.\n"
        + "Rosa: And?\nTom: There is a lot of traffic.\n" * 4
        for n in range(4, 20)
    )
    source = attached(clinic.rosa.acts, made, moments)
    address = f"/passages/transcript/{source[1]}/"
    page = rosa.get(address)
    assert len(spans(page)) == 12
    assert "16 of 16 left" in text(page)
    assert "4 more come up as these are decided." in text(page)
    last = spans(page)[-1]
    answer = rosa.post(f"{address}{last}/dismiss/", sent(page, last))
    following = answer["Location"].split("#p-")[1]
    assert following not in spans(page)
    assert following in spans(rosa.get(answer["Location"].split("#")[0]))
    everything = rosa.get(address, {"all": "1"})
    assert len(spans(everything)) == 15
    some = spans(everything)[13]
    assert "all=1" in rosa.post(f"{address}{some}/dismiss/", sent(everything, some))["Location"]


def test_a_slip_of_the_enter_key_is_undone_at_once(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    answer = rosa.post(f"{address}{span}/keep/", sent(page, span))
    after = rosa.get(answer["Location"].split("#")[0])
    assert "Undo" in text(after)
    rosa.post(f"{address}{span}/back/")
    assert spans(rosa.get(address)) == spans(page)
    assert Episode.objects.get().let_go_at


def test_pressing_twice_or_back_makes_one_episode(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    for _ in range(2):
        assert rosa.post(f"{address}{span}/keep/", sent(page, span)).status_code == 302
    assert Episode.objects.count() == 1


def test_words_typed_in_a_second_window_are_not_lost(rosa, address):
    page = rosa.get(address)
    span = span_with(page, "With Dad")
    rosa.post(f"{address}{span}/keep/", sent(page, span))
    mine = sent(page, span) | {"story": "In my own words."}
    answer = rosa.post(f"{address}{span}/keep/", mine)
    assert answer.status_code == 409
    assert "This passage was kept as episode 1 meanwhile." in text(answer)
    assert "In my own words." in text(answer)
    (told,) = episodes.of_course(Episode.objects.get().course_id)
    assert told.story != "In my own words."


def test_when_all_is_decided_the_episodes_are_next(rosa, address):
    page = rosa.get(address)
    for span in spans(page):
        rosa.post(f"{address}{span}/dismiss/", {})
    said = text(rosa.get(address))
    assert "All 3 are decided: 0 kept." in said
    assert "Go to the episodes and code them" in said


def test_a_text_without_a_told_moment_says_so_and_offers_to_write_one(rosa, clinic, made):
    source = attached(clinic.rosa.acts, made, "Rosa: Hello.\nTom: Hello. It rains again.")
    said = text(rosa.get(f"/passages/transcript/{source[1]}/"))
    assert "Nothing in this transcript reads like a moment with somebody." in said
    assert "Write an episode" in said


def test_a_voice_can_be_said_to_be_the_clients_and_stays_so(rosa, clinic, made):
    words = SESSION.replace("Rosa:", "Voice A:").replace("Tom:", "Voice B:")
    source = attached(clinic.rosa.acts, made, words)
    address = f"/passages/transcript/{source[1]}/"
    page = rosa.get(address, {"client": "Voice B"})
    span = span_with(page, "With Dad")
    assert pages.fields(page, f"/{span}/keep/")["client"] == "Voice B"
    answer = rosa.post(f"{address}{span}/keep/", sent(page, span))
    assert "client=Voice+B" in answer["Location"]


def test_the_ways_in_are_on_transcript_note_and_diary(rosa, clinic, made, source, address):
    assert "Find episodes in this transcript" in text(rosa.get(f"/transcripts/{source[1]}/"))
    note = worlds.signed(clinic.rosa, made, session=2)
    assert "Find episodes in this note" in text(rosa.get(f"/sessions/{note.appointment_id}/"))
    tom = people.identify(worlds.client_of(made))
    entry = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    page = rosa.get(f"/courses/{made.pk}/diary/")
    assert f"/passages/diary/{entry.pk}/" in page.content.decode()
    offered = rosa.get(f"/passages/diary/{entry.pk}/")
    assert "Keep as an episode" in text(offered)
    assert "With Dad" in text(offered)
    assert "Likely" not in text(offered)


def test_a_supervisor_reads_without_buttons_and_others_are_refused(clinic, made, address):
    said = text(pages.signed_in(clinic.miriam.account).get(address))
    assert "With Dad" in said
    assert "Keep as an episode" not in said
    tom = worlds.client_of(made)
    for account in (clinic.hugo.account, clinic.ada.account, clinic.carl.account, tom):
        assert pages.signed_in(account).get(address).status_code in (403, 404)


def test_what_does_not_exist_is_not_found(rosa, made, source):
    assert rosa.get(f"/passages/letter/{source[1]}/").status_code == 404
    assert rosa.get(f"/passages/note/{source[1]}/").status_code == 404
    assert rosa.post(f"/passages/transcript/{source[1]}/0-999/dismiss/").status_code == 404


# Everything a client can open: their own pages.
CLIENT_PAGES = sorted(
    "/" + str(route.pattern)
    for route in get_resolver().url_patterns
    if isinstance(route, URLPattern)
    and route.callback.__module__.startswith("betweenus.web.client.")
    and not route.pattern.converters
)


def test_a_clients_pages_never_show_what_was_suggested(clinic, made, source):
    """With a marker in every place where a suggestion or what became of one is kept."""
    rosa = clinic.rosa.acts
    account = worlds.client_of(made)
    tom = people.identify(account)
    entry = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    one = next(p for p in suggesting.passages(by=rosa, source=source).left if p.who == "dad")
    episode_id = suggesting.keep(
        by=rosa, source=source, first=one.first, last=one.last, who="", new_person="MARKERWHO",
        where="past", happened="MARKERWHEN", story="MARKERSTORY",
    )  # fmt: skip
    offered = (Suggestion("loneliness", 0.61, "MARKERWORDS"),)
    episodes.code(
        by=rosa,
        episode_id=episode_id,
        chosen={"affect_shown": Choice("loneliness", offered, "MARKERVERSION")},
        seen_decisions=0,
    )
    suggesting.keep(
        by=rosa, source=("diary", entry.pk), first=0, last=6, who="dad", where="now",
        story="MARKERSTORY2",
    )  # fmt: skip
    assert "MARKERWORDS" in str(CodeDecision.objects.get().suggested)
    assert SpanDecision.objects.count() == 2

    client = pages.signed_in(account)
    addresses = [*CLIENT_PAGES, f"/me/diary/{entry.pk}/"]
    assert len(addresses) > 8
    opened = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        opened += 1
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"MARKER" not in body, address
        assert b"loneliness" not in body.lower(), address
        assert suggesting.version().encode() not in body, address
    assert opened > 6
