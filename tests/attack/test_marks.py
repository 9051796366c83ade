"""What is the therapist's reaches no client: words planted in every such field are nowhere to find.

Looked through are all pages a client or the holder of a private link can open, what forms sent
there answer, letters as PDF and Word, calendars and every e-mail. The copy of a record somebody
asks for is not: it is the record itself, which a clinician reads through and gives
(tests/web/test_record_copy.py).
"""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core import mail
from pypdf import PdfReader

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.services import clock, hourly, invitations, measure_links
from tests import worlds
from tests.attack import marks
from tests.attack.guards import GUARDS
from tests.attack.ways import CLIENTS, ROUTES, Attackers, address
from tests.attack.world import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def planted(world):
    return marks.plant(world)


@pytest.fixture(scope="module")
def attackers(world):
    return Attackers(world)


def test_every_field_that_is_not_the_clients_to_read_has_its_word(planted):
    of = {marks.name(model, field) for model, field in marks.fields()}
    assert not set(marks.SEEN) - of, "these fields are no more"
    assert planted == of - set(marks.SEEN), "make a row of it in tests/attack/world.py"


def said(answer) -> str:
    """Everything an answer says, with the words of files taken out of them."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = " ".join(f"{name} {value}" for name, value in answer.headers.items())
    if kind == "application/pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return words + " ".join(page.extract_text() for page in pages)
    if "officedocument" in kind:
        with ZipFile(io.BytesIO(content)) as file:
            return words + " ".join(
                file.read(one).decode(errors="replace") for one in file.namelist()
            )
    return words + content.decode(errors="replace")


def found(text: str) -> set[str]:
    """The planted words in a text, whatever a line's end or a hyphen did to them."""
    return set(re.findall(r"zqx[a-z]+?zqx", re.sub(r"[\s­]+", "", text.lower())))


@pytest.mark.parametrize("name", list(ROUTES))
def test_no_page_tells_a_client_what_is_not_theirs_to_read(world, attackers, planted, name):
    told, sends = {}, GUARDS[name].sends if name in GUARDS else {}
    for who in (*CLIENTS, "link"):
        ids = world.service | getattr(world, who if who != "link" else "tom").ids
        for method in ("GET", "POST"):
            with taken_back():
                answer = attackers.send(who, method, address(ROUTES[name], ids), sends)
            told |= {(who, method, one): answer.status_code for one in found(said(answer))}
    assert not told, name


@pytest.mark.parametrize("name", [n for n in ROUTES if n.startswith("my_") or n == "portal"])
def test_the_search_would_find_it(world, attackers, planted, name):
    """What is looked through are pages, not refusals."""
    with taken_back():
        path = address(ROUTES[name], world.service | world.tom.ids)
        assert attackers.send("tom", "GET", path).status_code in (200, 302, 405), name


def test_the_therapist_does_read_the_words(world, attackers, planted):
    """So that a search finding nothing means something."""
    seen = set()
    for name in ("case", "session", "focus", "map", "letter", "transcript", "supervision_case"):
        who = "miriam" if name == "supervision_case" else "rosa"
        with taken_back():
            path = address(ROUTES[name], world.service | world.tom.ids)
            seen |= found(said(attackers.send(who, "GET", path)))
    assert len(seen) > 8, seen


def test_no_email_carries_a_word_of_the_record(world, planted):
    with taken_back():
        office, ines = world.clinic.carl.acts, world.waiting["person_id"]
        invitations.invite(by=office, person_id=ines, email="ines@home.example")
        measure_links.send(by=world.clinic.rosa.acts, person_id=world.tom.person_id)
        for hours in (0, 9, 30, 24 * 8):
            with clock.as_of(worlds.NOW + timedelta(hours=hours)):
                hourly.run(by=THE_SERVICE)
        assert len(mail.outbox) > 5
        for one in mail.outbox:
            assert not found(str(one.message())), one.subject
