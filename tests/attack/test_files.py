"""Files in and out: what is no transcript is refused by what it holds; nothing given out is run."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from betweenus.exchange.spreadsheets import cell
from betweenus.exchange.transcripts import LARGEST
from betweenus.records.notes import Transcript
from tests.attack.ways import Attackers
from tests.attack.world import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOSTILE = '<script>alert(1)</script><svg onload="alert(2)">'


@pytest.fixture(scope="module")
def attackers(world):
    return Attackers(world)


def bomb() -> bytes:
    """A small file that unpacks to 50 MB, as a Word document could."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * 50_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.vtt", b""),
        ("sound.vtt", b"ID3\x03\x00\x00" + b"\x00" * 400),
        ("program.txt", b"MZ\x90\x00\x03" + b"\x00" * 400),
        ("bomb.docx", bomb()),
        ("bomb.vtt", bomb()),
        ("large.txt", b"Rosa: hello\n" * (LARGEST // 12 + 1)),
        ("wide.vtt", b"WEBVTT\n\n" + b"\xff\xfe" * 900),
    ],
)
def test_what_is_no_transcript_is_refused_whatever_it_is_called(world, attackers, name, content):
    path = f"/sessions/{world.tom.ids['appointment_id']}/transcript/"
    with taken_back():
        before = Transcript.objects.count()
        answer = attackers.send("rosa", "POST", path, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert Transcript.objects.count() == before


def test_what_more_than_any_form_sends_is_not_even_read(world, attackers):
    path = f"/sessions/{world.tom.ids['appointment_id']}/transcript/"
    file = SimpleUploadedFile("a.vtt", b"x" * (7 * 1024 * 1024))
    answer = attackers.send("rosa", "POST", path, {"file": file})
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


def test_a_page_or_picture_sent_as_a_transcript_is_shown_as_words(world, attackers):
    path = f"/sessions/{world.tom.ids['appointment_id']}/transcript/"
    file = SimpleUploadedFile(f"{HOSTILE}.txt", f"Tom: {HOSTILE}".encode())
    with taken_back():
        before = list(Transcript.objects.values_list("pk", flat=True))
        answer = attackers.send("rosa", "POST", path, {"file": file})
        row = Transcript.objects.exclude(pk__in=before).get()
        shown = attackers.send("rosa", "GET", f"/transcripts/{row.pk}/").content.decode()
        session = attackers.send("rosa", "GET", path.removesuffix("transcript/")).content.decode()
    assert answer.status_code == 302
    assert "&lt;script&gt;alert(1)" in shown
    for page in (shown, session):
        assert "<script>alert" not in page
        assert "<svg onload" not in page


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_a_text_that_could_be_a_formula_stays_a_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [(12.0, 12), (-3.5, -3.5), (None, ""), (True, "true"), ("phq-9", "phq-9"), (7, 7)],
)
def test_other_cells_are_written_as_they_are(value, written):
    assert cell(value) == written


def test_the_scores_of_a_course_begin_no_cell_like_a_formula(world, attackers):
    with taken_back():
        answer = attackers.send("rosa", "GET", f"/courses/{world.tom.course.pk}/scores.csv")
    cells = [one for line in answer.content.decode().splitlines() for one in line.split(",")]
    assert len(cells) > 10
    assert not [one for one in cells if one[:1] in "=+@" and one]
