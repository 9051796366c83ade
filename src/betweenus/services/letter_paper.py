"""A letter as it is read: the same greeting, sections and closing on a page, in PDF and in Word."""

from collections.abc import Mapping

from betweenus.domain.course.dates import LONDON
from betweenus.domain.letters import LetterKind, LetterState, filled
from betweenus.exchange.letters import LetterDocument, Written, lay_out
from betweenus.records.course import Course
from betweenus.services import clock, service
from betweenus.services.letter_versions import Version

DRAFT_MARK = "Draft, to talk about together"


def paper(course: Course, kind: LetterKind, version: Version) -> LetterDocument:
    """A version of a letter as it is set on paper."""
    now, to_gp, person = service.present(), kind.to == "gp", course.person
    frame = LetterDocument(
        title=kind.name,
        sender=(now.name, *_lines(now.address), *_lines(now.phone)),
        to=_lines(person.gp_practice) if to_gp else (person.name,),
        written_on=(version.moves[-1].at if version.moves else version.at)
        .astimezone(LONDON)
        .date(),
        greeting=kind.greeting.format(name=person.called) + ("," if kind.greeting else ""),
        sections=(),
        sign_off=("", person.called)
        if kind.id == "keeping_well"
        else ("With good wishes", course.therapist.name),
        footer=now.name,
        mark="" if version.state is LetterState.FINAL else DRAFT_MARK,
        headings=kind.headings,
        about=_about(course) if to_gp else (),
        copies=(person.name,) if to_gp else (),
    )
    return lay_out(frame, _written(kind, version.sections))


def body(kind: LetterKind, sections: Mapping[str, str]) -> LetterDocument:
    """What is written so far without the paper around it; for looking at its letters."""
    frame = LetterDocument(
        title=kind.name,
        sender=(),
        to=(),
        written_on=clock.today(),
        greeting="",
        sections=(),
        sign_off=(),
        footer="",
    )
    return lay_out(frame, _written(kind, sections))


def _written(kind: LetterKind, sections: Mapping[str, str]) -> list[tuple[str, Written]]:
    return [(section.name, section.as_written(text)) for section, text in filled(kind, sections)]


def _about(course: Course) -> tuple[tuple[str, str], ...]:
    person = course.person
    born = person.born_on
    lines = [("Name", person.name)]
    if born:
        lines.append(("Date of birth", f"{born.day} {born:%B %Y}"))
    if person.nhs_number:
        lines.append(("NHS number", person.nhs_number))
    return tuple(lines)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
