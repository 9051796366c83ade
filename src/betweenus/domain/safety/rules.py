"""The rules of what follows from a risk answer, read from their file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from betweenus.domain.measures.figures import Source
from betweenus.domain.measures.figures_reading import read_source
from betweenus.domain.measures.tables import Table, read_table
from betweenus.domain.safety.escalation import Escalation

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a sign on one question is urgent. ``urgent_from`` None: no value is by itself."""

    measure: str
    item: int
    about: str
    urgent_from: int | None
    urgent_on_rise: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules, with the hours used until the service sets its own."""

    version: str
    escalation: Escalation
    rules: tuple[Rule, ...]

    def of(self, measure: str, item: int) -> Rule:
        """The rule of one question.

        A risk question nobody wrote a rule for still makes a sign, and every one is urgent: better
        a task too many until somebody thinks about it.
        """
        for rule in self.rules:
            if (rule.measure, rule.item) == (measure, item):
                return rule
        source = Source("no rule was written for this question", verified=False)
        return Rule(measure, item, "a sign of risk", 0, urgent_on_rise=True, source=source)


@cache
def shipped() -> Rules:
    """The rules that come with this software."""
    return load_rules(FILE)


def load_rules(path: Path) -> Rules:
    """The rules in one file; raises ``CatalogueError`` naming file and field."""
    file = read_table(path)
    rules = Rules(
        version=file.text("version"),
        escalation=_escalation(file.table("escalation")),
        rules=tuple(_rule(row) for row in file.tables("rules")),
    )
    file.close()
    return rules


def _escalation(table: Table) -> Escalation:
    hours, urgent_hours = table.whole("hours"), table.whole("urgent_hours")
    if not 0 < urgent_hours <= hours:
        raise table.wrong("urgent_hours", "must be at least 1 and not more than the other hours")
    read_source(table)
    table.close()
    return Escalation(hours, urgent_hours)


def _rule(table: Table) -> Rule:
    rule = Rule(
        measure=table.text("measure"),
        item=table.whole("item"),
        about=table.text("about"),
        urgent_from=table.whole("urgent_from") if table.has("urgent_from") else None,
        urgent_on_rise=table.flag("urgent_on_rise"),
        source=read_source(table),
    )
    table.close()
    return rule
