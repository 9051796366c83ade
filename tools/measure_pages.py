"""The manual page of each measure, made from its file: questions, key, figures, worked examples."""

from collections.abc import Iterator, Mapping, Sequence

from betweenus.domain.measures import Item, Measure, Scale, Source
from betweenus.domain.measures.catalogue import FOLDER
from betweenus.domain.measures.figures import ReliableChange
from betweenus.domain.measures.loading import load_measure
from betweenus.domain.measures.parts import Example

Rows = Sequence[tuple[str, ...]]

RULES = {
    "sum": "the sum",
    "mean": "the mean",
    "mean x 10": "ten times the mean",
    "sum / 10": "a tenth of the sum",
}
WHO = {"client": "the client", "clinician": "the clinician"}


def pages(made_by: str) -> dict[str, str]:
    """File name -> text: an index, and a page for each measure; ``made_by`` stands on each."""
    # As shipped: not with the wording that the service on this machine may have.
    known = [load_measure(path) for path in sorted(FOLDER.glob("*.toml"))]
    found = {"measures/index.md": "\n".join(_index(known, made_by)) + "\n"}
    for measure in known:
        found[f"measures/{measure.id}.md"] = "\n".join(_page(measure, made_by)) + "\n"
    return found


def _index(known: Sequence[Measure], made_by: str) -> Iterator[str]:
    yield from ("# Measures", "", made_by)
    yield "Every questionnaire the program scores. Where the wording is not here, its licence"
    yield "holder keeps it: a service that has it puts it in its own folder of wordings. A figure"
    yield "marked **unverified** is believed, and nobody has yet read it in a source. Source:"
    yield "`betweenus/domain/measures/catalogue/`."
    yield ""
    yield _table(
        ("Measure", "About", "Questions", "Filled in by", "Wording", "Version"),
        [
            (
                f"[{one.short_title}]({one.id}.md)",
                one.about,
                str(len(one.items) + len(one.comments)),
                WHO[one.completed_by],
                "not here" if one.wording_held_locally else "here",
                one.version,
            )
            for one in known
        ],
    )


def _page(measure: Measure, made_by: str) -> Iterator[str]:
    yield f"# {measure.short_title}"
    yield from ("", made_by)
    yield from _opening(measure)
    yield from _questions(measure)
    yield from _scales(measure)
    yield from _figures(measure)
    yield from _codes(measure)
    yield from _examples(measure)


def _opening(measure: Measure) -> Iterator[str]:
    yield f"{measure.title}: {measure.about}."
    yield ""
    if measure.research:
        yield from (f"**For research.** {measure.research}", "")
    yield f"- id `{measure.id}`, version {measure.version}, digest `{measure.digest}`"
    yield f"- filled in by {WHO[measure.completed_by]}"
    yield f"- asks about: {measure.recall.period} ({_told(measure.recall.source)})"
    yield f"- better is {measure.better}"
    if measure.audience == "service":
        yield "- for the service; no therapist is shown who answered"
    yield f"- published in: {measure.source}"
    yield f"- licence: {measure.licence.name} ({_told(measure.licence.source)})"
    if measure.licence.attribution:
        yield f"- {measure.licence.attribution}"
    if measure.subjects:
        yield f"- a form for each person: {', '.join(one.words for one in measure.subjects)}"
    yield ""


def _questions(measure: Measure) -> Iterator[str]:
    yield from ("## Questions", "")
    if measure.wording_held_locally:
        yield "The wording is not shipped; the words here are names of our own."
    elif measure.recall.stem:
        yield f"> {measure.recall.stem}"
    yield ""
    yield _table(
        ("", "Question", "Answers", ""),
        [(str(i.number), i.text or i.id, _answers(i), _remarks(i)) for i in measure.items],
    )
    if measure.comments:
        yield "In the client's own words:"
        yield ""
        yield from (f"- {one.text or one.id}" for one in measure.comments)
        yield ""


def _answers(item: Item) -> str:
    """Every answer with its words; a line of numbers by its ends."""
    if len(item.options) > 5 or all(one.text == str(one.value) for one in item.options):
        first, last = item.options[0], item.options[-1]
        return f"{_answer(first)} to {_answer(last)}"
    return "; ".join(f"{one.value} {one.text}" for one in item.options)


def _answer(option) -> str:
    bare = option.text.startswith(str(option.value))
    return option.text.replace(", ", " ", 1) if bare else f"{option.value} {option.text}"


def _remarks(item: Item) -> str:
    remarks = []
    if item.risk:
        remarks.append(f"flags risk from {item.risk.at_least}: {_told(item.risk.source)}")
    if not item.scored:
        remarks.append("does not count")
    if item.may_not_apply:
        remarks.append("may not apply")
    return "; ".join([*remarks, *([item.note] if item.note else [])])


def _scales(measure: Measure) -> Iterator[str]:
    yield from ("## Scoring", "")
    if not measure.scales:
        yield from ("Nothing is added up: each answer is read by itself.", "")
        return
    yield _table(
        ("Scale", "Is", "From", "To", "May be missing", "Key from"),
        [
            (
                f"{scale.title} (`{scale.id}`)",
                _key(scale),
                f"{scale.lowest:g}",
                f"{scale.highest:g}",
                _missing(scale),
                _told(scale.source),
            )
            for scale in measure.scales
        ],
    )
    for scale in measure.scales:
        yield from _recoded(measure, scale)


def _key(scale: Scale) -> str:
    key = f"{RULES[scale.rule]} of {_numbers(scale.items)}"
    if scale.reversed:
        key += f"; turned round: {_numbers(scale.reversed)}"
    if scale.recoded:
        key += f"; recoded: {_numbers(tuple(scale.recoded))}"
    return key


def _missing(scale: Scale) -> str:
    rule = scale.missing
    if rule.rule == "none":
        may = "none"
    elif rule.rule == "leave out":
        may = f"{_numbers(rule.only)}, which then count as nothing"
    else:
        which = f"only {_numbers(rule.only)}" if rule.only else f"up to {rule.up_to}"
        may = f"{which}, counted as the mean of the others, and said"
    return f"{may} ({_told(rule.source)})"


def _recoded(measure: Measure, scale: Scale) -> Iterator[str]:
    """The points of recoded questions, those with the same points together."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, points in scale.recoded.items():
        alike.setdefault(points, []).append(number)
    for points, numbers in alike.items():
        values = measure.item(numbers[0]).values
        said = ", ".join(f"{v} as {p}" for v, p in zip(values, points, strict=True))
        yield from (f"{scale.title}: questions {_numbers(numbers)} count {said}.", "")


def _figures(measure: Measure) -> Iterator[str]:
    if measure.bands:
        yield from ("## Bands of the total", "")
        rows = [(f"{b.at_least:g}", b.label, _told(b.source)) for b in measure.bands]
        yield _table(("From", "Band", "Source"), rows)
    if measure.categories:
        yield from ("## Categories", "", "The first one reached counts.", "")
        rows = [
            (one.label, _reached(one.at_least, measure), _told(one.source))
            for one in measure.categories
        ]
        yield _table(("Category", "From", "Source"), rows)
    if measure.caseness:
        cut = measure.caseness
        yield from ("## A case", "", f"{str(cut).capitalize()}: {_told(cut.source)}.", "")
    yield from ("## Reliable change", "")
    if measure.reliable_change:
        yield from _change(measure.reliable_change)
    else:
        yield "No figure is stored, so the word is not used."
    yield ""


def _reached(at_least: Mapping[str, float], measure: Measure) -> str:
    parts = [f"{measure.scale(name).title} {least:g}" for name, least in at_least.items()]
    return " and ".join(parts) or "any other form"


def _change(figure: ReliableChange) -> Iterator[str]:
    yield f"- {figure.amount:g} or more: {_told(figure.source)}"
    if made := figure.workings:
        yield (
            f"- follows from SD {made.sd:g}, {made.kind} {made.reliability:g} and z {made.z:g}"
            f" ({made.sample}), which give {made.gives:g}: {_told(made.source)}"
        )
    for amount, source in figure.also_published:
        yield f"- also published, {amount:g}: {_told(source)}"


def _codes(measure: Measure) -> Iterator[str]:
    if not measure.loinc:
        return
    loinc = measure.loinc
    named = (("questionnaire", loinc.panel), ("total", loinc.total))
    rows = [(name, code.code, _told(code.source)) for name, code in named if code]
    rows += [
        (f"question {item.number}", item.loinc, _told(loinc.source))
        for item in measure.items
        if item.loinc
    ]
    yield from ("## LOINC codes", "", _table(("", "Code", "Source"), rows), loinc.notice, "")


def _examples(measure: Measure) -> Iterator[str]:
    yield from ("## Worked examples", "", "Each is run as a test.", "")
    rows = [(one.name, _given(one), _comes_to(measure, one)) for one in measure.examples]
    yield _table(("Example", "Answers", "Come to"), rows)


def _given(example: Example) -> str:
    if example.answers is None:
        return f"total {example.total_only:g}"
    return ", ".join("blank" if answer is None else str(answer) for answer in example.answers)


def _comes_to(measure: Measure, example: Example) -> str:
    expect = example.expect
    if "refused" in expect:
        return f"refused: question {expect['refused']}"
    said = ["no total" if measure.has_total else ""]
    if "total" in expect:
        said = [f"total {expect['total']:.4g}"]
    subscales = expect.get("subscales", {})
    said += [f"{name} {value:.4g}" for name, value in subscales.items()]
    said += [str(expect[name]) for name in ("band", "category") if name in expect]
    said += ["a case" if expect["case"] else "no case"] if "case" in expect else []
    said += ["prorated"] if expect.get("prorated") else []
    said += [f"risk: question {_numbers(expect['risk'])}"] if expect.get("risk") else []
    return "; ".join(filter(None, said)) or (
        "no score" if measure.scales else "nothing is added up"
    )


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers with runs drawn together: 1-5, 8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def _told(source: Source) -> str:
    return f"{source.words}{f' (**{source.mark}**)' if source.mark else ''}"


def _table(head: tuple[str, ...], rows: Rows) -> str:
    def line(cells: tuple[str, ...]) -> str:
        escaped = (cell.replace("|", r"\|") for cell in cells)
        return f"| {' | '.join(escaped)} |"

    return "\n".join([line(head), line(tuple("---" for _ in head)), *map(line, rows)]) + "\n"
