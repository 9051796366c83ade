"""The browser harness itself: it passes a good page and finds the faults of a bad one."""

import pytest


@pytest.mark.journey
def test_the_sign_in_page_is_clean(story):
    story.go("/account/login/")
    story.sees_title("Sign in")
    story.press("Sign in", within="main")
    story.sees("There is a problem")


BAD = """data:text/html,<html><title></title><body><img src=x><a href=/a>more</a><a href=/b>more</a>
<div style="width:900px">wide</div>"""


@pytest.mark.journey
def test_a_bad_page_is_found_out(story):
    story.page.goto(BAD)
    story.met()
    found = "\n".join(story.faults)
    story.faults.clear()
    assert "links 'more' lead to" in found
    if story.javascript:
        assert "axe html-has-lang" in found
        assert "axe image-alt" in found
    if story.phone:
        assert "px wide on a phone" in found
