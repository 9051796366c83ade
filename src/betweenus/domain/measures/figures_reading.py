"""Reads the figures of a measure's file: none without its source and its mark."""

from dataclasses import replace

from betweenus.domain.measures.figures import (
    Band,
    Category,
    Code,
    Cut,
    Loinc,
    MissingRule,
    ReliableChange,
    Source,
    Workings,
)
from betweenus.domain.measures.rules import MISSING_RULES
from betweenus.domain.measures.tables import Table


def read_source(table: Table) -> Source:
    """The source and mark every value with a clinical meaning must carry."""
    return Source(table.text("source"), table.flag("verified"))


def read_cut(table: Table, name: str) -> Cut:
    """A value at and above which something holds."""
    cut = Cut(table.number(name), read_source(table))
    table.close()
    return cut


def read_missing(scale: Table) -> MissingRule:
    """What a scale allows to be unanswered."""
    table = scale.table("missing")
    rule = table.one_of("rule", MISSING_RULES)
    only = table.wholes("only") if table.has("only") or rule == "leave out" else ()
    up_to = table.whole("up_to") if rule == "prorate" else len(only)
    missing = MissingRule(rule, up_to, read_source(table), only)
    table.close()
    return missing


def read_bands(file: Table) -> tuple[str | None, tuple[Band, ...]]:
    """The bands, and which scale they are of; neither where the measure has none."""
    if not file.has("bands"):
        return None, ()
    table = file.table("bands")
    scale = table.text("scale")
    bands = tuple(_band(row) for row in table.tables("list"))
    table.close()
    return scale, bands


def _band(row: Table) -> Band:
    band = Band(row.number("from"), row.text("label"), read_source(row))
    row.close()
    return band


def read_categories(file: Table) -> tuple[Category, ...]:
    """The names for forms that reach something on several scales at once, in order."""
    return tuple(
        _category(row) for row in (file.tables("categories") if file.has("categories") else [])
    )


def _category(row: Table) -> Category:
    reached = row.table("at_least")
    category = Category(
        row.text("label"),
        {scale: reached.number(scale) for scale in reached.values},
        read_source(row),
    )
    row.close()
    return category


def read_caseness(file: Table) -> Cut | None:
    """The cut-off for a case, where there is one."""
    if not file.has("caseness"):
        return None
    table = file.table("caseness")
    if table.has("above"):
        return replace(read_cut(table, "above"), above=True)
    return read_cut(table, "at_least")


def read_reliable_change(file: Table) -> ReliableChange | None:
    """The change that is more than measurement error, where a figure is stored."""
    if not file.has("reliable_change"):
        return None
    table = file.table("reliable_change")
    also = table.tables("also_published") if table.has("also_published") else []
    change = ReliableChange(
        amount=table.number("amount"),
        source=read_source(table),
        workings=_workings(table.table("workings")) if table.has("workings") else None,
        also_published=tuple((row.number("amount"), read_source(row)) for row in also),
    )
    for row in (*also, table):
        row.close()
    return change


def _workings(table: Table) -> Workings:
    workings = Workings(
        sd=table.number("sd"),
        reliability=table.number("reliability"),
        kind=table.text("kind"),
        z=table.number("z"),
        gives=table.number("gives"),
        sample=table.text("sample"),
        source=read_source(table),
    )
    table.close()
    return workings


def read_loinc(file: Table) -> Loinc | None:
    """The LOINC codes and the notice their licence asks for."""
    if not file.has("loinc"):
        return None
    table = file.table("loinc")
    loinc = Loinc(
        notice=table.text("notice"),
        source=read_source(table),
        panel=_code(table, "panel"),
        total=_code(table, "total"),
    )
    table.close()
    return loinc


def _code(loinc: Table, name: str) -> Code | None:
    if not loinc.has(name):
        return None
    table = loinc.table(name)
    code = Code(table.text("code"), read_source(table))
    table.close()
    return code
