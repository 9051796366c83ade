"""Measures: a questionnaire as a file, its answers, and its scores."""

from betweenus.domain.measures.answers import (
    DECLINED,
    NOT_APPLICABLE,
    Answer,
    AnswerRefused,
    NoAnswer,
)
from betweenus.domain.measures.catalogue import Lacking, all_measures, get, lacking, word_from
from betweenus.domain.measures.definition import Measure, WordingHeldLocally
from betweenus.domain.measures.figures import Band, Source
from betweenus.domain.measures.parts import Comment, Item, Scale, Subject
from betweenus.domain.measures.score import ItemAnswer, ScaleScore, Score
from betweenus.domain.measures.tables import CatalogueError

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
    "Lacking",
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
    "lacking",
    "word_from",
]
