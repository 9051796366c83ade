"""What docs/made says is what the code says."""

import pytest

from tools import make_docs

PAGES = make_docs.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_up_to_date(name):
    file = make_docs.MADE / name
    assert file.exists(), "type: make fix"
    assert file.read_text() == PAGES[name], "the code says something else; type: make fix"


def test_no_made_page_is_left_over():
    made = {str(file.relative_to(make_docs.MADE)) for file in make_docs.MADE.rglob("*.md")}
    beside = {name for name in PAGES if name.startswith("../")}  # stands in docs itself
    assert made == set(PAGES) - beside
