"""Addresses filled in are those that would be looked up."""

from uuid import uuid4

from django.urls import reverse

from betweenus.web.addresses import address


def test_an_address_is_the_one_that_would_be_looked_up():
    one, other = uuid4(), uuid4()
    assert address("case", one) == reverse("case", args=[one])
    assert address("case", course_id=other) == reverse("case", args=[other])
    assert address("caseload") == reverse("caseload")
    assert address("measure_enter", course_id=one, measure="phq-9") == reverse(
        "measure_enter", kwargs={"course_id": one, "measure": "phq-9"}
    )
