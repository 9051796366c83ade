"""Fields of a form that is the same for everybody are drawn once, and nobody's words are kept."""

import pytest
from django import forms

from betweenus.web import fields
from betweenus.web.fields import draw_form

TYPED = ["", "She hung up.", "a\n\n  b\t<script>'\"&amp;", "\ue000 and \ue000", "0", "é 漢"]


class Moment(forms.Form):
    """Each kind of field whose drawing may be kept."""

    what = forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "data-grows": "1"}))
    who = forms.CharField(help_text="A first name <will> do.", required=False)
    how = forms.ChoiceField(choices=[("0", "Not & at all"), ("1", "<Often>")], required=False)
    read = forms.ChoiceField(
        choices=[("yes", "Both"), ("no", "Me")],
        widget=forms.RadioSelect(attrs={"hints": {"no": "Later, too."}}),
    )
    ways = forms.MultipleChoiceField(
        choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple, required=False
    )
    on = fields.DateField(required=False)


class Alike(Moment):
    """The same form, which says that it is so for everybody."""

    same_for_all = True


def given(typed: str, choice: str) -> dict[str, object]:
    return {
        "what": typed,
        "who": typed,
        "how": choice,
        "read": "no" if choice else "yes",
        "ways": [choice and "b"],
    }


@pytest.mark.parametrize("choice", ["", "0", "1"])
@pytest.mark.parametrize("typed", TYPED)
def test_it_looks_as_one_that_is_drawn_anew(typed, choice):
    for _ in range(2):
        assert draw_form(Alike(initial=given(typed, choice))) == draw_form(
            Moment(initial=given(typed, choice))
        )


def test_what_one_person_typed_is_drawn_for_nobody_else():
    draw_form(Alike(initial=given("Tom hung up.", "1")))
    assert "Tom" not in draw_form(Alike(initial=given("She wrote.", "1")))
    assert "Tom" not in draw_form(Alike())


def test_no_words_are_among_what_is_kept():
    draw_form(Alike(initial=given("first", "1")))
    kept = fields._kept.cache_info().currsize
    for typed in TYPED[1:]:
        draw_form(Alike(initial=given(typed, "1")))
    assert fields._kept.cache_info().currsize == kept


def test_a_field_that_is_wrong_says_so_to_its_own_form_only():
    wrong = Alike({"what": "", "read": "yes"})
    assert "This field is required" in draw_form(wrong)
    assert "This field is required" not in draw_form(Alike({"what": "x", "read": "yes"}))
