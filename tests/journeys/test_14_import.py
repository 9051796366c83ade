"""Import: a caseload comes over from another system, and work goes on where it stood.

Somebody who runs the computer types the command, with a file in which two rows are wrong. Rosa
signs in, finds her clients where she left them, opens one and attaches a transcript.
"""

from datetime import timedelta

import pytest

from betweenus.cli.main import main
from betweenus.services import clock
from betweenus.web.words import day
from tests import worlds
from tests.caseload_files import ROSA

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HEADER = (
    "local_reference,name,date_of_birth,referred_on,therapist,consent_treatment,"
    "consent_recording,contact_on,contact_time,attendance,"
    + ",".join(f"phq9_{number}" for number in range(1, 10))
    + ",gad7_total"
)
SPOKEN = """WEBVTT

00:00:04.000 --> 00:00:09.000
<v Rosa>You went quiet when I said that.

00:00:10.500 --> 00:00:15.000
<v Maud>I thought you were tired of me. They all get tired.
"""


def caseload(folder, last_week):
    """Maud after four sessions, Idris waiting; one row of each of two people is wrong."""
    weeks = [last_week - timedelta(weeks=back) for back in range(3, -1, -1)]
    referred = weeks[0] - timedelta(weeks=8)
    first = "2,2,2,2,1,2,2,1,0,15"
    rows = [
        f"LR-1,Maud Pryce,14/05/1981,{referred},{ROSA},yes,yes,{weeks[0]},10:00,5,{first}",
        f"LR-1,,,{referred},,,,{weeks[1]},10:00,5,2,2,2,2,1,2,1,1,0,13",
        f"LR-1,,,{referred},,,,{weeks[2]},10:00,7,7,2,2,2,1,2,1,1,0,13",
        f"LR-1,,,{referred},,,,{weeks[3]},10:00,6,1,2,1,2,1,1,1,1,0,11",
        f"LR-2,Idris Vane,02/11/1990,{referred},,,,,,,,,,,,,,,,",
        f"LR-3,Nell Orde,31/06/1990,{referred},rose@clinic.example,,,{weeks[0]},,5,,,,,,,,,,",
    ]
    file = folder / "caseload.csv"
    file.write_text("\n".join((HEADER, *rows)))
    return str(file)


def transcript(folder, name, content):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_caseload_comes_in_and_its_therapist_goes_on_with_it(story, tmp_path, capsys):
    # given a clinic that is new here, and a file from the system it had
    clinic = worlds.clinic()
    last_week = clock.today() - timedelta(days=7)
    file = caseload(tmp_path, last_week)

    # when it is tried, every fault is told and nothing is in
    assert main(["import", "caseload", file, "--dry-run"]) == 1
    told = capsys.readouterr().out
    assert "line 4, phq9_1: “7” is not one of the answers 0 to 3." in told
    assert "line 7, date_of_birth: “31/06/1990” is not a day of the calendar." in told
    assert "Nothing was changed." in told
    story.sign_in(clinic.rosa.account)
    story.go("/today/")
    story.does_not_see("Maud Pryce")

    # when it is brought in, what is right is there
    assert main(["import", "caseload", file]) == 1
    assert "4 rows of 6 went in: 2 people, 2 referrals, 1 course" in capsys.readouterr().out
    story.go("/today/")
    story.sees("Maud Pryce")
    story.go("/waiting/")
    story.sees("Idris Vane")
    story.does_not_see("Nell Orde")

    # and Rosa goes on with Maud where she stood
    story.go("/today/")
    story.follow("Maud Pryce", within="main")
    story.sees_title("Where things stand")
    story.follow("Sessions")
    story.sees("3 of 16 held")
    story.sees("Came late, seen")
    story.follow(f"{day(last_week)} at 10am")

    # when she attaches what is no transcript, she is told so in words
    story.open_details("Attach a transcript")
    attach(story, transcript(tmp_path, "session.vtt", b"PK\x03\x04\x00 a workbook"))
    story.sees("There is a problem")
    story.sees("This file is not text.")
    attach(story, transcript(tmp_path, "session.vtt", "He was tired of me, I thought."))
    story.sees("This file is named .vtt, but it holds no VTT captions.")

    # then the transcript itself is attached and read
    attach(story, transcript(tmp_path, "session.vtt", SPOKEN))
    story.sees("The transcript is attached.")
    story.follow("Read the transcript attached on", exact=False)
    story.sees_title("Transcript")
    story.sees("They all get tired.")
    story.sees("0:10")

    # and the corrected file brings in the rest, and nothing twice
    corrected = tmp_path / "corrected.csv"
    text = (tmp_path / "caseload.csv").read_text()
    corrected.write_text(
        text.replace("10:00,7,7,2", "10:00,7,1,2")
        .replace("31/06/1990", "30/06/1990")
        .replace("rose@", "rosa@")
    )
    assert main(["import", "caseload", str(corrected)]) == 0
    assert "2 rows of 6 went in" in capsys.readouterr().out
    story.go("/today/")
    story.sees("Nell Orde")
    story.follow("Maud Pryce", within="main")
    story.follow("Sessions")
    story.sees("3 of 16 held")
    story.sees("Came too late to be seen")


def attach(story, file):
    """Choose a file and send it; with scripts, the design system puts a button before the field."""
    story.page.locator("form[action$='/transcript/'] input[type=file]").set_input_files(file)
    story.press("Attach it")
