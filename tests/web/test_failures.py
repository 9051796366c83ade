"""A page that breaks: a calm page for the person, the place for the operator, no word typed."""

import io
import logging

import pytest

from betweenus.settings.logs import WithoutWords
from betweenus.web.public import about

TYPED = "something told in confidence"


@pytest.fixture
def operator():
    """What the operator sees."""
    shown = io.StringIO()
    handlers = [
        one for one in logging.getLogger().handlers if isinstance(one.formatter, WithoutWords)
    ]
    before = [one.setStream(shown) for one in handlers]
    yield shown
    for one, stream in zip(handlers, before, strict=True):
        one.setStream(stream)


def test_a_broken_page_tells_the_operator_where_but_not_what_was_typed(
    client, operator, monkeypatch
):
    def broken(*_, **__):
        try:
            raise ValueError(TYPED)
        except ValueError as error:
            raise KeyError(TYPED) from error

    monkeypatch.setattr(about, "render", broken)
    client.raise_request_exception = False
    answer = client.get("/your-information/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()

    told = operator.getvalue()
    assert "500 at the page privacy" in told
    assert "KeyError\nwhich came of:\n" in told
    assert "ValueError" in told
    assert "test_failures.py" in told
    assert TYPED not in told


@pytest.mark.django_db
def test_what_visitors_get_wrong_is_no_news_to_the_operator(client, operator):
    assert client.get("/nonsense/").status_code == 404
    assert client.get("/", headers={"host": "elsewhere.example.org"}).status_code == 400
    assert operator.getvalue() == ""
