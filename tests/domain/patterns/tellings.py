"""Episodes written as small tables, for the tests of patterns."""

from betweenus.domain import patterns
from betweenus.domain.patterns import Episode

WORDS = patterns.vocabulary()
SHORT = {
    "wish": "wish",
    "other": "response_of_other",
    "self": "self_view",
    "sees": "other_view",
    "feels": "affect",
    "does": "defence",
}


def episodes(text: str) -> tuple[Episode, ...]:
    """A row an episode; columns as in ``SHORT``, with ``person`` and ``where``; "-" is none."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if line]
    made = []
    for number, row in enumerate(rows, start=1):
        cells = dict(zip(head, row, strict=True))
        parts = {SHORT[name]: code for name, code in cells.items() if name in SHORT and code != "-"}
        where = cells.get("where", "now")
        made.append(Episode(str(number), cells["person"], str(number), parts, where=where))
    return tuple(made)


def parts(text: str) -> dict[str, str]:
    """Codes in the order of the parts; "-" where a part is left open."""
    return {
        part: code for part, code in zip(SHORT.values(), text.split(), strict=True) if code != "-"
    }


ASHAMED = "be_valued criticises inadequate critical shame withdraw"
LEFT = "closeness rejects unlovable abandoning sadness cling"
RESCUING = "be_good needs_me self_reliant fragile guilt overwork"
OTHERS = (
    "autonomy controls helpless controlling anger attack",
    "keep_peace attacks bad_burden hostile anxiety please",
    "have_say exploits worthy untrustworthy envy speak_openly",
    "safety ignores invisible indifferent loneliness minimise",
    "be_cared_for helps outsider caring warmth joke",
    "be_understood warm worthy superior hurt intellectualise",
)


def told(*rows: tuple[str, str]) -> tuple[Episode, ...]:
    """Episodes from (person, codes in the order of the parts)."""
    return tuple(
        Episode(str(number), person, str(number), parts(codes))
        for number, (person, codes) in enumerate(rows, start=1)
    )
