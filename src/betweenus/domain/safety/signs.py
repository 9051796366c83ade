"""Which answers are a sign of risk, how urgent, and what the clinician reads about them.

The answer itself and the answers before it are always said: never only a total.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from betweenus.domain import measures
from betweenus.domain.measures import ItemAnswer, NoAnswer, Score
from betweenus.domain.safety.rules import Rule, Rules, shipped


@dataclass(frozen=True, slots=True)
class RiskSign:
    """One answer that must be seen and acknowledged.

    ``earlier`` are the answers to the same question before, oldest first, None where there was no
    number; ``previous`` is the last that had one. ``reasons`` say why it is urgent, if it is.
    """

    measure: str
    version: str
    item: int
    about: str
    value: int
    earlier: tuple[int | None, ...]
    urgent: bool
    reasons: tuple[str, ...]
    session_held: bool

    @property
    def name(self) -> str:
        """What it is a sign on, fit for storing: "phq-9 item 9"."""
        return f"{self.measure} item {self.item}"

    @property
    def words(self) -> str:
        """What the clinician reads: question, answer, answers before, urgency, how it was read."""
        return _words(self)

    @property
    def previous(self) -> int | None:
        """The last earlier answer that was a number."""
        return last_known(self.earlier)


def signs(
    score: Score,
    earlier: Sequence[Score] = (),
    *,
    session_held: bool,
    rules: Rules | None = None,
) -> tuple[RiskSign, ...]:
    """The risk signs of one score, given the person's earlier scores, oldest first.

    ``session_held`` says whether there is a session on the day it was answered: if not, nobody
    read it live, and the words say so.
    """
    assert all(before.measure == score.measure for before in earlier), "scores of one measure"
    rules = rules or shipped()
    return tuple(
        _sign(score, answer, earlier, rules.of(score.measure, answer.number), session_held)
        for answer in score.risk_flags
    )


def unseen(score: Score) -> tuple[str, ...]:
    """What is not known about risk from this score, a sentence for each question without answer."""
    measure = measures.get(score.measure)
    if score.total_only:
        return tuple(
            f"{measure.short_title} question {item.number} is not known: only the total is."
            for item in measure.items
            if item.risk
        )
    return tuple(
        f"{measure.short_title} question {answer.number}"
        f" {'was left blank' if answer.value is None else f'was answered: {answer.value}'}."
        for answer in score.risk_items
        if not answer.answered
    )


def last_known(values: Sequence[int | None]) -> int | None:
    """The last of some answers that is a number."""
    return next((value for value in reversed(values) if value is not None), None)


def _sign(
    score: Score, answer: ItemAnswer, earlier: Sequence[Score], rule: Rule, session_held: bool
) -> RiskSign:
    before = tuple(_number(earlier_score, answer.number) for earlier_score in earlier)
    value = _as_number(answer)
    assert value is not None, answer
    reasons = _urgent_reasons(value, last_known(before), rule)
    return RiskSign(
        measure=score.measure,
        version=score.version,
        item=answer.number,
        about=rule.about,
        value=value,
        earlier=before,
        urgent=bool(reasons),
        reasons=reasons,
        session_held=session_held,
    )


def _urgent_reasons(value: int, previous: int | None, rule: Rule) -> tuple[str, ...]:
    reasons = []
    if rule.urgent_from is not None and value >= rule.urgent_from:
        reasons.append(f"{rule.urgent_from} or more")
    if rule.urgent_on_rise and previous is not None and value > previous:
        reasons.append(f"up from {previous}")
    return tuple(reasons)


def _words(sign: RiskSign) -> str:
    measure = measures.get(sign.measure)
    item = measure.item(sign.item)
    asked = f' ("{item.text}")' if item.text else ""
    answer = f"{sign.value}, {item.text_of(sign.value)}"
    sentences = [
        f"{measure.short_title} question {item.number}{asked}: {answer}.",
        f"Before: {_listed(sign.earlier)}." if sign.earlier else "Not asked before.",
    ]
    if sign.urgent:
        sentences.append(f"Urgent: {', '.join(sign.reasons)}.")
    if not sign.session_held:
        sentences.append("Answered on a day without a session, so nobody read it live.")
    return " ".join(sentences)


def _listed(values: Sequence[int | None]) -> str:
    return ", ".join("no answer" if value is None else str(value) for value in values)


def _number(score: Score, item: int) -> int | None:
    """Another form's answer to the same question; a total-only score has none."""
    return next((_as_number(answer) for answer in score.items if answer.number == item), None)


def _as_number(answer: ItemAnswer) -> int | None:
    return None if isinstance(answer.value, NoAnswer) else answer.value
