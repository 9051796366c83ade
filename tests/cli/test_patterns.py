"""`betweenus patterns`: the vocabulary and a ranking, for people and for other programs."""

import json

import pytest

from betweenus.cli import main
from betweenus.domain import patterns

SHAME = {
    "wish": "be_valued",
    "response_of_other": "criticises",
    "self_view": "inadequate",
    "other_view": "critical",
    "affect": "shame",
    "defence": "withdraw",
}
LEFT = {
    "wish": "closeness",
    "response_of_other": "rejects",
    "self_view": "unlovable",
    "other_view": "abandoning",
    "affect": "sadness",
    "defence": "cling",
}
WARM = {"wish": "be_cared_for", "response_of_other": "helps", "affect": "warmth"}


def lines(*told: tuple[str, dict]) -> list[str]:
    return [
        json.dumps({"person": person, "session": number, **parts})
        for number, (person, parts) in enumerate(told, start=1)
    ]


ENOUGH = lines(
    ("Mum", SHAME),
    ("Boss", SHAME),
    ("Sam", SHAME),
    ("Jo", SHAME),
    ("Mum", LEFT),
    ("Mum", LEFT),
    ("Sam", WARM),
)


@pytest.fixture
def rank(tmp_path, capsys):
    """Ranks the lines of a file: the exit code, what was printed and what was said."""

    def ranked(some: list[str], *options: str):
        file = tmp_path / "episodes.jsonl"
        file.write_text("\n".join(some) + "\n")
        code = main.main(["patterns", "rank", str(file), *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ranked


def test_the_vocabulary_is_parts_and_the_ids_of_their_codes(capsys):
    assert main.main(["patterns", "vocabulary", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    ours = patterns.vocabulary().by_part
    assert told == {part: list(codes) for part, codes in ours.items()}


def test_the_vocabulary_says_what_every_code_means_and_that_nobody_checked_it(capsys):
    assert main.main(["patterns", "vocabulary"]) == 0
    told = capsys.readouterr().out
    assert "unverified" in told.splitlines()[0]
    for code in patterns.vocabulary().codes:
        assert f"{code.name}: {code.means}" in told


@pytest.mark.slow
def test_a_ranking_names_its_evidence_and_its_doubt(rank):
    code, out, err = rank(ENOUGH, "--json")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made["too_early"] is False
    assert len(made["candidates"]) >= 2
    first = made["candidates"][0]
    assert first["parts"] == SHAME
    assert first["episodes_for"] == ["1", "2", "3", "4"]
    assert first["episodes_against"] == ["5", "6", "7"]
    assert first["people"] == 4
    assert 0 <= first["stability"] <= 1
    assert 0 < first["chance"] <= 1
    assert isinstance(first["survives_without_strongest_person"], bool)
    assert first["says"]


@pytest.mark.slow
def test_the_same_file_gets_the_same_answer(rank):
    assert rank(ENOUGH, "--json") == rank(ENOUGH, "--json")


@pytest.mark.slow
def test_a_person_reads_the_same(rank):
    code, out, _ = rank(ENOUGH)
    assert code == 0
    assert "1. Wish: to be valued; response of the other: criticises" in out
    assert "for: 1, 2, 3, 4" in out
    assert "the most frequent code of each part" in out


def test_too_few_are_only_counted(rank):
    code, out, _ = rank(ENOUGH[:3], "--json")
    made = json.loads(out)
    assert (code, made["too_early"], made["candidates"]) == (0, True, [])
    assert made["counts"]["affect"] == {"shame": 3}
    assert "Too early to rank" in rank(ENOUGH[:3])[1]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "This is no JSON."),
        ("[1]", "This is no object."),
        ('{"session": 1, "wish": "closeness"}', "person is missing."),
        ('{"person": "Mum", "wish": "closeness"}', "session is missing."),
        ('{"person": "Mum", "session": 1}', "No part is coded."),
        ('{"person": "Mum", "session": 1, "wish": "closness"}', "'closness' is no code of wish."),
        ('{"person": "Mum", "session": 1, "wish": 3}', "wish is 3, not the id of a code."),
        ('{"person": {}, "session": 1, "wish": "closeness"}', "person is {}, not words"),
        (
            '{"person": "Mum", "session": 1, "where": "far", "wish": "closeness"}',
            "'far' is no place.",
        ),
        (
            '{"id": "1", "person": "Mum", "session": 1, "wish": "closeness"}',
            "The id '1' was used before.",
        ),
    ],
)
def test_a_bad_line_is_named_and_left_out(rank, line, says):
    code, out, err = rank([*ENOUGH, line, ""], "--json", "--quick")
    assert code == 1
    assert err.startswith(f"betweenus: line 8, left out: {says}")
    made = json.loads(out)
    assert [bad["line"] for bad in made["left_out"]] == [8]
    assert made["episodes"] == len(ENOUGH)
    assert made["candidates"][0]["parts"] == SHAME


def test_without_resampling_nothing_is_said_of_what_needs_it(rank):
    code, out, _ = rank(ENOUGH, "--json", "--quick")
    first = json.loads(out)["candidates"][0]
    assert code == 0
    assert first["parts"] == SHAME
    assert first["stability"] is None
    assert first["chance"] is None


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert main.main(["patterns", "rank", str(tmp_path / "none.jsonl")]) == 1
    assert "Check its name and folder." in capsys.readouterr().err
