"""What was worked out once is not worked out again, and not for anything else."""

from betweenus.services import once as module
from betweenus.services.once import once


def test_the_same_question_is_answered_once(monkeypatch):
    monkeypatch.setattr(module, "_known", {})
    asked = []
    for question in ("a", "a", "b"):
        assert once(question, lambda q=question: asked.append(q) or q.upper()) == question.upper()
    assert asked == ["a", "b"]


def test_the_oldest_is_forgotten(monkeypatch):
    monkeypatch.setattr(module, "_known", {})
    for number in range(module.MOST + 1):
        once(number, lambda n=number: n + 1)
    assert len(module._known) == module.MOST
    asked = []
    once(0, lambda: asked.append(0) or 1)
    assert asked == [0]
