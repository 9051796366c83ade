"""Measures as a library: score one form, or a million, by the rules their files define.

::

    from betweenus import measures

    score = measures.get("phq-9").score([1, 1, 1, 1, 1, 1, 1, 1, 1])
    score.total, score.band.label, score.case     # 9, "Mild", False
    score.risk_flags                              # question 9, answered with 1

    scores = measures.get("phq-9").score_many(array)   # a row a form; -1 is no answer
    scores.total, scores.band, scores.case, scores.refused

No service, database or setting is needed. A figure's source and whether anybody has checked it
stand beside it: ``measures.get("phq-9").caseness.source``. See docs/measures-on-the-command-line.md
for the same from a shell.
"""

from betweenus.domain.measures import (
    DECLINED,
    NOT_APPLICABLE,
    Answer,
    AnswerRefused,
    Band,
    CatalogueError,
    Comment,
    Item,
    ItemAnswer,
    Measure,
    NoAnswer,
    Scale,
    ScaleScore,
    Score,
    Source,
    Subject,
    WordingHeldLocally,
    all_measures,
    get,
)

__all__ = [
    "DECLINED",
    "NOT_APPLICABLE",
    "Answer",
    "AnswerRefused",
    "Band",
    "CatalogueError",
    "Comment",
    "Item",
    "ItemAnswer",
    "Measure",
    "NoAnswer",
    "Scale",
    "ScaleScore",
    "Score",
    "Source",
    "Subject",
    "WordingHeldLocally",
    "all_measures",
    "get",
]
