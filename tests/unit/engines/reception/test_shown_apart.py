"""Nobody can be told from a figure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.shown_apart import LEAST_PEOPLE, shown_apart

PEOPLE = st.dictionaries(
    st.text("abcde", max_size=2), st.frozensets(st.integers(0, 30).map(str), min_size=1, max_size=6)
)


@given(PEOPLE)
def test_what_is_shown_is_of_enough_people_and_so_is_what_remains(people: dict[str, frozenset[str]]) -> None:
    found = shown_apart(people)
    assert all(len(people[key]) >= LEAST_PEOPLE for key in found.shown)
    rest = frozenset().union(*(there for key, there in people.items() if key not in found.shown))
    assert found.rest is (len(rest) >= LEAST_PEOPLE)
    # Nobody gets at the rest by subtracting what is shown from the whole.
    assert not rest or found.rest or not found.shown


def test_one_small_group_beside_a_large_one_hides_both() -> None:
    found = shown_apart({"large": frozenset("abcd"), "small": frozenset("x")})
    assert found.shown == frozenset()
    assert found.rest


def test_work_without_a_group_is_never_a_group() -> None:
    assert shown_apart({"": frozenset("abcd")}).shown == frozenset()
