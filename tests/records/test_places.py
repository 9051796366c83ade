"""Places for values in a query, on both databases: by order, by name, and a percent among them."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["one", "50%", "%s", "?"])
def test_a_value_comes_back_as_it_went_in_however_often_it_is_asked(value):
    with connection.cursor() as cursor:
        for _ in range(2):  # the second time the text is known
            cursor.execute("SELECT CAST(%s AS TEXT), '5%%', '?'", [value])
            assert cursor.fetchone() == (value, "5%", "?")


def test_values_by_name():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(%(a)s AS TEXT), CAST(%(b)s AS TEXT)", {"b": "second", "a": "first"}
        )
        assert cursor.fetchone() == ("first", "second")
