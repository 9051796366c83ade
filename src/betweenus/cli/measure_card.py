"""What a measure's file says, as lines of text: every figure with its source and its mark."""

from collections.abc import Iterator, Sequence

from betweenus.domain.measures import Item, Measure, Source
from betweenus.domain.measures.figures import ReliableChange
from betweenus.domain.measures.parts import Option, Scale


def table(known: Sequence[Measure]) -> list[str]:
    """A line for each measure, in columns."""
    head = ("MEASURE", "NAME", "QUESTIONS", "FILLED IN BY", "WORDING", "ABOUT")
    rows = [head, *map(_row, known)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _row(measure: Measure) -> tuple[str, ...]:
    questions = str(len(measure.scored_items))
    wording = "to be got" if measure.wording_held_locally else "here"
    who = measure.completed_by
    return (measure.id, measure.short_title, questions, who, wording, measure.about)


def lines(measure: Measure) -> Iterator[str]:
    """The whole file, section by section."""
    yield f"{measure.short_title}: {measure.title} ({measure.about})"
    yield f"  id {measure.id}, version {measure.version}, digest {measure.digest}"
    yield f"  Filled in by the {measure.completed_by}; asks about: {measure.recall.period}."
    if measure.subjects:
        yield f"  A form for each: {', '.join(one.id for one in measure.subjects)}."
    if measure.audience == "service":
        yield "  For the service: no therapist is shown who answered."
    if measure.research:
        yield f"  For research. {measure.research}"
    yield f"  Better: {measure.better}."
    yield f"  Source: {measure.source}"
    yield f"  Licence: {measure.licence.name}{_told(measure.licence.source)}"
    if measure.licence.attribution:
        yield f"  {measure.licence.attribution}"
    yield from _questions(measure)
    yield from _section("Scales", [line for scale in measure.scales for line in _scale(scale)])
    yield from _section("Bands of the total", list(_bands(measure)))
    yield from _section("Categories, the first one reached", list(_categories(measure)))
    yield from _figures(measure)
    yield from _codes(measure)


def _section(name: str, told: Sequence[str]) -> Iterator[str]:
    if told:
        yield ""
        yield f"{name}:"
        yield from (f"  {line}" for line in told)


def _questions(measure: Measure) -> Iterator[str]:
    yield from _section("Questions", [line for item in measure.items for line in _item(item)])
    own_words = [comment.text or comment.id for comment in measure.comments]
    yield from _section("Answered in the client's own words", own_words)
    if measure.wording_held_locally:
        yield "  The wording is its licence holder's and does not come with this program. Type:"
        yield f"  betweenus measures wording {measure.id}"


def _item(item: Item) -> Iterator[str]:
    counts = "" if item.scored else " (does not count)"
    applies = " (may not apply)" if item.may_not_apply else ""
    yield f"{item.number}. {item.text or item.id}{counts}{applies}"
    yield f"   {_answers(item)}"
    if item.risk:
        yield f"   Flags risk from {item.risk.at_least}{_told(item.risk.source)}"
    if item.note:
        yield f"   {item.note}"


def _answers(item: Item) -> str:
    """The answers in words, or a line of bare numbers by its ends."""
    bare = [option.text == str(option.value) for option in item.options]
    if all(bare[1:-1]) and len(bare) > 3:
        return f"{_answer(item.options[0])} to {_answer(item.options[-1])}"
    return ", ".join(map(_answer, item.options))


def _answer(option: Option) -> str:
    """The number and the words of one answer; where the words begin with the number, they do."""
    number = str(option.value)
    return option.text if option.text.startswith(number) else f"{number} {option.text}"


def _scale(scale: Scale) -> Iterator[str]:
    yield f"{scale.id} ({scale.title}): {scale.rule} of questions {_listed(scale.items)}"
    yield f"   from {scale.lowest:g} to {scale.highest:g}{_told(scale.source)}"
    if scale.reversed:
        yield f"   reversed: {_listed(scale.reversed)}"
    for points, numbers in _recoded(scale).items():
        yield f"   recoded: {_listed(numbers)} count as {_listed(points)}, in the answers' order"
    yield f"   may be missing: {_may_be_missing(scale)}{_told(scale.missing.source)}"


def _recoded(scale: Scale) -> dict[tuple[int, ...], list[int]]:
    """The questions that count otherwise, by what their answers count as."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, points in scale.recoded.items():
        alike.setdefault(points, []).append(number)
    return alike


def _may_be_missing(scale: Scale) -> str:
    rule = scale.missing
    if not rule.up_to:
        return "0"
    which = f"only question {_listed(rule.only)}" if rule.only else f"up to {rule.up_to}"
    counts = "each counted as the mean of the others" if rule.prorates else "counted as nothing"
    return f"{which}, {counts}"


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _categories(measure: Measure) -> Iterator[str]:
    for one in measure.categories:
        reached = " and ".join(f"{scale} {least:g}" for scale, least in one.at_least.items())
        yield f"{one.label}: {f'from {reached}' if reached else 'any other'}{_told(one.source)}"


def _bands(measure: Measure) -> Iterator[str]:
    for band in measure.bands:
        yield f"from {band.at_least:g}: {band.label}{_told(band.source)}"


def _figures(measure: Measure) -> Iterator[str]:
    if measure.caseness:
        cut = measure.caseness
        yield from _section("A case", [f"{cut}{_told(cut.source)}"])
    if measure.reliable_change:
        yield from _section("Reliable change", list(_change(measure.reliable_change)))
    else:
        yield from _section("Reliable change", ["no figure is stored, so the word is not used"])


def _change(figure: ReliableChange) -> Iterator[str]:
    yield f"{figure.amount:g} or more{_told(figure.source)}"
    if made := figure.workings:
        yield (
            f"follows from: SD {made.sd:g}, {made.kind} {made.reliability:g}, z {made.z:g}, "
            f"sample {made.sample}; gives {made.gives:g}{_told(made.source)}"
        )
    for amount, source in figure.also_published:
        yield f"also published: {amount:g}{_told(source)}"


def _codes(measure: Measure) -> Iterator[str]:
    if loinc := measure.loinc:
        named = (("questionnaire", loinc.panel), ("total", loinc.total))
        told = [f"{name} {code.code}{_told(code.source)}" for name, code in named if code]
        by_item = [f"question {item.number} {item.loinc}" for item in measure.items if item.loinc]
        told += [f"questions, one by one:{_told(loinc.source)}", *by_item] if by_item else []
        yield from _section("LOINC codes", [*told, loinc.notice])


def _told(source: Source) -> str:
    """The source of a figure, with the mark that must stand beside it."""
    return f"  [{source.words}{'; ' if source.mark else ''}{source.mark}]"
