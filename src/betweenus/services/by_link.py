"""By link: a person fills in what a private link is for, saved as they go, handed in one by one."""

from dataclasses import dataclass
from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.measures import Item, Measure
from betweenus.domain.measures.parts import Comment, Subject
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.asking import MeasureLink
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.safety import RiskTask
from betweenus.services import clock, reminders, safety
from betweenus.services.acting import acting
from betweenus.services.begun import Given, answers_so_far, keep_so_far, shows_risk, take
from betweenus.services.measure_links import holder, of_link

SOURCE = "link"


class LinkOver(NotFound):
    """A link that opens nothing any more; ``why`` is "old" or "revoked"."""

    def __init__(self, why: str) -> None:
        super().__init__("This link no longer works.", "Ask for a new one.")
        self.why = why


@dataclass(frozen=True, slots=True)
class Part:
    """One questionnaire of a link. ``begun`` counts the questions answered so far."""

    id: UUID
    measure: Measure
    subject: Subject | None
    handed_in: bool
    begun: int

    @property
    def asks(self) -> tuple[Item | Comment, ...]:
        """Everything it asks, the questions answered in words last."""
        return (*self.measure.questions(), *self.measure.comments)

    @property
    def whom(self) -> str:
        """Whom it is about, in words; "" where that is the client."""
        words = self.subject.words if self.subject else ""
        return words[:1].lower() + words[1:]


@dataclass(frozen=True, slots=True)
class Battery:
    """Everything a link is for."""

    called: str
    parts: tuple[Part, ...]
    reminded: bool

    @property
    def left(self) -> tuple[Part, ...]:
        """What is not handed in."""
        return tuple(part for part in self.parts if not part.handed_in)

    @property
    def questions(self) -> int:
        """How many questions are still to be answered."""
        return sum(len(part.asks) - part.begun for part in self.left)


@dataclass(frozen=True, slots=True)
class Filling:
    """One questionnaire under way: what is answered so far, and its place in the battery."""

    part: Part
    battery: Battery
    answers: Given

    @property
    def number(self) -> int:
        """Which one of the battery it is, the first being 1."""
        return [part.id for part in self.battery.parts].index(self.part.id) + 1

    @property
    def first_open(self) -> int:
        """The number of the first question not answered yet, or of the last one."""
        asks = self.part.asks
        left = (place for place, one in enumerate(asks, start=1) if one.id not in self.answers)
        return next(left, len(asks))

    @property
    def risk(self) -> bool:
        """Whether an answer so far calls for the service's crisis text now."""
        return shows_risk(self.part.measure, self.answers)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What follows a questionnaire: what a risk sign was about ("" for none), and what is next."""

    part: Part
    battery: Battery
    risk: str


def read(*, by: Identity, link_id: UUID) -> Battery:
    """What a link is for; raises LinkOver. ``by`` is whoever looks; the link is what lets them."""
    link = _link(link_id)
    with _by_link(link) as deed:
        deed.detail |= {"read": True, "signed in": by.account_id is not None}
        return _battery(link)


def one(*, by: Identity, link_id: UUID, request_id: UUID) -> Filling:
    """One questionnaire of a link, with what was answered before; raises LinkOver or NotFound."""
    link = _link(link_id)
    with _by_link(link, request_id) as deed:
        deed.detail |= {"read": True, "signed in": by.account_id is not None}
        battery = _battery(link)
        return Filling(_part(battery, request_id), battery, answers_so_far(request_id))


def save(*, by: Identity, link_id: UUID, request_id: UUID, answers: Given) -> None:
    """Keep these answers beside those given before; None takes one back. Harmless to repeat.

    Raises Refusal for what is no answer, and once the questionnaire was handed in.
    """
    link = _link(link_id)
    with _by_link(link, request_id) as deed:
        _hold(link, request_id)
        request = _open_request(link, request_id)
        kept = keep_so_far(request, answers, source=SOURCE)
        deed.detail |= {"answered": len(kept), "signed in": by.account_id is not None}


def hand_in(*, by: Identity, link_id: UUID, request_id: UUID) -> MeasureAnswers:
    """Hand in what was saved; a second time gives what was kept the first time.

    Raises Refusal naming the first question that wants an answer or a "rather not".
    """
    link = _link(link_id)
    with _by_link(link, request_id) as deed:
        deed.detail["signed in"] = by.account_id is not None
        _hold(link, request_id)
        part = _part(_battery(link), request_id)
        begun = answers_so_far(request_id)
        if not part.handed_in and (missing := _missing(part.measure, begun)):
            raise Refusal(
                f"Question {missing.number} has no answer yet.",
                "Choose an answer, or say that you would rather not.",
                field=missing.id,
            )
        request = MeasureRequest.objects.get(pk=request_id)
        return take(holder(link), request, begun, source=SOURCE)


def handed_in(*, by: Identity, link_id: UUID, request_id: UUID) -> HandedIn:
    """What follows a questionnaire that was handed in: never its answers or its score."""
    link = _link(link_id)
    with _by_link(link, request_id) as deed:
        deed.detail |= {"after": True, "signed in": by.account_id is not None}
        battery = _battery(link)
        signs = RiskTask.objects.filter(answers__request=request_id).values_list("sign", flat=True)
        about = " and ".join(dict.fromkeys(safety.about(sign) for sign in signs))
        return HandedIn(_part(battery, request_id), battery, about)


def remind(*, by: Identity, link_id: UUID, wanted: bool) -> None:
    """Say by a link whether one wants to be reminded from now on; raises LinkOver."""
    link = _link(link_id)
    with _by_link(link) as deed:
        deed.detail |= {"reminders wanted": wanted, "signed in": by.account_id is not None}
        reminders.wish(by=by, person_id=link.person_id, wanted=wanted)


def _link(link_id: UUID) -> MeasureLink:
    row = MeasureLink.objects.select_related("person").filter(pk=link_id).first()
    if row is None or row.revoked_at:
        raise LinkOver("revoked")
    if row.runs_out_at <= clock.now():
        raise LinkOver("old")
    return row


def _by_link(link: MeasureLink, request_id: UUID | None = None):
    about = f"request:{request_id}" if request_id else f"link:{link.pk}"
    return acting(by=holder(link), act=Act.ANSWER_BY_LINK, person=link.person_id, about=about)


def _battery(link: MeasureLink) -> Battery:
    parts = tuple(_as_part(row) for row in of_link(link))
    return Battery(link.person.called, parts, reminders.wanted(link.person_id))


def _as_part(row: MeasureRequest) -> Part:
    begun = getattr(row, "begun", None)
    measure = catalogue.get(row.measure)
    return Part(
        id=row.pk,
        measure=measure,
        subject=measure.subject(row.subject),
        handed_in=row.closed_at is not None,
        begun=len(begun.answers) if begun else 0,
    )


def _part(battery: Battery, request_id: UUID) -> Part:
    found = next((part for part in battery.parts if part.id == request_id), None)
    if found is None:
        raise NotFound("This questionnaire is not asked of you any more.", "Open your link again.")
    return found


def _hold(link: MeasureLink, request_id: UUID) -> None:
    """Let no other window save or hand in the same one until this act is done."""
    MeasureRequest.objects.select_for_update().filter(pk=request_id, person=link.person_id).first()


def _open_request(link: MeasureLink, request_id: UUID) -> MeasureRequest:
    row = next((row for row in of_link(link) if row.pk == request_id), None)
    if row is None or row.closed_at:
        raise Refusal("This questionnaire was handed in already.", "There is nothing more to do.")
    return row


def _missing(known: Measure, begun: Given) -> Item | None:
    return next((item for item in known.items if item.scored and item.id not in begun), None)
