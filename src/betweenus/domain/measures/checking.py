"""What must hold between the parts of a measure, beyond each field being of the right kind."""

from collections.abc import Sequence

from betweenus.domain.measures.definition import Measure
from betweenus.domain.measures.parts import Item, Scale
from betweenus.domain.measures.tables import Table

EXPECTATIONS = frozenset(
    {
        "total",
        "band",
        "category",
        "case",
        "complete",
        "prorated",
        "missing",
        "declined",
        "not_applicable",
        "risk",
        "subscales",
        "refused",
    }
)


def check(measure: Measure, bands_of: str | None, file: Table) -> None:
    """Refuse a measure whose parts do not fit; raises ``CatalogueError`` naming the field."""
    if file.file != f"{measure.id}.toml":
        raise file.wrong("id", f"is {measure.id!r}, so the file must be called {measure.id}.toml")
    _check_items(measure, file)
    for place, scale in enumerate(measure.scales, start=1):
        _check_scale(scale, file, f"scales[{place}]")
    _check_once([scale.id for scale in measure.scales], file, "scales")
    _check_bands(measure, bands_of, file)
    _check_categories(measure, file)
    _check_figures(measure, file)
    _check_examples(measure, file)


def check_numbering(items: Sequence[Item], file: Table) -> None:
    """Refuse items out of order or sharing an id, before anything refers to them by number."""
    numbers = [item.number for item in items]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise file.wrong("items", f"must be numbered 1, 2, 3 ... in order, not {numbers}")
    _check_once([item.id for item in items], file, "items")


def _check_items(measure: Measure, file: Table) -> None:
    for item in measure.items:
        _check_item(item, measure, file, f"items[{item.number}]")
    _check_once([comment.id for comment in measure.comments], file, "comments")
    _check_once([subject.id for subject in measure.subjects], file, "subjects")
    if not measure.wording_held_locally and measure.recall.stem is None:
        raise file.wrong("recall.stem", "is missing, though the licence lets the wording ship")


def _check_item(item: Item, measure: Measure, file: Table, place: str) -> None:
    if measure.wording_held_locally and item.text is not None:
        raise file.wrong(f"{place}.text", "may not be here: the licence says it is held locally")
    if not measure.wording_held_locally and item.text is None:
        raise file.wrong(f"{place}.text", "is missing, though the licence lets the wording ship")
    if item.risk and item.risk.at_least not in item.values:
        raise file.wrong(f"{place}.risk.from", "must be one of the item's answers")


def _check_scale(scale: Scale, file: Table, place: str) -> None:
    if scale.id in EXPECTATIONS - {"total"}:
        # A file of scores has a column for each scale beside those of the whole form.
        raise file.wrong(f"{place}.id", f"may not be {scale.id!r}, which a score says otherwise")
    _check_once(scale.items, file, f"{place}.items")
    if not set(scale.reversed) <= set(scale.items):
        raise file.wrong(f"{place}.reversed", "must list only items of this scale")
    if set(scale.recoded) & set(scale.reversed) or not set(scale.recoded) <= set(scale.items):
        raise file.wrong(f"{place}.recoded", "must list only items of this scale not reversed")
    if not set(scale.missing.only) <= set(scale.items):
        raise file.wrong(f"{place}.missing.only", "must list only items of this scale")
    if not 0 <= scale.missing.up_to < len(scale.items):
        raise file.wrong(f"{place}.missing.up_to", "must leave at least one item answered")


def _check_once(names: Sequence[object], file: Table, field: str) -> None:
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise file.wrong(field, f"must name each only once, but {twice[0]!r} comes twice")


def _check_bands(measure: Measure, bands_of: str | None, file: Table) -> None:
    if bands_of is None:
        return
    starts = [band.at_least for band in measure.bands]
    total = _total(measure)
    if bands_of != "total" or total is None:
        raise file.wrong("bands.scale", "must be the scale called total")
    if not starts or starts != sorted(set(starts)) or starts[0] != total.lowest:
        raise file.wrong("bands.list", f"must rise from {total.lowest}, not {starts}")
    if starts[-1] > total.highest:
        raise file.wrong("bands.list", f"must end within the range, which ends at {total.highest}")


def _check_categories(measure: Measure, file: Table) -> None:
    scales = {scale.id for scale in measure.scales}
    for place, category in enumerate(measure.categories, start=1):
        if not set(category.at_least) <= scales:
            raise file.wrong(f"categories[{place}].at_least", "must name scales of this measure")
    if measure.categories and measure.categories[-1].at_least:
        raise file.wrong("categories", "must end with one that every form reaches: at_least = {}")


def _check_figures(measure: Measure, file: Table) -> None:
    total = _total(measure)
    if (measure.caseness or measure.reliable_change) and total is None:
        raise file.wrong("scales", "needs a scale called total, which the figures are about")
    if measure.caseness and total and not _within(measure.caseness.at_least, total):
        raise file.wrong("caseness.at_least", f"must be within {total.lowest} to {total.highest}")
    if measure.reliable_change and measure.reliable_change.amount <= 0:
        raise file.wrong("reliable_change.amount", "must be more than 0")


def _total(measure: Measure) -> Scale | None:
    return next((scale for scale in measure.scales if scale.id == "total"), None)


def _within(value: float, scale: Scale) -> bool:
    return scale.lowest <= value <= scale.highest


def _check_examples(measure: Measure, file: Table) -> None:
    for place, example in enumerate(measure.examples, start=1):
        unknown = sorted(set(example.expect) - EXPECTATIONS)
        if unknown or not example.expect:
            problem = f"cannot say {unknown[0]!r}" if unknown else "says nothing"
            raise file.wrong(f"examples[{place}].expect", problem)
