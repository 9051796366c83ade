"""A questionnaire as its file defines it, and the score of what somebody answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from betweenus.domain.measures.answers import AnswerRefused, Answers, read_answers, unanswered
from betweenus.domain.measures.figures import Band, Category, Cut, Loinc, ReliableChange
from betweenus.domain.measures.parts import (
    Comment,
    Example,
    Item,
    Licence,
    Recall,
    Scale,
    Subject,
)
from betweenus.domain.measures.score import ItemAnswer, ScaleScore, Score
from betweenus.domain.measures.scoring import (
    checked_total,
    item_answers,
    prorating_note,
    score_scale,
    total_only_note,
)
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.domain.measures.bulk import BulkScores


class WordingHeldLocally(Refusal):
    """The text of this questionnaire is its licence holder's and is not on this machine."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire. ``digest`` changes whenever anything but the examples does.

    - ``completed_by``: "client" or "clinician".
    - ``audience``: "clinical", or "service" for what no therapist is shown by name.
    - ``subjects``: the people it can be about, one form for each; none for most questionnaires.
    - ``research``: why it may be looked at and not relied on; "" for most.
    """

    id: str
    version: str
    digest: str
    title: str
    short_title: str
    about: str
    completed_by: str
    better: str
    source: str
    licence: Licence
    recall: Recall
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    bands: tuple[Band, ...] = ()
    caseness: Cut | None = None
    reliable_change: ReliableChange | None = None
    loinc: Loinc | None = None
    examples: tuple[Example, ...] = field(default=(), compare=False)
    comments: tuple[Comment, ...] = ()
    subjects: tuple[Subject, ...] = ()
    categories: tuple[Category, ...] = ()
    audience: str = "clinical"
    research: str = ""

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The questions that count."""
        return tuple(item for item in self.items if item.scored)

    @property
    def has_total(self) -> bool:
        """Whether the measure comes to one main figure; some give only subscales."""
        return any(scale.id == "total" for scale in self.scales)

    @property
    def wording_held_locally(self) -> bool:
        """Whether the text must come from the licence holder's own files."""
        return self.licence.wording == "locally"

    @property
    def can_be_shown(self) -> bool:
        """Whether every question has its words."""
        asked: tuple[Item | Comment, ...] = (*self.items, *self.comments)
        return all(one.text is not None for one in asked) and self.recall.stem is not None

    def subject(self, subject_id: str) -> Subject | None:
        """Whom a form is about, by id; None where the questionnaire is about the client."""
        return next((one for one in self.subjects if one.id == subject_id), None)

    def questions(self) -> tuple[Item, ...]:
        """The items to display; raises ``WordingHeldLocally`` when their text is not here."""
        if not self.can_be_shown:
            raise WordingHeldLocally(
                f"The wording of {self.short_title} may not be shipped with this software.",
                f"Ask its licence holder for the text ({self.licence.name}). Whoever runs your"
                f" service then types: betweenus measures wording {self.id}",
            )
        return self.items

    def item(self, number: int) -> Item:
        """The question with this number."""
        return next(item for item in self.items if item.number == number)

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id."""
        return next(scale for scale in self.scales if scale.id == scale_id)

    def band_of(self, total: float | None) -> Band | None:
        """The band a total lies in, if there is a total and the measure has bands."""
        reached = [band for band in self.bands if total is not None and band.at_least <= total]
        return reached[-1] if reached else None

    def case_of(self, total: float | None) -> bool | None:
        """Whether a total is at or above the cut-off for a case; None when it cannot be said."""
        if total is None or self.caseness is None:
            return None
        return self.caseness.reached(total)

    def category_of(self, values: Mapping[str, int | float | None]) -> Category | None:
        """The first category whose scales are all reached; None where one has no value."""
        needed = {scale for category in self.categories for scale in category.at_least}
        known = {scale: value for scale, value in values.items() if value is not None}
        if not needed <= set(known):
            return None
        for category in self.categories:
            if all(known[scale] >= least for scale, least in category.at_least.items()):
                return category
        return None

    def score(self, answers: Answers) -> Score:
        """The score of one set of answers: a sequence in order, or a mapping by id or number.

        ``None`` is a blank; ``DECLINED`` and ``NOT_APPLICABLE`` are answers of their own. Raises
        ``AnswerRefused``, naming question and value, for anything nobody can have answered.
        """
        given = read_answers(self.short_title, self.items, answers)
        scales = tuple(score_scale(self.short_title, s, self.items, given) for s in self.scales)
        total = next((scale for scale in scales if scale.id == "total"), None)
        return self._scored(
            total.value if total else None,
            complete=not any(unanswered(given[item.number]) for item in self.scored_items),
            prorated=any(scale.prorated for scale in scales),
            reason=total.reason if total else None,
            notes=tuple(
                prorating_note(self.short_title, scale, given)
                for scale, made in zip(self.scales, scales, strict=True)
                if made.prorated
            ),
            items=item_answers(self.items, given),
            scales=scales,
        )

    def score_many(self, answers: object) -> "BulkScores":
        """The scores of many forms: an integer array with a row a form and a column a question.

        The columns are the questions that count, or all. -1, or the mask of a masked array, is no
        answer. A form with a number out of range keeps its place and is ``refused``; what is no
        such array raises ``Refusal``. Equal to ``score`` of each row, and far quicker.
        """
        # Late: NumPy takes longer to load than a form to score.
        from betweenus.domain.measures import bulk

        return bulk.score_many(
            self.short_title,
            self.items,
            self.scales,
            answers,
            bands=self.bands,
            caseness=self.caseness,
            categories=self.categories,
        )

    def reason_of(self, answers: Answers) -> str | None:
        """Why these answers have no total, or why they are refused; None when they have one."""
        try:
            return self.score(answers).reason
        except AnswerRefused as refused:
            return refused.what

    def from_total(self, total: object) -> Score:
        """A score of which only the total is known, flagged so; raises ``AnswerRefused``."""
        scale = self.scale("total") if self.has_total else None
        return self._scored(
            checked_total(self.short_title, scale, total),
            complete=False,
            total_only=True,
            notes=(total_only_note(self.items),),
        )

    def _scored(
        self,
        total: float | None,
        *,
        complete: bool,
        prorated: bool = False,
        total_only: bool = False,
        reason: str | None = None,
        notes: tuple[str, ...] = (),
        items: tuple[ItemAnswer, ...] = (),
        scales: tuple[ScaleScore, ...] = (),
    ) -> Score:
        return Score(
            measure=self.id,
            version=self.version,
            digest=self.digest,
            total=total,
            band=self.band_of(total),
            case=self.case_of(total),
            complete=complete,
            prorated=prorated,
            total_only=total_only,
            reason=reason,
            notes=notes,
            items=items,
            scales=scales,
            category=self.category_of({scale.id: scale.value for scale in scales}),
        )
